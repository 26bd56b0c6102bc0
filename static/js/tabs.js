// The tabs of one browser: they talk over a channel, and whoever holds the lock leads, until it goes. Without locks
// or channels each tab leads itself.
const NAME = "pollsite-live";
const acts = "BroadcastChannel" in self ? new BroadcastChannel("pollsite-acts") : null;

/** An act here is told to the other tabs, which may show the same poll. */
export function tellOtherTabs(poll) {
  acts?.postMessage({ poll });
}

export function hearOtherTabs(onAct) {
  acts?.addEventListener("message", ({ data }) => onAct(data.poll));
}

export class Tabs {
  id = Math.random(); // of this tab
  #channel = null;
  #giveUpLead = () => {};
  #isJoined = false;

  constructor({ onLead, onMessage }) {
    this.onLead = onLead;
    this.onMessage = onMessage;
  }

  get isJoined() {
    return this.#isJoined;
  }

  /** Take part: hear the others, and lead when it is this tab's turn. */
  join() {
    this.#isJoined = true;
    if (!("BroadcastChannel" in self) || !navigator.locks) {
      this.onLead();
      return;
    }
    this.#channel = new BroadcastChannel(NAME);
    this.#channel.addEventListener("message", ({ data }) => this.onMessage(data));
    this.#queueForLead();
  }

  /** Say goodbye; another tab leads. */
  part() {
    this.#isJoined = false;
    this.tell({ bye: this.id });
    this.#channel?.close();
    this.#channel = null;
    this.#giveUpLead();
    this.#giveUpLead = () => {};
  }

  /** Say something to all others. */
  tell(message) {
    this.#channel?.postMessage(message);
  }

  #queueForLead() {
    const waiting = new AbortController();
    let release = () => {};
    const hold = () => new Promise((resolve) => { release = resolve; this.onLead(); });
    const turn = () => (waiting.signal.aborted ? null : hold());
    navigator.locks.request(NAME, { signal: waiting.signal }, turn).catch(() => {}); // parted before its turn
    this.#giveUpLead = () => {
      waiting.abort();
      release();
    };
  }
}
