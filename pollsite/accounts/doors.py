"""What the doors to a member's own things have in common: who may come in, how often, and how it is stored."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote

from flask import Response, abort, current_app, make_response, redirect, render_template, request
from flask_security import Security, verify_password
from flask_security.mail_util import EmailValidateException
from werkzeug.exceptions import TooManyRequests

from pollsite.accounts.errors import AccountRefused, NotStored
from pollsite.accounts.identity import find_member
from pollsite.accounts.passwords import MAX_PASSWORD
from pollsite.accounts.queries import get_password_hash
from pollsite.accounts.types import Member
from pollsite.allowances import CHANGES, Allowance
from pollsite.clock import now
from pollsite.db import db
from pollsite.ratelimit import Limiter, LimitReached
from pollsite.writing import NotWritten, Writer

SIGN_IN_ADDRESS = "/account/sign-in"
KEPT_BY_NOBODY = "private, no-store"
LETTER_SENT_ADDRESS = "/account/letter-sent"

Done = TypeVar("Done")


def require_member(*, back: str) -> Member:
    """The member who is signed in; anybody else is sent to sign in, and from there to `back`."""
    member = find_member()
    if member is None:
        abort(redirect(f"{SIGN_IN_ADDRESS}?next={quote(back)}", 303))
    return member


def count_change(member: Member, allowance: Allowance = CHANGES) -> None:
    """Count one change of a member's own things. Answers 429 past the allowance."""
    limiter: Limiter = current_app.extensions["pollsite-limiter"]
    try:
        limiter.count(allowance, actor=str(member.account_id), address=request.remote_addr, at=now())
    except LimitReached as reached:
        raise TooManyRequests(str(reached), retry_after=reached.retry_after_s) from reached


def mail_typed() -> str:
    """The mail address in the form that was sent, as it would be stored: many ways of typing lead to one mailbox."""
    typed = request.form.get("email", "")
    security: Security = current_app.extensions["security"]
    try:
        return security.mail_util.normalize(typed)
    except EmailValidateException:
        return typed.strip().lower()


def refuse_name(name: str) -> None:
    """Ask whoever has a say in what people may call themselves, the extension `pollsite-name-rules`.

    Raises an AccountRefused.
    """
    for refuse in current_app.extensions["pollsite-name-rules"]:
        refuse(name)


def is_password_of(member: Member, typed: str) -> bool:
    """Whether the member has shown that it is they. Raises NoResultFound if the account is gone."""
    security: Security = current_app.extensions["security"]
    password = security.password_util.normalize(typed)
    if len(password) > MAX_PASSWORD:
        return False
    return bool(verify_password(password, get_password_hash(db.session(), member.account_id)))


def write(act: Callable[[Any], Done]) -> Done:
    """What `act` returns once it is stored. Raises NotStored, and what it raises."""
    writer: Writer = current_app.extensions["pollsite-writer"]
    try:
        return writer.write(act)
    except NotWritten as failure:
        raise NotStored from failure


def private(page: str | Response, status: int = 200) -> Response:
    """An answer for this member alone, which no browser and nothing on the way keeps."""
    response = make_response(page)
    response.status_code = status
    response.headers["Cache-Control"] = KEPT_BY_NOBODY
    response.headers["Vary"] = "Cookie"
    return response


def refusal_page(refusal: AccountRefused) -> Response:
    """The sentence on a page of its own, for what has no form to go back to."""
    page = render_template("base/error.html", code=refusal.status, sentence=str(refusal))
    response = private(page, refusal.status)
    if refusal.retry_after_s is not None:
        response.headers["Retry-After"] = str(refusal.retry_after_s)
    return response
