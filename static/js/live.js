// One stream of states for the whole browser: the tab that holds the lock listens and passes on to the others.
// Without locks or channels each tab listens for itself; where no stream is to be had, states are asked for.
const LOCK = "pollsite-live";
const POLL_MS = 5_000;
const RETRY_STREAM_MS = 180_000;
const MAX_FAILURES = 3;

const articles = new Map(); // article id → callback
const seen = new Map(); // topic → version last shown
const wanted = new Set(); // articles of all tabs, known to the leader
const channel = "BroadcastChannel" in self ? new BroadcastChannel(LOCK) : null;
let report = () => {};
let source = null;
let leading = !channel || !navigator.locks;
let paused = false;
let failures = 0;
let timer = 0;

export function follow(articleId, onState, onStatus = () => {}) {
  articles.set(articleId, onState);
  report = onStatus;
  wanted.add(articleId);
  if (leading) open();
  else {
    channel.postMessage({ want: [articleId] });
    lead();
  }
}

export function reconnect() {
  if (leading) open();
  else channel.postMessage({ reconnect: true });
}

export function pause() {
  paused = true;
  if (leading && !channel) close();
  report("paused");
}

export function resume() {
  paused = false;
  if (leading) open();
  else channel.postMessage({ reconnect: true });
  report("live");
}

function lead() {
  navigator.locks.request(LOCK, () => {
    leading = true;
    channel.postMessage({ roll: true });
    open();
    return new Promise(() => {}); // held until this tab closes
  });
}

channel?.addEventListener("message", ({ data }) => {
  if (data.state) show(data.state);
  if (data.status && !leading && !paused) report(data.status);
  if (data.roll) channel.postMessage({ want: [...articles.keys()] });
  if (!leading) return;
  const before = wanted.size;
  for (const article of data.want ?? []) wanted.add(article);
  if (wanted.size > before || data.reconnect || data.want) open();
});

function open() {
  close();
  if (!("EventSource" in self) || failures >= MAX_FAILURES) {
    ask();
    return;
  }
  source = new EventSource(`/live?articles=${[...wanted].join(",")}`);
  source.addEventListener("state", (event) => {
    failures = 0;
    tell("live");
    pass(JSON.parse(event.data));
  });
  source.addEventListener("error", () => {
    failures += 1;
    tell("offline");
    if (source?.readyState === EventSource.CLOSED || failures >= MAX_FAILURES) {
      failures = MAX_FAILURES;
      close();
      ask();
    }
  });
}

function close() {
  source?.close();
  source = null;
  clearTimeout(timer);
}

async function ask(since = Date.now()) {
  timer = setTimeout(() => ask(since), POLL_MS * (0.75 + Math.random() / 2));
  if (document.hidden || paused) return;
  try {
    const answer = await fetch(`/live/state?articles=${[...wanted].join(",")}`);
    if (!answer.ok) throw new Error(answer.statusText);
    for (const state of await answer.json()) pass(state);
    tell("polling");
  } catch {
    tell("offline");
  }
  if (Date.now() - since > RETRY_STREAM_MS) {
    failures = 0;
    open();
  }
}

function tell(status) {
  if (!paused) report(status);
  channel?.postMessage({ status });
}

function pass(state) {
  show(state);
  channel?.postMessage({ state });
}

function show(state) {
  if (paused) return;
  const topic = "poll" in state ? `poll:${state.poll}` : `article:${state.article}`;
  if (state.v < (seen.get(topic) ?? 0)) return;
  seen.set(topic, state.v);
  for (const onState of articles.values()) onState(state);
}
