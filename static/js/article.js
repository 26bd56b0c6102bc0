// The article page comes alive: votes without leaving the sentence, tallies that move. It works without this file.
import { enhanceBallots } from "./ballots.js";
import { enhanceMarks } from "./comments.js";
import { watchDiscussion } from "./newcomments.js";
import { shuffleForNewReader } from "./order.js";
import { followTallies } from "./tallies.js";
import { makeTimesRelative } from "./times.js";
import { enhanceWriting } from "./writing.js";

const article = document.querySelector("[data-article]");
shuffleForNewReader(article);
enhanceBallots(article);
makeTimesRelative(document);
followTallies(article);
enhanceWriting();
enhanceMarks();
watchDiscussion();

// The question asked before reading and at the end: its code comes with the first touch, or is done without.
const twice = () => import("./twice.js");
const asked = article.querySelector("section.twice")?.dataset.poll;
article.addEventListener("change", ({ target }) => {
  const form = target.closest("form.twice");
  if (form) twice().then(({ prepare }) => prepare(form), () => {});
});
article.addEventListener("submit", (event) => {
  const form = event.target.closest("form.twice");
  if (!form) return;
  event.preventDefault();
  twice().then(({ send }) => send(form, event.submitter), () => form.submit());
});
article.addEventListener("exchanged", ({ target }) => {
  const isOwnDoing = article.querySelector('section.twice[aria-busy="true"]');
  if (target.dataset.poll === asked && !isOwnDoing) twice().then(({ renew }) => renew(asked), () => {});
});

// Not before it is wanted; where it does not come, with the next selection.
const wantQuoting = () =>
  import("./quoting.js").then(() => document.removeEventListener("selectionchange", wantQuoting), () => {});
document.addEventListener("selectionchange", wantQuoting);
