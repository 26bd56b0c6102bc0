// Comments that came since the page did: fetched, put into their places, and counted.
import { depthOf, focusOn, lastBelow, takeIn } from "./comments.js";
import { getPage } from "./server.js";

const COUNTS = [".site-nav", ".discussion-head", ".orders", ".slice"];
const MAX_DEPTH = 5; // as the server indents

/** Put what is new into the list: the comments, and how to scroll back to what was looked at. Throws NoCard. */
export async function bringNew(list) {
  const page = await getPage(`${list.dataset.newAt}?since=${encodeURIComponent(list.dataset.renderedUntil)}`);
  const news = page.querySelector("[data-rendered-until]");
  const fresh = [...news.children].filter(({ id }) => !document.getElementById(id)).map(takeIn);
  list.dataset.renderedUntil = news.dataset.renderedUntil;
  const scrollBack = wayBackTo(document.elementFromPoint(innerWidth / 2, innerHeight / 2));
  list.prepend(...fresh.filter((comment) => !placeInThread(list, comment)));
  return { fresh, scrollBack };
}

/** Everything on the page that counts comments or notices, as the server counts by now. */
export async function renewCounts() {
  const page = await getPage(location.pathname + location.search).catch(() => null);
  for (const kind of page ? COUNTS : []) {
    const fresh = page.querySelectorAll(kind);
    document.querySelectorAll(kind).forEach((old, n) => {
      if (fresh[n] && old.textContent !== fresh[n].textContent) old.replaceChildren(...takeIn(fresh[n]).childNodes);
    });
  }
}

// An answer to what is on the page goes below it; whether it does.
function placeInThread(list, comment) {
  comment.classList.add("new");
  const answers = comment.querySelector(".answers");
  const parent = document.getElementById(answers?.querySelector("a").pathname.replace("/comments/", "comment-"));
  if (!parent || !list.contains(parent)) return false;
  const depth = Math.min(depthOf(parent) + 1, MAX_DEPTH);
  comment.className = comment.className.replace(/ depth-\d+/, ` depth-${depth}`);
  if (depth > depthOf(parent)) answers.remove();
  lastBelow(parent).after(comment);
  return true;
}

function wayBackTo(place) {
  const before = place?.getBoundingClientRect().top;
  return () => {
    if (!place?.isConnected) return;
    scrollBy({ top: place.getBoundingClientRect().top - before, behavior: "instant" });
    focusOn(place, true);
  };
}
