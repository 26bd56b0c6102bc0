// What somebody is writing stays in this browser until it is posted: a draft for each article, reply and edit.
const PREFIX = "pollsite-draft:";
const nameOf = (form) => PREFIX + form.dataset.draft;

/** What `act` does with the storage; null where that is full, spoilt or switched off. */
function withStorage(act) {
  try {
    return act(localStorage);
  } catch {
    return null;
  }
}

export function keepDraft(form) {
  const { body, name, stance } = form.elements;
  if (body.value.trim() === "" || body.value === body.defaultValue) return dropDraft(form);
  const polls = [...form.querySelectorAll("[name=poll]:checked")].map((box) => box.value);
  const draft = { body: body.value, name: name?.value, polls, stance: stance?.checked };
  withStorage((storage) => storage.setItem(nameOf(form), JSON.stringify(draft)));
}

export function dropDraft(form) {
  withStorage((storage) => storage.removeItem(nameOf(form)));
}

/** Put what was kept back into the form; whether there was anything that the form did not hold already. */
export function restoreDraft(form) {
  const draft = withStorage((storage) => JSON.parse(storage.getItem(nameOf(form))));
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

/** Which comments of the article have unposted replies; 0 stands for the article itself. */
export function parentsAnswered(article) {
  const beginning = `${PREFIX}${article}/`;
  const names = withStorage(Object.keys) ?? [];
  return names.filter((name) => name.startsWith(beginning)).map((name) => name.slice(beginning.length));
}
