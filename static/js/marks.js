// Marks, stances and credits are sent in the background; the comment is exchanged for what the server then shows.
import { isBusy, showBusy } from "./cards.js";
import { NoCard, sendWhole } from "./server.js";
import { commentAround, exchangeComment, focusOn, sentenceIn } from "./threads.js";

const FORMS = ["mark", "stance", "credit", "credit-withdrawal"].map((act) => `form[action$="/${act}"]`).join();
const BUTTONS = ".comment-acts button";
const UNDONE = {
  unreachable: "The site could not be reached, so nothing was changed. Try again.",
  failed: "The site met an error, so nothing was changed. Try again in a moment.",
};

export function enhanceMarks() {
  document.addEventListener("submit", (event) => {
    const form = event.target.closest(FORMS);
    const comment = form && commentAround(form);
    if (!comment) return;
    event.preventDefault();
    if (!isBusy(comment)) send(form, event.submitter, comment);
  });
}

async function send(form, button, comment) {
  const showReady = showBusy(comment);
  const place = [...comment.querySelectorAll(BUTTONS)].indexOf(button);
  comment.querySelector(":scope > .error")?.remove();
  try {
    const { response } = await sendWhole(form, button);
    const fresh = exchangeComment(response, comment.id);
    if (!fresh) throw new NoCard(sentenceIn(response) || "failed");
    const again = fresh.querySelectorAll(BUTTONS)[place];
    if (again) again.focus({ preventScroll: true });
    else focusOn(fresh);
  } catch (problem) {
    if (!(problem instanceof NoCard)) throw problem;
    showReady();
    const error = Object.assign(document.createElement("p"), { className: "error", role: "alert" });
    comment.append(error);
    error.textContent = UNDONE[problem.reason] ?? problem.reason;
  }
}
