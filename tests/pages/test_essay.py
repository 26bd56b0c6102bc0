"""A publisher's journey: a plain-text essay is imported, completed, published, edited; its polls stay honest."""

import re
from datetime import date
from pathlib import Path

import click
import pytest
import yaml

from pollsite.articles.importing import import_text
from pollsite.articles.types import Severity
from pollsite.cli.articles import SHIPPED
from tests.fixtures.site import Site
from tests.patience import eventually

SHARED = Path(__file__).resolve().parents[3] / "shared" / "essay" / "original.txt"
OWN = """A portrait for thirty cents
Is it fair to send one? Should we encourage them? Does it change us?

We looked at hers in a café. It was lovely, and it was not quite her. What would you call that?

Everybody will have one soon, and then somebody plain walks in. Would you trust that person less?
More text…
Keep telling your story here…
"""
OWN_QUOTES = {
    "ethical": "Is it fair to send one?",
    "encouraged": "Should we encourage them?",
    "you-or-better": "What would you call that?",
    "trust": "Would you trust that person less?",
}
SHARED_QUOTES = {
    "ethical": "So, is the use of AI headshots ethical?",
    "encouraged": "Given the advantages and cost-effectiveness of this practice, should it be encouraged?",
    "see-ourselves": "How does this impact the way in which we view ourselves and each other?",
    "you-or-better": "Is it you—or is it a slightly “better” version of you,",
    "trust": "how will we react when we meet someone in person",
    "authenticity-flaw": "Will authenticity feel like a flaw?",
    "acceptable": "what stops us from using them in dating apps, corporate bios, or even government IDs?",
    "breakthrough": "Could this be a breakthrough or lead to something more insidious in nature?",
    "used-one": "when I choose to present the AI-polished version of me, what exactly am I putting forward",
}
ESSAYS = [(OWN, OWN_QUOTES, 2)]
if SHARED.exists():
    ESSAYS.append((SHARED.read_text(encoding="utf-8"), SHARED_QUOTES, 5))


def completed(imported: str, quotes: dict[str, str]) -> str:
    """The imported file with an author and the shipped article's questions, its template filler deleted."""
    shipped = yaml.load(SHIPPED.read_text(encoding="utf-8").split("---\n")[1], Loader=yaml.BaseLoader)
    questions = [
        {**question, "beside": quotes[question["key"]]}
        for question in shipped["questions"]
        if question["key"] in quotes
    ]
    listed = yaml.safe_dump({"questions": questions}, allow_unicode=True, sort_keys=False)
    listed = re.sub(r"key: (yes|no)$", r'key: "\1"', listed, flags=re.MULTILINE)
    text = imported.replace('"TODO"', "Mariah").replace("questions: []\n", listed)
    return re.sub(r"\[\[CHECK:[^\n]*\]\]\n\n[^\n]+\n", "", text)


@pytest.mark.parametrize(("essay", "quotes", "filler"), ESSAYS)
def test_imported_essay_is_refused_until_completed(
    empty_site: Site, essay: str, quotes: dict[str, str], filler: int
) -> None:
    imported, warnings = import_text(essay, today=date(2026, 11, 23))
    told = [problem.message for problem in warnings if problem.severity is Severity.WARNING]
    assert len(told) == filler
    assert all("looks like filler" in sentence for sentence in told)
    with pytest.raises((click.ClickException, click.exceptions.Exit)):
        empty_site.publish(imported)
    assert "Published" in empty_site.publish(completed(imported, quotes))[0]


@pytest.mark.parametrize(("essay", "quotes", "filler"), ESSAYS)
def test_polls_stand_beside_their_sentences_and_survive_editing(
    empty_site: Site, essay: str, quotes: dict[str, str], filler: int
) -> None:
    text = completed(import_text(essay, today=date(2026, 11, 23))[0], quotes)
    slug = re.search(r"slug: (\S+)", text)
    assert slug
    empty_site.publish(text)
    empty_site.vote("anna", "trust", "not-sure")
    for key in quotes:
        page = empty_site.app.test_client().get(f"/articles/{slug.group(1)}").text
        assert re.search(rf'<mark class="asked asked-\d+" id="asks-{key}">', page)
        assert f'id="asks-{key}"' in page.split(f'id="poll-{key}"')[0]

    edited = text.replace("\n---\n", "\n---\n\nA new paragraph above, in other words.\n", 1)
    empty_site.publish(edited)
    address = f"/articles/{slug.group(1)}"
    client = empty_site.app.test_client()
    eventually(lambda: "A new paragraph above" in client.get(address).text)
    assert client.get(address).text.count('class="poll beside') == len(quotes)

    body_start = edited.index("\n---\n", 4)
    gone = edited[:body_start] + edited[body_start:].replace(quotes["trust"], "")
    empty_site.publish(gone)
    eventually(lambda: "Asked about an earlier wording" in client.get(address).text)
    assert client.get(address).text.count('class="poll orphan') == 1
    assert empty_site.counts("trust")["not-sure"] == 1
