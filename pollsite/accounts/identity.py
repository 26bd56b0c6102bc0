"""Who sent a request: an anonymous reader, or a member, both from Flask's signed session cookie.

Reading sets no cookie. The id is made when something is first chosen or posted, and stored by the first act
that writes. Its value modulo ORDER_SEEDS is the reader's shuffle seed, so that the order of options which
the script drew for a reader without a cookie stays theirs. While a member is signed in, their account's reader
acts, whatever the cookie held before: that one is joined to the account (see joining.py).
"""

import secrets
from uuid import UUID

from flask import current_app, g, session

from pollsite.accounts.members import Members
from pollsite.accounts.types import Member

ORDER_SEEDS = 5040
COOKIE_LIFETIME_DAYS = 396
READER_KEY = "reader"
MEMBER_KEY = "_user_id"
"""Where Flask-Login keeps the name of the session's account."""
SESSION_ID_KEY = "sid"
"""Where the session keeps its own name, by which it is ended: see signing_out.py."""


def find_member() -> Member | None:
    """The member who is signed in, or None. Looked up once a request."""
    uniquifier = session.get(MEMBER_KEY)
    if uniquifier is None:
        return None
    known: tuple[str, Member | None] | None = g.get("pollsite_member")
    if known is None or known[0] != uniquifier:
        members: Members = current_app.extensions["pollsite-members"]
        found = members.find(uniquifier, session_id=session.get(SESSION_ID_KEY, ""))
        known = g.pollsite_member = (uniquifier, found)
    return known[1]


def find_reader_id() -> UUID | None:
    """The reader named by the request's cookie, or None for somebody who only reads."""
    if MEMBER_KEY in session:
        member = find_member()
        return member.reader_id if member else None
    stored = session.get(READER_KEY)
    return UUID(hex=stored) if stored else None


def ensure_reader_id(*, order_seed: int | None = None) -> UUID:
    """The request's reader, made now if there is none; `order_seed` is kept for a new one if in range."""
    known = find_reader_id()
    if known is not None:
        return known
    session.pop(MEMBER_KEY, None)  # of a session that was ended elsewhere
    made = _random_id(order_seed)
    session.permanent = True
    session[READER_KEY] = made.hex
    return made


def order_seed_of(reader_id: UUID | None) -> int:
    """0 … ORDER_SEEDS − 1; 0, the publisher's order, for somebody without a cookie."""
    return 0 if reader_id is None else reader_id.int % ORDER_SEEDS


def _random_id(order_seed: int | None) -> UUID:
    drawn = secrets.randbits(127)
    if order_seed is None or not 0 < order_seed < ORDER_SEEDS:
        return UUID(int=drawn)
    return UUID(int=drawn - drawn % ORDER_SEEDS + order_seed)
