// Comments as they stand on the page: each an element with the id comment-<number>.
import { makeTimesRelative } from "./times.js";

/** The comment that a node is in. */
export function commentAround(node) {
  return node.closest('[id^="comment-"]');
}

/** A copy of another document's node for this one. */
export function takeIn(node) {
  const taken = document.importNode(node, true);
  makeTimesRelative(taken);
  return taken;
}

/** Put the comment that a page shows in place of the one here, with the forms open in it; null if it shows none. */
export function exchangeComment(page, id, closing = null) {
  const fresh = page?.getElementById(id);
  const old = document.getElementById(id);
  if (!fresh || !old) return null;
  const taken = takeIn(fresh);
  const open = [...old.querySelectorAll(":scope > .comment-form")];
  taken.append(...open.filter((form) => form !== closing));
  old.replaceWith(taken);
  return taken;
}

/** What a page says is the matter; "" if nothing. */
export function sentenceIn(page) {
  return page?.querySelector(".error:not(:empty), .small-page > p:not(.kicker)")?.textContent ?? "";
}

export function focusOn(node) {
  node.tabIndex = -1;
  node.focus();
}
