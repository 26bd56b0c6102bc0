"""What must not get out of the site is in no byte of an archive: looked for value by value, in every column there is."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import MetaData, select

from pollsite.discussion.types import Openness
from tests.architecture.test_migrations import debate
from tests.archive.lively import ELSEWHERE, PRIVATE, Opened, archive_of
from tests.discussion.scene import Scene
from tests.fixtures.site import SECRET, Site, reader

PUBLIC = {
    "accounts": {"name", "name_folded", "portrait", "role"},
    "appeals": {"outcome"},
    "alembic_version": {"version_num"},
    "anchors": {"key", "exact", "prefix", "suffix", "section"},
    "article_revisions": {"source", "digest", "segments", "headings"},
    "articles": {"slug", "title", "author", "summary", "language"},
    "ballot_bursts": {"state"},
    "ballot_revisions": {"ledger_id"},
    "ballots": {"ledger_id", "held"},
    "brought_records": {"kind", "body"},
    "comment_revisions": set(),
    "comments": {"guest_name", "path", "reason", "status"},
    "decisions": {"kind", "actor", "status_before", "status_after", "reason"},
    "discussions": {"openness"},
    "flags": {"reason", "outcome"},
    "insights": {"kind", "body", "made_of"},
    "ledger": {"line"},
    "media": {"digest", "media_type"},
    "notices": {"kind"},
    "options": {"key", "label"},
    "polls": {"key", "visibility"},
    "statements": {"restriction"},
    "wordings": {"kind", "question"},
}
"""What an archive may hold, at least of some rows. Of every other column, and of every table that is not here, no value
may stand in it: whoever makes a new one need do nothing to have it looked for.
"""
SHORTEST = 8
"""Shorter values stand anywhere by chance."""
MAIL = re.compile(rb"[\w.+-]+@[\w-]+\.\w+")


def private_values(site: Site) -> Iterator[tuple[str, str]]:
    """(table and column, value as it might be written) of everything in the database that is nobody else's business."""
    with site.reading() as session:
        connection = session.connection()
        known = MetaData()
        known.reflect(connection)
        for table in known.sorted_tables:
            for column in table.columns:
                if column.name in PUBLIC.get(table.name, ()):
                    continue
                for value in connection.execute(select(column).distinct()).scalars():
                    yield from ((f"{table.name}.{column.name}", told) for told in written(value))


def written(value: Any) -> list[str]:
    """How a text, an id or bytes might stand in a file; numbers and moments are no secrets by themselves."""
    if isinstance(value, UUID):
        return [str(value), value.hex, str(value.int)]
    if isinstance(value, bytes | memoryview):
        return [bytes(value).hex()]
    return [value] if isinstance(value, str) else []


@pytest.fixture
def everything(source: Site) -> Site:
    """A lively site with a row in every table besides."""
    scene = Scene(source)
    scene.set_openness(Openness.OPEN)
    debate(scene)
    with source.writing() as session:
        session.connection().exec_driver_sql(
            f"UPDATE accounts SET tf_totp_secret = 'totp {PRIVATE}', password = 'hash {PRIVATE}'"
        )
    return source


def test_no_private_value_of_any_table_is_in_an_archive(everything: Site, tmp_path: Path) -> None:
    opened = Opened.of(archive_of(everything, tmp_path / "archive.zip"))
    whole = b"\n".join(opened.entries.values())
    in_sight = {ELSEWHERE, *(record["text"] for record in opened.records("comments.jsonl"))}
    in_sight |= {text["text"] for record in opened.records("comments.jsonl") for text in record["earlier"]}
    found = [
        (where, value)
        for where, value in private_values(everything)
        if len(value) >= SHORTEST and value not in in_sight and json.dumps(value)[1:-1].encode() in whole
    ]
    assert found == []


def test_the_scanner_sees_what_is_there(everything: Site, tmp_path: Path) -> None:
    values = [value for _, value in private_values(everything)]
    assert sum(PRIVATE in value for value in values) > 10
    assert str(reader("yes 1 of the crowd")).replace("-", "") in {value.replace("-", "") for value in values}


def test_nothing_typed_in_private_and_no_address_is_in_an_archive(archive: Path) -> None:
    for name, content in Opened.of(archive).entries.items():
        assert PRIVATE.encode() not in content, name
        assert SECRET.encode() not in content, name
        assert MAIL.search(content) is None, name


def test_hidden_results_are_in_no_file(archive: Path) -> None:
    opened = Opened.of(archive)
    polls = {poll["key"]: poll for poll in opened.records("polls.jsonl")}
    hidden = {key for key, poll in polls.items() if poll["ledger"] is None}
    assert hidden == {"after-close"}
    for wording in polls["after-close"]["wordings"]:
        assert (wording["voters"], wording["held"], wording["version"]) == (None, None, None)
        assert {option["ballots"] for option in wording["options"]} == {None}
    assert not any("after-close" in name for name in opened.entries)
    votes = [stance["wording"] for record in opened.records("comments.jsonl") for stance in record["stances"]]
    assert votes == [polls["single"]["wordings"][0]["id"]]
    assert {name for name in opened.entries if name.startswith("ledger/")} == {
        f"ledger/on-portraits/{key}.jsonl" for key in polls.keys() - hidden
    }


def test_a_vote_stands_beside_words_only_where_its_author_ticked_it(archive: Path) -> None:
    records = Opened.of(archive).records("comments.jsonl")
    assert {record["id"]: record["stances"] for record in records if record["stances"]} == {
        1: [{"wording": 1, "then": ["yes"], "now": ["no"]}]
    }


def test_of_what_is_out_of_sight_only_its_place_and_its_rule_are_told(archive: Path) -> None:
    records = Opened.of(archive).records("comments.jsonl")
    gone = [record for record in records if record["status"] != "visible"]
    assert {record["status"] for record in gone} == {"removed", "deleted_by_author"}
    for record in gone:
        assert (record["text"], record["author"], record["earlier"], record["stances"]) == ("", None, [], [])
        assert (record["good"], record["minds"], record["edited_at"]) == (0, 0, None)
    assert {record["reason"] for record in gone} == {"", "rule 2, personal attack"}


def test_what_is_from_elsewhere_stays_known_and_no_other_key_gets_out(archive: Path) -> None:
    records = Opened.of(archive).records("comments.jsonl")
    assert {record["key"] for record in records} == {None, ELSEWHERE}


def test_no_step_of_the_log_names_anybody_any_words_or_an_hour(archive: Path) -> None:
    steps = Opened.of(archive).records("decisions.jsonl")
    assert {step["kind"] for step in steps} >= {"remove", "undo", "reject_appeal"}
    assert {tuple(sorted(step)) for step in steps} == {
        ("actor", "appeal", "kind", "number", "on", "rule", "status_after", "undone")
    }
    assert all(len(step["on"]) == len("2026-11-24") for step in steps)
