// One polite announcement at a time for those who listen to the page; held back while a field has focus.
const QUIET_MS = 6_000;
let waiting = "";
let last = 0;

export function announce(sentence) {
  document.getElementById("announcer").textContent = sentence;
  last = Date.now();
}

export function announceWhenQuiet(sentence) {
  if (!waiting) setTimeout(speak, Math.max(0, last + QUIET_MS - Date.now()));
  waiting = sentence;
}

function speak() {
  if (document.activeElement?.matches("input, textarea, select")) {
    setTimeout(speak, QUIET_MS);
    return;
  }
  announce(waiting);
  waiting = "";
}
