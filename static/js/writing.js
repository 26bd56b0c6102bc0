// A comment's form keeps a draft, counts, opens in place, and is sent in place. Words stay until the server has them.
import { complain, isBusy, showBusy } from "./cards.js";
import {
  commentAround, exchangeComment, focusOn, lastBelow, make, makeButton, sentenceIn, takeIn, tell,
} from "./comments.js";
import { draftsOf, dropDraft, keepDraft, restoreDraft } from "./drafts.js";
import { noteShown } from "./newcomments.js";
import { IS, NoCard, ensureToken, getPage, sendWhole } from "./server.js";

const FORM = ".comment-form";
const OPENS = 'a[href*="/comment?parent="], a[href^="/comments/"][href$="/edit"]';
const UNSENT = "Your words are still here: send them again. They appear once, however often they are sent.";

export function enhanceWriting() {
  document.querySelectorAll(FORM).forEach(prepare);
  leadToDrafts();
  addEventListener("pageshow", ({ persisted }) => { if (persisted) document.querySelectorAll(FORM).forEach(count); });
  for (const kind of ["input", "change"]) document.addEventListener(kind, noteChange);
  document.addEventListener("submit", (event) => {
    const form = event.target.closest(FORM);
    if (!form || event.submitter?.value === "sign-in") return;
    event.preventDefault();
    send(form, event.submitter);
  });
  document.addEventListener("click", (event) => {
    const opened = event.target.closest(".write:not([open]) > summary");
    if (opened) setTimeout(() => opened.parentElement.querySelector("input:not([type]), textarea").focus());
    const link = event.target.closest(OPENS);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !commentAround(link)) return;
    event.preventDefault();
    open(link);
  });
}

// Nothing else may lead there: the discussion was closed, or what was answered has gone.
function leadToDrafts() {
  const { article } = document.querySelector("[data-article]")?.dataset ?? {};
  for (const { parent, what } of draftsOf(article)) {
    const draft = `${article}/${parent}`;
    if (document.querySelector(`${FORM}[data-draft="${draft}"]`)) continue;
    const { newAt } = document.querySelector("[data-new-at]").dataset;
    const link = make("a", { textContent: `${what ?? "A text of yours"} is not posted yet`, lang: "en" });
    link.href = `${newAt.replace("discussion/new", "comment")}?parent=${parent}`;
    const note = make("p", { className: "hint" });
    note.dataset.unposted = draft;
    note.append(link);
    document.getElementById("discussion").prepend(note);
  }
}

function prepare(form) {
  const { key, body } = form.elements;
  key.value ||= Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16)).join("");
  if (restoreDraft(form)) tellRestored(form);
  if (body.readOnly) {
    body.closest("label").hidden = !body.value;
    if (body.value) offerCopy(form, body);
  }
  count(form);
}

function offerCopy(form, body) {
  const copy = makeButton("Copy", "vote", () => {
    body.select();
    navigator.clipboard?.writeText(body.value).then(() => { copy.textContent = "Copied"; }, () => {});
  });
  form.querySelector(".actions").append(copy);
}

function noteChange({ target }) {
  const form = target.closest?.(FORM);
  if (!form) return;
  ensureToken(form).catch(() => {}); // sending asks again, and says so if that fails
  keepDraft(form);
  count(form);
}

// As the server counts: characters, not the units of UTF-16.
function count(form) {
  const left = form.dataset.limit - [...form.elements.body.value.trim()].length;
  form.querySelector(".count-left").textContent =
    left < 0 ? `· ${-left} too many` : left < 1000 ? `· ${left} left` : "";
  const ticks = form.querySelector(".ticks");
  if (!ticks) return;
  const { max } = ticks.dataset;
  const ticked = form.querySelectorAll("[name=poll]:checked").length;
  ticks.textContent = ticked ? `· ${ticked} of ${max}` : "";
  for (const box of form.querySelectorAll("[name=poll]:not(:checked)")) box.disabled = ticked >= max;
}

