// A button says how many comments came, and shows them; a member who looks at the discussion for a while was here.
import { announce, announceWhenQuiet } from "./announcer.js";
import { focusOn, makeButton } from "./comments.js";
import { sendWhole } from "./server.js";

const LOOK_MS = 5_000;
// This code comes with the first comment that does.
const fetching = () => import("./fetching.js");
let list = null;
let shown = 0; // how many comments the page, as it stands, would have counted
let counted = 0; // how many there are
let goBack = null;
const button = makeButton("", "new-comments", () => (goBack ?? showNew)());

export function watchDiscussion() {
  list = document.querySelector("[data-rendered-until]");
  if (!list) return false;
  shown = counted = Number(list.dataset.comments);
  noteVisit(document.querySelector('form[action$="/visit"]'));
  return true;
}

export function noteComments(count) {
  if (!list || count === undefined) return;
  counted = count;
  shown = Math.min(shown, count); // some may have gone
  const waiting = count - shown;
  if (waiting > 0) {
    goBack = null;
    const words = `${waiting} new comment${waiting === 1 ? "" : "s"}`;
    if (say(words)) announceWhenQuiet("comments", `${words}. A button before the comments shows them.`);
  } else if (!goBack) button.remove();
}

// Whether that is news.
function say(words) {
  if (button.isConnected && button.textContent === words) return false;
  button.textContent = words;
  if (!button.isConnected) list.before(button);
  return true;
}

/** One's own comment was posted, and is on the page. */
export function noteShown() {
  shown += 1;
  counted = Math.max(counted, shown);
  noteComments(counted);
  renewCounts();
}

const renewCounts = () => fetching().then((code) => code.renewCounts(), () => {});

async function showNew() {
  const expected = counted;
  try {
    const { bringNew } = await fetching();
    const { fresh, scrollBack } = await bringNew(list);
    shown = expected;
    if (fresh.length > 0) {
      goBack = () => {
        goBack = null;
        button.remove();
        scrollBack();
      };
      say("Back to where I was");
      focusOn(fresh[0]);
    }
    noteComments(counted);
    renewCounts();
  } catch {
    announce("The new comments could not be fetched. Try again in a moment.");
  }
}

// Once a page, and only while it is looked at.
function noteVisit(form) {
  if (!form) return;
  form.hidden = !document.querySelector(".news"); // with news, it is the button that marks them as read
  let timer = 0;
  const observer = new IntersectionObserver((entries) => {
    clearTimeout(timer);
    if (!entries.at(-1).isIntersecting || document.hidden) return;
    timer = setTimeout(() => {
      observer.disconnect();
      sendWhole(form).catch(() => {}); // the next page tells
    }, LOOK_MS);
  });
  observer.observe(list);
}
