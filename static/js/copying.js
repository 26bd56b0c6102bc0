// A button beside each piece of code that copies it, and what the address names is open. Without a script both are done by
// hand.
const SAID_MS = 2_000;

const asked = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
if (asked instanceof HTMLDetailsElement) asked.open = true;

for (const code of navigator.clipboard ? document.querySelectorAll("textarea.code") : []) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "quiet", textContent: "Copy" });
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    code.select();
    await navigator.clipboard.writeText(code.value);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, SAID_MS);
  });
  code.after(button);
}
