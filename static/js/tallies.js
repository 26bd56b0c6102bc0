// States from the server become numbers on the page. A state is whole, so a lost or doubled one does no harm.
import { announceWhenQuiet } from "./announcer.js";
import { cardOf, showStandpoint } from "./cards.js";
import { follow, pause, reconnect, resume } from "./live.js";
import { noteComments } from "./newcomments.js";
import { hearOtherTabs } from "./tabs.js";

// This code comes with the first card to be renewed; where it does not come, nothing changes.
const renewal = () => import("./renewal.js");
const renew = (card, news) => renewal().then((code) => code.renew(card, news), () => {});

const STATUS_WORDS = {
  live: "Tallies are live.",
  polling: "Tallies are renewed every few seconds.",
  paused: "Live updates are paused.",
  offline: "No connection: tallies stand still.",
};

export function followTallies(article) {
  follow(Number(article.dataset.article), (state) => {
    if ("poll" in state) showTally(state);
    else showArticleFacts(article, state);
  }, showStatus);
  hearOtherTabs((poll) => {
    const card = cardOf(poll);
    if (card) renew(card);
  });
  enablePause(document.getElementById("live-controls"));
}

function showStatus(status) {
  const place = document.querySelector("[data-live-status]");
  if (place) place.textContent = STATUS_WORDS[status] ?? "";
}

function enablePause(controls) {
  if (!controls) return;
  controls.hidden = false;
  const button = controls.querySelector("button");
  button.addEventListener("click", () => {
    const pausing = button.ariaPressed !== "true";
    button.ariaPressed = String(pausing);
    if (pausing) pause();
    else resume();
  });
}

function showTally(state) {
  const card = cardOf(state.poll);
  if (!card || card.dataset.version === "0") return; // results are hidden from this reader
  if (state.wording < Number(card.dataset.wording) || state.v <= Number(card.dataset.version)) return; // came late
  if (state.wording > Number(card.dataset.wording) || "outdated" in card.dataset) renew(card, state);
  else paint(card, state);
}

function paint(card, state) {
  card.dataset.version = state.v;
  card.dataset.leading = state.leading;
  for (const row of card.querySelectorAll("[data-position]")) paintRow(row, state);
  for (const place of card.querySelectorAll("[data-live]")) {
    place.textContent = state[place.dataset.live] ?? place.textContent;
  }
  showStandpoint(card);
  const question = card.querySelector(".question").textContent;
  announceWhenQuiet("tallies", `New votes: ${question} ${state.leading}. ${state.voters}.`);
}

// Until the first vote there are no numbers to show.
function paintRow(row, { counts, percents }) {
  const position = Number(row.dataset.position);
  const begun = counts.some((count) => count > 0);
  const percent = row.querySelector(".percent");
  const words = begun ? `${percents[position]}\u202f%` : "";
  if (percent.textContent !== words) {
    percent.textContent = words;
    row.classList.remove("moved");
    requestAnimationFrame(() => row.classList.add("moved"));
  }
  row.querySelector("rect")?.setAttribute("width", `${percents[position]}%`);
  const count = row.querySelector(".count");
  if (count) count.textContent = begun ? counts[position].toLocaleString("en") : "";
}

function showArticleFacts(article, facts) {
  noteComments(facts.comments);
  if (facts.revision > Number(article.dataset.revision)) noteRevision(article, facts.revision);
  for (const [poll, phase] of Object.entries(facts.phases)) {
    const card = cardOf(poll);
    if (card && card.dataset.phase !== phase) renew(card, { phase });
  }
}

// Within one wording too the answers may be others now, as long as nobody had voted: no card is painted untested.
function noteRevision(article, revision) {
  article.dataset.revision = revision;
  for (const card of article.querySelectorAll(".poll-card")) card.dataset.outdated = "";
  renewal().then(({ offerReload }) => offerReload(article), () => {});
  reconnect();
}
