// Acting in place: a poll's forms and links are sent in the background and its card exchanged for the answer.
import { announce } from "./announcer.js";
import { complain, exchangeFor, focusOn, hasFocus, isBusy, showBusy } from "./cards.js";
import { reconnect } from "./live.js";
import { IS, NoCard, ensureToken, getCard, sendForm } from "./server.js";
import { tellOtherTabs } from "./tabs.js";

const FORMS = "form.ballot, form.peek, .poll-card .standing form";
const UNANSWERED = "The site could not be reached. Your choice is still here: vote again; it counts once, however often it is sent.";
const UNDONE = {
  vote: (reason) =>
    reason === "unreachable" ? UNANSWERED : `The site ${IS[reason]}, so nothing was counted. Your choice is still here: try again.`,
  revise: (reason) => `Your vote could not be changed: the site ${IS[reason]}. It still stands as it was.`,
  withdraw: (reason) => `Your vote could not be withdrawn: the site ${IS[reason]}. It still stands.`,
  peek: (reason) => `The results could not be shown: the site ${IS[reason]}. Try again.`,
  change: (reason) => `Your vote could not be opened for changing: the site ${IS[reason]}. It still stands.`,
  receipt: (reason) => `Your receipt could not be shown: the site ${IS[reason]}. Your vote still stands.`,
  keep: (reason) => `Your vote could not be shown again: the site ${IS[reason]}. It still stands as it was.`,
};

export function enhanceBallots(article) {
  article.addEventListener("change", ({ target }) => {
    const form = target.closest(FORMS);
    if (form) ensureToken(form).catch(() => {}); // sending asks again, and says so if that fails
  });
  article.addEventListener("submit", (event) => {
    const form = event.target.closest(FORMS);
    if (!form) return;
    event.preventDefault();
    send(form, event.submitter);
  });
  article.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-fragment]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link);
  });
}

async function send(form, button) {
  const card = form.closest(".poll-card");
  const isDone = await attempt(card, actOf(form), () => sendForm(form, card.dataset.poll), button);
  if (!isDone) return;
  tellOtherTabs(card.dataset.poll);
  reconnect();
}

function open(link) {
  const card = link.closest(".poll-card");
  const act = new URL(link.dataset.fragment, location.href).search.slice(1) || "keep";
  attempt(card, act, () => getCard(card.dataset.poll, link.dataset.fragment));
}

function actOf(form) {
  if (form.matches(".peek")) return "peek";
  if (form.matches(".standing form")) return "withdraw";
  return form.querySelector("a[data-fragment]") ? "revise" : "vote";
}

/** Whether the server answered; if it did not, the card stays as it is and says so. */
async function attempt(card, act, getFresh, button) {
  if (isBusy(card)) return false;
  complain(card, "");
  const showReady = showBusy(card, button);
  try {
    showOutcome(card, await getFresh());
    return true;
  } catch (problem) {
    showReady();
    if (!(problem instanceof NoCard)) throw problem;
    complain(card, UNDONE[act](problem.reason));
    return false;
  }
}

// A reader who meanwhile went elsewhere stays there and is told; else what has focus is spoken.
function showOutcome(card, fresh) {
  const isHere = hasFocus(card) || document.activeElement === document.body;
  exchangeFor(fresh);
  const notice = fresh.querySelector(".notice");
  if (isHere) focusOn(fresh);
  else if (notice) announce(notice.textContent);
}
