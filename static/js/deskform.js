// The form of a decision: each button says what it will do with the rule that is chosen, and what is marked is quoted.
const BY_RULE = ["remove", "warn", "suspend", "hold_author"];
const ALSO = ["warn", "suspend", "hold_author", "lock"];
const SHOWN = 60;

/** Keep the words of the form in this element true. */
export function followForm(element) {
  const form = element.querySelector("[data-decide]");
  if (!form) return;
  form.addEventListener("change", () => sayWhat(form));
  form.addEventListener("input", ({ target }) => { if (target.name === "quote") sayQuote(form); });
  sayWhat(form);
}

/** Let what is marked of the words be the quote. */
export function quoteMarked(form) {
  const marked = getSelection();
  const words = String(marked).trim();
  const field = form.elements.quote;
  if (!field || !words || !isOfCase(marked)) return;
  field.value = words.slice(0, field.maxLength);
  sayQuote(form);
}

document.addEventListener("selectionchange", () => {
  const form = document.querySelector("#case [data-decide]");
  if (form) quoteMarked(form);
});

function isOfCase(marked) {
  const within = (node) => (node instanceof Element ? node : node?.parentElement)?.closest("[data-quotable]");
  const start = within(marked.anchorNode);
  return start && start === within(marked.focusNode);
}

function sayWhat(form) {
  const rule = form.querySelector("[name=rule]:checked");
  const byRule = rule ? ` by rule ${rule.value}, ${rule.dataset.title}` : "";
  const days = form.elements.days?.value;
  for (const button of form.querySelectorAll("button[name=kind]")) {
    const label = button.querySelector("[data-words]");
    const more = button.querySelector("[data-more]");
    if (button.value === "suspend") label.textContent = `Suspend ${days} day${days === "1" ? "" : "s"}`;
    if (button.value === "remove") more.textContent = byRule;
    const also = ALSO.includes(button.value) ? outcome(form, more) : "";
    button.title = label.textContent + also + (BY_RULE.includes(button.value) ? byRule : "");
  }
  sayQuote(form);
}

// What the button says will become of the comment: the stylesheet shows the same.
function outcome(form, more) {
  return more.querySelector(form.elements.removes?.checked ? ".if-removed" : ".if-left")?.textContent ?? "";
}

function sayQuote(form) {
  const line = form.querySelector("[data-quoting]");
  if (!line) return;
  const words = form.elements.quote.value.trim();
  const shown = words.length > SHOWN ? `${words.slice(0, SHOWN)}…` : words;
  line.textContent = words ? `quotes “${shown}”` : "quotes all of it";
}
