// Comments: each an element with the id comment-<number>, exchanged for a newer one after a mark, stance or credit.
import { isBusy, showBusy } from "./cards.js";
import { IS, NoCard, sendWhole } from "./server.js";
import { makeTimesRelative } from "./times.js";

const FORMS = ["mark", "stance", "credit", "credit-withdrawal"].map((act) => `form[action$="/${act}"]`).join();
const BUTTONS = ".comment-acts button";

export function enhanceMarks() {
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

export function focusOn(node) {
  node.tabIndex = -1;
  node.focus();
}

export function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

export function makeButton(textContent, className, act) {
  const button = make("button", { type: "button", lang: "en", dir: "ltr", textContent, className });
  button.addEventListener("click", act);
  return button;
}
