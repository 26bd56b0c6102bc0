// A poll's card on the page: exchanged for a newer one, what its reader has chosen but not sent, and what it says.
import { shuffleForNewReader } from "./order.js";
import { makeTimesRelative } from "./times.js";

const FIRST_TO_FOCUS = [".notice[tabindex]", ".receipt", "input:checked:enabled", "input[name=option]:enabled", ".standing a"];

export function cardOf(poll) {
  return document.querySelector(`.poll-card[data-poll="${poll}"]`);
}

/** Put the server's newer card in place of the one on the page. */
export function exchangeFor(fresh) {
  shuffleForNewReader(fresh);
  makeTimesRelative(fresh);
  cardOf(fresh.dataset.poll).replaceWith(fresh);
  showStandpoint(fresh);
  fresh.dispatchEvent(new Event("exchanged", { bubbles: true }));
}

/** The poll's line in “Where readers stand” says what its card may show. */
export function showStandpoint(card) {
  const place = document.querySelector(`[data-standpoint="${card.dataset.poll}"] .leading`);
  if (!place) return;
  const { leading } = card.dataset;
  place.textContent = leading || place.dataset.hiddenWords;
  if (leading) place.removeAttribute("lang");
  else place.lang = "en";
}

/** The answers that the reader has chosen here and the server does not know of, in words. */
export function unsentAnswers(card) {
  const fields = [...card.querySelectorAll("input[name=option]")];
  const isRefused = card.querySelector(".error").textContent !== "";
  if (!isRefused && fields.every((field) => field.checked === field.defaultChecked)) return [];
  return fields
    .filter((field) => field.checked)
    .map((field) => field.closest(".answer").querySelector(".label").textContent);
}

/** Say in the card what went wrong; its line is an alert, so it is also spoken. */
export function complain(card, sentence) {
  card.querySelector(".error").textContent = sentence;
}

export function isBusy(card) {
  return card.ariaBusy === "true";
}

/** Show that something is on its way; returns how to take that back. */
export function showBusy(card, button) {
  card.ariaBusy = "true";
  const showReady = button ? showSending(button) : () => {};
  return () => {
    card.ariaBusy = "false";
    showReady();
  };
}

// The words change in a button of the same width.
function showSending(button) {
  const words = button.textContent;
  const inlineSize = `${button.getBoundingClientRect().width}px`;
  Object.assign(button.style, { boxSizing: "border-box", inlineSize, paddingInline: "0", whiteSpace: "nowrap" });
  button.ariaDisabled = "true";
  button.textContent = "Sending…";
  return () => {
    button.removeAttribute("style");
    button.ariaDisabled = null;
    button.textContent = words;
  };
}

export function hasFocus(card) {
  return card.contains(document.activeElement);
}

/** Focus what comes next in the card: what it tells, the answer chosen, the first one, or else the question. */
export function focusOn(card) {
  const found = FIRST_TO_FOCUS.map((selector) => card.querySelector(selector)).find(Boolean);
  const place = found ?? card.querySelector(".question");
  if (!found) place.tabIndex = -1;
  place.focus({ preventScroll: true });
}
