"""Backups that are cut short, changed, or made by somebody who means harm: refused, and the instance stays empty."""

import zipfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from pollsite.operations.values import MAX_LINE_BYTES
from tests.fixtures.site import Site
from tests.operations.whole import Spoilt, backup_of, empty_instance, fill, tables_of


@pytest.fixture(scope="module")
def _kept(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A backup that is made once."""
    return {"folder": tmp_path_factory.mktemp("backups")}


@pytest.fixture
def whole(_kept: dict[str, Path], request: pytest.FixtureRequest) -> Path:
    """A backup with something in every table."""
    if "file" not in _kept:
        site: Site = request.getfixturevalue("site")
        _kept["file"] = backup_of(fill(site), _kept["folder"] / "backup.zip")
    return _kept["file"]


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An empty instance, which stays it."""
    with empty_instance(tmp_path_factory.mktemp("targets") / "target") as site:
        yield site


def refused(target: Site, file: Path) -> str:
    """The sentence with which the file is refused."""
    code, said = target.run("restore", str(file))
    assert code in (1, 2), said
    assert tables_of(target) == []
    assert said.splitlines()[-1].startswith("Error: "), said
    return said.splitlines()[-1]


def rename_column(backup: Spoilt) -> None:
    columns = backup.listed["tables"]["readers"]["columns"]
    columns["is_admin"] = columns.pop("created_at")


def add_table(backup: Spoilt) -> None:
    backup.listed["tables"]["secrets"] = backup.listed["tables"]["readers"]
    backup.entries["tables/secrets.jsonl"] = backup.entries["tables/readers.jsonl"]


def climb(backup: Spoilt) -> None:
    backup.listed["tables"]["../../../climbed"] = backup.listed["tables"].pop("readers")
    backup.entries["tables/../../../climbed.jsonl"] = backup.entries.pop("tables/readers.jsonl")


def drop_row(backup: Spoilt) -> None:
    name = "tables/readers.jsonl"
    backup.entries[name] = b"".join(backup.entries[name].splitlines(keepends=True)[1:])


def double_row(backup: Spoilt) -> None:
    rows = backup.rows("readers")
    backup.put_rows("readers", [rows[0], *rows])


def turn_rows(backup: Spoilt) -> None:
    backup.put_rows("readers", backup.rows("readers")[::-1])


def lose_readers(backup: Spoilt) -> None:
    backup.put_rows("readers", backup.rows("readers")[:1])


def forget_a_number(backup: Spoilt) -> None:
    del backup.listed["tables"]["readers"]["rows"]


def number_after(value: object) -> Callable[[Spoilt], None]:
    """Let the list say that a table's last number was this one."""

    def spoil(backup: Spoilt) -> None:
        backup.listed["tables"]["comments"]["last_number"] = value

    return spoil


def secret_is(secret: str) -> Callable[[Spoilt], None]:
    """Let the backup hold this secret."""
    return lambda it: it.entries.update(secret_key=secret.encode())


SPOILT: dict[str, tuple[Callable[[Spoilt], None], str]] = {
    "unknown column": (rename_column, "readers is not as pollsite makes it|in readers a value is no"),
    "unknown table": (add_table, "secrets is not as pollsite makes it"),
    "path in a name": (climb, "is not as pollsite makes it"),
    "another file": (lambda it: it.entries.update({"../../evil": b"x"}), "does not hold the tables"),
    "missing table": (lambda it: it.entries.pop("tables/marks.jsonl") and None, "does not hold the tables"),
    "missing row": (drop_row, "not what its list says"),
    "row twice": (double_row, "Nothing was stored: in "),
    "rows in another order": (turn_rows, "would not be stored as it is"),
    "references to nobody": (lose_readers, "broken references|foreign key"),
    "list without a number": (forget_a_number, "no backup of pollsite"),
    "list of another kind": (lambda it: it.listed.update(tables=[]), "no backup of pollsite"),
    "another format": (lambda it: it.listed.update(format="pollsite backup 2"), "no backup of pollsite"),
    "endless number": (number_after(float("inf")), "no backup of pollsite"),
    "number past a column's": (number_after(2**31), "no backup of pollsite"),
    "number far past a column's": (number_after(10**30), "no backup of pollsite"),
    "negative number": (number_after(-5), "no backup of pollsite"),
    "truth for a number": (number_after(True), "no backup of pollsite"),
    "moment that is none": (lambda it: it.listed.update(taken_at="yesterday"), "no backup of pollsite"),
    "moment that is a list": (lambda it: it.listed.update(taken_at=[]), "no backup of pollsite"),
    "terminal's orders": (lambda it: it.listed.update(revision="0009\x1b[2J"), "no backup of pollsite"),
    "no secret in its place": (secret_is(""), "at least 32 characters"),
    "short secret": (secret_is("x"), "at least 32 characters"),
    "secret of more lines": (secret_is("0123456789abcdef\n0123456789abcdef"), "printable ASCII"),
    "secret with orders": (secret_is("0123456789abcdef\x1b0123456789abcdef"), "printable ASCII"),
    "newer version": (lambda it: it.listed.update(revision="9999"), "newer pollsite"),
    "no JSON": (lambda it: it.put("readers", b"readers\n"), "no JSON"),
    "no row": (lambda it: it.put("readers", b'{"id": 1}\n'), "has not its 2 values"),
    "no end of a row": (lambda it: it.put("readers", b'["2026'), "has no end"),
    "text for a number": (lambda it: it.set("polls", "position", "1; DROP TABLE polls"), "is no number"),
    "no bytes": (lambda it: it.set("media", "content", "***"), "no bytes"),
    "nothing where something must be": (lambda it: it.set("polls", "key", None), "Nothing was stored: in "),
    "what a constraint forbids": (lambda it: it.set("options", "ballots", -1), "Nothing was stored: in "),
}


def test_what_a_list_says_reaches_a_terminal_in_its_own_words(
    whole: Path, target: Site, tmp_path: Path
) -> None:
    backup = Spoilt.of(whole)
    backup.listed["taken_at"] = "2026-11-24\x1b12:00:00+00:00"  # as lenient as the library that reads it
    code, said = target.run("backup", "--verify", str(backup.write(tmp_path / "odd.zip")))
    assert (code, "\x1b" in said) == (0, False)
    assert "taken at 2026-11-24T12:00:00+00:00" in said


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_backup_is_refused_in_a_sentence(
    how: str, whole: Path, target: Site, tmp_path: Path
) -> None:
    spoil, told = SPOILT[how]
    backup = Spoilt.of(whole)
    spoil(backup)
    sentence = refused(target, backup.write(tmp_path / "spoilt.zip"))
    assert any(words in sentence for words in told.split("|")), sentence


def test_a_backup_cut_short_is_refused_wherever_it_was_cut(whole: Path, target: Site, tmp_path: Path) -> None:
    content = whole.read_bytes()
    for length in (0, 1, 100, len(content) // 2, len(content) - 1):
        cut = tmp_path / "cut.zip"
        cut.write_bytes(content[:length])
        assert "no whole backup" in refused(target, cut)


def test_changed_bytes_are_told_by_verify_and_refused(whole: Path, target: Site, tmp_path: Path) -> None:
    content = whole.read_bytes()
    for place in range(0, len(content), len(content) // 24):
        changed = tmp_path / "changed.zip"
        changed.write_bytes(content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :])
        code, said = target.run("backup", "--verify", str(changed))
        if code:
            assert said.splitlines()[-1] == refused(target, changed)
        else:
            assert "is whole" in said


def test_what_unpacks_to_far_more_is_refused_before_it_is_read(
    whole: Path, target: Site, tmp_path: Path
) -> None:
    backup = Spoilt.of(whole)
    backup.put("readers", b" " * 400_000_000 + b"\n")
    assert "unpack to more" in refused(target, backup.write(tmp_path / "bomb.zip"))


def test_a_line_without_end_is_not_read_to_its_end(whole: Path, target: Site, tmp_path: Path) -> None:
    backup = Spoilt.of(whole)
    backup.put("media", b64encode(Random(1).randbytes(MAX_LINE_BYTES)) + b"\n")
    assert "has no end" in refused(target, backup.write(tmp_path / "long.zip"))


def test_other_ways_to_pack_are_refused(whole: Path, target: Site, tmp_path: Path) -> None:
    backup = Spoilt.of(whole)
    assert "no whole backup" in refused(
        target, backup.write(tmp_path / "other.zip", packing=zipfile.ZIP_LZMA)
    )


def test_a_name_of_no_letters_is_refused(whole: Path, target: Site, tmp_path: Path) -> None:
    backup = Spoilt.of(whole)
    assert "no whole backup" in refused(target, backup.write_misnamed(tmp_path / "odd.zip"))
