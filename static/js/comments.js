// Comments: each an element with the id comment-<number>, exchanged for a newer one after a mark, stance or credit.
import { announce } from "./announcer.js";
import { isBusy, showBusy } from "./cards.js";
import { IS, NoCard, sendWhole } from "./server.js";
import { makeTimesRelative } from "./times.js";

const FORMS = ["mark", "stance", "credit", "credit-withdrawal"].map((act) => `form[action$="/${act}"]`).join();
const BUTTONS = ".comment-acts button";

export function enhanceMarks() {
  document.addEventListener("submit", () => tell(), true);
  document.addEventListener("submit", (event) => {
    const form = event.target.closest(FORMS);
    const comment = form && commentAround(form);
    if (!comment) return;
    event.preventDefault();
    if (!isBusy(comment)) send(form, event.submitter, comment);
  });
}

async function send(form, button, comment) {
  const showReady = showBusy(comment);
  const place = [...comment.querySelectorAll(BUTTONS)].indexOf(button);
  comment.querySelector(":scope > .error")?.remove();
  try {
    const { response } = await sendWhole(form, button);
    const fresh = exchangeComment(response, comment.id);
    if (!fresh) return complain(comment, sentenceIn(response));
    const again = fresh.querySelectorAll(BUTTONS)[place];
    if (again) again.focus({ preventScroll: true });
    else focusOn(fresh);
  } catch (problem) {
    if (!(problem instanceof NoCard)) throw problem;
    complain(comment, `The site ${IS[problem.reason]}, so nothing was changed. Try again.`);
  } finally {
    showReady();
  }
}

let told = null;

/** Say visibly, and aloud, what has become of a comment, until the next act; nothing takes back what was said. */
export function tell(comment, sentence = "") {
  told?.remove();
  announce(sentence);
  if (!sentence) return;
  told = make("p", { className: "notice", lang: "en", dir: "ltr", textContent: sentence });
  comment.prepend(told);
}

function complain(comment, sentence) {
  const error = make("p", { className: "error", role: "alert" });
  comment.append(error);
  error.textContent = sentence;
}

export function commentAround(node) {
  return node.closest('[id^="comment-"]');
}

export function takeIn(node) {
  const taken = document.importNode(node, true);
  makeTimesRelative(taken);
  return taken;
}

/** Put a page's comment in place of the one here, keeping all forms open in it but `closing`; null if there is none. */
export function exchangeComment(page, id, closing = null) {
  const fresh = page?.getElementById(id);
  const old = document.getElementById(id);
  if (!fresh || !old) return null;
  const taken = takeIn(fresh);
  closing?.remove();
  taken.append(...old.querySelectorAll(":scope > .comment-form"));
  old.replaceWith(taken);
  return taken;
}

export function sentenceIn(page) {
  return page?.querySelector(".error:not(:empty), .small-page > p:not(.kicker)")?.textContent ?? "";
}

export function focusOn(node, preventScroll = false) {
  node.tabIndex = -1;
  node.focus({ preventScroll });
}

export const depthOf = (comment) => Number(/ depth-(\d+)/.exec(comment?.className)?.[1]);

/** The last comment of those that stand below this one, or itself. */
export function lastBelow(comment) {
  let last = comment;
  while (depthOf(last.nextElementSibling) > depthOf(comment)) last = last.nextElementSibling;
  return last;
}

export function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

export function makeButton(textContent, className, act) {
  const button = make("button", { type: "button", lang: "en", dir: "ltr", textContent, className });
  button.addEventListener("click", act);
  return button;
}
