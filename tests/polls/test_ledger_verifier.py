"""The verifier that anybody can run: it names the first row that is wrong, and counts what is right."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pollsite.polls.ledger_lines import canonical, handed_out
from pollsite.polls.suspicion import BROWSER_BALLOTS
from tests.fixtures.site import Site
from tests.polls.bursts import flood
from tests.polls.ledgers import lines, verify

Lines = list[str]


def changed(line: str, **values: object) -> str:
    """The row with other values, and the hash it had."""
    return canonical({**json.loads(line), **values})


def rehashed(line: str, **values: object) -> str:
    """The row with other values, and a hash that fits them."""
    row = json.loads(line)
    del row["hash"]
    return handed_out(canonical({**row, **values}))


def chained_anew(rows: Lines) -> Lines:
    """As somebody would who writes the whole ledger anew."""
    made: Lines = []
    previous = "0" * 64
    for number, line in enumerate(rows, 1):
        made.append(rehashed(line, row=number, previous=previous))
        previous = json.loads(made[-1])["hash"]
    return made


@pytest.fixture(scope="module")
def whole() -> Lines:
    """A ledger of six rows: a wording, three voters, a change and a withdrawal."""
    names = [f"{number:032x}" for number in range(3)]
    asked = {
        "act": "wording",
        "answers": [["yes", "Ja, “freilich”"], ["no", "No"]],
        "article": "a",
        "poll": "p",
    }
    ballot = {"day": "2026-11-24", "state": "counted", "wording": 1}
    entries = [
        {
            **asked,
            "day": "2026-11-24",
            "kind": "single",
            "maximum": 1,
            "question": "Is\u2028it?",
            "wording": 1,
        },
        {"act": "cast", "ballot": names[0], "options": ["yes"], **ballot},
        {"act": "cast", "ballot": names[1], "options": ["no"], **ballot},
        {"act": "cast", "ballot": names[2], "options": ["yes"], **ballot},
        {"act": "changed", "ballot": names[0], "options": ["no"], **ballot},
        {"act": "withdrawn", "ballot": names[2], "options": [], **ballot},
    ]
    return chained_anew([canonical({**entry, "hash": ""}) for entry in entries])


def text(rows: Lines) -> str:
    """A file of the rows."""
    return "".join(f"{row}\n" for row in rows)


def test_a_whole_ledger_is_counted(whole: Lines, tmp_path: Path) -> None:
    code, words = verify(tmp_path, text(whole))
    assert code == 0, words
    assert "0  Ja, “freilich” (yes)" in words
    assert "2  No (no)" in words
    assert "2  readers counted, and 0 ballots held" in words
    assert words.endswith(f"Head: {json.loads(whole[-1])['hash']}\n")


SPOILT: dict[str, tuple[Callable[[Lines], Lines], str]] = {
    "one is gone": (lambda rows: [*rows[:2], *rows[3:]], "Row 3 is not in its place: row 4 stands there."),
    "the first is gone": (lambda rows: rows[1:], "Row 1 is not in its place: row 2"),
    "two change places": (lambda rows: [*rows[:2], rows[3], rows[2], *rows[4:]], "Row 3 is not in its place"),
    "one is there twice": (lambda rows: [*rows[:3], *rows[2:]], "Row 4 is not in its place: row 3"),
    "a choice is another": (
        lambda rows: [*rows[:2], changed(rows[2], options=["yes"]), *rows[3:]],
        "Row 3 was changed",
    ),
    "a choice is another and hashed": (
        lambda rows: [*rows[:2], rehashed(rows[2], options=["yes"]), *rows[3:]],
        "Row 4 does not follow from row 3",
    ),
    "a held one is counted": (
        lambda rows: [*rows[:4], changed(rows[4], state="held"), *rows[5:]],
        "Row 5 was changed",
    ),
    "a question is another": (lambda rows: [changed(rows[0], question="?"), *rows[1:]], "Row 1 was changed"),
    "a day is another": (lambda rows: [*rows[:5], changed(rows[5], day="2026-11-25")], "Row 6 was changed"),
    "one is added to the words": (lambda rows: [*rows[:5], changed(rows[5], more=1)], "Row 6 was changed"),
    "written anew with a ballot cast twice": (
        lambda rows: chained_anew([*rows[:3], rows[2], *rows[3:]]),
        "Row 4 cannot be: that ballot stands already.",
    ),
    "written anew with a change of none": (
        lambda rows: chained_anew([rows[0], *rows[2:]]),
        "Row 4 cannot be: that ballot does not stand.",
    ),
    "written anew with an answer nobody asked": (
        lambda rows: chained_anew([*rows[:2], rehashed(rows[2], options=["perhaps"]), *rows[3:]]),
        "Row 3 chooses what was not asked.",
    ),
}


@pytest.mark.parametrize("case", SPOILT)
def test_the_first_wrong_row_is_named(whole: Lines, tmp_path: Path, case: str) -> None:
    spoil, sentence = SPOILT[case]
    code, words = verify(tmp_path, text(spoil(whole)))
    assert code == 1
    assert sentence in words


def test_a_ledger_cut_at_its_end_or_written_anew_has_lost_the_head_that_was_noted(
    whole: Lines, tmp_path: Path
) -> None:
    noted = json.loads(whole[-1])["hash"]
    assert verify(tmp_path, text(whole), "--receipt", noted)[0] == 0
    for other in (whole[:-1], chained_anew([*whole[:3], rehashed(whole[3], day="2026-11-23"), *whole[4:]])):
        code, words = verify(tmp_path, text(other), "--receipt", f"head {noted}")
        assert (code, f"there is no row of {noted}" in words) == (1, True)


def test_what_the_site_hands_out_is_what_the_verifier_counts(site: Site, tmp_path: Path) -> None:
    site.crowd("single", yes=5, no=3)
    site.withdraw("no 0 of the crowd", "single")
    flood(site)
    code, words = verify(tmp_path, text(lines(site)))
    assert code == 0, words
    assert "5  Yes indeed (yes)" in words
    assert f"7  readers counted, and {BROWSER_BALLOTS + 1} ballots held" in words
