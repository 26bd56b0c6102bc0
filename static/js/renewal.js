// A card is renewed when its poll opens or closes, is reworded, or was answered in another tab, and an edited article
// is offered anew. A choice not yet sent is never taken away in silence.
import { announce, announceWhenQuiet } from "./announcer.js";
import { complain, exchangeFor, focusOn, hasFocus, isBusy, unsentAnswers } from "./cards.js";
import { reconnect } from "./live.js";
import { NoCard, getCard } from "./server.js";

const REWORDED =
  "The question was reworded while you were choosing, and your choice belongs to the earlier wording. " +
  "Reload the page to see the new one.";
const underway = new Set(); // polls being fetched

/** Fetch the card anew because of `news`: the phase or the wording now told. Where nobody answers, nothing changes. */
export async function renew(card, news = {}) {
  const { poll } = card.dataset;
  if (underway.has(poll) || isBusy(card) || keepsChoice(card, news)) return;
  underway.add(poll);
  try {
    replace(card, await getCard(poll));
  } catch (problem) {
    if (!(problem instanceof NoCard)) throw problem;
  } finally {
    underway.delete(poll);
  }
}

// Meanwhile the reader may have begun to answer, or sent an answer, which brings or brought a newer card than this.
function replace(card, fresh) {
  if (!card.isConnected || isBusy(card) || keepsChoice(card, fresh.dataset)) return;
  const unsent = unsentAnswers(card);
  const hadFocus = hasFocus(card);
  exchangeFor(fresh);
  if (hadFocus) focusOn(fresh);
  if (unsent.length > 0) tellUncounted(fresh, unsent);
  if (["phase", "wording", "version"].some((fact) => fresh.dataset[fact] !== card.dataset[fact])) reconnect();
}

/** Whether the reader is in the middle of answering and may go on; told, once, if the question is another now. */
function keepsChoice(card, { phase, wording }) {
  if (phase === "closed" || unsentAnswers(card).length === 0) return false;
  if (Number(wording) > Number(card.dataset.wording) && !("reworded" in card.dataset)) {
    card.dataset.reworded = "";
    complain(card, REWORDED);
  }
  return true;
}

function tellUncounted(card, unsent) {
  const answers = unsent.map((answer) => `“${answer}”`).join(", ");
  const [noun, verb] = unsent.length === 1 ? ["answer", "was"] : ["answers", "were"];
  const earlier = card.querySelector(".standing") ? " Your earlier vote still stands." : "";
  const notice = Object.assign(document.createElement("p"), { className: "notice", lang: "en", dir: "ltr" });
  notice.textContent = `This poll closed while you were choosing; your ${noun} ${answers} ${verb} not counted.${earlier}`;
  card.prepend(notice);
  announce(notice.textContent);
}

/** The article was edited: a link before its beginning leads to the new text. */
export function offerReload(article) {
  announceWhenQuiet("revision", "The article was edited. A link before its beginning shows the new text.");
  if (document.getElementById("renewed")) return;
  const note = Object.assign(document.createElement("p"), { id: "renewed", className: "renewed" });
  const textContent = "The article was edited. Show the new text";
  note.append(Object.assign(document.createElement("a"), { href: location.pathname, textContent }));
  article.prepend(note);
}
