"""What an archive takes of polls: the questions in all their wordings, their tallies and ledgers where they may be seen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, bindparam, select

from pollsite.archive.records import ledger_entry
from pollsite.archive.shapes import written_instant
from pollsite.articles.models import Article
from pollsite.polls.ledger_lines import handed_out
from pollsite.polls.models import LedgerLine, Option, Poll, Wording
from pollsite.polls.queries import definition_of
from pollsite.polls.types import Standing
from pollsite.polls.visibility import results_visible

ASKED_TO_SEE = Standing(peeked=True)
"""Whoever opens an archive asks to see results: where that opens them they are in it, and nowhere else."""
LINES_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class GatheredPoll:
    """A poll with all its wordings. `ledger` is the entry of its ledger; "" where its results are hidden.

    `present` is its wording of now, by its number in the database; `keys` of its options in their order.
    """

    record: dict[str, Any]
    ledger: str
    present: int
    keys: tuple[str, ...]

    @property
    def poll_id(self) -> int:
        """Its number."""
        return int(self.record["id"])


def gathered_polls(connection: Connection, *, at: datetime) -> list[GatheredPoll]:
    """Every poll there ever was, by its number; without a count where its results are hidden at that moment."""
    rows = connection.execute(_POLLS).all()
    return [_poll(tuple(group), at=at) for _, group in groupby(rows, key=lambda row: row.id)]


def ledger_lines(connection: Connection, poll_id: int) -> Iterator[bytes]:
    """The poll's ledger as everybody may have it, some lines at a time."""
    asked = connection.execute(
        _LEDGER, {"poll": poll_id}, execution_options={"stream_results": True, "yield_per": LINES_AT_ONCE}
    )
    for some in asked.scalars().partitions():
        yield "".join(f"{handed_out(line)}\n" for line in some).encode()


def _poll(rows: Sequence[Any], *, at: datetime) -> GatheredPoll:
    first = rows[0]
    present = [row for row in rows if row.number == first.wording]
    shown = results_visible(definition_of(present), ASKED_TO_SEE, at=at)
    ledger = ledger_entry(first.slug, first.key) if shown else ""
    record = {
        "id": first.id,
        "article": first.article_id,
        "key": first.key,
        "position": first.position,
        "visibility": first.visibility,
        "opens_at": written_instant(first.opens_at),
        "closes_at": written_instant(first.closes_at),
        "asked": bool(first.active),
        "wording": first.wording,
        "wordings": [
            _wording(tuple(group), shown=shown) for _, group in groupby(rows, key=lambda row: row.number)
        ],
        "ledger": ledger or None,
    }
    return GatheredPoll(record, ledger, present[0].wording_id, tuple(row.option_key for row in present))


def _wording(options: Sequence[Any], *, shown: bool) -> dict[str, Any]:
    """Its version would tell how often a hidden tally has moved."""
    first = options[0]
    return {
        "id": first.wording_id,
        "number": first.number,
        "kind": first.kind,
        "question": first.question,
        "max_choices": first.max_choices,
        "created_at": written_instant(first.created_at),
        "edited_at": written_instant(first.edited_at),
        "voters": first.voters if shown else None,
        "held": first.held if shown else None,
        "version": first.version if shown else None,
        "options": [
            {
                "key": option.option_key,
                "label": option.label,
                "exclusive": bool(option.exclusive),
                "not_sure": bool(option.not_sure),
                "ballots": option.ballots if shown else None,
            }
            for option in options
        ],
    }


_POLLS: Any = (
    select(
        Poll.__table__,
        Poll.id.label("poll_id"),
        Article.slug,
        Wording.id.label("wording_id"),
        Wording.number,
        Wording.kind,
        Wording.question,
        Wording.max_choices,
        Wording.created_at,
        Wording.edited_at,
        Wording.voters,
        Wording.held,
        Wording.version,
        Option.position.label("option_position"),
        Option.key.label("option_key"),
        Option.label,
        Option.exclusive,
        Option.not_sure,
        Option.ballots,
    )
    .join(Article, Article.id == Poll.article_id)
    .join(Wording, Wording.poll_id == Poll.id)
    .join(Option, Option.wording_id == Wording.id)
    .order_by(Poll.id, Wording.number, Option.position)
)
_LEDGER = select(LedgerLine.line).where(LedgerLine.poll_id == bindparam("poll")).order_by(LedgerLine.number)
