"""One step more for a form that came without a valid token: the choice is repeated with one button.

That is the first vote of a reader without a cookie and without a script, and a tab whose session has ended.
The answer sets the cookie and says 403, because nothing was recorded yet.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response as WerkzeugResponse

from pollsite.clock import now
from pollsite.db import db
from pollsite.numbers import number_in
from pollsite.polls.before import allowed_before
from pollsite.polls.before_errors import BeforeRefused
from pollsite.polls.choosing import positions_in
from pollsite.polls.definitions import get_definition
from pollsite.polls.errors import ActRefused, PollError
from pollsite.polls.forms import acting_reader
from pollsite.polls.fragments import wants_fragment
from pollsite.polls.routes import article_address
from pollsite.polls.services import allowed_choices, refuse_unless_open
from pollsite.polls.types import PollDefinition

BUTTONS = {
    "polls.cast": "Confirm your vote",
    "polls.withdraw": "Confirm: withdraw my vote",
    "polls.peek": "Show the results",
    "before.answer": "Confirm your answer",
    "before.withdraw": "Confirm: withdraw my answer",
}
CHOOSING = ("polls.cast", "before.answer")


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the small page repeats: where the form goes, what was chosen, in keys and in words."""

    poll: PollDefinition
    action: str
    button: str
    article: str
    keys: tuple[str, ...]
    labels: tuple[str, ...]


Asking = Callable[[], WerkzeugResponse]
NO_OTHERS: Mapping[str, Asking] = MappingProxyType({})


def init_confirming(app: Flask, *, others: Mapping[str, Asking] = NO_OTHERS) -> None:
    """Answer requests whose token is missing or stale; `others` do it for forms of other features, by endpoint."""
    app.extensions["pollsite-confirming"] = others
    app.register_error_handler(CSRFError, ask_again)


def ask_again(_error: CSRFError) -> WerkzeugResponse | tuple[str, int]:
    """The confirmation page; for the script, and for forms that nobody asks about, a plain refusal."""
    others: Mapping[str, Asking] = current_app.extensions["pollsite-confirming"]
    if request.endpoint in others and not wants_fragment():
        return others[str(request.endpoint)]()
    if request.endpoint not in BUTTONS or wants_fragment():
        sentence = "This form had expired. Reload the page and send it again."
        return render_template("base/error.html", code=403, sentence=sentence), 403
    try:
        confirmation = _confirmation()
    except PollError as refusal:
        refused = BeforeRefused if request.blueprint == "before" else ActRefused
        kept = refused(_poll_id(), _keys() if request.endpoint in CHOOSING else None, refusal)
        return current_app.make_response(current_app.handle_user_exception(kept))
    acting_reader()
    return _page(confirmation)


def _page(confirmation: Confirmation) -> Response:
    response = make_response(render_template("polls/confirm.html", confirmation=confirmation), 403)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _confirmation() -> Confirmation:
    poll, at = get_definition(db.session(), _poll_id()), now()
    if request.endpoint in CHOOSING:
        wording = number_in(request.form.get("wording"))
        allowed = allowed_before if request.blueprint == "before" else allowed_choices
        mask = allowed(poll, keys=_keys(), wording=wording, at=at)
    else:
        refuse_unless_open(poll, at=at)
        mask = 0
    labels = tuple(poll.choices[position].label for position in positions_in(mask))
    button = BUTTONS[request.endpoint or ""]
    return Confirmation(poll, request.path, button, article_address(poll), _keys(), labels)


def _poll_id() -> int:
    return int((request.view_args or {})["poll_id"])


def _keys() -> tuple[str, ...]:
    return tuple(request.form.getlist("option"))
