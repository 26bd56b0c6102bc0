// Absolute times from the server get a relative twin: "1 December 2026 (in 7 days)".
const STEPS = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3_600], ["minute", 60]];

export function makeTimesRelative(root) {
  const format = new Intl.RelativeTimeFormat("en", { numeric: "auto" }); // as the words around it
  for (const time of root.querySelectorAll(".state time, .when time")) {
    const seconds = (Date.parse(time.dateTime) - Date.now()) / 1000;
    const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? STEPS.at(-1);
    const relative = Object.assign(document.createElement("span"), { className: "relative" });
    const words = format.format(Math.trunc(seconds / size), unit);
    const stands = time.closest(".when"); // there the relative time takes the place of the absolute one
    relative.textContent = stands ? words : ` (${words})`;
    if (stands) stands.title = time.textContent;
    time.after(relative);
  }
}
