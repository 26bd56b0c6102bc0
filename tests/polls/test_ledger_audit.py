"""The stricter verifier: it names the first row that is wrong or cannot be, and counts what is right."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pollsite.polls.ledger_lines import canonical, handed_out
from pollsite.polls.ledger_replaying import Replay, RowWrong
from pollsite.polls.suspicion import BROWSER_BALLOTS
from tests.fixtures.site import Site
from tests.polls.bursts import flood
from tests.polls.ledgers import audit, lines

Lines = list[str]
OLD, NEW = f"{0:032x}", "f" * 32
"""The ballots of the first voter in the whole ledger, and of nobody there."""


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


def stored(line: str) -> str:
    """The row as the server has it, without its hash."""
    row = json.loads(line)
    row.pop("hash")
    return canonical(row)


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
    code, words = audit(tmp_path, text(whole))
    assert code == 0, words
    assert "0  Ja, “freilich” (yes)" in words
    assert "2  No (no)" in words
    assert "2  readers counted, and 0 ballots held" in words
    assert f"Head: {json.loads(whole[-1])['hash']}\nCut off at its end, a ledger looks whole" in words


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
        "Row 3 cannot be: it chooses what was not asked.",
    ),
}


FILES: dict[str, tuple[Callable[[Lines], str], str]] = {
    "empty": (lambda rows: "", "Row 1 is missing: a ledger begins with its question."),
    "cut within its last row": (
        lambda rows: text(rows)[:-40],
        "Row 6 is no row of a ledger, or not a whole one.",
    ),
    "a blank line": (lambda rows: text([*rows[:2], "", *rows[2:]]), "Row 3 is no row"),
    "a blank line behind": (lambda rows: text([*rows, ""]), "Row 7 is no row"),
    "a byte order mark": (lambda rows: f"\ufeff{text(rows)}", "Row 1 is no row"),
    "other ends of lines": (lambda rows: "\r\n".join(rows), "Row 1 is not written in the one way"),
    "a sign beyond ASCII": (lambda rows: text(rows).replace("counted", "count\u00e9d", 1), "Row 2 is no row"),
    "signs unescaped": (lambda rows: text(rows).replace("\\u201c", "\u201c"), "Row 1 is no row"),
    "a null": (lambda rows: text([*rows[:2], "null"]), "Row 3 is no row"),
    "a list": (lambda rows: text([*rows[:2], "[]"]), "Row 3 is no row"),
    "an empty object": (lambda rows: text([*rows[:2], "{}"]), "Row 3 is no row"),
    "much within much": (lambda rows: text([*rows[:2], "[" * 100_000]), "Row 3 is no row"),
    "no hash": (lambda rows: text([*rows[:2], rows[2].split(',"hash"')[0] + "}"]), "Row 3 is no row"),
    "an answer told twice": (
        lambda rows: text([*rows[:2], rows[2].replace("{", '{"options":["yes"],', 1)]),
        "Row 3 is not written in the one way",
    ),
    "blanks": (lambda rows: text([*rows[:2], rows[2].replace('":', '": ')]), "Row 3 is not written"),
}


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_is_not_as_it_was_handed_out_ends_in_a_sentence(
    whole: Lines, tmp_path: Path, case: str
) -> None:
    spoil, sentence = FILES[case]
    code, words = audit(tmp_path, spoil(whole))
    assert (code, words.count("\n")) == (1, 1), words
    assert words.startswith(sentence)


NEXT: dict[str, tuple[dict[str, object], str]] = {
    "no act": ({"act": "blessed"}, "it is no row of a ledger"),
    "a list for an act": ({"act": []}, "it is no row of a ledger"),
    "a state of its own": ({"state": "maybe"}, "it says less"),
    "a list for a ballot": ({"ballot": [NEW]}, "it says less"),
    "no ballot": ({"ballot": None}, "it says less"),
    "no options": ({"options": None}, "it says less"),
    "a word for options": ({"options": "yes"}, "it says less"),
    "no wording": ({"wording": None}, "it says less"),
    "more": ({"reader": 1}, "it says less"),
    "a number as a word": ({"row": "7"}, "it says less"),
    "a number with a point": ({"row": 7.0}, "it says less"),
    "no day": ({"day": "yesterday"}, "it says less"),
    "a wording nobody asked": ({"wording": 2}, "its wording was not asked"),
    "a day that goes back": ({"day": "2026-11-23"}, "its day is before that of the row before"),
    "an answer twice": ({"options": ["yes"] * 100}, "it chooses an answer twice"),
    "too many": ({"options": ["yes", "no"]}, "it chooses too many"),
    "none": ({"options": []}, "it chooses none"),
    "a withdrawal with a choice": ({"act": "withdrawn", "ballot": OLD}, "it chooses too many"),
    "counted, but never held": (
        {"act": "counted", "ballot": OLD, "options": ["no"]},
        "that ballot is not held",
    ),
    "held as another": (
        {"act": "held", "ballot": OLD, "state": "held"},
        "it moves another ballot",
    ),
    "held, and counted": ({"act": "held", "ballot": OLD, "options": ["no"]}, "it moves another ballot"),
    "changed into held": ({"act": "changed", "ballot": OLD, "state": "held"}, "that ballot is not held"),
}
ASKED_AGAIN: dict[str, tuple[dict[str, object], str]] = {
    "other answers": (
        {"answers": [["yes", "Yes"], ["perhaps", "No"]]},
        "ballots stand that answer something else",
    ),
    "another order": (
        {"answers": [["no", "No"], ["yes", "Yes"]]},
        "ballots stand that answer something else",
    ),
    "another kind": ({"kind": "scale"}, "ballots stand that answer something else"),
    "more of one kind": ({"maximum": 2}, "of its kind one answer is chosen"),
    "an answer twice": ({"answers": [["yes", "Yes"], ["yes", "No"]]}, "two of its answers have the same key"),
    "no answers": ({"answers": []}, "it says less"),
    "a number of nothing": ({"wording": 0}, "it says less"),
}


@pytest.mark.parametrize(
    ("table", "case"), [(NEXT, it) for it in NEXT] + [(ASKED_AGAIN, it) for it in ASKED_AGAIN]
)
def test_a_row_that_cannot_be_is_named_by_the_audit_and_on_the_server(
    whole: Lines, tmp_path: Path, table: dict[str, tuple[dict[str, object], str]], case: str
) -> None:
    values, told = table[case]
    model = whole[0] if table is ASKED_AGAIN else rehashed(whole[3], ballot=NEW)
    last = json.loads(whole[-1])
    spoilt = rehashed(model, **{"row": 7, "previous": last["hash"], "day": last["day"], **values})
    code, words = audit(tmp_path, text([*whole, spoilt]))
    assert (code, words.count("\n")) == (1, 1), words
    assert re.match(rf"Row 7 (cannot be: )?({told}|{told.removeprefix('it ')})", words), words
    with pytest.raises(RowWrong, match=told) as wrong:
        Replay().play(map(stored, [*whole, spoilt]))
    assert wrong.value.row == 7


@pytest.mark.parametrize("case", SPOILT)
def test_the_server_finds_what_the_audit_does(whole: Lines, case: str) -> None:
    """But for hashes, which it makes itself: another row has another, which the next does not follow."""
    spoil, sentence = SPOILT[case]
    spoilt = spoil(whole)
    if "was changed" not in sentence:
        with pytest.raises(RowWrong) as wrong:
            Replay().play(map(stored, spoilt))
        assert sentence.startswith(f"Row {wrong.value.row} ")
    assert Replay().play(map(stored, whole)).tally(1) == {"no": 2}


def test_a_swap_of_labels_is_seen_by_everybody(whole: Lines, tmp_path: Path) -> None:
    swapped = rehashed(whole[0], answers=[["yes", "No"], ["no", "Ja, “freilich”"]], question="Is it\x1b[2J?")
    back = rehashed(swapped, answers=[["yes", "No"], ["no", "Yes \ud800"]])
    code, words = audit(tmp_path, text(chained_anew([*whole, swapped, back])))
    assert code == 0, words
    assert "0  No, formerly “Ja, “freilich”” (yes)" in words
    assert "2  Yes \\ud800, formerly “No”, formerly “Ja, “freilich”” (no)" in words
    assert "Is it\\x1b[2J?, formerly “Is\\u2028it?”" in words


def test_a_receipt_leads_to_what_became_of_its_ballot(whole: Lines, tmp_path: Path) -> None:
    words = audit(tmp_path, text(whole), f"ballot {OLD}")[1]
    assert words.endswith("Receipt: row 2 cast yes counted\nLater: row 5 changed no counted\n")
    for other in ("nothing at all", "f" * 32):
        code, words = audit(tmp_path, text(whole), other)
        assert (code, "Receipt: there is no row of" in words) == (1, True)


@pytest.mark.parametrize("case", SPOILT)
def test_the_first_wrong_row_is_named(whole: Lines, tmp_path: Path, case: str) -> None:
    spoil, sentence = SPOILT[case]
    code, words = audit(tmp_path, text(spoil(whole)))
    assert code == 1
    assert sentence in words


def test_a_ledger_cut_at_its_end_or_written_anew_has_lost_the_head_that_was_noted(
    whole: Lines, tmp_path: Path
) -> None:
    noted = json.loads(whole[-1])["hash"]
    assert audit(tmp_path, text(whole), noted)[0] == 0
    for other in (whole[:-1], chained_anew([*whole[:3], rehashed(whole[3], options=["no"]), *whole[4:]])):
        code, words = audit(tmp_path, text(other), f"head {noted}")
        assert (code, f"there is no row of {noted}" in words) == (1, True)


def test_what_the_site_hands_out_is_what_the_audit_counts(site: Site, tmp_path: Path) -> None:
    site.crowd("single", yes=5, no=3)
    site.withdraw("no 0 of the crowd", "single")
    flood(site)
    code, words = audit(tmp_path, text(lines(site)))
    assert code == 0, words
    assert "5  Yes indeed (yes)" in words
    assert f"7  readers counted, and {BROWSER_BALLOTS + 1} ballots held" in words
