// States from the server, as they change. The tabs of a browser share one stream: whoever holds the lock listens
// and passes on; without locks or channels each tab listens for itself. Where no stream is to be had, every visible
// tab asks again and again. A state is whole and carries a version, so late or doubled ones do no harm.
const NAME = "pollsite-live";
const MAX_ARTICLES = 20;
const MAX_FAILURES = 3;
const GATHERING_MS = 50;
const REOPEN_MS = 5_000;
const POLL_MS = 5_000;
const MAX_POLL_MS = 60_000;
const STREAM_AGAIN_MS = 240_000;

const me = Math.random();
const followed = new Map(); // article id → this tab's callback
const newest = new Map(); // topic → { v, text } of the newest state that came by
let report = () => {};
let said = "";
let joined = false;
let paused = false;
let channel = null;
let leaveOtherTabs = () => {};
let way = "offline"; // how states come: live, polling or, for now, not
let pollMs = POLL_MS;
let pollTimer = 0;

let leading = false;
const wanted = new Map(); // tab → article ids
let source = null;
let failures = 0;
let streamTimer = 0;

/** Call `onState` with every new state of the article, and `onStatus` with live, polling, paused or offline. */
export function follow(articleId, onState, onStatus = () => {}) {
  followed.set(articleId, onState);
  report = onStatus;
  join();
}

/** What the reader may hear has changed: ask anew. */
export function reconnect() {
  if (way === "polling") poll();
  else if (leading) openStreamSoon();
  else channel?.postMessage({ anew: true });
}

/** Hear nothing until resume(). */
export function pause() {
  paused = true;
  part();
  say("paused");
}

/** Go on, from the present states. */
export function resume() {
  paused = false;
  join();
}

function join() {
  if (paused) return;
  if (joined) return announce();
  joined = true;
  if (!("BroadcastChannel" in self && navigator.locks)) return lead();
  channel = new BroadcastChannel(NAME);
  channel.addEventListener("message", ({ data }) => hear(data));
  announce();
  waitForLead();
}

function waitForLead() {
  const waiting = new AbortController();
  let release = () => {};
  const hold = () => new Promise((resolve) => { release = resolve; lead(); });
  const turn = () => (waiting.signal.aborted ? null : hold());
  navigator.locks.request(NAME, { signal: waiting.signal }, turn).catch(() => {}); // parted before its turn
  leaveOtherTabs = () => {
    channel.postMessage({ bye: me });
    channel.close();
    channel = null;
    waiting.abort();
    release();
  };
}

function part() {
  if (!joined) return;
  joined = leading = false;
  way = "offline";
  failures = 0;
  closeStream();
  clearTimeout(pollTimer);
  leaveOtherTabs();
  leaveOtherTabs = () => {};
}

function lead() {
  leading = true;
  wanted.clear();
  announce();
  channel?.postMessage({ roll: true });
}

function announce() {
  if (leading) enlist(me, [...followed.keys()]);
  else channel?.postMessage({ tab: me, want: [...followed.keys()] });
}

function hear({ texts = [], way: found, roll, tab, want, bye, anew }) {
  texts.forEach(show);
  if (found && !leading) settle(found);
  if (roll) announce();
  if (!leading) return;
  if (want) enlist(tab, want);
  wanted.delete(bye);
  if (anew) openStreamSoon();
}

function enlist(tab, articles) {
  const before = articlesWanted().length;
  wanted.set(tab, articles);
  if (articlesWanted().length > before) openStreamSoon();
  else pass([...newest.values()].map(({ text }) => text));
}

function articlesWanted() {
  return [...new Set([...wanted.values()].flat())].slice(0, MAX_ARTICLES);
}

function pass(texts) {
  channel?.postMessage({ texts, way });
}

function openStreamSoon() {
  clearTimeout(streamTimer);
  streamTimer = setTimeout(openStream, GATHERING_MS);
}

function openStream() {
  closeStream();
  const opened = new EventSource(`/live?articles=${articlesWanted()}`);
  source = opened;
  opened.addEventListener("state", ({ data }) => {
    failures = 0;
    show(data);
    settle("live", [data]);
  });
  opened.addEventListener("error", () => stumble(opened));
}

function closeStream() {
  clearTimeout(streamTimer);
  source?.close();
  source = null;
}

// A stream refused by a server that answers otherwise will be refused for a while; one that broke comes back.
async function stumble(broken) {
  failures += 1;
  const answered = await ask();
  if (broken !== source) return;
  const refused = broken.readyState === EventSource.CLOSED;
  if ((refused && answered) || failures >= MAX_FAILURES) {
    closeStream();
    failures = MAX_FAILURES - 1;
    streamTimer = setTimeout(openStream, around(STREAM_AGAIN_MS));
    settle("polling");
  } else {
    settle(answered ? "live" : "offline");
    if (refused) streamTimer = setTimeout(openStream, around(REOPEN_MS));
  }
}

// The leading tab finds out how states come; the others do likewise.
function settle(found, texts = []) {
  const before = way;
  way = found;
  if (leading) pass(texts);
  if (way !== "polling") say(way);
  else if (before !== "polling") poll();
}

async function poll() {
  clearTimeout(pollTimer);
  if (document.hidden || way !== "polling") return;
  const answered = await ask();
  if (way !== "polling") return;
  say(answered ? "polling" : "offline");
  pollMs = answered ? POLL_MS : Math.min(2 * pollMs, MAX_POLL_MS);
  clearTimeout(pollTimer);
  pollTimer = setTimeout(poll, around(pollMs));
}

/** Whether the server answered; its states are then shown. */
async function ask() {
  try {
    const answer = await fetch(`/live/state?articles=${[...followed.keys()].slice(0, MAX_ARTICLES)}`);
    if (!answer.ok) return false;
    for (const state of await answer.json()) show(JSON.stringify(state));
    return true;
  } catch {
    return false;
  }
}

function show(text) {
  if (!joined) return;
  const state = JSON.parse(text);
  const topic = "poll" in state ? `poll:${state.poll}` : `article:${state.article}`;
  const last = newest.get(topic);
  if (last && (state.v < last.v || text === last.text)) return;
  newest.set(topic, { v: state.v, text });
  for (const [articleId, onState] of followed) if ((state.article ?? articleId) === articleId) onState(state);
}

function say(status) {
  if (status !== said) report(status);
  said = status;
}

function around(milliseconds) {
  return milliseconds * (0.6 + 0.8 * Math.random());
}

document.addEventListener("visibilitychange", poll);
addEventListener("pagehide", part);
addEventListener("pageshow", ({ persisted }) => { if (persisted) join(); });
