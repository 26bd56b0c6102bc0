// Words selected in the article can be quoted in a form. The button follows them, so that the next Tab reaches it.
import { makeButton } from "./comments.js";

const FORM = ".comment-form";
const NOT_TEXT = ".poll, .quote-this, .footnote-ref";
let lastForm = null;
let words = "";

export function enhanceQuoting() {
  const text = document.querySelector(".article-body");
  if (!text || !document.querySelector(FORM)) return;
  const button = makeButton("Quote this", "quote-this", () => { button.remove(); quote(); });
  button.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the selection
  document.addEventListener("focusin", ({ target }) => { lastForm = target.closest(FORM) ?? lastForm; });
  document.addEventListener("selectionchange", () => {
    const range = selectedIn(text);
    if (range) words = wordsOf(range);
    if (range && words) show(button, range);
    else if (document.activeElement !== button) button.remove();
  });
}

function selectedIn(text) {
  const selection = getSelection();
  const range = selection.rangeCount > 0 && selection.getRangeAt(0);
  return range && !range.collapsed && text.contains(range.commonAncestorContainer) ? range : null;
}

function wordsOf(range) {
  const copy = range.cloneContents();
  for (const other of copy.querySelectorAll(NOT_TEXT)) other.remove();
  return copy.textContent.trim();
}

function show(button, range) {
  let block = range.endOffset ? range.endContainer : range.startContainer; // three clicks end in the next paragraph
  while (block && !block.parentElement?.matches(".article-body")) block = block.parentNode;
  if (!block || block.matches?.(".poll")) return;
  if (button.previousElementSibling !== block) block.after(button);
  const { bottom, left } = range.getClientRects().item(range.getClientRects().length - 1) ?? block.getBoundingClientRect();
  const around = (button.offsetParent ?? document.body).getBoundingClientRect();
  button.style.top = `${bottom - around.top + 6}px`;
  button.style.left = `${Math.max(0, Math.min(left - around.left, around.width - button.offsetWidth))}px`;
}

function quote() {
  const form = lastForm?.isConnected ? lastForm : document.querySelector(FORM);
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
