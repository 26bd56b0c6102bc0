// The pages of a discussion come alive: words are kept, sent and exchanged in place. They work without this file.
import { enhanceMarks } from "./comments.js";
import { follow } from "./live.js";
import { noteComments, watchDiscussion } from "./newcomments.js";
import { makeTimesRelative } from "./times.js";
import { enhanceWriting } from "./writing.js";

enhanceWriting();
enhanceMarks();
makeTimesRelative(document);
const article = document.querySelector("[data-article]");
if (watchDiscussion() && article) follow(Number(article.dataset.article), ({ comments }) => noteComments(comments));
