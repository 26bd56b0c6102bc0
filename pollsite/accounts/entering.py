"""Pages around signing in that Flask-Security does not have: a letter is on its way, one more button, every device.

A link in a letter changes nothing when it is opened, for mail programs open links by themselves: a button does.
"""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
)
from flask_security.change_email import _verify_token_status
from flask_security.confirmable import confirm_email_token_status
from werkzeug.wrappers import Response as WerkzeugResponse

from pollsite.accounts.doors import (
    LETTER_SENT_ADDRESS,
    count_change,
    mail_typed,
    private,
    require_member,
    write,
)
from pollsite.accounts.errors import MailTaken
from pollsite.accounts.identity import MEMBER_KEY
from pollsite.accounts.services import end_sessions
from pollsite.accounts.wording import MESSAGES

blueprint = Blueprint("entering", __name__)
REGISTRATION = "security.register"
MAIL_CONFIRMED = "security.confirm_email"
MAIL_CHANGED = "security.change_email_confirm"
TokenReader = Callable[[str], tuple[Any, ...]]
READ_TOKEN: dict[str, TokenReader] = {
    MAIL_CONFIRMED: confirm_email_token_status,
    MAIL_CHANGED: _verify_token_status,
}
"""Whether a link is too old, whether it is void, and what else it says."""
BUTTONS = {
    MAIL_CONFIRMED: ("Confirm your mail address", "Confirm, and go on to sign in"),
    MAIL_CHANGED: ("Confirm your new mail address", "Use this address from now on"),
    "entering.change_mail_address": ("Confirm your new mail address", "Use this address from now on"),
}
SIGNED_OUT = "Every other device is signed out."


def init_entering(app: Flask) -> None:
    """Put a button between the links in letters and what they do."""
    for endpoint, read_token in READ_TOKEN.items():
        app.view_functions[endpoint] = _after_the_button(app.view_functions[endpoint], read_token)
    app.view_functions[REGISTRATION] = _whoever_has_the_address(app.view_functions[REGISTRATION])
    app.register_blueprint(blueprint)


@blueprint.get("/account/letter-sent")
def letter_sent() -> Response:
    """Where somebody waits for a letter."""
    return private(render_template("accounts/letter_sent.html"))


@blueprint.post("/account/mail-address/<token>")
def change_mail_address(token: str) -> WerkzeugResponse:
    """Take the new mail address for the account's."""
    view: Any = current_app.view_functions[MAIL_CHANGED]
    return current_app.make_response(view(token=token))


@blueprint.route("/account/sessions", methods=["GET", "POST"])
def sessions() -> WerkzeugResponse:
    """Sign every other device out; this one goes on under a new session."""
    member = require_member(back="/account/sessions")
    if request.method == "POST":
        count_change(member)
        session[MEMBER_KEY] = write(partial(end_sessions, account_id=member.account_id))
        g.pop("pollsite_member", None)
        flash(SIGNED_OUT, "success")
        return redirect("/account/sessions", 303)
    return private(render_template("accounts/sessions.html"))


def _whoever_has_the_address(view: Any) -> Any:
    """Answers as always where somebody else took the mail address between the look and the deed."""

    @wraps(view)
    def register() -> WerkzeugResponse:
        try:
            return current_app.make_response(view())
        except MailTaken:
            message, kind = MESSAGES["CONFIRM_REGISTRATION"]
            flash(message % {"email": mail_typed()}, kind)
            return redirect(LETTER_SENT_ADDRESS)

    return register


def _after_the_button(view: Any, read_token: TokenReader) -> Any:
    """What Flask-Security does when the link is opened, done when the button is pressed.

    A link that is void is told of at once: that changes nothing.
    """

    @wraps(view)
    def press(**arguments: str) -> WerkzeugResponse:
        expired, invalid, *_ = read_token(arguments["token"])
        if request.method == "POST" or expired or invalid:
            return current_app.make_response(view(**arguments))
        title, button = BUTTONS[str(request.endpoint)]
        return private(render_template("accounts/press.html", title=title, button=button))

    return press
