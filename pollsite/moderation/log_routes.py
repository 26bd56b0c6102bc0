"""The log as moderators read it: who did what, and why; to be narrowed, and to be taken along."""

from collections.abc import Iterable, Iterator

from flask import Blueprint, Response, render_template, request, stream_with_context

from pollsite.accounts.doors import private
from pollsite.clock import now
from pollsite.db import reading
from pollsite.moderation.doors import require_moderator
from pollsite.moderation.exports import Row, csv_pieces, json_pieces
from pollsite.moderation.log_lines import LINES_A_PAGE, LogFilter, log_page, moderators_in_log, whole_log
from pollsite.moderation.log_words import (
    ACTORS,
    KINDS,
    LOG_COLUMNS,
    afterwards_in_words,
    log_row,
    step_in_words,
)
from pollsite.moderation.queue_lines import held_because
from pollsite.moderation.types import DecisionKind
from pollsite.numbers import number_in

blueprint = Blueprint("log", __name__, url_prefix="/moderation")
ADDRESS = "/moderation/log"


@blueprint.get("/log")
def show() -> Response:
    """Every step, the latest first; by moderator, kind or comment."""
    require_moderator(back=ADDRESS)
    chosen, before = _chosen(), _number("before")
    with reading() as connection:
        lines = log_page(connection, chosen, before=before, limit=LINES_A_PAGE + 1)
        moderators = moderators_in_log(connection)
    page = render_template(
        "moderation/log.html",
        lines=lines[:LINES_A_PAGE],
        older=lines[LINES_A_PAGE - 1].id if len(lines) > LINES_A_PAGE else None,
        is_first=before is None,
        chosen=chosen,
        moderators=moderators,
        kinds=KINDS,
        actors=ACTORS,
        step_in_words=step_in_words,
        afterwards_in_words=afterwards_in_words,
        held_because=held_because,
    )
    return private(page)


@blueprint.get("/log.csv")
def as_csv() -> Response:
    """The same steps, all of them, with everything that is kept of each."""
    require_moderator(back=ADDRESS)
    return _file(csv_pieces(LOG_COLUMNS, _rows(_chosen())), "csv", "text/csv")


@blueprint.get("/log.json")
def as_json() -> Response:
    """And as JSON."""
    require_moderator(back=ADDRESS)
    pieces = json_pieces(_rows(_chosen()), about={"written_at": now()}, name="steps")
    return _file(pieces, "json", "application/json")


def _rows(chosen: LogFilter) -> Iterator[Row]:
    with reading() as connection:
        yield from map(log_row, whole_log(connection, chosen))


def _file(pieces: Iterable[str], ending: str, mimetype: str) -> Response:
    answer = private(Response(stream_with_context(iter(pieces)), mimetype=mimetype))
    answer.headers["Content-Disposition"] = f"attachment; filename=moderation-log.{ending}"
    return answer


def _chosen() -> LogFilter:
    """What the log is narrowed to; nonsense narrows nothing."""
    kind = request.args.get("kind", "")
    return LogFilter(
        moderator_id=_number("moderator"),
        kind=DecisionKind(kind) if kind in tuple(DecisionKind) else None,
        comment_id=_number("comment"),
    )


def _number(name: str) -> int | None:
    return number_in(request.args.get(name)) or None
