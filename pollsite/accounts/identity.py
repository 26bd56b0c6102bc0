"""The reader of a request, kept in Flask's signed session cookie.

Reading sets no cookie. The id is made when something is first chosen or posted, and stored by the first act
that writes. Its value modulo ORDER_SEEDS is the reader's shuffle seed, so that the order of options which
the script drew for a reader without a cookie stays theirs.
"""

import secrets
from uuid import UUID

from flask import session

ORDER_SEEDS = 5040
COOKIE_LIFETIME_DAYS = 396
_KEY = "reader"


def find_reader_id() -> UUID | None:
    """The reader named by the request's cookie, or None for somebody who only reads."""
    stored = session.get(_KEY)
    return UUID(hex=stored) if stored else None


def ensure_reader_id(*, order_seed: int | None = None) -> UUID:
    """The request's reader, made now if there is none; `order_seed` is kept for a new one if in range."""
    known = find_reader_id()
    if known is not None:
        return known
    made = _random_id(order_seed)
    session.permanent = True
    session[_KEY] = made.hex
    return made


def order_seed_of(reader_id: UUID | None) -> int:
    """0 … ORDER_SEEDS − 1; 0, the publisher's order, for somebody without a cookie."""
    return 0 if reader_id is None else reader_id.int % ORDER_SEEDS


def _random_id(order_seed: int | None) -> UUID:
    drawn = secrets.randbits(127)
    if order_seed is None or not 0 < order_seed < ORDER_SEEDS:
        return UUID(int=drawn)
    return UUID(int=drawn - drawn % ORDER_SEEDS + order_seed)
