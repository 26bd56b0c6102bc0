// A button says how many comments came, and shows them; a member who looks at the discussion for a while was here.
import { announce, announceWhenQuiet } from "./announcer.js";
import { getPage, sendWhole } from "./server.js";
import { focusOn, makeButton, placeBelow, takeIn } from "./comments.js";

const LOOK_MS = 5_000;
const COUNTS = [".site-nav", ".discussion-head", ".orders", ".slice"];
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

/** Everything on the page that counts comments or notices, as the server counts by now. */
async function renewCounts() {
  const page = await getPage(location.pathname + location.search).catch(() => null);
  for (const kind of page ? COUNTS : []) {
    const fresh = page.querySelectorAll(kind);
    document.querySelectorAll(kind).forEach((old, n) => {
      if (fresh[n] && old.textContent !== fresh[n].textContent) old.replaceChildren(...takeIn(fresh[n]).childNodes);
    });
  }
}

async function showNew() {
  const expected = counted;
  try {
    const page = await getPage(`${list.dataset.newAt}?since=${encodeURIComponent(list.dataset.renderedUntil)}`);
    const news = page.querySelector("[data-rendered-until]");
    const fresh = [...news.children].filter(({ id }) => !document.getElementById(id)).map(takeIn);
    list.dataset.renderedUntil = news.dataset.renderedUntil;
    shown = expected;
    const wayBack = wayBackFrom(document.elementFromPoint(innerWidth / 2, innerHeight / 2));
    list.prepend(...fresh.filter((comment) => !placeInThread(comment)));
    if (fresh.length > 0) {
      goBack = wayBack;
      say("Back to where I was");
      focusOn(fresh[0]);
    }
    noteComments(counted);
    renewCounts();
  } catch {
    announce("The new comments could not be fetched. Try again in a moment.");
  }
}

// An answer to what is on the page goes below it; whether it does.
function placeInThread(comment) {
  comment.classList.add("new");
  const answers = comment.querySelector(".answers");
  const parent = document.getElementById(answers?.querySelector("a").pathname.replace("/comments/", "comment-"));
  return Boolean(list.contains(parent) && placeBelow(parent, comment, answers));
}

function wayBackFrom(place) {
  const before = place?.getBoundingClientRect().top;
  return () => {
    goBack = null;
    button.remove();
    if (!place?.isConnected) return;
    scrollBy({ top: place.getBoundingClientRect().top - before, behavior: "instant" });
    focusOn(place, true);
  };
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
