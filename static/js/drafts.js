// What somebody is writing stays in this browser until it is posted: one draft for each article, comment answered, and
// comment rewritten.
const PREFIX = "pollsite-draft:";
const nameOf = (form) => PREFIX + form.dataset.draft;

export function keepDraft(form) {
  const { body, name, stance } = form.elements;
  if (body.value.trim() === "" || body.value === body.defaultValue) return dropDraft(form);
  const polls = [...form.querySelectorAll("[name=poll]:checked")].map((box) => box.value);
  const draft = { body: body.value, name: name?.value, polls, stance: stance?.checked };
  try {
    localStorage.setItem(nameOf(form), JSON.stringify(draft));
  } catch {} // storage is full or switched off: the words are still in the form
}

export function dropDraft(form) {
  try {
    localStorage.removeItem(nameOf(form));
  } catch {}
}

/** Put what was kept back into the form; whether there was anything that the form did not hold already. */
export function restoreDraft(form) {
  const draft = draftOf(form);
  const { body, name, stance } = form.elements;
  const given = body.value.trim();
  if (typeof draft?.body !== "string" || draft.body.trim() === given) return false;
  const isAddition = given && form.elements.parent && !draft.body.includes(given);
  body.value = isAddition ? `${draft.body.trimEnd()}\n\n${body.value}` : draft.body;
  if (name && draft.name) name.value = draft.name;
  if (stance) stance.checked ||= draft.stance;
  for (const box of form.querySelectorAll("[name=poll]")) {
    box.checked ||= draft.polls?.includes(box.value);
    box.closest("details").open ||= box.checked;
  }
  return true;
}

function draftOf(form) {
  try {
    return JSON.parse(localStorage.getItem(nameOf(form)));
  } catch {
    return null;
  }
}
