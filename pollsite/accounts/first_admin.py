"""The link that makes whoever opens it first the site's admin; printed by `serve` as long as there is none."""

from functools import partial
from typing import Any

from flask import Blueprint, abort, current_app, redirect, render_template
from flask_security import Security, hash_password, login_user
from flask_security.mail_util import EmailValidateException
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from pollsite.accounts.doors import private, write
from pollsite.accounts.errors import AdminExists, MailTaken, NameTaken
from pollsite.accounts.forms import FirstAdminForm
from pollsite.accounts.queries import has_admin
from pollsite.accounts.services import create_first_admin
from pollsite.clock import now
from pollsite.db import db

VALID_HOURS = 24
SPENT = "This link is incomplete, or older than 24 hours. Start the site again, and it prints a new one."
blueprint = Blueprint("first_admin", __name__)


def first_admin_path(secret: str) -> str:
    """The link's path, valid for VALID_HOURS from now, and as long as there is no admin."""
    return f"/account/first-admin/{_serializer(secret).dumps('first admin')}"


@blueprint.route("/account/first-admin/<token>", methods=["GET", "POST"])
def become(token: str) -> Response:
    """A form like that of registering; what it makes is confirmed, signed in, and an admin."""
    try:
        _serializer(str(current_app.secret_key)).loads(token, max_age=VALID_HOURS * 3600)
    except BadData:
        abort(410, SPENT)
    if has_admin(db.session()):
        raise AdminExists
    form = FirstAdminForm()
    if form.validate_on_submit():
        try:
            _create(form)
        except Unacceptable as refusal:
            refusal.field.errors = [str(refusal)]
        else:
            return redirect("/account?saved=admin", 303)
    return private(render_template("accounts/first_admin.html", form=form))


class Unacceptable(Exception):
    """What was typed into that field will not do; str() says why."""

    def __init__(self, field: Any, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def _create(form: FirstAdminForm) -> None:
    """Make the account and sign in. Raises Unacceptable or AdminExists."""
    email, name = _normalised(form.email), form.name.data or ""
    act = partial(
        create_first_admin, email=email, name=name, password_hash=_hashed(form, email=email), at=now()
    )
    try:
        write(act)
    except NameTaken as taken:
        raise Unacceptable(form.name, str(taken)) from taken
    except MailTaken as taken:
        raise Unacceptable(form.email, str(taken)) from taken
    db.session.rollback()  # what was read before it does not know the new account
    account = _security().datastore.find_user(email=email)
    if account is not None:
        login_user(account, authn_via=["first admin"])


def _normalised(field: Any) -> str:
    try:
        return _security().mail_util.validate(field.data)
    except EmailValidateException as problem:
        raise Unacceptable(field, problem.msg) from problem


def _hashed(form: FirstAdminForm, *, email: str) -> str:
    password = form.password.data or ""
    refusals, password = _security().password_util.validate(password, True, email=email, name=form.name.data)
    if refusals:
        raise Unacceptable(form.password, refusals[0])
    return hash_password(password)


def _security() -> Security:
    security: Security = current_app.extensions["security"]
    return security


def _serializer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="first-admin")
