"""One poll as a document of its own, which the script puts in place of the old one."""

from flask import Response, make_response, render_template, request

from pollsite.accounts.identity import find_reader_id, order_seed_of
from pollsite.clock import now
from pollsite.db import db
from pollsite.polls.ledger_reading import find_receipt
from pollsite.polls.queries import get_state, standing_in
from pollsite.polls.views import Draft, view_poll

FRAGMENT_HEADER = "X-Pollsite-Fragment"


def wants_fragment() -> bool:
    """Whether the request comes from the page's script."""
    return FRAGMENT_HEADER in request.headers


def poll_fragment(
    poll_id: int, *, draft: Draft | None = None, notice: str = "", with_receipt: bool = False
) -> Response:
    """The poll as this request's reader sees it now, with their receipt if wished. Raises PollNotFound."""
    session = db.session()
    reader_id = find_reader_id()
    state = get_state(session, poll_id)
    standing = standing_in(session, state.definition.wording_id, reader_id)
    receipt = find_receipt(session, state.definition, reader_id) if reader_id and with_receipt else None
    view = view_poll(
        state,
        at=now(),
        standing=standing,
        seed=order_seed_of(reader_id),
        draft=draft,
        notice=notice,
        receipt=receipt,
    )
    response = make_response(render_template("polls/fragment.html", view=view))
    response.headers["Cache-Control"] = "private, no-store"
    return response
