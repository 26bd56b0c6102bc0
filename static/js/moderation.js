// The moderators' desk: one case after the other without a page load, each act also by one key.
import { ask, follow } from "./deskcounts.js";
import { actFor } from "./deskkeys.js";
import { claim, release } from "./deskclaims.js";
import { forgetAhead, pageAt, send } from "./deskpages.js";
import { followForm, quoteMarked } from "./deskform.js";

const FAILED = "The site cannot be reached just now, so nothing was stored. Try again in a moment.";
let isBusy = false;

const caseHere = () => document.getElementById("case");

follow();
document.addEventListener("keydown", (event) => {
  const control = actFor(event);
  if (!control) return;
  event.preventDefault();
  if (control.matches("textarea")) return writeIn(control);
  control.focus({ preventScroll: true });
  control.click();
});
document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest("a[data-key]");
  if (!link) return;
  if (link.dataset.key === "?") document.getElementById("keys")?.showModal();
  else if (caseHere()) turnTo(link.href);
  else return;
  event.preventDefault();
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!caseHere() || !form.matches("[data-decide], [data-decision], #undo")) return;
  event.preventDefault();
  if (!isBusy) act(form, event.submitter);
});
addEventListener("popstate", () => { if (caseHere()) turnTo(location.href, { isBack: true }); });
addEventListener("pagehide", release);
addEventListener("pageshow", ({ persisted }) => { if (persisted && caseHere()) claim(caseHere()); });
if (caseHere()) {
  begin();
  busy(false);
}

// Do what the form asks, and show what follows from it.
async function act(form, button) {
  if (form.matches("[data-decide]") && needsRule(form, button)) return;
  busy(true);
  try {
    const { told, page } = await send(form, button);
    if (page) return showRefused(page);
    say(told.sentence, told.undo);
    if (told.next === null && form.id !== "undo") {
      location.assign(withDone(told)); // the queue is empty: its page says what to do
      return;
    }
    await show(told.address).catch(() => location.assign(told.address));
  } catch {
    say(FAILED);
  } finally {
    busy(false);
    ask(); // what waits is another number now
  }
}

// Which rule is broken must be said before anything is taken away.
function needsRule(form, button) {
  quoteMarked(form);
  const needs = ["remove", "warn", "suspend", "hold_author"].includes(button?.value)
    || (button?.value === "lock" && form.elements.removes?.checked);
  if (!needs || form.querySelector("[name=rule]:checked")) return false;
  say("Name the rule first: press 1 to 8.");
  form.querySelector("[name=rule]").focus();
  return true;
}

// The field may stand in a fold.
function writeIn(field) {
  const fold = field.closest("details");
  if (fold) fold.open = true;
  field.focus();
}

async function turnTo(address, { isBack = false } = {}) {
  if (isBusy) return;
  busy(true);
  try {
    await show(address, { isBack });
  } catch {
    location.assign(address);
  } finally {
    busy(false);
  }
}

async function show(address, { isBack = false } = {}) {
  const page = await pageAt(address);
  const next = page.getElementById("case");
  if (!next) return location.assign(address);
  release();
  take(page, next);
  if (!isBack && address !== location.href) history.pushState(null, "", address);
  scrollTo(0, 0);
  document.getElementById("case-heading").focus({ preventScroll: true });
  begin();
}

function showRefused(page) {
  const refused = page.getElementById("case");
  if (!refused) return say(page.querySelector("main .standfirst, main h1 + p")?.textContent ?? FAILED);
  take(page, refused);
  begin();
  say("");
  (document.getElementById("refused") ?? document.getElementById("case-heading")).focus();
}

function take(page, next) {
  document.title = page.title;
  caseHere().replaceWith(document.importNode(next, true));
}

// What every case begins with: it is claimed, its buttons say what they do, and the next page is fetched ahead.
function begin() {
  const here = caseHere();
  followForm(here);
  claim(here);
  forgetAhead();
  const next = here.querySelector("a[rel=next]");
  if (next) pageAt(next.href, { keeps: true }).catch(() => {});
}

function say(sentence, undo = "") {
  document.getElementById("desk-status").textContent = sentence;
  const form = document.getElementById("undo");
  form.hidden = !undo;
  if (undo) form.action = undo;
}

function withDone(told) {
  return `${told.address}${told.address.includes("?") ? "&" : "?"}done=${told.decision ?? ""}`;
}

function busy(is) {
  isBusy = is;
  caseHere()?.setAttribute("aria-busy", is);
}
