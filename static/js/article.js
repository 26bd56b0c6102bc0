// The article page comes alive: votes without leaving the sentence, tallies that move. It works without this file.
import { enhanceBallots } from "./ballots.js";
import { enhanceMarks } from "./comments.js";
import { watchDiscussion } from "./newcomments.js";
import { shuffleForNewReader } from "./order.js";
import { followTallies } from "./tallies.js";
import { makeTimesRelative } from "./times.js";
import { enhanceTwice } from "./twice.js";
import { enhanceWriting } from "./writing.js";

const article = document.querySelector("[data-article]");
shuffleForNewReader(article);
enhanceBallots(article);
enhanceTwice(article);
makeTimesRelative(document);
followTallies(article);
enhanceWriting();
enhanceMarks();
watchDiscussion();

// Not before it is wanted; where it does not come, with the next selection.
const wantQuoting = () =>
  import("./quoting.js").then(() => document.removeEventListener("selectionchange", wantQuoting), () => {});
document.addEventListener("selectionchange", wantQuoting);
