// An act in one tab of this browser is told to its other tabs, which may show the same poll.
const channel = "BroadcastChannel" in self ? new BroadcastChannel("pollsite-acts") : null;

export function tellOtherTabs(poll) {
  channel?.postMessage({ poll });
}

export function hearOtherTabs(onAct) {
  channel?.addEventListener("message", ({ data }) => onAct(data.poll));
}
