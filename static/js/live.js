// States from the server, as they change. The tabs of a browser share one stream: whoever holds the lock listens
// and passes on; without locks or channels each tab listens for itself. Where no stream is to be had, every visible
// tab asks for itself. A state is whole and carries a version, so late or doubled ones do no harm.
import { Polling, Stream, askOnce } from "./feed.js";

const NAME = "pollsite-live";
const me = Math.random();
const followed = new Map(); // article id → this tab's callback
const newest = new Map(); // topic → { v, text } of the newest state that came by
const wanted = new Map(); // tab → article ids; the leading tab knows
const polling = new Polling({ ask, onAnswer: (answered) => say(answered ? "polling" : "offline") });
let report = () => {};
let said = "";
let joined = false;
let paused = false;
let channel = null;
let leaveOtherTabs = () => {};
let stream = null; // the leading tab has one
let way = "offline"; // how states come: live, polling or, for now, not

/** Call `onState` with every new state of the article, and `onStatus` with live, polling, paused or offline. */
export function follow(articleId, onState, onStatus = () => {}) {
  followed.set(articleId, onState);
  report = onStatus;
  join();
}

/** What the reader may hear has changed: ask anew. */
export function reconnect() {
  if (way === "polling") polling.askNow();
  else if (stream) stream.open();
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
  const isNew = !joined;
  joined = true;
  if (!isNew) announce();
  else if ("BroadcastChannel" in self && navigator.locks) joinOtherTabs();
  else lead();
}

function joinOtherTabs() {
  channel = new BroadcastChannel(NAME);
  channel.addEventListener("message", ({ data }) => hear(data));
  announce();
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
  joined = false;
  way = "offline";
  polling.stop();
  stream?.close();
  stream = null;
  leaveOtherTabs();
  leaveOtherTabs = () => {};
}

function lead() {
  stream = new Stream({ ask, onText: hearText, onWay: settle });
  wanted.clear();
  announce();
  channel?.postMessage({ roll: true });
}

function announce() {
  const want = [...followed.keys()];
  if (stream) enlist(me, want);
  else channel?.postMessage({ tab: me, want });
}

function hear({ texts = [], way: found, roll, tab, want, bye, anew }) {
  texts.forEach(show);
  if (found && !stream) settle(found);
  if (roll) announce();
  if (!stream) return;
  if (want) enlist(tab, want);
  if (anew) stream.open();
  wanted.delete(bye);
}

function enlist(tab, articles) {
  const before = articlesWanted().length;
  wanted.set(tab, articles);
  const now = articlesWanted();
  if (now.length > before) stream.open(now);
  else pass([...newest.values()].map(({ text }) => text));
}

function articlesWanted() {
  return [...new Set([...wanted.values()].flat())];
}

function hearText(text) {
  show(text);
  pass([text]);
}

function pass(texts) {
  channel?.postMessage({ texts, way });
}

// The leading tab finds out how states come; the others do likewise.
function settle(found) {
  if (stream && found !== way) channel?.postMessage({ way: found });
  way = found;
  if (way === "polling") {
    polling.start();
  } else {
    polling.stop();
    say(way);
  }
}

function ask() {
  return askOnce([...followed.keys()], show);
}

function show(text) {
  if (!joined) return;
  const state = JSON.parse(text);
  const topic = "poll" in state ? `poll:${state.poll}` : `article:${state.article}`;
  const last = newest.get(topic);
  if (last && (state.v < last.v || text === last.text)) return;
  newest.set(topic, { v: state.v, text });
  for (const [articleId, onState] of followed) {
    if ((state.article ?? articleId) === articleId) onState(state);
  }
}

function say(status) {
  if (status !== said) report(status);
  said = status;
}

addEventListener("pagehide", part);
addEventListener("pageshow", ({ persisted }) => { if (persisted) join(); });
