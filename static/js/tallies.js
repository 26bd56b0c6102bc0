// States from the stream become numbers on the page. A state is whole, so a lost or doubled one does no harm.
import { announceWhenQuiet } from "./announcer.js";
import { refreshPoll } from "./ballots.js";
import { follow, pause, resume } from "./live.js";

const STATUS_WORDS = {
  live: "Tallies are live.",
  polling: "Tallies are renewed every few seconds.",
  paused: "Live updates are paused.",
  offline: "No connection: tallies stand still.",
};

export function followTallies(article) {
  follow(Number(article.dataset.article), (state) => {
    if ("poll" in state) showTally(article, state);
    else showArticleFacts(article, state);
  }, showStatus);
  const controls = document.getElementById("live-controls");
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

function showStatus(status) {
  const place = document.querySelector("[data-live-status]");
  if (place) place.textContent = STATUS_WORDS[status] ?? "";
}

function showTally(article, state) {
  const card = article.querySelector(`.poll-card[data-poll="${state.poll}"]`);
  if (!card || card.dataset.version === "0") return; // results are hidden from this reader
  const leading = article.querySelector(`[data-standpoint="${state.poll}"] .leading`);
  if (leading) leading.textContent = state.leading;
  if (Number(card.dataset.version) >= state.v) return;
  card.dataset.version = state.v;
  for (const row of card.querySelectorAll("[data-position]")) showRow(row, state);
  showWords(card, state);
  announceWhenQuiet(`New votes: ${card.querySelector(".question").textContent} ${state.leading}. ${state.voters}.`);
}

function showRow(row, state) {
  const position = Number(row.dataset.position);
  const percent = row.querySelector(".percent");
  const words = `${state.percents[position]}\u202f%`;
  if (percent.textContent !== words) {
    percent.textContent = words;
    row.classList.remove("moved");
    requestAnimationFrame(() => row.classList.add("moved"));
  }
  row.querySelector("rect")?.setAttribute("width", `${state.percents[position]}%`);
  const count = row.querySelector(".count");
  if (count) count.textContent = state.counts[position].toLocaleString("en");
}

function showWords(place, state) {
  for (const element of place.querySelectorAll("[data-live]")) {
    element.textContent = state[element.dataset.live] ?? element.textContent;
  }
}

function showArticleFacts(article, facts) {
  for (const [poll, phase] of Object.entries(facts.phases)) {
    const card = article.querySelector(`.poll-card[data-poll="${poll}"]`);
    if (card && card.dataset.phase !== phase) refreshPoll(card).catch(() => {});
  }
  if (facts.revision > Number(article.dataset.revision)) offerReload(article);
}

function offerReload(article) {
  if (document.getElementById("renewed")) return;
  const note = document.createElement("p");
  note.id = "renewed";
  note.className = "renewed";
  const link = document.createElement("a");
  link.href = location.pathname;
  link.textContent = "The article was edited. Show the new text";
  note.append(link);
  article.prepend(note);
}
