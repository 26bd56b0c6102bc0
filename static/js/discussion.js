// The pages of a discussion come alive: words are kept, sent and exchanged in place. They work without this file.
import { enhanceMarks } from "./marks.js";
import { enhanceWriting } from "./writing.js";
import { makeTimesRelative } from "./times.js";
import { watchDiscussion } from "./newcomments.js";

enhanceWriting();
enhanceMarks();
watchDiscussion();
makeTimesRelative(document);
