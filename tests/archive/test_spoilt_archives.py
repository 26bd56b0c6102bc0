"""Archives that are cut short, changed, or made by somebody who means harm: refused, and the instance stays empty."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pollsite.app import create_app
from pollsite.archive.importing import import_archive
from pollsite.archive.lines import MAX_LINE_BYTES, line_of
from pollsite.db import db
from pollsite.operations.errors import OperationRefused
from pollsite.polls.ledger_lines import canonical, handed_out
from tests.archive.lively import Opened, Spoil
from tests.engine import drop_database
from tests.fixtures.site import Site, copy_instance, settings_for
from tests.operations.whole import empty_instance, tables_of
from tests.samples import DURING

COMMENTS, POLLS, ARTICLES, MEMBERS = "comments.jsonl", "polls.jsonl", "articles.jsonl", "members.jsonl"
LEDGER = "ledger/on-portraits/single.jsonl"


@pytest.fixture(scope="module")
def empty(template_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An instance with empty tables, which stays so."""
    folder = tmp_path_factory.mktemp("targets") / "target"
    copy_instance(template_folder, folder)
    site = Site(create_app(settings_for(folder)), folder)
    yield site
    with site.app.app_context():
        db.session.remove()
        db.engine.dispose()
    drop_database(folder)


def refused(empty: Site, file: Path) -> str:
    """The sentence with which the file is refused."""
    before = empty.stored()
    with empty.app.app_context(), pytest.raises(OperationRefused) as refusal:
        import_archive(db.engine, file, at=DURING, told=lambda *_: None)
    assert empty.stored() == before
    return str(refusal.value)


def a_day_earlier(rows: list[bytes]) -> bytes:
    """One more row, well written and chained to the last, that is older than all."""
    last = json.loads(rows[-1])
    row = {**last, "row": last["row"] + 1, "previous": last.pop("hash"), "day": "2000-01-01"}
    del row["hash"]
    return f"{handed_out(canonical(row))}\n".encode()


def lines(change: Any, name: str) -> Spoil:
    """Spoil the lines of a file."""

    def spoil(it: Opened) -> None:
        found = it.entries[name].splitlines(keepends=True)
        it.put(name, b"".join(change(found)))

    return spoil


def field(name: str, place: int = 0, /, **values: Any) -> Spoil:
    """Give a record other values."""
    return lambda it: it.change(name, place, **values)


def guest(name: str) -> Spoil:
    """Give the first comment to a guest of that name."""
    return field(COMMENTS, author={"member": None, "guest": name, "first": 1})


def wording(**values: Any) -> Spoil:
    """Give the first wording of the first poll other values."""

    def spoil(it: Opened) -> None:
        poll = it.records(POLLS)[0]
        poll["wordings"][0] |= values
        it.change(POLLS, wordings=poll["wordings"])

    return spoil


def listed(name: str, value: Any) -> Spoil:
    """Let the list say something else."""
    return lambda it: it.listed.update({name: value})


