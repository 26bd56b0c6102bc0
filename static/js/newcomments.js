// A button says how many comments came, and shows them; a member who looks at the discussion for a while was here.
import { announce, announceWhenQuiet } from "./announcer.js";
import { getPage, sendWhole } from "./server.js";
import { focusOn, makeButton, takeIn } from "./comments.js";

const LOOK_MS = 5_000;
let list = null;
let shown = 0; // how many comments the page, as it stands, would have counted
let counted = 0; // how many there are
const button = makeButton("", "new-comments", showNew);

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
  if (waiting === 0) return button.remove();
  const words = `${waiting} new comment${waiting === 1 ? "" : "s"}`;
  if (button.isConnected && button.textContent === words) return;
  button.textContent = words;
  if (!button.isConnected) list.before(button);
  announceWhenQuiet("comments", `${words}. A button before the comments shows them.`);
}

export function noteShown() {
  shown += 1;
  counted = Math.max(counted, shown);
  noteComments(counted);
}

async function showNew() {
  const expected = counted;
  try {
    const page = await getPage(`${list.dataset.newAt}?since=${encodeURIComponent(list.dataset.renderedUntil)}`);
    const news = page.querySelector("[data-rendered-until]");
    const fresh = [...news.children].filter(({ id }) => !document.getElementById(id)).map(takeIn);
    list.dataset.renderedUntil = news.dataset.renderedUntil;
    shown = expected;
    noteComments(counted);
    list.prepend(...fresh);
    if (fresh.length > 0) focusOn(fresh[0]);
  } catch {
    announce("The new comments could not be fetched. Try again in a moment.");
  }
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
