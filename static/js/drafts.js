// What somebody is writing stays in this browser until it is posted: a draft for each article, reply and edit, bound
// to whoever is signed in. What was typed by nobody in particular goes over to who signs in.
const PREFIX = "pollsite-draft:";
const reader = document.querySelector("[data-reader]")?.dataset.reader ?? "";
const OWN = `${PREFIX}${reader}:`;
const nameOf = (form) => OWN + form.dataset.draft;

/** What `act` does with the storage; null where that is full, spoilt or switched off. */
function withStorage(act) {
  try {
    return act(localStorage);
  } catch {
    return null;
  }
}

const kept = (beginning) => Object.keys(localStorage).filter((name) => name.startsWith(beginning));

if (reader) {
  withStorage((storage) => {
    for (const name of kept(`${PREFIX}:`)) {
      storage[name.replace(`${PREFIX}:`, OWN)] ??= storage[name];
      storage.removeItem(name);
    }
  });
}

export function keepDraft(form) {
  const { body, name, stance } = form.elements;
  if (body.value.trim() === "" || body.value === body.defaultValue) return dropDraft(form);
  const polls = [...form.querySelectorAll("[name=poll]:checked")].map((box) => box.value);
  const draft = { body: body.value, name: name?.value, polls, stance: stance?.checked, what: form.dataset.what };
  withStorage((storage) => storage.setItem(nameOf(form), JSON.stringify(draft)));
}

export function dropDraft(form) {
  withStorage((storage) => storage.removeItem(nameOf(form)));
}

/** Forget them all, whoever they belong to. */
export function dropAllDrafts() {
  withStorage((storage) => kept(PREFIX).forEach((name) => storage.removeItem(name)));
}

const read = (name) => withStorage((storage) => JSON.parse(storage.getItem(name)));

/** Put what was kept back into the form; whether there was anything that the form did not hold already. */
export function restoreDraft(form) {
  const draft = read(nameOf(form));
  const { body, name, stance } = form.elements;
  const given = body.value.trim();
  if (typeof draft?.body !== "string" || draft.body.trim() === given) return false;
  const isAddition = given && form.elements.parent && !draft.body.includes(given);
  body.value = isAddition ? `${draft.body.trimEnd()}\n\n${body.value}` : draft.body;
  if (name && draft.name) name.value = draft.name;
  if (stance) stance.checked ||= draft.stance;
  for (const box of form.querySelectorAll("[name=poll]")) box.checked ||= draft.polls?.includes(box.value);
  for (const box of form.querySelectorAll("details :checked")) box.closest("details").open = true;
  return true;
}

/** The article's drafts: of each the comment that it answers, 0 for the article, and what it is called. */
export function draftsOf(article) {
  const beginning = `${OWN}${article}/`;
  const names = withStorage(() => kept(beginning)) ?? [];
  return names.map((name) => ({ parent: name.slice(beginning.length), what: read(name)?.what }));
}