DEEP = b'{"id":' + b"[" * 100_000 + b"]" * 100_000 + b"}\n"
SPOILT: dict[str, tuple[Spoil, str]] = {
    "another format": (listed("format", "pollsite archive 99"), "no archive of pollsite"),
    "no list": (listed("files", []), "no archive of pollsite"),
    "a file too few": (lambda it: it.drop("members.jsonl"), "lacks members.jsonl"),
    "a file too many": (lambda it: it.entries.update({"more.jsonl": b""}), "or holds others"),
    "a way out": (lambda it: it.rename(LEDGER, "../../climbed.jsonl"), "no archive of pollsite"),
    "a way to the root": (lambda it: it.rename(LEDGER, "/etc/climbed.jsonl"), "no archive of pollsite"),
    "another sum": (
        lambda it: it.entries.update({MEMBERS: b"\n"}),
        "no whole archive|not what its list says",
    ),
    "no JSON": (lambda it: it.put(MEMBERS, b"members\n"), "no JSON"),
    "a line without end": (lambda it: it.put(MEMBERS, b'{"id":1'), "no JSON"),
    "a long line": (lambda it: it.put(MEMBERS, b" " * (MAX_LINE_BYTES + 9) + b"\n"), "no JSON"),
    "deep JSON": (lambda it: it.put(MEMBERS, DEEP), "no JSON"),
    "a name twice": (lambda it: it.put(MEMBERS, b'{"id":1,"id":1}\n'), "one way"),
    "no number": (lambda it: it.put(MEMBERS, b'{"id":NaN}\n'), "no JSON"),
    "a figure too long": (lambda it: it.put(MEMBERS, b'{"id":' + b"9" * 9_999 + b"}\n"), "no JSON"),
    "half a letter": (lambda it: it.put(MEMBERS, b'{"id":"\\ud800"}\n'), "no JSON"),
    "a field too many": (field(MEMBERS, email="a@example.org"), "fields"),
    "a nul": (field(MEMBERS, name="A\0nn"), "no text"),
    "a number too great": (field(MEMBERS, id=2**31), "no number"),
    "another day": (field(MEMBERS, since="2026-13-01"), "no day"),
    "two with one name": (field(MEMBERS, 1, name="Ánn"), "looks like another member's"),
    "a name of markup": (field(MEMBERS, name="<b>Ann"), "name that nobody can have"),
    "a name that turns": (field(MEMBERS, name="Ann\u202e"), "name that nobody can have"),
    "a guest of markup": (guest("<img src=x>"), "no guest can have"),
    "a guest who is staff": (guest("Moderator"), "no guest can have"),
    "a guest who is staff elsewhere": (guest("Admin (Disqus)"), "no guest can have"),
    "points without end": (field(COMMENTS, good=1_000_000), "good points and changed minds. So few"),
    "changed minds without end": (field(COMMENTS, minds=1_000_000), "good points and changed minds. So few"),
    "a text that is no article": (
        field("revisions.jsonl", -1, source="Words."),
        "not as pollsite publishes it",
    ),
    "a picture too few": (field("revisions.jsonl", -1, pictures={}), "lacks its pictures"),
    "a text that asks less": (field(POLLS, asked=False), "does not ask the questions"),
    "another slug": (field(ARTICLES, slug="elsewhere"), "is another poll's|another's"),
    "another picture": (
        lambda it: it.put(next(name for name in it.entries if name.startswith("media/")), b"<svg/>"),
        "is another than its name",
    ),
    "no present text": (field(ARTICLES, revision=9), "no present text"),
    "another tally": (wording(voters=99), "comes to another tally"),
    "another question": (wording(question="Is it not?"), "or speaks of another question"),
    "another face": (field(MEMBERS, portrait="mask"), "none of what it may be"),
    "no options": (wording(options=[]), "not told apart"),
    "another wording": (field(POLLS, wording=7), "wordings of"),
    "a ledger with a row less": (lines(lambda rows: [*rows[:3], *rows[4:]], LEDGER), "row 4 does not follow"),
    "a ledger cut short": (lines(lambda rows: rows[:-1], LEDGER), "comes to another tally"),
    "two rows exchanged": (
        lines(lambda rows: [rows[0], rows[2], rows[1], *rows[3:]], LEDGER),
        "does not follow",
    ),
    "a row rewritten": (
        lines(lambda rows: [row.replace(b'"no"', b'"yes"') for row in rows], LEDGER),
        "was changed",
    ),
    "a row that cannot be": (
        lines(lambda rows: [*rows, a_day_earlier(rows)], LEDGER),
        "cannot be: its day is before",
    ),
    "no ledger": (lambda it: it.drop(LEDGER), "holds no ledger/"),
    "an answer to nothing": (field(COMMENTS, 1, parent=999), "answers what is not there"),
    "a comment twice": (field(COMMENTS, 1, id=1), "told twice"),
    "another author": (field(COMMENTS, author={"member": 77, "guest": None, "first": None}), "no member"),
    "a question elsewhere": (field(COMMENTS, about=[99]), "does not ask"),
    "a vote on nothing": (field(COMMENTS, stances=[{"wording": 99, "then": [], "now": []}]), "not asked"),
    "a vote for nothing": (field(COMMENTS, stances=[{"wording": 1, "then": ["x"], "now": []}]), "has not"),
    "an empty comment": (field(COMMENTS, text=" "), "cannot be taken"),
    "visible, never published": (field(COMMENTS, published_at=None), "Nothing was stored"),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_archive_is_refused_in_a_sentence(
    how: str, archive: Path, empty: Site, tmp_path: Path
) -> None:
    spoil, told = SPOILT[how]
    opened = Opened.of(archive)
    spoil(opened)
    sentence = refused(empty, opened.write(tmp_path / "spoilt.zip"))
    assert any(words in sentence for words in told.split("|")), sentence


def test_an_archive_cut_short_is_refused_wherever_it_was_cut(
    archive: Path, empty: Site, tmp_path: Path
) -> None:
    content = archive.read_bytes()
    for length in (0, 100, len(content) // 2, len(content) - 1):
        cut = tmp_path / "cut.zip"
        cut.write_bytes(content[:length])
        assert "no whole archive" in refused(empty, cut)
    assert "There is no file" in refused(empty, tmp_path / "nowhere.zip")


def test_what_unpacks_to_far_more_is_refused_before_it_is_read(
    archive: Path, empty: Site, tmp_path: Path
) -> None:
    opened = Opened.of(archive)
    opened.put("README.txt", b" " * 60_000_000)
    assert "unpack to more" in refused(empty, opened.write(tmp_path / "bomb.zip"))


def test_more_than_the_list_says_is_not_read(archive: Path, empty: Site, tmp_path: Path) -> None:
    opened = Opened.of(archive)
    opened.put("README.txt", b" " * 10_000_000)
    opened.listed["files"]["README.txt"]["bytes"] = 10
    assert "no whole archive" in refused(empty, opened.write(tmp_path / "more.zip"))


@pytest.mark.parametrize("packing", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_other_ways_to_pack_are_refused(archive: Path, empty: Site, tmp_path: Path, packing: int) -> None:
    opened = Opened.of(archive)
    assert "no whole archive" in refused(empty, opened.write(tmp_path / "other.zip", packing=packing))


def test_a_name_of_no_letters_is_refused(archive: Path, empty: Site, tmp_path: Path) -> None:
    opened = Opened.of(archive)
    assert "no whole archive" in refused(empty, opened.write_misnamed(tmp_path / "odd.zip"))


def test_a_script_in_an_archive_becomes_words(archive: Path, tmp_path: Path) -> None:
    opened = Opened.of(archive)
    opened.change(COMMENTS, text="<script>alert(1)</script>[x](javascript:alert(1))")
    with empty_instance(tmp_path / "own") as site:
        code, said = site.run("archive", "import", str(opened.write(tmp_path / "hostile.zip")))
        assert code == 0, said
        page = site.app.test_client().get("/articles/on-portraits/comments/1").text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert 'href="javascript' not in page


def test_where_there_were_no_tables_there_are_none(archive: Path, target: Site, tmp_path: Path) -> None:
    opened = Opened.of(archive)
    opened.change(COMMENTS, 1, parent=999)
    code, said = target.run("archive", "import", str(opened.write(tmp_path / "spoilt.zip")))
    assert (code, tables_of(target)) == (1, [])
    assert said.splitlines()[-1].startswith("Error: The comment 2 is told twice")


def test_a_line_is_written_in_one_way() -> None:
    assert line_of({"b": "ü", "a": [1, None, True]}) == '{"a":[1,null,true],"b":"ü"}\n'.encode()
