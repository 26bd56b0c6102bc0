"""An archive is checked by whoever has it, with Python and nothing else, and without a network."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pollsite.archive.records import MANIFEST, SHAPES

LEDGER = "ledger/on-portraits/single.jsonl"


@pytest.fixture
def folder(archive: Path, tmp_path: Path) -> Path:
    """Where the archive was unpacked into."""
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(tmp_path / "unpacked")
    return tmp_path / "unpacked"


def verify(folder: Path, script: str = "verify_archive.py", *words: str) -> tuple[int, str]:
    """What a script of the archive says, run by Python alone."""
    ran = subprocess.run(
        [sys.executable, "-I", "-S", script, *words], cwd=folder, capture_output=True, text=True, check=False
    )
    return ran.returncode, ran.stdout + ran.stderr


def test_a_whole_archive_is_called_whole(folder: Path) -> None:
    code, said = verify(folder)
    assert code == 0, said
    assert "6 ledgers come to their tallies" in said


def test_each_ledger_is_verified_by_its_own_scripts(folder: Path) -> None:
    for ledger in sorted(folder.glob("ledger/*/*.jsonl")):
        for script in ("verify_ledger.py", "audit_ledger.py"):
            code, said = verify(folder, script, str(ledger.relative_to(folder)))
            assert code == 0, said


def test_what_was_changed_is_named(folder: Path) -> None:
    rows = (folder / LEDGER).read_text().splitlines(keepends=True)
    (folder / LEDGER).write_text("".join([*rows[:2], *rows[3:]]))
    (folder / "comments.jsonl").unlink()
    code, said = verify(folder)
    assert code == 1
    assert "comments.jsonl is missing" in said
    assert f"{LEDGER} is not what the list says" in said
    assert f"{LEDGER}: Row 3 is not in its place: row 4 stands there." in said


def test_a_ledger_that_comes_to_another_tally_is_named(folder: Path) -> None:
    polls = (folder / "polls.jsonl").read_text()
    (folder / "polls.jsonl").write_text(polls.replace('"voters":', '"voters":1', 1))
    code, said = verify(folder)
    assert (code, "comes to another tally than polls.jsonl says" in said) == (1, True)


UNREADABLE: dict[str, tuple[str, Callable[[str], str], str]] = {
    "a row told twice over": (
        LEDGER,
        lambda words: words.replace("{", '{"row":1,', 1),
        "Row 1 is not written",
    ),
    "a row cut": (LEDGER, lambda words: words[:-30], "is no row of a ledger"),
    "no rows": (LEDGER, lambda words: "", "Row 1 is missing"),
    "a poll told twice over": (
        "polls.jsonl",
        lambda words: words.replace("{", '{"id":1,', 1),
        "is told twice",
    ),
    "no polls": ("polls.jsonl", lambda words: "[]\n", "polls.jsonl cannot be read"),
    "another label": (
        "polls.jsonl",
        lambda words: words.replace(' indeed"', '!"'),
        "wording 1 comes to another",
    ),
    "no list": ("manifest.json", lambda words: "[]", "manifest.json is no list"),
    "a list told twice": (
        "manifest.json",
        lambda words: words.replace("{", '{"files":{},', 1),
        "is told twice",
    ),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_what_cannot_be_read_is_told_in_a_sentence(folder: Path, case: str) -> None:
    name, spoil, sentence = UNREADABLE[case]
    (folder / name).write_text(spoil((folder / name).read_text()))
    code, said = verify(folder)
    assert (code, "Traceback" in said) == (1, False), said
    assert sentence in said


def test_the_schema_speaks_of_every_file(folder: Path) -> None:
    schema = json.loads((folder / "schema.json").read_text())
    assert schema["$defs"].keys() == {MANIFEST, *SHAPES}
    for name in SHAPES:
        lines = filter(None, (folder / name).read_text().split("\n"))
        fields = {field for line in lines for field in json.loads(line)}
        assert fields <= schema["$defs"][name]["properties"].keys()


def test_the_words_beside_it_name_every_file(folder: Path) -> None:
    told = (folder / "README.txt").read_text()
    for path in folder.iterdir():
        assert path.name == "README.txt" or path.name in told, path.name
