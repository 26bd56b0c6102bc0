"""What is not done takes about as long as what is, so that the wait does not tell who has an account."""

import secrets
from contextlib import suppress
from functools import partial

from flask import Flask, current_app, render_template
from flask_security import Security, url_for_security, user_not_registered

from pollsite.accounts.doors import write
from pollsite.accounts.services import rehearse_account
from pollsite.clock import now
from pollsite.mail import Letter, LetterInvalid, Postman


def init_rehearsing(app: Flask) -> None:
    """Have registering a known mail address write as much as registering a new one."""
    user_not_registered.connect(_rehearse_account, app)


def rehearse_letter(template: str, *, to: str) -> None:
    """Sign a link, write the letter `accounts/mail/<template>.txt` about it, and let go of it."""
    security: Security = current_app.extensions["security"]
    postman: Postman = current_app.extensions["pollsite-postman"]
    token = security.confirm_serializer.dumps([secrets.token_hex(16), secrets.token_hex(32)])
    link = url_for_security("confirm_email", token=token, _external=True)
    text = render_template(f"accounts/mail/{template}.txt", confirmation_link=link, reset_link=link)
    with suppress(LetterInvalid):
        postman.rehearse(Letter(to, "Rehearsal", text))


def _rehearse_account(_app: Flask, **_: object) -> None:
    write(partial(rehearse_account, at=now()))
