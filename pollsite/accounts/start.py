"""Accounts become part of the site: the order in which their doors are opened."""

from collections.abc import Sequence

from flask import Flask

from pollsite.accounts.entering import init_entering
from pollsite.accounts.first_admin import blueprint as first_admin_blueprint
from pollsite.accounts.guarding import init_guarding
from pollsite.accounts.identity import find_member
from pollsite.accounts.joining import Joiner, init_joining
from pollsite.accounts.security import init_security
from pollsite.mail import Postman

NO_MAIL_SERVER = "No mail server is set up here: the letter lies in the folder instance/outbox/."


def init_accounts(app: Flask, *, site_name: str, joiners: Sequence[Joiner]) -> None:
    """Open the doors of signing in; `joiners` join what an anonymous reader did to their account.

    CSRF protection, the writer, the limiter and the postman must be there.
    """
    security = init_security(app, site_name=site_name)
    init_guarding(app, security)
    init_joining(app, joiners)
    init_entering(app)
    app.register_blueprint(first_admin_blueprint)
    postman: Postman = app.extensions["pollsite-postman"]
    app.jinja_env.globals.update(
        viewer=find_member,
        mail_hint=lambda: "" if postman.sends else NO_MAIL_SERVER,
    )
