"""Letters about decisions for those who were just given a notice and asked for mail; called after the commit."""

from collections.abc import Sequence

import structlog
from flask import current_app

from pollsite.accounts.types import NoticeKind, Told
from pollsite.accounts.unsubscribing import unsubscribe_token
from pollsite.db import reading
from pollsite.discussion.telling import tell_by_mail
from pollsite.mail import Postman
from pollsite.moderation.correspondence import letters_due
from pollsite.moderation.letters import Addresses, Due, letter_about_decision
from pollsite.web.addresses import absolute

log = structlog.get_logger()


def tell(told: Sequence[Told]) -> None:
    """Post the letters: about decisions from here, all others as the discussion does. What was stored stays stored: a
    letter that cannot be written is only logged.
    """
    tell_by_mail(told)
    about_decisions = [one for one in told if one.decision_id is not None]
    if not about_decisions:
        return
    postman: Postman = current_app.extensions["pollsite-postman"]
    with reading() as connection:
        due = list(letters_due(connection, about_decisions))
    for one in due:
        try:
            postman.post(letter_about_decision(one, _addresses(one)))
        except (OSError, ValueError) as problem:
            log.error("a letter could not be written", reason=type(problem).__name__)


def _addresses(due: Due) -> Addresses:
    token = unsubscribe_token(str(current_app.secret_key), due.subscription)
    reports = due.subscription.kind is NoticeKind.OUTCOME or due.comment_id is None
    return Addresses(
        statement=absolute(due.decision.address or "/inbox"),
        subject=absolute(_REPORTS if reports else f"/comments/{due.comment_id}"),
        stop=absolute(f"/unsubscribe/{token}"),
    )


_REPORTS = "/reports"
