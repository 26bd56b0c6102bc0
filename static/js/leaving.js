// Whoever signs out leaves no words for the next person at this device.
import { dropAllDrafts } from "./drafts.js";

document.addEventListener("submit", ({ target }) => {
  if (target.matches('[data-sign-out], form[action="/account/sign-out"]')) dropAllDrafts();
});
