// What is new in the discussion: a button says how many comments came, and puts them above the others when pressed;
// and a member who has had the discussion before their eyes for a while has been here.
import { announce, announceWhenQuiet } from "./announcer.js";
import { sendWhole, getPage } from "./server.js";
import { focusOn, takeIn } from "./threads.js";

const LOOK_MS = 5_000;
let list = null;
let shown = 0; // how many comments the page, as it stands, would have counted
let waiting = 0;
const button = Object.assign(document.createElement("button"), { type: "button", className: "new-comments", lang: "en", dir: "ltr" });

/** Whether the page shows threads. */
export function watchDiscussion() {
  list = document.querySelector("[data-rendered-until]");
  if (!list) return false;
  shown = Number(list.dataset.comments);
  button.addEventListener("click", showNew);
  noteVisit(document.querySelector('form[action$="/visit"]'));
  return true;
}

/** So many comments there are now, if a state says so. */
export function noteComments(count) {
  if (!list || count === undefined) return;
  waiting = count - shown;
  if (waiting <= 0) {
    shown = Math.min(shown, count); // some went
    return button.remove();
  }
  const words = `${waiting} new comment${waiting === 1 ? "" : "s"}`;
  if (button.isConnected && button.textContent === words) return;
  button.textContent = words;
  if (!button.isConnected) list.before(button);
  announceWhenQuiet("comments", `${words}. A button before the comments shows them.`);
}

/** One that is counted was put on the page. */
export function noteShown() {
  shown += 1;
}

async function showNew() {
  const expected = shown + waiting;
  try {
    const page = await getPage(`${list.dataset.newAt}?since=${encodeURIComponent(list.dataset.renderedUntil)}`);
    const news = page.querySelector("[data-rendered-until]");
    const fresh = [...news.children].filter((item) => !isHere(item)).map(takeIn);
    list.dataset.renderedUntil = news.dataset.renderedUntil;
    shown = expected;
    button.remove();
    list.prepend(...fresh);
    if (fresh.length > 0) focusOn(fresh[0]);
  } catch {
    announce("The new comments could not be fetched. Try again in a moment.");
  }
}

function isHere(item) {
  const comment = item.matches('[id^="comment-"]') ? item : item.querySelector('[id^="comment-"]');
  return !comment || document.getElementById(comment.id);
}

// Once a page, and only while it is looked at.
function noteVisit(form) {
  if (!form) return;
  form.hidden = true;
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
