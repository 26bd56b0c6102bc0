"""A member's own account: what it says of them, what it tells them, what they may take along, and how they leave."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import IO

from flask import (
    Blueprint,
    Response,
    current_app,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response as WerkzeugResponse

from pollsite.accounts.doors import count_change, is_password_of, private, refuse_name, require_member, write
from pollsite.accounts.errors import AccountRefused, UnknownChoice
from pollsite.accounts.identicons import identicon_path
from pollsite.accounts.ignoring import ignored_people
from pollsite.accounts.names import MAX_TYPED, fold_name
from pollsite.accounts.preferences import get_preferences
from pollsite.accounts.types import Member, Portrait, Role
from pollsite.allowances import OWN_PASSWORD
from pollsite.clock import now
from pollsite.db import db
from pollsite.discussion.acting import overseer
from pollsite.moderation.statements import find_suspension
from pollsite.pages.leaving import leave
from pollsite.pages.my_data import write_data
from pollsite.pages.renaming import rename_member, say_portrait

blueprint = Blueprint("account", __name__)
KEPT_IN_MEMORY_BYTES = 1_000_000
PIECE_BYTES = 64_000
DATA_FILE = "my-pollsite-data.json"
SECURITY_PAGES = (
    ("security.change_password", "Change your password"),
    ("security.change_email", "Change your mail address"),
    ("security.two_factor_setup", "Codes from an app when signing in"),
    ("security.mf_recovery_codes", "Recovery codes"),
    ("security.wan_register", "Passkeys"),
    ("entering.sessions", "Sign out every other device"),
)
SAVED = {
    "name": "Your new name stands beside everything you wrote.",
    "portrait": "Your note about portraits is saved.",
    "mail": "Your choice about mail is saved.",
}
ADMINISTERS = (
    "You administer this site now. To make others moderators or editors, let them make an account, and run "
    "“python3 -m pollsite accounts promote NAME moderator” where the site runs."
)


@dataclass(frozen=True, slots=True)
class Leaving:
    """What was typed on the page for leaving; the password is never sent back."""

    words: str = ""
    name: str = ""
    error: str = ""


@blueprint.get("/account")
def show() -> Response:
    """Everything about the account in one place."""
    member = require_member(back="/account")
    saved = request.args.get("saved", "")
    if saved == "admin" and member.role is Role.ADMIN:
        return _account_page(
            member, saved=ADMINISTERS, leads_to=("/moderation", "Review what readers report")
        )
    return _account_page(member, saved=SAVED.get(saved, ""))


@blueprint.post("/account/name")
def name() -> WerkzeugResponse:
    """Take another name."""
    member = require_member(back="/account")
    count_change(member)
    typed = request.form.get("name", "")
    try:
        refuse_name(typed[:MAX_TYPED])
        write(partial(rename_member, account_id=member.account_id, typed=typed, at=now()))
    except AccountRefused as refusal:
        return _account_page(member, typed=typed, refusal=refusal)
    return redirect("/account?saved=name#name", 303)


@blueprint.post("/account/portrait")
def portrait() -> WerkzeugResponse:
    """Say, or no longer say, what one's portrait elsewhere is."""
    member = require_member(back="/account")
    count_change(member)
    said = request.form.get("portrait")
    if said not in list(Portrait):
        raise UnknownChoice
    write(partial(say_portrait, account_id=member.account_id, portrait=Portrait(said)))
    return redirect("/account?saved=portrait#portrait", 303)


@blueprint.get("/account/data")
def data() -> Response:
    """Everything the site keeps about the member, to take along."""
    member = require_member(back="/account")
    pieces = _data_pieces(partial(write_data, db.session(), account_id=member.account_id, at=now()))
    next(pieces)
    answer = private(Response(pieces, mimetype="application/json"))
    answer.headers["Content-Disposition"] = f"attachment; filename={DATA_FILE}"
    return answer


@blueprint.get("/account/deletion")
def deletion() -> Response:
    """What leaving means, and the form for it."""
    require_member(back="/account/deletion")
    return _leaving_page(Leaving())


@blueprint.post("/account/deletion")
def delete() -> Response:
    """Delete the account, once its owner has shown that it is they, and that they mean it."""
    member = require_member(back="/account/deletion")
    count_change(member, OWN_PASSWORD)
    words, typed = request.form.get("words", ""), request.form.get("name", "")
    error = _why_not(member, words=words, typed=typed, password=request.form.get("password", ""))
    if error:
        return _leaving_page(Leaving(words, typed, error), status=422)
    leaving = partial(
        leave, account_id=member.account_id, remove_words=words == "remove", overseer=overseer()
    )
    write(partial(leaving, at=now()))
    session.clear()
    return private(render_template("accounts/deleted.html", words=words))


def _data_pieces(write_to: Callable[[IO[bytes]], None]) -> Iterator[bytes]:
    """First nothing, once the file is written; then the file, which needs no database any more."""
    with SpooledTemporaryFile(max_size=KEPT_IN_MEMORY_BYTES) as file:
        write_to(file)
        file.seek(0)
        yield b""
        while piece := file.read(PIECE_BYTES):
            yield piece


def _why_not(member: Member, *, words: str, typed: str, password: str) -> str:
    """The sentence that says what is missing, "" for nothing. Without the password nothing else is looked at."""
    if not is_password_of(member, password):
        return "This is not your password. Type it again; nothing was deleted."
    if words not in ("keep", "remove"):
        return "Choose what is to become of your comments; nothing was deleted."
    if fold_name(typed) != fold_name(member.name):
        return f"Type your name, {member.name}, to confirm that you mean it; nothing was deleted."
    return ""


def _account_page(
    member: Member,
    *,
    typed: str | None = None,
    refusal: AccountRefused | None = None,
    saved: str = "",
    leads_to: tuple[str, str] | None = None,
) -> Response:
    html = render_template(
        "accounts/account.html",
        member=member,
        icon=identicon_path(member.reader_id),
        typed=member.name if typed is None else typed,
        error=str(refusal or ""),
        explained_at=refusal.address if refusal else "",
        saved=saved,
        leads_to=leads_to,
        preferences=get_preferences(db.session(), member.account_id),
        portraits=list(Portrait),
        suspension=find_suspension(db.session().connection(), member.account_id, at=now()),
        ignored=ignored_people(db.session().connection(), member.account_id),
        security_pages=_security_pages(),
    )
    return private(html, refusal.status if refusal else 200)


def _leaving_page(leaving: Leaving, status: int = 200) -> Response:
    return private(render_template("accounts/delete.html", leaving=leaving), status)


def _security_pages() -> list[tuple[str, str]]:
    """(address, words) of the pages about signing in."""
    known = current_app.view_functions
    return [(url_for(page), words) for page, words in SECURITY_PAGES if page in known]
