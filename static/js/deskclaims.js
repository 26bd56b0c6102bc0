// The case on the screen is this moderator's for a few minutes; it is freed by leaving it.
const RENEW_MS = 120_000;
let claimed = null; // { id, timer }

/** Have the case to oneself, and say who has it if that is somebody else. */
export function claim(element) {
  release();
  const id = element.dataset.case;
  if (!id || !element.dataset.open) return;
  claimed = { id, timer: setInterval(() => ask(id), RENEW_MS) };
  ask(id);
}

/** Leave it to others. */
export function release() {
  if (!claimed) return;
  clearInterval(claimed.timer);
  navigator.sendBeacon(`/moderation/cases/${claimed.id}/release`, signed());
  claimed = null;
}

async function ask(id) {
  try {
    const answer = await fetch(`/moderation/cases/${id}/claim`, { method: "POST", body: signed() });
    if (!answer.ok) return;
    const { sentence } = await answer.json();
    const line = document.querySelector(`[data-case="${id}"] [data-claim]`);
    if (line) line.textContent = sentence;
  } catch {
    // The claim only saves others work: a decision is checked when it is made.
  }
}

function signed() {
  return new URLSearchParams({ csrf_token: document.querySelector("input[name=csrf_token]").value });
}
