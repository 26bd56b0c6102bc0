"""What the doors of moderation have in common: who may come in, and how it is stored."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import abort, current_app

from pollsite.accounts.doors import require_member
from pollsite.accounts.types import Member, Role
from pollsite.clock import now
from pollsite.db import reading
from pollsite.discussion.words import moment_in_words
from pollsite.moderation.errors import NotStored
from pollsite.moderation.sanctioning import suspended_until
from pollsite.writing import NotWritten, Writer

QUEUE_ADDRESS = "/moderation"
FOR_MODERATORS = "This page is for moderators. An admin can make you one."
SUSPENDED = "You are suspended, and nobody moderates while they are: until"

Done = TypeVar("Done")


def require_moderator(*, back: str = QUEUE_ADDRESS) -> Member:
    """The moderator who is signed in. Nobody else learns whether what they ask for exists: who is not signed in is
    sent to sign in, a member is answered 403, before anything is looked up. So is a moderator while they are suspended.
    """
    member = require_member(back=back)
    if not member.role.includes(Role.MODERATOR):
        abort(403, FOR_MODERATORS)
    with reading() as connection:
        until = suspended_until(connection, member.account_id, at=now())
    if until is not None:
        abort(403, f"{SUSPENDED} {moment_in_words(until)}. Why, and how to appeal, is in your inbox.")
    return member


def write(act: Callable[[Any], Done]) -> Done:
    """What `act` returns once it is stored. Raises NotStored, and what it raises."""
    writer: Writer = current_app.extensions["pollsite-writer"]
    try:
        return writer.write(act)
    except NotWritten as failure:
        raise NotStored from failure
