// In a frame on another site: says how high the page is to a site that may show it, and reads it anew for who comes back.
const sites = document.documentElement.dataset.sites.split(" ");
const ASKED = "height?";
let asker = "";
let hasLeft = false;

addEventListener("message", ({ source, origin, data }) => {
  if (source !== parent || !sites.includes(origin) || data?.pollsite !== ASKED) return;
  asker = origin;
  tellHeight();
});

function tellHeight() {
  const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
  if (asker) parent.postMessage({ pollsite: "height", height }, asker);
}

new ResizeObserver(tellHeight).observe(document.documentElement);

// Who followed a link from here may have voted there.
document.addEventListener("click", ({ target }) => {
  hasLeft ||= Boolean(target.closest("a"));
});
document.addEventListener("visibilitychange", () => {
  const { dataset } = document.documentElement;
  if (hasLeft && !document.hidden && "refreshed" in dataset) location.reload();
});
