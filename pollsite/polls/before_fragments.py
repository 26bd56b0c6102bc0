"""Both places of the leading question as a document of its own, which the script puts in place of the old ones."""

from flask import Response, make_response, render_template

from pollsite.accounts.identity import find_reader_id, order_seed_of
from pollsite.clock import now
from pollsite.db import db
from pollsite.polls.before_view import twice_asked
from pollsite.polls.definitions import get_definition
from pollsite.polls.queries import standing_in
from pollsite.polls.views import Draft


def before_fragment(poll_id: int, *, draft: Draft | None = None, notice: str = "") -> Response:
    """Both as this request's reader sees them now. Raises PollNotFound."""
    session, reader_id = db.session(), find_reader_id()
    poll = get_definition(session, poll_id)
    standing = standing_in(session, poll.wording_id, reader_id)
    seed = order_seed_of(reader_id)
    view = twice_asked(poll, at=now(), standing=standing, seed=seed, draft=draft, notice=notice)
    response = make_response(render_template("polls/twice.html", view=view))
    response.headers["Cache-Control"] = "private, no-store"
    return response
