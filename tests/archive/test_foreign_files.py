"""Files that mean harm, or are broken: each is answered with a sentence, and nothing is stored."""

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pollsite.archive import foreign_files
from pollsite.archive.disqus import pages_from_disqus
from pollsite.archive.errors import ArchiveRefused
from pollsite.archive.foreign_files import elements
from pollsite.archive.isso import pages_from_isso
from pollsite.archive.wordpress import pages_from_wordpress
from tests.archive.elsewhere import disqus, disqus_post, isso, wordpress, wordpress_comment

LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><disqus><post>&b;</post></disqus>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><disqus><post>&a;</post></disqus>'


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (LAUGHS.encode(), "defines entities"),
        (OUTSIDE.encode(), "defines entities"),
        (b"", "not whole"),
        (b"{}", "not whole"),
        (b"<disqus><post>", "not whole"),
        (b"<disqus><post>\xff\xfe</post></disqus>", "not whole"),
        (b'<?xml version="1.0" encoding="klingon"?><disqus/>', "not whole"),
        (b"<a>" * 100_000, "nested more than"),
        (gzip.compress(b"<disqus>", mtime=0)[:-6], "cannot be read"),
        (b"\x1f\x8bnot packed at all", "cannot be read"),
    ],
)
def test_a_bad_file_is_refused_in_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    file = tmp_path / "comments.xml"
    file.write_bytes(content)
    for read in (pages_from_disqus, pages_from_wordpress):
        with pytest.raises(ArchiveRefused, match=sentence):
            read(file)


def test_a_packed_file_is_unpacked_as_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "comments.xml.gz"
    file.write_bytes(gzip.compress(disqus(disqus_post(1)).encode()))
    assert [len(page.comments) for page in pages_from_disqus(file)] == [1, 0]


def test_a_file_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bomb.xml.gz"
    file.write_bytes(gzip.compress(b"<disqus>" + b" " * 5_000_000))
    with pytest.raises(ArchiveRefused, match="larger than"):
        list(elements(file, "post", limit=1_000_000))


def test_elements_are_let_go_one_after_the_other(tmp_path: Path) -> None:
    file = tmp_path / "comments.xml"
    file.write_text(disqus(*(disqus_post(number % 24) for number in range(2_000))))
    assert sum(1 for post in elements(file, "post") if len(post)) == 2_000


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_other_encodings_are_read_as_they_say(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "comments.xml"
    text = wordpress(wordpress_comment(1, "Café")).replace("UTF-8", encoding)
    file.write_bytes(text.encode(encoding))
    assert pages_from_wordpress(file)[0].comments[0].words == "Café"


@pytest.mark.parametrize("before", ["\n\r\n", "\ufeff\n", "\ufeff"])
def test_what_exports_hold_and_no_xml_may_is_not_read(tmp_path: Path, before: str) -> None:
    file = tmp_path / "comments.xml"
    file.write_text(before + wordpress(wordpress_comment(1, "One\x08 word\x1b.")), encoding="utf-8")
    assert pages_from_wordpress(file)[0].comments[0].words == "One word."


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "comments.db"
    for content in (b"", b"<disqus/>", b"SQLite format 3\x00" + b"\xff" * 4_000):
        file.write_bytes(content)
        with pytest.raises(ArchiveRefused, match="no database of Isso"):
            pages_from_isso(file)


def test_a_database_whose_tables_are_queries_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "comments.db"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE threads (id, uri, title)")
        connection.execute(
            "CREATE VIEW comments AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
        )
    with pytest.raises(ArchiveRefused, match="lacks its tables"):
        pages_from_isso(file)


def test_a_database_that_makes_its_words_up_is_refused(tmp_path: Path) -> None:
    for number, how in enumerate(("text AS (hex(zeroblob(250000000)))", f"text DEFAULT '{'x' * 40_000}'")):
        file = isso(tmp_path / f"{number}.db", *((n, None, 1.5e9, 1, None, "x") for n in range(1, 99)))
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("ALTER TABLE comments DROP COLUMN text")
            connection.execute(f"ALTER TABLE comments ADD COLUMN {how}")
        with pytest.raises(ArchiveRefused, match="says more than it holds"):
            pages_from_isso(file)


def test_a_database_that_takes_for_ever_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = isso(tmp_path / "comments.db", *((number, None, 1.0, 1, None, "x") for number in range(1, 5_000)))
    monkeypatch.setattr("pollsite.archive.isso.MOST_STEPS", 3)
    with pytest.raises(ArchiveRefused, match="interrupted"):
        pages_from_isso(file)


def test_a_database_with_anything_in_its_columns_is_read(tmp_path: Path) -> None:
    file = isso(
        tmp_path / "comments.db",
        (1, "x", "never", 1, 7, b"\xff"),
        (2, None, 1e300, 1, "A", "x"),
        (3, 9, 1, "q", None, 4),
    )
    (page,) = pages_from_isso(file)
    assert page.comments == []
    assert page.left_out.total() == 3


def test_limits_are_those_of_the_readme() -> None:
    assert foreign_files.MAX_BYTES == 512 * 1024**2
