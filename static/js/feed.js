// The two ways in which states come: a stream the server keeps open, or asking again and again.
const MAX_ARTICLES = 20;
const MAX_FAILURES = 3;
const GATHERING_MS = 50;
const REOPEN_MS = 5_000;
const POLL_MS = 5_000;
const MAX_POLL_MS = 60_000;
const STREAM_AGAIN_MS = 240_000;

/** Ask once, and tell every state as JSON text; whether the server answered. */
export async function askOnce(articles, tell) {
  try {
    const answer = await fetch(`/live/state?articles=${articles.slice(0, MAX_ARTICLES)}`);
    if (!answer.ok) return false;
    for (const state of await answer.json()) tell(JSON.stringify(state));
    return true;
  } catch {
    return false;
  }
}

/** A stream that comes back by itself. `onWay` hears live, offline, or polling when no stream is to be had for now. */
export class Stream {
  #articles = [];
  #failures = 0;
  #source = null;
  #timer = 0;

  constructor({ ask, onText, onWay }) {
    this.ask = ask;
    this.onText = onText;
    this.onWay = onWay;
  }

  open(articles = this.#articles) {
    this.#articles = articles.slice(0, MAX_ARTICLES);
    this.#connectAfter(GATHERING_MS);
  }

  close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #connectAfter(milliseconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#connect(), milliseconds);
  }

  #connect() {
    this.close();
    const source = new EventSource(`/live?articles=${this.#articles}`);
    source.addEventListener("state", ({ data }) => {
      this.#failures = 0;
      this.onWay("live");
      this.onText(data);
    });
    source.addEventListener("error", () => this.#stumble(source));
    this.#source = source;
  }

  // A stream refused by a server that answers otherwise will be refused for a while; one that broke comes back.
  async #stumble(source) {
    this.#failures += 1;
    const answered = await this.ask();
    if (source !== this.#source) return;
    const refused = source.readyState === EventSource.CLOSED;
    if ((refused && answered) || this.#failures >= MAX_FAILURES) {
      this.close();
      this.#failures = MAX_FAILURES - 1;
      this.#connectAfter(around(STREAM_AGAIN_MS));
      this.onWay("polling");
      return;
    }
    this.onWay(answered ? "live" : "offline");
    if (refused) this.#connectAfter(around(REOPEN_MS));
  }
}

/** Asks every few seconds while the tab can be seen, ever more rarely while nobody answers. */
export class Polling {
  #isOn = false;
  #milliseconds = POLL_MS;
  #timer = 0;

  constructor({ ask, onAnswer }) {
    this.ask = ask;
    this.onAnswer = onAnswer;
    document.addEventListener("visibilitychange", () => this.askNow());
  }

  start() {
    if (this.#isOn) return;
    this.#isOn = true;
    this.askNow();
  }

  stop() {
    this.#isOn = false;
    clearTimeout(this.#timer);
  }

  async askNow() {
    if (!this.#isOn || document.hidden) return;
    clearTimeout(this.#timer);
    const answered = await this.ask();
    clearTimeout(this.#timer);
    if (!this.#isOn) return;
    this.#milliseconds = answered ? POLL_MS : Math.min(2 * this.#milliseconds, MAX_POLL_MS);
    this.#timer = setTimeout(() => this.askNow(), around(this.#milliseconds));
    this.onAnswer(answered);
  }
}

function around(milliseconds) {
  return milliseconds * (0.6 + 0.8 * Math.random());
}
