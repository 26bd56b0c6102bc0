"""Bringing in polls: the questions as they are told, the ballots as their ledgers tell them, one reader for each name in
a ledger; and that both come to the tallies.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert

from pollsite.archive.errors import ArchiveRefused
from pollsite.archive.importing_articles import BroughtArticle
from pollsite.archive.importing_ballots import Replayed, bring_ballots
from pollsite.archive.records import POLLS, ledger_entry
from pollsite.archive.shapes import instant_of, read_instant
from pollsite.archive.unpacking import Unpacking
from pollsite.polls.ledger import record_wording
from pollsite.polls.models import Option, Poll, Wording

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class BroughtWording:
    """A wording that comments may speak of: whose it is, and where in a mask of choices its options are."""

    id: int
    poll_id: int
    article_id: int
    is_present: bool
    bits: Mapping[str, int]

    def mask(self, keys: Sequence[str]) -> int:
        """The options with these keys. Raises ArchiveRefused."""
        if not self.bits.keys() >= set(keys):
            raise ArchiveRefused(f"The archive names an option that wording {self.id} has not.")
        return sum(self.bits[key] for key in set(keys))


def bring_polls(
    connection: Connection, archive: Unpacking, articles: Mapping[int, BroughtArticle]
) -> dict[int, BroughtWording]:
    """Store every poll with its ballots; its wordings by number. Raises ArchiveRefused."""
    found: dict[int, BroughtWording] = {}
    asked: set[tuple[int, str]] = set()
    for record in archive.records(POLLS):
        article = articles.get(record["article"])
        if article is None:
            raise ArchiveRefused(f"The poll {record['key']} belongs to no article of the archive.")
        _refuse_unfit(record, article)
        wordings = {one.id: one for one in _wordings(record)}
        _store(connection, record)
        _bring_tally(connection, archive, record, article, wordings)
        found |= wordings
        if record["asked"]:
            asked.add((article.id, record["key"]))
    _refuse_other_questions(articles, asked)
    return found


def _refuse_unfit(record: Row, article: BroughtArticle) -> None:
    """A ledger stands where its poll's does, and no question is without the wording in which it is asked."""
    if record["ledger"] not in (None, ledger_entry(article.slug, record["key"])):
        raise ArchiveRefused(f"The ledger of {article.slug}/{record['key']} is another poll's.")
    numbers = [wording["number"] for wording in record["wordings"]]
    if record["wording"] not in numbers or numbers != sorted(set(numbers)):
        raise ArchiveRefused(f"The wordings of {article.slug}/{record['key']} are not told as they must be.")
    for wording in record["wordings"]:
        keys = {option["key"] for option in wording["options"]}
        if not keys or len(keys) != len(wording["options"]):
            raise ArchiveRefused(f"The options of {article.slug}/{record['key']} are not told apart.")


def _refuse_other_questions(articles: Mapping[int, BroughtArticle], asked: set[tuple[int, str]]) -> None:
    """What the texts ask is what is asked."""
    for article in articles.values():
        if {key for number, key in asked if number == article.id} != set(article.asks or ()):
            raise ArchiveRefused(f"The article {article.slug} does not ask the questions of its polls.")


def _wordings(record: Row) -> Iterator[BroughtWording]:
    for wording in record["wordings"]:
        yield BroughtWording(
            id=wording["id"],
            poll_id=record["id"],
            article_id=record["article"],
            is_present=wording["number"] == record["wording"],
            bits={option["key"]: 1 << place for place, option in enumerate(wording["options"])},
        )


def _store(connection: Connection, record: Row) -> None:
    poll = {name: record[name] for name in ("id", "key", "position", "visibility", "wording")}
    times = {name: read_instant(record[name]) for name in ("opens_at", "closes_at")}
    connection.execute(
        insert(Poll), {**poll, **times, "article_id": record["article"], "active": record["asked"]}
    )
    for wording in record["wordings"]:
        told = {name: wording[name] for name in ("id", "number", "kind", "question", "max_choices")}
        moments = {name: read_instant(wording[name]) for name in ("created_at", "edited_at")}
        numbers = (
            {"voters": 0, "held": 0, "version": 1}
            if wording["voters"] is None
            else {name: wording[name] for name in ("voters", "held", "version")}
        )
        connection.execute(insert(Wording), {**told, **moments, **numbers, "poll_id": record["id"]})
        connection.execute(insert(Option), list(_options(wording)))


def _options(wording: Row) -> Iterator[Row]:
    for position, option in enumerate(wording["options"]):
        told = {name: option[name] for name in ("key", "label", "exclusive", "not_sure")}
        yield {"wording_id": wording["id"], "position": position, **told, "ballots": option["ballots"] or 0}


def _bring_tally(
    connection: Connection,
    archive: Unpacking,
    record: Row,
    article: BroughtArticle,
    wordings: Mapping[int, BroughtWording],
) -> None:
    """The ledger with its ballots; where results are hidden, a ledger that begins with how the question is asked."""
    if record["ledger"] is None:
        for wording in record["wordings"]:
            record_wording(connection, wording["id"], at=instant_of(wording["created_at"]))
        return
    bits = {
        wording["number"]: (wording["id"], wordings[wording["id"]].bits) for wording in record["wordings"]
    }
    replayed = bring_ballots(connection, archive, record["ledger"], poll_id=record["id"], bits=bits)
    for wording in record["wordings"]:
        if replayed.get(wording["number"], Replayed()) != _told(wording):
            raise ArchiveRefused(
                f"The ledger of {article.slug}/{record['key']} comes to another tally than the archive says, "
                "or speaks of another question."
            )


def _told(wording: Row) -> Replayed:
    counts = {option["key"]: option["ballots"] for option in wording["options"] if option["ballots"]}
    answers = [[option["key"], option["label"]] for option in wording["options"]]
    return Replayed(
        (wording["question"], answers), voters=wording["voters"], held=wording["held"], options=counts
    )
