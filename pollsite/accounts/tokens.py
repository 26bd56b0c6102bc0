"""Tokens for a member's own programs: made and shown once, kept as a hash, revoked by a button or by their end.

A token names its account as long as that may sign in. It ends too when every session of the account is ended: by a new
password, a new mail address, or "Sign out every other device".
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.orm import Session

from pollsite.accounts.errors import NobodyThere, TokenIncomplete, TooManyTokens
from pollsite.accounts.models import MAX_NAME, Account, ApiToken
from pollsite.accounts.types import Scope

MAX_TOKENS = 20
LIFETIMES_DAYS = (30, 90, 365)
PREFIX = "pollsite_"
"""Lets whoever finds a token in a file know what it opens."""
_SECRET_BYTES = 32
_MAX_SECRET = 100


@dataclass(frozen=True, slots=True)
class Bearer:
    """The member whose program sent a good token, and what that one may do."""

    account_id: int
    reader_id: UUID
    member_name: str
    token_name: str
    scopes: frozenset[Scope]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token as its owner's list shows it."""

    id: int
    name: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_at: datetime


def make_token(
    session: Session, *, account_id: int, name: str, scopes: Collection[Scope], days: int, at: datetime
) -> str:
    """Make a token that lasts `days`, one of LIFETIMES_DAYS, and return it: it can never be read again.

    Raises TokenIncomplete, TooManyTokens, or NobodyThere.
    """
    for sentence in missing_of(name=name, scopes=scopes, days=days).values():
        raise TokenIncomplete(f"{sentence} Nothing was made.")
    called = " ".join(name.split())
    account = session.get(Account, account_id)
    if account is None:
        raise NobodyThere
    if len(tokens_of(session, account_id=account_id, at=at)) >= MAX_TOKENS:
        raise TooManyTokens(limit=MAX_TOKENS)
    token = PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
    kept = ApiToken(
        account_id=account_id,
        name=called,
        digest=_digest(token),
        made_under=account.fs_uniquifier,
        scopes=" ".join(scope for scope in Scope if scope in scopes),
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    session.add(kept)
    return token


def missing_of(*, name: str, scopes: Collection[Scope], days: int) -> dict[str, str]:
    """What a token still needs: of "name", "scope" and "days" those that are amiss, each with a sentence what to do."""
    wrong = {}
    if not 0 < len(" ".join(name.split())) <= MAX_NAME:
        wrong["name"] = f"Give the token a name of 1 to {MAX_NAME} letters."
    if not scopes:
        wrong["scope"] = "Choose what the token may do."
    if days not in LIFETIMES_DAYS:
        wrong["days"] = "Choose how long it lasts."
    return wrong


def revoke_token(session: Session, *, account_id: int, token_id: int) -> None:
    """End the account's token; harmless if there is none of that number."""
    session.execute(delete(ApiToken).where(ApiToken.id == token_id, ApiToken.account_id == account_id))


def tokens_of(session: Session, *, account_id: int, at: datetime) -> tuple[TokenLine, ...]:
    """The account's tokens that still open something, the newest first. One statement."""
    found = session.connection().execute(_THEIRS, {"account": account_id, "at": at})
    return tuple(
        TokenLine(row.id, row.name, scopes_in(row.scopes), row.created_at, row.expires_at) for row in found
    )


def find_bearer(connection: Connection, token: str, *, at: datetime) -> Bearer | None:
    """Whose token it is; None for one that opens nothing, or nothing any more. One statement, or none."""
    if not token.startswith(PREFIX) or len(token) > _MAX_SECRET:
        return None
    row = connection.execute(_BEARER, {"digest": _digest(token), "at": at}).one_or_none()
    if row is None:
        return None
    scopes = frozenset(scopes_in(row.scopes))
    return Bearer(row.account_id, row.reader_id, row.member_name, row.name, scopes, row.expires_at)


def scopes_in(stored: str) -> tuple[Scope, ...]:
    """What a token may do, from the words that are stored."""
    return tuple(Scope(word) for word in stored.split())


def _digest(token: str) -> str:
    """Not salted: a token holds 256 random bits, which nobody finds by trying."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


_GOOD: Any = (
    ApiToken.made_under == Account.fs_uniquifier,
    Account.active,
    ApiToken.expires_at > bindparam("at", type_=ApiToken.expires_at.type),
)
_THEIRS = (
    select(ApiToken.id, ApiToken.name, ApiToken.scopes, ApiToken.created_at, ApiToken.expires_at)
    .join(Account, Account.id == ApiToken.account_id)
    .where(ApiToken.account_id == bindparam("account"), *_GOOD)
    .order_by(ApiToken.id.desc())
)
_BEARER = (
    select(
        ApiToken.account_id,
        Account.reader_id,
        Account.name.label("member_name"),
        ApiToken.name,
        ApiToken.scopes,
        ApiToken.expires_at,
    )
    .join(Account, Account.id == ApiToken.account_id)
    .where(ApiToken.digest == bindparam("digest"), *_GOOD)
)
