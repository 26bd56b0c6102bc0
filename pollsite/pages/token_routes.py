"""A member's tokens: what their own programs show to the JSON API in place of a password."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse

from pollsite.accounts.doors import count_change, is_password_of, private, require_member, write
from pollsite.accounts.errors import AccountRefused
from pollsite.accounts.names import MAX_TYPED
from pollsite.accounts.tokens import (
    LIFETIMES_DAYS,
    MAX_TOKENS,
    TokenLine,
    make_token,
    missing_of,
    revoke_token,
    tokens_of,
)
from pollsite.accounts.types import Member, Scope
from pollsite.allowances import OWN_PASSWORD
from pollsite.clock import now
from pollsite.db import db
from pollsite.numbers import number_in

blueprint = Blueprint("tokens", __name__)
ADDRESS = "/account/tokens"
MAY: Mapping[Scope, str] = {
    Scope.READ_OWN: "see what I answered, and the results that this opens to me",
    Scope.VOTE: "vote, change and withdraw my votes",
    Scope.COMMENT: "post comments in my name",
}
"""What a scope lets a program do, in its owner's words."""
NOT_TYPED = "Type your password: it shows that it is you who makes the token."
NOT_YOURS = "This is not your password. Type it again."
AMISS = "No token was made. What it still needs is said below."
REVOKED = "The token is revoked: whatever shows it is refused from now on."


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What the form for a new token holds; the password is never sent back."""

    name: str = ""
    scopes: tuple[Scope, ...] = (Scope.READ_OWN,)
    days: int = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class TokensPage:
    """What the page prints. `made` is a new token, shown this once; `error` says why there is none, and `wrong` what
    is amiss in a field, by its name."""

    tokens: tuple[TokenLine, ...]
    typed: Typed = field(default_factory=Typed)
    made: str = ""
    error: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)
    told: str = ""
    may: Mapping[Scope, str] = field(default_factory=lambda: MAY)
    lifetimes: tuple[int, ...] = LIFETIMES_DAYS
    most: int = MAX_TOKENS


@blueprint.get(ADDRESS)
def show() -> Response:
    """The member's tokens, and the form for a new one."""
    member = require_member(back=ADDRESS)
    return _page(member, told=REVOKED if "revoked" in request.args else "")


@blueprint.post(ADDRESS)
def make() -> Response:
    """Make a token for who has typed their password, and show it this once."""
    member = require_member(back=ADDRESS)
    count_change(member, OWN_PASSWORD)
    typed = _typed()
    if wrong := _wrong_in(typed, member):
        return _page(member, typed=typed, error=AMISS, wrong=wrong, status=422)
    making = partial(
        make_token, account_id=member.account_id, name=typed.name, scopes=typed.scopes, days=typed.days
    )
    try:
        made = write(partial(making, at=now()))
    except AccountRefused as refusal:
        return _page(member, typed=typed, error=str(refusal), status=refusal.status)
    return _page(member, made=made)


@blueprint.post(f"{ADDRESS}/<int:token_id>/revocation")
def revoke(token_id: int) -> WerkzeugResponse:
    """End one of the member's tokens at once."""
    member = require_member(back=ADDRESS)
    count_change(member)
    write(partial(revoke_token, account_id=member.account_id, token_id=token_id))
    return redirect(f"{ADDRESS}?revoked", 303)


def _wrong_in(typed: Typed, member: Member) -> dict[str, str]:
    """Every field that is amiss, the password too."""
    wrong = missing_of(name=typed.name, scopes=typed.scopes, days=typed.days)
    password = request.form.get("password", "")
    if not is_password_of(member, password):
        wrong["password"] = NOT_YOURS if password else NOT_TYPED
    return wrong


def _typed() -> Typed:
    """What was sent; no scope at all where one is none of ours: a token that may do less than was asked for is no help."""
    chosen = set(request.form.getlist("scope"))
    return Typed(
        name=request.form.get("name", "")[:MAX_TYPED],
        scopes=tuple(scope for scope in Scope if scope in chosen) if chosen <= set(Scope) else (),
        days=number_in(request.form.get("days")),
    )


def _page(
    member: Member,
    *,
    typed: Typed | None = None,
    made: str = "",
    error: str = "",
    wrong: Mapping[str, str] = MappingProxyType({}),
    told: str = "",
    status: int = 200,
) -> Response:
    page = TokensPage(
        tokens=tokens_of(db.session(), account_id=member.account_id, at=now()),
        typed=typed or Typed(),
        made=made,
        error=error,
        wrong=wrong,
        told=told,
    )
    return private(render_template("accounts/tokens.html", page=page), status)
