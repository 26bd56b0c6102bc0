// How many cases wait, and how long the oldest has: asked for every few seconds while somebody looks at the page.
const EVERY_MS = 5_000;

/** Keep the numbers on the page true. */
export function follow() {
  if (!document.querySelector("[data-count]")) return;
  setInterval(ask, EVERY_MS);
  document.addEventListener("visibilitychange", ask);
}

/** Ask now. The browser sends the tag of the last answer along, and mostly hears that it still holds. */
export async function ask() {
  if (document.hidden) return;
  try {
    const answer = await fetch("/moderation/counts", { headers: { Accept: "application/json" } });
    if (answer.ok) print(await answer.json());
  } catch {
    // The next answer says it all again.
  }
}

function print({ counts, oldest }) {
  for (const place of document.querySelectorAll("[data-count]")) {
    const number = counts[place.dataset.count];
    if (number !== undefined) setText(place, number.toLocaleString("en"));
  }
  for (const place of document.querySelectorAll("[data-oldest]")) {
    setText(place, oldest);
    place.closest("[data-oldest-line]").hidden = !oldest;
  }
}

function setText(place, words) {
  if (place.textContent !== words) place.textContent = words;
}
