"""What stands before the doors of signing in and behind them: limits, addresses to go on to, fresh sessions.

A form that may not be taken now, because its token is stale or a limit is reached, is shown again as it was sent,
but for passwords, with the reason.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    flash,
    g,
    get_flashed_messages,
    redirect,
    render_template,
    request,
    session,
)
from flask_security import Security, change_email_confirmed, password_reset, user_authenticated
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as WerkzeugResponse

from pollsite.accounts.doors import (
    KEPT_BY_NOBODY,
    LETTER_SENT_ADDRESS,
    SIGN_IN_ADDRESS,
    mail_typed,
    private,
    require_member,
)
from pollsite.accounts.errors import AccountRefused
from pollsite.accounts.identity import MEMBER_KEY, READER_KEY, SESSION_ID_KEY, find_member
from pollsite.accounts.machines import refuse_machines
from pollsite.accounts.members import Members
from pollsite.accounts.models import Account
from pollsite.accounts.passwords import MAX_PASSWORD
from pollsite.accounts.signing_out import end_this_session
from pollsite.allowances import (
    LETTERS,
    OWN_PASSWORD,
    REGISTRATION,
    SECOND_FACTOR,
    SIGN_IN,
    Allowance,
)
from pollsite.clock import now
from pollsite.mail import Letter, Postman
from pollsite.ratelimit import Limiter, LimitReached
from pollsite.web.addresses import is_local
from pollsite.web.parameters import FORMS_ONLY

CLOSED = frozenset({"security.tf_select", "security.two_factor_rescue"})
"""Doors of Flask-Security that lead nowhere here: there is one kind of code, and recovery codes in its place."""
ASKED_AGAIN = frozenset({"security", "entering", "first_admin"})
MEMBERS_ONLY = frozenset(
    f"security.{name}"
    for name in [
        "change_email",
        "change_password",
        "mf_recovery_codes",
        "two_factor_setup",
        "two_factor_setup_validate",
        "verify",
        "wan_delete",
        "wan_register",
        "wan_register_response",
        "wan_verify",
        "wan_verify_response",
    ]
)
EXPIRED = "This form had expired, so nothing was done yet. Please send it again."
GO_ON_TO = "go_on_to"
"""Where in the session the page is named to which somebody who signs in after confirming goes on."""
KEPT_AT_SIGN_IN = (MEMBER_KEY, READER_KEY, "_fresh", "fs_paa")


def _mail_typed() -> tuple[str, ...]:
    return (mail_typed(),)


def _whose_account() -> tuple[str, ...]:
    """By its number, which stays when sessions are renamed: of who is signed in, or has given the password."""
    members: Members = current_app.extensions["pollsite-members"]
    waiting = session.get("tf_user_id", "")
    member = find_member() or members.find(waiting)
    return (str(member.account_id) if member else waiting,)


def _mail_typed_and_account() -> tuple[str, ...]:
    return (*_mail_typed(), *_whose_account())


@dataclass(frozen=True, slots=True)
class _Counted:
    allowance: Allowance
    actors: Callable[[], tuple[str, ...]]


COUNTED = {
    "security.login": _Counted(SIGN_IN, _mail_typed),
    "security.register": _Counted(REGISTRATION, _mail_typed),
    "security.send_confirmation": _Counted(LETTERS, _mail_typed),
    "security.forgot_password": _Counted(LETTERS, _mail_typed),
    "security.change_email": _Counted(LETTERS, _mail_typed_and_account),
    "security.two_factor_token_validation": _Counted(SECOND_FACTOR, _whose_account),
    "security.mf_recovery": _Counted(SECOND_FACTOR, _whose_account),
    "security.verify": _Counted(OWN_PASSWORD, _whose_account),
    "security.change_password": _Counted(OWN_PASSWORD, _whose_account),
}
PASSWORDS = ("password", "new_password")


def init_guarding(app: Flask, security: Security) -> None:
    """Guard the doors of `security`; must come after CSRF protection, so that only valid forms are counted."""
    app.before_request(_guard)
    app.after_request(_keep_private)
    app.after_request(_drop_what_nobody_shows)
    app.after_request(_wait_for_the_letter)  # runs before the one above
    user_authenticated.connect(_renew_session, app)
    password_reset.connect(_take_for_confirmed, app)
    change_email_confirmed.connect(_end_what_the_old_address_opened, app)
    change_email_confirmed.connect(_tell_the_old_address, app)
    security.unauthn_handler(_sign_in_first)


def asking_again(app: Flask) -> dict[str, Callable[[], WerkzeugResponse]]:
    """By endpoint, how a form whose token is missing or stale is answered: see pollsite.polls.confirming."""
    return {
        rule.endpoint: _ask_again
        for rule in app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] in ASKED_AGAIN and "POST" in (rule.methods or ())
    }


def _ask_again() -> WerkzeugResponse:
    return _again(EXPIRED, 403)


def _guard() -> WerkzeugResponse | None:
    if request.blueprint != "security":
        return None
    if request.endpoint in CLOSED:
        abort(404)
    if request.is_json:
        abort(415, FORMS_ONLY)
    if request.endpoint in MEMBERS_ONLY:
        _require_member()
    if _is_in_already():
        return redirect("/account", 303)
    refusal = _refuse_foreign_next()
    if refusal is None and request.method == "POST":
        refusal = _count() or _refuse_endless_password() or _refuse_machines()
    return refusal


def _refuse_endless_password() -> WerkzeugResponse | None:
    """None that is longer was ever taken; the library that compares them stumbles over it."""
    security: Security = current_app.extensions["security"]
    typed = (security.password_util.normalize(request.form.get(name, "")) for name in PASSWORDS)
    if max(map(len, typed)) > MAX_PASSWORD:
        return _again(f"A password has at most {MAX_PASSWORD} characters.", 422)
    return None


def _refuse_machines() -> WerkzeugResponse | None:
    if request.endpoint != "security.register":
        return None
    try:
        refuse_machines(at=now())
    except AccountRefused as refusal:
        return _again(str(refusal), refusal.status)
    return None


def _is_in_already() -> bool:
    """Codes are for signing in; Flask-Security would put out who is in and looks at their page."""
    return request.endpoint == "security.two_factor_token_validation" and MEMBER_KEY in session


def _refuse_foreign_next() -> WerkzeugResponse | None:
    """`next` may only lead on within the site; a link that says otherwise is opened without it."""
    wanted = [*request.args.getlist("next"), *request.form.getlist("next")]
    if all(is_local(address) for address in wanted if address):
        return None
    if request.method == "POST":
        abort(400, "The address to go on to is not on this site.")
    return redirect(request.path, 303)


def _count() -> WerkzeugResponse | None:
    counted = COUNTED.get(str(request.endpoint))
    if counted is None:
        return None
    limiter: Limiter = current_app.extensions["pollsite-limiter"]
    try:
        address = request.remote_addr
        for actor in counted.actors():
            limiter.count(counted.allowance, actor=actor, address=address, at=now())
            address = None  # is counted once
    except LimitReached as reached:
        answer = _again(str(reached), reached.status)
        answer.headers["Retry-After"] = str(reached.retry_after_s)
        return answer
    return None


def _again(sentence: str, status: int) -> WerkzeugResponse:
    """The page of the form that was sent, filled as it was; a sentence alone for one that has no page."""
    if _is_in_already():
        return redirect("/account", 303)
    flash(sentence, "error")
    if request.endpoint == "security.logout":
        return private(render_template("accounts/sign_out.html"), status)
    request.method = "GET"  # Flask-Security's views show what was sent, and act on a POST alone
    view: Any = current_app.view_functions[str(request.endpoint)]
    try:
        answer = current_app.make_response(view(**(request.view_args or {})))
    except HTTPException as elsewhere:
        answer = current_app.make_response(elsewhere)
    except AccountRefused as refused:
        sentence, status, answer = str(refused), refused.status, Response(status=refused.status)
    if answer.status_code >= 300:
        get_flashed_messages()
        answer = private(render_template("base/error.html", code=status, sentence=sentence))
    answer.status_code = status
    return answer


def _require_member() -> None:
    require_member(back=request.full_path.rstrip("?") if request.method == "GET" else "/account")


def _sign_in_first(_mechanisms: object = None, headers: object = None) -> WerkzeugResponse:
    _require_member()
    return redirect(SIGN_IN_ADDRESS, 303)  # the session was ended a moment ago


def _renew_session(_app: Flask, **_: object) -> None:
    """A new token, and nothing that stood in the session before but who acted: it may not have been theirs."""
    kept = {key: session[key] for key in KEPT_AT_SIGN_IN if key in session}
    session.clear()
    session.update(kept)
    session[SESSION_ID_KEY] = secrets.token_hex(16)
    session.permanent = True
    g.pop("csrf_token", None)


def _take_for_confirmed(_app: Flask, user: Account, **_: object) -> None:
    """Who has opened a letter has shown that the address is theirs."""
    user.confirmed_at = user.confirmed_at or now()


def _end_what_the_old_address_opened(_app: Flask, user: Account, **_: object) -> None:
    """Links sent to it, and every session but this one: both name the account by what it is named anew."""
    is_here = session.get(MEMBER_KEY) == user.fs_uniquifier
    user.fs_uniquifier = secrets.token_hex(16)
    if is_here:
        session[MEMBER_KEY] = user.fs_uniquifier
        g.pop("pollsite_member", None)


def _tell_the_old_address(_app: Flask, user: Account, old_email: str, **_: object) -> None:
    """Who lost an account by its mail address hears of it where they can."""
    postman: Postman = current_app.extensions["pollsite-postman"]
    subject = f"{current_app.config['SECURITY_WAN_RP_NAME']}: Your mail address has been changed"
    postman.post(Letter(old_email, subject, render_template("accounts/mail/address_changed.txt")))


def _wait_for_the_letter(response: Response) -> Response:
    """Who has made an account is told of the letter first; where they meant to go on to waits until they sign in."""
    if request.endpoint == "security.register" and response.status_code in (302, 303):
        session[GO_ON_TO] = request.form.get("next") or request.args.get("next", "")
        response.location = LETTER_SENT_ADDRESS
    return response


def _keep_private(response: Response) -> Response:
    """Whatever is answered about an account, errors too, is kept by nobody on the way."""
    if request.path == "/account" or request.path.startswith("/account/"):
        response.headers["Cache-Control"] = KEPT_BY_NOBODY
        response.vary.add("Cookie")
    return response


def _drop_what_nobody_shows(response: Response) -> Response:
    """Messages are for the account's own pages; signing out leaves nothing behind."""
    if request.endpoint == "security.logout" and MEMBER_KEY not in session and response.status_code < 400:
        end_this_session()
        session.clear()
    elif request.blueprint == "security" and not (response.location or "/account").startswith("/account"):
        session.pop("_flashes", None)
    return response
