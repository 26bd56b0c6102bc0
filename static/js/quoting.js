// Words selected in the article can be quoted in a form. The button stands behind their paragraph, so that the next Tab
// reaches it, and is seen beside them, or below the paragraph where there is no room.
import { makeButton } from "./comments.js";

const FORM = ".comment-form";
const NOT_TEXT = ".poll, .quote-this, .footnote-ref";
const GAP_PX = 12;
const text = document.querySelector(".article-body");
const button = makeButton("Quote this", "quote-this", () => { button.remove(); quote(); });
let lastForm = document.activeElement?.closest(FORM);
let isPressed = false;
let words = "";

if (text && document.querySelector(FORM)) {
  button.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the selection
  document.addEventListener("focusin", ({ target }) => { lastForm = target.closest(FORM) ?? lastForm; });
  document.addEventListener("pointerdown", () => { isPressed = true; });
  for (const end of ["pointerup", "pointercancel"]) {
    document.addEventListener(end, () => { isPressed = false; setTimeout(offer); });
  }
  document.addEventListener("selectionchange", offer);
  offer();
}

function offer() {
  if (isPressed) return; // nothing moves while the selection grows
  const range = selected();
  if (range) words = wordsOf(range);
  if (range && words) show(range);
  else if (document.activeElement !== button) button.remove();
}

function selected() {
  const selection = getSelection();
  const range = selection.rangeCount > 0 && selection.getRangeAt(0);
  return range && !range.collapsed && text.contains(range.commonAncestorContainer) ? range : null;
}

function wordsOf(range) {
  const whole = range.cloneRange();
  const { startContainer: first, startOffset: from, endContainer: last, endOffset: to } = range;
  if (first.data) whole.setStart(first, from - /[\p{L}\p{M}\p{N}’'-]*$/u.exec(first.data.slice(0, from))[0].length);
  if (last.data && to) whole.setEnd(last, to + /^[\p{L}\p{M}\p{N}’'-]*/u.exec(last.data.slice(to))[0].length);
  const copy = whole.cloneContents();
  for (const other of copy.querySelectorAll(NOT_TEXT)) other.remove();
  return copy.textContent.trim();
}

function show(range) {
  let block = range.endOffset ? range.endContainer : range.startContainer; // three clicks end in the next paragraph
  while (block && !block.parentElement?.matches(".article-body")) block = block.parentNode;
  if (!block || block.matches?.(".poll")) return;
  if (button.previousElementSibling !== block) block.after(button);
  button.classList.remove("beside");
  const { left, top } = block.getBoundingClientRect();
  const width = button.offsetWidth + GAP_PX;
  if (left < width + GAP_PX) return;
  button.classList.add("beside");
  const around = (button.offsetParent ?? document.body).getBoundingClientRect();
  const beside = [...range.getClientRects()].at(-1) ?? { top };
  button.style.top = `${beside.top - around.top}px`;
  button.style.left = `${left - around.left - width}px`;
}

function quote() {
  const form = lastForm?.isConnected ? lastForm : document.querySelector(FORM);
  const place = form.closest("details");
  if (place) place.open = true;
  const { body } = form.elements;
  const quoted = words.split(/\s*\n\s*/).map((line) => `> ${line}`).join("\n>\n");
  const before = body.value.slice(0, body.selectionStart).trimEnd();
  const after = body.value.slice(body.selectionStart).trimStart();
  const upToHere = `${before}${before && "\n\n"}${quoted}\n\n`;
  body.value = upToHere + after;
  body.setSelectionRange(upToHere.length, upToHere.length);
  body.dispatchEvent(new Event("input", { bubbles: true })); // counted and kept
  getSelection().removeAllRanges();
  body.focus();
}
