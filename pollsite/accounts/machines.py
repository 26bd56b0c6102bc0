"""Forms that anybody may send: a field that only programs fill in, and a pause that only programs do without.

Whoever is taken for one is told so and has their words back, to send them once more: nothing is thrown away in silence,
and nobody is shut out for what their browser or its helpers did. The pause is measured from when the form's token was
signed, which is tied to one session; what a session may send in a minute is limited apart from that.
"""

from datetime import datetime

from flask import current_app, request

from pollsite.accounts.errors import TooQuick, TrapFilled
from pollsite.web.csrf import form_age

TRAP = "url"
"""Named as what programs like to fill in; its label says what to do to whoever sees or hears it nevertheless."""


def refuse_machines(*, at: datetime) -> None:
    """Raises TrapFilled or TooQuick."""
    refuse_trapped()
    if form_age(at=at) < current_app.config["GUEST_PAUSE"]:
        raise TooQuick


def refuse_trapped() -> None:
    """Raises TrapFilled."""
    if request.form.get(TRAP):
        raise TrapFilled
