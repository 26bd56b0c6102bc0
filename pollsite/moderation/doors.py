"""What the doors of moderation have in common: who may come in, and how it is stored."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import abort, current_app

from pollsite.accounts.doors import require_member
from pollsite.accounts.types import Member, Role
from pollsite.moderation.errors import NotStored
from pollsite.writing import NotWritten, Writer

QUEUE_ADDRESS = "/moderation"
FOR_MODERATORS = "This page is for moderators. An admin can make you one."

Done = TypeVar("Done")


def require_moderator(*, back: str = QUEUE_ADDRESS) -> Member:
    """The moderator who is signed in. Nobody else learns whether what they ask for exists: who is not signed in is
    sent to sign in, a member is answered 403, before anything is looked up.
    """
    member = require_member(back=back)
    if not member.role.includes(Role.MODERATOR):
        abort(403, FOR_MODERATORS)
    return member


def write(act: Callable[[Any], Done]) -> Done:
    """What `act` returns once it is stored. Raises NotStored, and what it raises."""
    writer: Writer = current_app.extensions["pollsite-writer"]
    try:
        return writer.write(act)
    except NotWritten as failure:
        raise NotStored from failure
