// The pages of a discussion come alive: words are kept, sent and exchanged in place. They work without this file.
import { enhanceBallots } from "./ballots.js";
import { enhanceMarks } from "./comments.js";
import { follow } from "./live.js";
import { noteComments, watchDiscussion } from "./newcomments.js";
import { shuffleForNewReader } from "./order.js";
import { followTallies } from "./tallies.js";
import { makeTimesRelative } from "./times.js";
import { enhanceWriting } from "./writing.js";

enhanceWriting();
enhanceMarks();
const article = document.querySelector("[data-article]");
const poll = document.querySelector(".slice-page > .poll");
if (poll) {
  shuffleForNewReader(poll);
  enhanceBallots(poll);
}
makeTimesRelative(document);
const isWatched = watchDiscussion();
if (isWatched && poll) followTallies(article);
else if (isWatched && article) follow(Number(article.dataset.article), ({ comments }) => noteComments(comments));
