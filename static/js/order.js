// The order of options for a reader without a cookie: drawn once per tab, kept by the server with the first vote.
// The same permutation as pollsite/polls/ordering.py; a test holds the two equal.
const SEEDS = 5040;
const SEED_STEP = 232_274_897;
const POLL_STEP = 179_424_673;
const MAX_SHUFFLED = 12;
const KEY = "pollsite-order";

/** Shuffle the forms that came without a token: the server did not know the reader and left them in order. */
export function shuffleForNewReader(place) {
  const seed = drawnSeed();
  for (const form of place.querySelectorAll("form.ballot, form.twice:has([name=order])")) {
    if (form.elements.csrf_token.value) continue;
    form.elements.order.value = seed;
    if ("shuffled" in form.dataset) shuffle(form, seed);
  }
}

export function drawnSeed() {
  let seed = 0;
  try {
    seed = Number(sessionStorage.getItem(KEY));
    if (!seed) {
      seed = 1 + Math.floor(Math.random() * (SEEDS - 1));
      sessionStorage.setItem(KEY, String(seed));
    }
  } catch {
    seed = 0; // storage is switched off: the publisher's order
  }
  return seed;
}

function shuffle(form, seed) {
  const free = [...form.querySelectorAll(".answer:not([data-fixed])")];
  if (seed === 0 || free.length > MAX_SHUFFLED || free.length < 2) return;
  const poll = Number(form.closest("[data-poll]").dataset.poll);
  const place = document.createComment("");
  free[0].before(place);
  place.replaceWith(...permutation(free, (seed * SEED_STEP + poll * POLL_STEP) % factorial(free.length)));
}

export function permutation(items, index) {
  const pool = [...items];
  const result = [];
  for (let remaining = pool.length; remaining > 0; remaining -= 1) {
    const step = factorial(remaining - 1);
    result.push(...pool.splice(Math.floor(index / step), 1));
    index %= step;
  }
  return result;
}

function factorial(n) {
  return n < 2 ? 1 : n * factorial(n - 1);
}
