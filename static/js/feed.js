// The two ways in which states come: a stream the server keeps open, or asking again and again.
const MAX_ARTICLES = 20;
const MAX_FAILURES = 3;
const GATHERING_MS = 50;
const REOPEN_MS = 5_000;
const PATIENCE_MS = 5_000;
const POLL_MS = 5_000;
const MAX_POLL_MS = 60_000;
const STREAM_AGAIN_MS = 240_000;

/** Ask once, and tell every state as JSON text; whether the server answered. */
export async function askOnce(articles, tell) {
  try {
    const address = `/live/state?articles=${articles.slice(0, MAX_ARTICLES)}`;
    const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) });
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
    const address = `/live?articles=${this.#articles}`;
    const source = new EventSource(address);
    source.addEventListener("state", ({ data }) => {
      this.#failures = 0;
      this.onWay("live");
      this.onText(data);
    });
    source.addEventListener("error", () => this.#stumble(source, address));
    this.#source = source;
  }

  // Where the server is away, the stream is tried until it is back. One that a server in service refuses, or cannot
  // keep up again and again, is left alone for a while.
  async #stumble(source, address) {
    const mayBeRefused = source.readyState === EventSource.CLOSED;
    source.close(); // browsers differ in whether and when they try again
    const refused = mayBeRefused && (await isRefused(address));
    const answered = refused || (await this.ask());
    if (source !== this.#source) return;
    this.#failures = answered ? this.#failures + 1 : 0;
    if (refused || this.#failures >= MAX_FAILURES) this.#leaveToPolling();
    else this.#tryAgain(answered);
  }

  #leaveToPolling() {
    this.close();
    this.#failures = MAX_FAILURES - 1;
    this.#connectAfter(around(STREAM_AGAIN_MS));
    this.onWay("polling");
  }

  #tryAgain(answered) {
    this.onWay(answered ? "live" : "offline");
    this.#connectAfter(around(REOPEN_MS));
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

/** Whether the server answers, and gives no stream: an EventSource does not tell that from a server out of reach. */
async function isRefused(address) {
  try {
    const { status, body } = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) });
    body?.cancel().catch(() => {}); // were it a stream, it would stay open
    return status === 204 || (status >= 400 && status < 500);
  } catch {
    return false;
  }
}

function around(milliseconds) {
  return milliseconds * (0.6 + 0.8 * Math.random());
}
