// Writing in place: a comment's form keeps a draft, counts, opens where it is needed, and is posted without leaving
// the page. Words stay in their form until the server has said that it has them.
import { announce } from "./announcer.js";
import { complain, isBusy, showBusy } from "./cards.js";
import { dropDraft, keepDraft, restoreDraft } from "./drafts.js";
import { NoCard, ensureToken, getPage, sendWhole } from "./server.js";
import { noteShown } from "./newcomments.js";
import { commentAround, exchangeComment, focusOn, sentenceIn, takeIn } from "./threads.js";

const FORM = ".comment-form";
const OPENS = 'a[href*="/comment?parent="], a[href^="/comments/"][href$="/edit"]';
const UNSENT = {
  unreachable: "The site could not be reached. Your words are still here: post them again; they appear once, however often they are sent.",
  failed: "The site met an error. Your words are still here: try again in a moment.",
};

const TOLD = {
  posted: "Your comment was posted.",
  held: "Your comment waits for a moderator. So far only you can read it.",
  edited: "Your comment was changed.",
};

export function enhanceWriting() {
  document.querySelectorAll(FORM).forEach(prepare);
  addEventListener("pageshow", ({ persisted }) => { if (persisted) document.querySelectorAll(FORM).forEach(count); });
  for (const kind of ["input", "change"]) document.addEventListener(kind, noteChange);
  document.addEventListener("submit", (event) => {
    const form = event.target.closest(FORM);
    if (!form || event.submitter?.value === "sign-in") return;
    event.preventDefault();
    send(form, event.submitter);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest(OPENS);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !commentAround(link)) return;
    event.preventDefault();
    open(link);
  });
}

function prepare(form) {
  const { key } = form.elements;
  key.value ||= Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16)).join("");
  if (restoreDraft(form)) tellRestored(form);
  count(form);
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
}

function tellRestored(form) {
  const note = Object.assign(document.createElement("p"), { className: "hint restored", textContent: "Draft restored · " });
  const discard = quietButton("Discard", () => {
    dropDraft(form);
    form.reset();
    note.remove();
    count(form);
    form.elements.body.focus();
  });
  note.append(discard);
  form.querySelector(".error").after(note);
}

function quietButton(words, act) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: words });
  button.addEventListener("click", act);
  return button;
}

/** Fetch the form that a link leads to and open it in the comment; a second press closes it, and keeps the draft. */
async function open(link) {
  const comment = commentAround(link);
  const present = comment.querySelector(FORM);
  present?.remove();
  if (present?.dataset.from === link.href || comment.ariaBusy === "true") return;
  comment.ariaBusy = "true";
  try {
    const form = takeIn((await getPage(link.href)).querySelector(FORM));
    form.dataset.from = link.href;
    form.querySelector(".actions").append(" ", quietButton("Cancel", () => { form.remove(); link.focus(); }));
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
  try {
    const answer = await sendWhole(form, button);
    showReady();
    show(form, answer);
  } catch (problem) {
    showReady();
    if (!(problem instanceof NoCard)) throw problem;
    complain(form, UNSENT[problem.reason]);
  } finally {
    body.readOnly = false;
  }
}

// The answer is the page where the comment now stands, or the form again: with a preview or with what is wrong.
function show(form, { response, responseURL, status }) {
  const again = response?.querySelector(`${FORM}[data-draft="${form.dataset.draft}"]`);
  const number = /\/comments\/(\d+)/.exec(responseURL)?.[1];
  if (status === 200 && number && response.getElementById(`comment-${number}`) && !again) {
    dropDraft(form);
    showPosted(form, response, responseURL, `comment-${number}`);
  } else if (again) {
    showAgain(form, again);
  } else {
    complain(form, sentenceIn(response) || UNSENT.failed);
  }
}

function showPosted(form, page, address, id) {
  const comment = commentAround(form);
  const list = document.querySelector("[data-rendered-until]");
  const isEdit = !form.elements.parent;
  if (!comment && (isEdit || !list)) return location.assign(`${address}#${id}`);
  const node = isEdit ? exchangeComment(page, id, form) : takeIn(page.getElementById(id));
  if (isEdit) form.remove();
  else if (comment) lastBelow(comment).after(node);
  else {
    list.querySelector(".nobody")?.remove();
    list.prepend(node);
  }
  if (comment) form.remove();
  else startAnew(form);
  const told = new URL(address).searchParams.get("told");
  if (told === "posted") noteShown();
  announce(TOLD[told]);
  focusOn(node);
}

function lastBelow(comment) {
  const depth = ({ className }) => Number(/ depth-(\d+)/.exec(className)?.[1]);
  let last = comment;
  while (depth(last.nextElementSibling ?? comment) > depth(comment)) last = last.nextElementSibling;
  return last;
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
  fresh.elements.body.replaceWith(form.elements.body);
  form.replaceWith(fresh);
  fresh.elements.body.readOnly = false;
  prepare(fresh);
  const preview = fresh.querySelector(".preview");
  if (preview) focusOn(preview);
  else fresh.elements.body.focus();
}
