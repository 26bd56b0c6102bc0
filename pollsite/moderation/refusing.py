"""A refusal on a page of its own, for what has no form to go back to."""

from flask import Response, render_template

from pollsite.accounts.doors import private
from pollsite.discussion.errors import DiscussionRefused
from pollsite.moderation.errors import ModerationRefused


def refusal_page(refusal: ModerationRefused | DiscussionRefused) -> Response:
    """The sentence, for moderators."""
    page = render_template("moderation/refused.html", sentence=str(refusal), code=refusal.status)
    response = private(page, refusal.status)
    if refusal.retry_after_s is not None:
        response.headers["Retry-After"] = str(refusal.retry_after_s)
    return response
