// What the page's script asks of the server: a poll's card, other pages, and the token without which no act is taken.
import { drawnSeed } from "./order.js";

const PATIENCE_MS = 20_000;
let pendingToken = null;

/** Why no card came, in words after "the site". */
export const IS = { unreachable: "cannot be reached", failed: "met an error", refused: "did not accept this" };

/** No card came: the site is `unreachable`, `failed`, or `refused` the act. */
export class NoCard extends Error {
  constructor(reason) {
    super(`no card: ${reason}`);
    this.reason = reason;
  }
}

/** The poll as this reader sees it now, for the document to take in. Throws NoCard. */
export async function getCard(poll, address = `/polls/${poll}`) {
  return cardIn(await request("GET", address, null, "document"), poll);
}

/** Do what the form asks; the poll's card afterwards, also when the act was refused in words. Throws NoCard. */
export async function sendForm(form, poll) {
  return cardIn(await sendWhole(form), poll);
}

/** Do what the form asks with that button: the answer, whose `response` is a document. Throws NoCard. */
export async function sendWhole(form, button) {
  await ensureToken(form);
  let answer = await post(form, button);
  if (answer.status === 403) {
    await fetchToken(); // the session had ended: one more try with a new token
    answer = await post(form, button);
  }
  return answer;
}

/** The page at that address. Throws NoCard. */
export async function getPage(address) {
  const answer = await request("GET", address, null, "document");
  if (answer.status !== 200) throw new NoCard("failed");
  return answer.response;
}

/** A token for the form, and with it a cookie. To be called when the reader begins to answer, never before. */
export async function ensureToken(form) {
  if (!form.elements.csrf_token.value) await fetchToken();
}

function fetchToken() {
  pendingToken ??= request("GET", `/token?order=${drawnSeed()}`, null, "json")
    .then(({ status, response }) => {
      if (status !== 200) throw new NoCard("failed");
      for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = response.token;
    })
    .finally(() => { pendingToken = null; });
  return pendingToken;
}

function post(form, button) {
  const fields = new FormData(form);
  if (button?.name) fields.append(button.name, button.value);
  return request("POST", form.action.split("#")[0], fields, "document");
}

function cardIn({ response, status }, poll) {
  const card = response?.querySelector(`.poll-card[data-poll="${poll}"]`);
  if (!card) throw new NoCard(status === 403 ? "refused" : "failed");
  return document.importNode(card, true);
}

// XMLHttpRequest, because it parses an answer into a document where Trusted Types forbid innerHTML and DOMParser.
function request(method, address, body, type) {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open(method, address);
    call.responseType = type;
    call.timeout = PATIENCE_MS;
    call.setRequestHeader("X-Pollsite-Fragment", "1");
    call.setRequestHeader("Cache-Control", "no-cache"); // a page for everybody may be kept for a while
    call.onload = () => resolve(call);
    call.onerror = call.ontimeout = () => reject(new NoCard("unreachable"));
    call.send(body);
  });
}
