// Which control of the page a key stands for. Single keys do nothing while somebody types.
const FIELDS = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])";

/** The link, button, tick or radio that this key presses, or the field that it goes to; null for none. */
export function actFor(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return null;
  if (event.target.closest?.(FIELDS) || document.querySelector("dialog[open]")) return null;
  if (!document.getElementById("case")) return lineFor(event);
  if (/^[1-9]$/.test(event.key)) return document.querySelector(`[name=rule][value="${event.key}"]`);
  if (!/^[a-z?]$/i.test(event.key)) return null;
  const control = document.querySelector(`[data-key="${event.key.toLowerCase()}"]`);
  return control?.matches("textarea") || control?.checkVisibility() ? control : null;
}

// In the queue, j and k go from case to case; the browser itself opens the one that has focus.
function lineFor(event) {
  const lines = [...document.querySelectorAll(".case-line a.words")];
  const step = { j: 1, k: -1 }[event.key];
  if (step && lines.length) {
    const place = lines.indexOf(document.activeElement);
    lines[Math.min(Math.max(place + step, 0), lines.length - 1)].focus();
    event.preventDefault();
  }
  const undo = document.querySelector("#undo:not([hidden]) button");
  if (event.key === "u") return undo;
  if (event.key === "?") return document.querySelector('[data-key="?"]');
  const isFree = !document.activeElement || document.activeElement === document.body;
  return event.key === "Enter" && isFree ? document.querySelector("[data-key=Enter]") : null;
}
