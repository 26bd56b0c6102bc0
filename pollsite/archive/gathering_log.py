"""What an archive takes of moderation: the public log and the statements of reasons, which name nobody and no words.

The latest first. Behind what was decided here stands what was brought along from where the site was before.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from pollsite.moderation.article17 import statement_fields
from pollsite.moderation.log_lines import PublicLine, public_page, statements_page
from pollsite.moderation.models import BroughtRecord, Decision

LINES_AT_ONCE = 1_000
DECISION, STATEMENT = "decision", "statement"
BROUGHT = "brought with an archive"
"""The reason that an import logs for where comments stand: told by their status already, and no decision of this site's."""


def decision_records(connection: Connection) -> Iterator[dict[str, Any]]:
    """Every step as `/openness/log` tells it."""
    since = _brought_until(connection)
    for line in _paged(connection, public_page, lambda line: line.id, since=since):
        yield _decision(line)
    yield from _brought(connection, DECISION)


def statement_records(connection: Connection) -> Iterator[dict[str, Any]]:
    """Every statement of reasons as `/openness/decisions.json` has it."""
    since = _brought_until(connection)
    for stated in _paged(connection, statements_page, lambda stated: stated.number, since=since):
        yield {"number": stated.number, "fields": dict(statement_fields(stated))}
    yield from _brought(connection, STATEMENT)


def _decision(line: PublicLine) -> dict[str, Any]:
    return {
        "number": line.id,
        "on": line.on.isoformat(),
        "kind": line.kind.value,
        "actor": line.actor.value,
        "rule": line.rule,
        "status_after": line.status_after,
        "undone": line.is_undone,
        "appeal": None if line.appeal is None else line.appeal.value,
    }


def _paged(
    connection: Connection, page: Callable[..., list[Any]], number_of: Callable[[Any], int], *, since: int
) -> Iterator[Any]:
    """Lines above the number `since`, page after page."""
    before: int | None = None
    while lines := page(connection, before=before, limit=LINES_AT_ONCE):
        for line in lines:
            if number_of(line) <= since:
                return
            yield line
        before = number_of(lines[-1])


def _brought_until(connection: Connection) -> int:
    """The number of the last step that an import logged, which is the log's beginning; 0 where nothing was brought in."""
    return connection.scalar(_LAST, {"reason": BROUGHT}) or 0


def _brought(connection: Connection, kind: str) -> Iterator[dict[str, Any]]:
    for body in connection.scalars(_RECORDS, {"kind": kind}):
        yield json.loads(body)


_LAST = select(func.max(Decision.id)).where(Decision.reason == bindparam("reason"))
_RECORDS = (
    select(BroughtRecord.body)
    .where(BroughtRecord.kind == bindparam("kind"))
    .order_by(BroughtRecord.number.desc())
)