function tellRestored(form) {
  const note = make("p", { className: "hint restored", textContent: "Draft restored · " });
  const discard = makeButton("Discard", "quiet", () => {
    dropDraft(form);
    form.reset();
    note.remove();
    count(form);
    form.elements.body.focus();
  });
  note.append(discard);
  form.querySelector(".error").after(note);
  const place = form.closest(".write");
  if (place) place.open = true;
}

// A second press closes the form, and keeps the draft.
async function open(link) {
  const comment = commentAround(link);
  const present = comment.querySelector(FORM);
  present?.remove();
  if (present?.dataset.from === link.href || comment.ariaBusy === "true") return;
  comment.ariaBusy = "true";
  try {
    const form = takeIn((await getPage(link.href)).querySelector(FORM));
    form.dataset.from = link.href;
    form.querySelector(".actions").append(" ", makeButton("Cancel", "quiet", () => { form.remove(); link.focus(); }));
    comment.append(form);
    prepare(form);
    form.elements.body.focus();
  } catch {
    location.href = link.href; // its own page says what is the matter
  } finally {
    comment.ariaBusy = "false";
  }
}

async function send(form, button) {
  if (isBusy(form)) return;
  complain(form, "");
  const showReady = showBusy(form, button);
  const { body } = form.elements;
  body.readOnly = true;
  const ready = () => { showReady(); body.readOnly = false; };
  try {
    const answer = await sendWhole(form, button);
    ready();
    show(form, answer);
  } catch (problem) {
    ready();
    if (!(problem instanceof NoCard)) throw problem;
    complain(form, `The site ${IS[problem.reason]}. ${UNSENT}`);
  }
}

// The answer is the comment's page, or the form again: with a preview or with what is wrong.
function show(form, { response, responseURL, status }) {
  const again = response?.querySelector(`${FORM}[data-draft="${form.dataset.draft}"]`);
  const number = /\/comments\/(\d+)/.exec(responseURL)?.[1];
  if (status === 200 && number && response.getElementById(`comment-${number}`) && !again) {
    forget(form);
    showPosted(form, response, responseURL, `comment-${number}`);
  } else if (again) {
    showAgain(form, again);
  } else {
    complain(form, sentenceIn(response) || `The site ${IS.failed}. ${UNSENT}`);
  }
}

// Emptied first: a form that loses the focus only now says that it was changed, and is kept.
function forget(form) {
  form.elements.body.value = form.elements.body.defaultValue;
  dropDraft(form);
  document.querySelector(`[data-unposted="${form.dataset.draft}"]`)?.remove();
}

function showPosted(form, page, address, id) {
  const comment = commentAround(form);
  const list = document.querySelector("[data-rendered-until]");
  const isEdit = !form.elements.parent;
  const known = document.getElementById(id);
  if (!comment && !known && (isEdit || !list)) return location.assign(`${address}#${id}`);
  const node = isEdit || known ? exchangeComment(page, id, comment && form) : takeIn(page.getElementById(id));
  if (!known && comment) lastBelow(comment).after(node);
  else if (!known) {
    list.querySelector(".nobody")?.remove();
    list.prepend(node);
  }
  if (comment) form.remove();
  else startAnew(form);
  if (!known && !node.querySelector(".tombstone")) noteShown(); // others can read it too
  tell(node, page.querySelector(".notice")?.textContent);
  focusOn(node);
}

function startAnew(form) {
  const { name } = form.elements;
  const known = name?.value;
  form.reset();
  form.elements.body.value = "";
  form.elements.key.value = "";
  if (name) name.value = known;
  form.querySelector(".preview")?.remove();
  form.querySelector(".restored")?.remove();
  prepare(form);
}

function showAgain(form, again) {
  const fresh = document.importNode(again, true);
  const { body } = form.elements;
  body.readOnly = fresh.elements.body.readOnly;
  fresh.elements.body.replaceWith(body);
  form.replaceWith(fresh);
  prepare(fresh);
  focusOn(fresh.querySelector(".preview, .error[tabindex]") ?? body);
}
