"""Where a vote comes from, as far as that may be known: two keyed hashes, other ones each day, kept for a day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from flask import current_app, request

from pollsite.polls.holding import forget_origins
from pollsite.polls.suspicion import ORIGINS_KEPT
from pollsite.polls.types import Origin
from pollsite.ratelimit import Limiter, counted_address

FORGET_EVERY = timedelta(hours=1)
Done = TypeVar("Done")


def request_origin(*, at: datetime) -> Origin | None:
    """The address and the browser of the request; None from this machine itself: that is the operator, or a proxy
    that nobody told us to trust, behind which everybody would seem to be one.
    """
    address = counted_address(request.remote_addr or "")
    if not address:
        return None
    limiter: Limiter = current_app.extensions["pollsite-limiter"]
    names = (request.headers.get(header, "") for header in ("User-Agent", "Accept-Language"))
    browser = "\n".join((address, *names))
    return Origin(limiter.hashed(f"ballot {address}", at=at), limiter.hashed(f"ballot {browser}", at=at))


def forgetting_too(act: Callable[[Any], Done], *, at: datetime) -> Callable[[Any], Done]:
    """`act`, and once in FORGET_EVERY and process also forgetting the origins that are older than ORIGINS_KEPT."""
    known: _Forgetting = current_app.extensions.setdefault("pollsite-forgetting", _Forgetting())
    if known.due_at is not None and at < known.due_at:
        return act
    known.due_at = at + FORGET_EVERY

    def both(session: Any) -> Done:
        forget_origins(session, before=at - ORIGINS_KEPT)
        return act(session)

    return both


@dataclass
class _Forgetting:
    """When it is due next in this process; None: at once."""

    due_at: datetime | None = None
