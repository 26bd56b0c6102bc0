// Pages of cases, one of them fetched ahead while the moderator reads, and what a form is answered with.
import { getPage } from "./server.js";

const PATIENCE_MS = 20_000;
const KEEPS_MS = 60_000; // a page fetched ahead is good for so long: others may flag or edit meanwhile
let ahead = null; // { address, page, at }

/** The page at that address, which may be here already. `keeps`: it is for later. Throws NoCard. */
export function pageAt(address, { keeps = false } = {}) {
  const absolute = new URL(address, location.href).href;
  if (ahead?.address === absolute && Date.now() - ahead.at < KEEPS_MS) {
    const { page } = ahead;
    if (!keeps) ahead = null;
    return page;
  }
  const page = getPage(absolute);
  if (keeps) ahead = { address: absolute, page, at: Date.now() };
  return page;
}

/** What was fetched ahead is not the next one any more. */
export function forgetAhead() {
  ahead = null;
}

/** Send the form with that button: { told } if it was done, { page } if it was refused in words. */
export function send(form, button) {
  const fields = new FormData(form);
  if (button?.name) fields.append(button.name, button.value);
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open("POST", form.action);
    call.timeout = PATIENCE_MS;
    call.setRequestHeader("X-Pollsite-Fragment", "1");
    call.onreadystatechange = () => {
      if (call.readyState !== XMLHttpRequest.HEADERS_RECEIVED) return;
      call.responseType = isTold(call) ? "json" : "document";
    };
    call.onload = () => {
      if (!call.response) reject(new Error("no answer"));
      else resolve(isTold(call) ? { told: call.response } : { page: call.response });
    };
    call.onerror = call.ontimeout = () => reject(new Error("no answer"));
    call.send(fields);
  });
}

function isTold(call) {
  return call.getResponseHeader("Content-Type")?.startsWith("application/json") ?? false;
}
