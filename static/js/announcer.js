// One polite announcement at a time for those who listen to the page; held back while a field has focus.
const QUIET_MS = 6_000;
const waiting = new Map(); // subject → its latest sentence
let lastSpokeAt = 0;

export function announce(sentence) {
  document.getElementById("announcer").textContent = sentence;
  lastSpokeAt = Date.now();
}

/** Say it in the next pause; a later sentence on the same subject takes its place. */
export function announceWhenQuiet(subject, sentence) {
  if (waiting.size === 0) setTimeout(speak, Math.max(0, lastSpokeAt + QUIET_MS - Date.now()));
  waiting.set(subject, sentence);
}

function speak() {
  if (document.activeElement?.matches("input, textarea, select")) {
    setTimeout(speak, QUIET_MS);
    return;
  }
  announce([...waiting.values()].join(" "));
  waiting.clear();
}
