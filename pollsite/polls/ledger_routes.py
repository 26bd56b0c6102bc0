"""A poll's ledger for everybody who may see its results: as a page, and whole as files."""

from collections.abc import Callable, Iterator
from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, request, session

from pollsite.accounts.identity import find_reader_id
from pollsite.articles.types import Visibility
from pollsite.clock import now
from pollsite.db import db
from pollsite.numbers import number_in
from pollsite.polls.errors import PollNotFound
from pollsite.polls.ledger_reading import csv_pieces, jsonl_pieces, latest_rows
from pollsite.polls.ledger_words import CLOSED, CLOSED_UNTIL, ledger_page
from pollsite.polls.queries import get_state, standing_in
from pollsite.polls.routes import POLL
from pollsite.polls.types import PollState
from pollsite.polls.visibility import results_visible

blueprint = Blueprint("ledger", __name__)
ROWS_A_PAGE = 50
FOR_EVERYBODY = "public, max-age=0, s-maxage=1, stale-while-revalidate=10"
FOR_ONE = "private, no-cache"
Pieces = Callable[..., Iterator[str]]


@blueprint.get(f"{POLL}/ledger")
def show(poll_id: int) -> Response:
    """The latest rows; `?until=812` begins with that one."""
    state = _visible_state(poll_id)
    until = min(number_in(request.args.get("until")) or state.ledger.rows, state.ledger.rows)
    rows = latest_rows(db.session().connection(), poll_id, until=until, limit=ROWS_A_PAGE)
    page = make_response(render_template("polls/ledger.html", page=ledger_page(state, rows)))
    page.add_etag(weak=True)
    return _cached(page)


@blueprint.get(f"{POLL}/ledger.jsonl")
def as_jsonl(poll_id: int) -> Response:
    """Every row as a line of JSON with its hash: what the verifier reads."""
    return _file(poll_id, jsonl_pieces, ending="jsonl", mimetype="application/jsonl")


@blueprint.get(f"{POLL}/ledger.csv")
def as_csv(poll_id: int) -> Response:
    """Every row as CSV; the column `line` holds what was hashed."""
    return _file(poll_id, csv_pieces, ending="csv", mimetype="text/csv")


def _file(poll_id: int, pieces: Pieces, *, ending: str, mimetype: str) -> Response:
    """The rows up to the present head, whatever is added while they are sent."""
    state = _visible_state(poll_id)
    engine: Any = db.engine
    answer = Response(pieces(engine, poll_id, rows=state.ledger.rows), mimetype=mimetype)
    name = f"ledger-{state.definition.key}.{ending}"
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    answer.set_etag(f"{state.ledger.hash[:20]}-{ending}", weak=True)
    return _cached(answer)


def _visible_state(poll_id: int) -> PollState:
    """The poll; 404 where it is not asked, 403 where its results are hidden from who asks."""
    reader_id = find_reader_id()
    try:
        state = get_state(db.session(), poll_id)
    except PollNotFound:
        abort(404, "This question is not asked here.")
    poll = state.definition
    standing = standing_in(db.session(), poll.wording_id, reader_id)
    if not results_visible(poll, standing, at=now()):
        abort(403, CLOSED_UNTIL if poll.visibility is Visibility.AFTER_CLOSE else CLOSED)
    return state


def _cached(answer: Response) -> Response:
    """What is visible without a cookie is the same for everybody who has none."""
    answer.headers["Cache-Control"] = FOR_ONE if session else FOR_EVERYBODY
    answer.vary.add("Cookie")
    answer.make_conditional(request)
    return answer
