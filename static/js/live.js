// States from the server, as they change, for every tab of a browser over one stream: the leading tab holds it and
// passes on what it hears. Where no stream is to be had, every visible tab asks for itself.
import { Polling, Stream, askOnce } from "./feed.js";
import { Tabs } from "./tabs.js";

class Live {
  #followed = new Map(); // article id → what this tab does with a state
  #newest = new Map(); // topic → { v, text } of the newest state that came by
  #wanted = new Map(); // tab → the articles it follows; only the leading tab knows
  #stream = null; // only the leading tab has one
  #way = "offline"; // how states come: live, polling or, for now, not
  #isPaused = false;
  #report = () => {};
  #reported = "";
  #tabs = new Tabs({ onLead: () => this.#lead(), onMessage: (message) => this.#hearTab(message) });
  #polling = new Polling({
    ask: () => this.#ask(),
    onAnswer: (answered) => this.#say(answered ? "polling" : "offline"),
  });

  follow(articleId, onState, onStatus) {
    this.#followed.set(articleId, onState);
    this.#report = onStatus;
    this.join();
  }

  join() {
    if (this.#isPaused) return;
    if (!this.#tabs.isJoined) this.#tabs.join();
    this.#enrol();
  }

  part() {
    if (!this.#tabs.isJoined) return;
    this.#way = "offline";
    this.#polling.stop();
    this.#stream?.close();
    this.#stream = null;
    this.#tabs.part();
  }

  pause() {
    this.#isPaused = true;
    this.part();
    this.#say("paused");
  }

  resume() {
    this.#isPaused = false;
    this.join();
  }

  reconnect() {
    this.#newest.clear(); // a card that was exchanged may have missed what came before
    if (this.#way === "polling") this.#polling.askNow();
    else if (this.#stream) this.#stream.open();
    else this.#tabs.tell({ anew: true });
  }

  #lead() {
    this.#stream = new Stream({
      ask: () => this.#ask(),
      onText: (text) => { this.#show(text); this.#pass([text]); },
      onWay: (way) => this.#settle(way),
    });
    this.#wanted.clear();
    this.#enrol();
    this.#tabs.tell({ roll: true });
  }

  // Every tab tells the leading one what it follows.
  #enrol() {
    const want = [...this.#followed.keys()];
    if (this.#stream) this.#enlist(this.#tabs.id, want);
    else this.#tabs.tell({ tab: this.#tabs.id, want });
  }

  #hearTab({ texts = [], way, roll, tab, want, bye, anew }) {
    for (const text of texts) this.#show(text);
    if (way && !this.#stream) this.#settle(way);
    if (roll) this.#enrol();
    if (!this.#stream) return;
    if (want) this.#enlist(tab, want);
    if (anew) this.#stream.open();
    this.#wanted.delete(bye);
  }

  #enlist(tab, articles) {
    const before = this.#articlesWanted().length;
    this.#wanted.set(tab, articles);
    const now = this.#articlesWanted();
    if (now.length > before) this.#stream.open(now);
    else this.#pass([...this.#newest.values()].map(({ text }) => text));
  }

  #articlesWanted() {
    return [...new Set([...this.#wanted.values()].flat())];
  }

  #pass(texts) {
    this.#tabs.tell({ texts, way: this.#way });
  }

  // The leading tab finds out how states come; the others do likewise.
  #settle(way) {
    if (this.#stream && way !== this.#way) this.#tabs.tell({ way });
    this.#way = way;
    if (way === "polling") {
      this.#polling.start();
    } else {
      this.#polling.stop();
      this.#say(way);
    }
  }

  #ask() {
    return askOnce([...this.#followed.keys()], (text) => this.#show(text));
  }

  #show(text) {
    if (!this.#tabs.isJoined) return;
    const state = JSON.parse(text);
    const topic = "poll" in state ? `poll:${state.poll}` : `article:${state.article}`;
    const last = this.#newest.get(topic);
    if (last && (state.v < last.v || text === last.text)) return;
    this.#newest.set(topic, { v: state.v, text });
    for (const [articleId, onState] of this.#followed) {
      if ((state.article ?? articleId) === articleId) onState(state);
    }
  }

  #say(status) {
    if (status !== this.#reported) this.#report(status);
    this.#reported = status;
  }
}

const live = new Live();
addEventListener("pagehide", () => live.part());
addEventListener("pageshow", ({ persisted }) => { if (persisted) live.join(); });

/** Call `onState` with every new state of the article, and `onStatus` with live, polling, paused or offline. */
export function follow(articleId, onState, onStatus = () => {}) {
  live.follow(articleId, onState, onStatus);
}

/** What the reader may hear has changed: ask anew. */
export function reconnect() {
  live.reconnect();
}

/** Hear nothing until resume(). */
export function pause() {
  live.pause();
}

/** Go on, from the present states. */
export function resume() {
  live.resume();
}
