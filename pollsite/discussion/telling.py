"""Letters for those who were just given a notice and asked for mail; called after the commit, within a request."""

from collections.abc import Sequence

import structlog
from flask import current_app

from pollsite.accounts.types import Told
from pollsite.accounts.unsubscribing import unsubscribe_token
from pollsite.db import reading
from pollsite.discussion.addressees import Correspondence, correspondence
from pollsite.discussion.letters import letter_about
from pollsite.mail import Letter, Postman
from pollsite.web.addresses import absolute

log = structlog.get_logger()


def tell_by_mail(told: Sequence[Told]) -> None:
    """Post the letters, but for those about decisions (see pollsite.moderation). What was stored stays stored: a letter
    that cannot be written is only logged.
    """
    letters = [one for one in told if one.decision_id is None]
    if not letters:
        return
    postman: Postman = current_app.extensions["pollsite-postman"]
    with reading() as connection:
        due = list(correspondence(connection, letters))
    for letter in filter(None, map(_letter, due)):
        try:
            postman.post(letter)
        except (OSError, ValueError) as problem:
            log.error("a letter could not be written", reason=type(problem).__name__)


def _letter(due: Correspondence) -> Letter | None:
    token = unsubscribe_token(str(current_app.secret_key), due.subscription)
    return letter_about(
        due,
        address=absolute(f"/articles/{due.slug}/comments/{due.comment_id}"),
        stop_address=absolute(f"/unsubscribe/{token}"),
    )
