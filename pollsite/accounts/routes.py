"""The doors of an account that need no page around them: stop letters, ignore somebody, choose what is mailed."""

from functools import partial

from flask import Blueprint, Response, abort, current_app, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse

from pollsite.accounts.doors import count_change, private, refusal_page, require_member, write
from pollsite.accounts.errors import AccountRefused
from pollsite.accounts.ignoring import ignore, stop_ignoring
from pollsite.accounts.preferences import choose_mail, stop_mail
from pollsite.accounts.types import NoticeKind
from pollsite.accounts.unsubscribing import read_token
from pollsite.clock import now
from pollsite.web.csrf import csrf

blueprint = Blueprint("accounts", __name__)
MEMBER = "/members/<int:account_id>"
"""A member's address; a number that no database column holds is not found."""


@blueprint.app_errorhandler(AccountRefused)
def refused(refusal: AccountRefused) -> Response:
    """The sentence, where no form catches it to say it itself."""
    return refusal_page(refusal)


@blueprint.post(f"{MEMBER}/ignore")
def begin_ignoring(account_id: int) -> WerkzeugResponse:
    """Fold this person's comments away for the member who is signed in."""
    member = require_member(back=f"/members/{account_id}")
    count_change(member)
    write(partial(ignore, account_id=member.account_id, ignored_id=account_id, at=now()))
    return redirect(f"/members/{account_id}", 303)


@blueprint.post(f"{MEMBER}/ignore-withdrawal")
def end_ignoring(account_id: int) -> WerkzeugResponse:
    """Show this person's comments again; with `to=account`, back to the list of ignored people."""
    member = require_member(back=f"/members/{account_id}")
    count_change(member)
    write(partial(stop_ignoring, account_id=member.account_id, ignored_id=account_id))
    in_list = request.form.get("to") == "account"
    return redirect("/account#ignored" if in_list else f"/members/{account_id}", 303)


@blueprint.post("/account/mail")
def mail() -> WerkzeugResponse:
    """Send letters of the ticked kinds, and of no other."""
    member = require_member(back="/account")
    count_change(member)
    kinds = frozenset(kind for kind in NoticeKind if kind in request.form.getlist("mail"))
    write(partial(choose_mail, account_id=member.account_id, kinds=kinds))
    return redirect("/account?saved=mail#mail", 303)


@blueprint.get("/unsubscribe/<token>")
def unsubscribing(token: str) -> Response:
    """One button that stops one kind of letters; opening the page changes nothing."""
    return _unsubscribe_page(token, done=False)


@blueprint.post("/unsubscribe/<token>")
def unsubscribe(token: str) -> Response:
    """Stop them: the signed token is all that is needed, and mail programs press this button by themselves."""
    known = read_token(str(current_app.secret_key), token)
    if known:
        write(partial(stop_mail, subscription=known))
    return _unsubscribe_page(token, done=True)


csrf.exempt(unsubscribe)


def _unsubscribe_page(token: str, *, done: bool) -> Response:
    known = read_token(str(current_app.secret_key), token)
    if known is None:
        abort(
            404, "This address does not stop any emails. Copy the whole line from the email, and try again."
        )
    page = render_template("accounts/unsubscribe.html", kind=known.kind, token=token, done=done)
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response if request.method == "GET" else private(response)
