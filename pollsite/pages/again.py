"""One step more for a member's forms that came without a valid token: see pollsite.polls.confirming.

That is a tab from before the last sign-in. What was typed or chosen is repeated with one button; a password is not.
"""

from collections.abc import Callable, Mapping

from flask import Response, render_template, request

from pollsite.accounts.doors import private
from pollsite.accounts.identity import find_member

BUTTONS = {
    "account.name": "Change the name",
    "account.portrait": "Save the note",
    "accounts.mail": "Save the choice",
    "accounts.begin_ignoring": "Ignore this person",
    "accounts.end_ignoring": "Stop ignoring",
    "people.read_inbox": "Mark as read",
    "tokens.revoke": "Revoke the token",
}
LEFT_OUT = frozenset({"csrf_token", "password"})
EXPIRED = "This form had expired. Reload the page and send it again."


def ask_again() -> Response:
    """The form's content with one button; for who is no longer signed in, a plain refusal."""
    if find_member() is None:
        return private(render_template("base/error.html", code=403, sentence=EXPIRED), 403)
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in LEFT_OUT]
    page = render_template(
        "accounts/again.html",
        action=request.path,
        button=BUTTONS[str(request.endpoint)],
        fields=fields,
        typed=request.form.get("name", ""),
    )
    return private(page, 403)


ASKING: Mapping[str, Callable[[], Response]] = dict.fromkeys(BUTTONS, ask_again)
"""By endpoint, for init_confirming."""
