// The question asked before reading and at the article's end: both places are exchanged for what the server says.
import { exchangeFor, showBusy } from "./cards.js";
import { reconnect } from "./live.js";
import { shuffleForNewReader } from "./order.js";
import { IS, NoCard, ensureToken, getPage, sendForm, sendWhole } from "./server.js";
import { tellOtherTabs } from "./tabs.js";

const VOTES = 'form[action*="/ballot"]';

/** An answer is being chosen. */
export function prepare(form) {
  ensureToken(form).catch(() => {}); // sending asks again, and says so if that fails
}

/** Send an answer, its withdrawal or the vote, and show what the server says. */
export async function send(form, button) {
  const section = form.closest("section.twice");
  if (section.ariaBusy === "true") return;
  complain(section, "");
  const showReady = showBusy(section, button);
  try {
    if (form.matches(VOTES)) await vote(form, section);
    else await answer(form, section);
  } catch (problem) {
    if (!(problem instanceof NoCard)) throw problem;
    complain(section, `Nothing was stored: the site ${IS[problem.reason]}. Your choice is still here: try again.`);
  } finally {
    showReady();
  }
}

async function answer(form, section) {
  const { response, status } = await sendWhole(form);
  if (!exchange(response)) throw new NoCard(status === 403 ? "refused" : "failed");
  focusOn(section.id);
}

// A vote: the poll's card beside its sentence shows it too.
async function vote(form, section) {
  const { poll } = section.dataset;
  const card = await sendForm(form, poll);
  const refusal = card.querySelector(".error").textContent;
  if (refusal) {
    complain(section, refusal);
    return;
  }
  exchangeFor(card);
  tellOtherTabs(poll);
  reconnect();
  await renew(poll);
  focusOn(section.id);
}

/** Show both places as they are by now; where that does not come, what is there stays. */
export const renew = (poll) => getPage(`/polls/${poll}/before`).then(exchange, () => false);

function exchange(page) {
  const fresh = [...(page?.querySelectorAll("section.twice") ?? [])];
  for (const section of fresh) {
    const taken = document.importNode(section, true);
    document.getElementById(section.id)?.replaceWith(taken);
    shuffleForNewReader(taken);
  }
  return fresh.length > 0;
}

function complain(section, sentence) {
  const place = section.querySelector(".error");
  if (place) place.textContent = sentence;
}

function focusOn(id) {
  const section = document.getElementById(id);
  section?.querySelector('.notice, .said, input:checked, input[type="radio"]')?.focus({ preventScroll: true });
}
