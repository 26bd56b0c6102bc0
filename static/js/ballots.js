// Voting in place: the poll's form is sent in the background and its card exchanged for the server's answer.
import { drawnSeed } from "./order.js";
import { announce } from "./announcer.js";
import { reconnect } from "./live.js";
import { makeTimesRelative } from "./times.js";

const FORMS = "form.ballot, form.peek, .standing form";
let pendingToken = null;

export function enhanceBallots(article) {
  for (const touch of ["pointerdown", "focusin"]) {
    article.addEventListener(touch, (event) => {
      if (event.target.closest(FORMS) && !knownToken(article)) fetchToken(article).catch(() => {});
    });
  }
  article.addEventListener("submit", (event) => {
    const form = event.target.closest(FORMS);
    if (!form) return;
    event.preventDefault();
    send(article, form);
  });
  article.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-fragment]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    exchange(link.closest(".poll-card"), "GET", link.dataset.fragment).catch(() => location.assign(link.href));
  });
}

export async function refreshPoll(card) {
  await exchange(card, "GET", `/polls/${card.dataset.poll}`, null, false);
}

async function send(article, form) {
  const card = form.closest(".poll-card");
  if (card.ariaBusy === "true") return;
  card.ariaBusy = "true";
  try {
    if (!knownToken(article)) await fetchToken(article);
    const answered = await exchange(card, "POST", form.action, new FormData(form));
    if (!answered) {
      await fetchToken(article); // the session had ended: one more try with a new token
      if (!(await exchange(card, "POST", form.action, new FormData(form)))) throw new Error("refused");
    }
    reconnect();
  } catch {
    card.ariaBusy = "false";
    complain(card, form);
  }
}

function complain(card, form) {
  const sentence = "The server could not be reached, so nothing was counted. Your choice is still here: try again.";
  const place = card.querySelector(".error");
  if (place) place.textContent = sentence;
  announce(sentence);
  form.querySelector("button")?.focus();
}

async function exchange(card, method, address, body = null, takeFocus = true) {
  const answer = await request(method, address.split("#")[0], body, "document");
  const fresh = answer.response?.querySelector(".poll-card");
  if (!fresh) {
    if (answer.status === 403) return false;
    throw new Error(`answered ${answer.status}`);
  }
  const card2 = document.importNode(fresh, true);
  card.replaceWith(card2);
  makeTimesRelative(card2);
  if (takeFocus) showOutcome(card2);
  return true;
}

function showOutcome(card) {
  const notice = card.querySelector(".notice");
  const error = card.querySelector(".error");
  if (notice) notice.focus({ preventScroll: true });
  else card.querySelector("input:checked, input:not([type=hidden]), .standing a")?.focus({ preventScroll: true });
  if (notice || error?.textContent) announce((notice ?? error).textContent);
}

function knownToken(article) {
  return article.querySelector("input[name=csrf_token]")?.value;
}

function fetchToken(article) {
  pendingToken ??= request("GET", `/token?order=${drawnSeed()}`, null, "json")
    .then((answer) => {
      if (answer.status !== 200) throw new Error(`answered ${answer.status}`);
      for (const field of article.querySelectorAll("input[name=csrf_token]")) field.value = answer.response.token;
    })
    .finally(() => { pendingToken = null; });
  return pendingToken;
}

// XMLHttpRequest, because it parses an answer into a document where Trusted Types forbid innerHTML and DOMParser.
function request(method, address, body, type) {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open(method, address);
    call.responseType = type;
    call.timeout = 20_000;
    call.setRequestHeader("X-Pollsite-Fragment", "1");
    call.onload = () => resolve(call);
    call.onerror = call.ontimeout = () => reject(new Error("no answer"));
    call.send(body);
  });
}
