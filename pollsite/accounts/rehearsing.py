"""A letter that goes to nobody takes as long as one that is sent, so that the wait does not tell who has an account."""

import secrets
from contextlib import suppress

from flask import current_app, render_template
from flask_security import Security, url_for_security

from pollsite.mail import Letter, LetterInvalid, Postman


def rehearse_letter(template: str, *, to: str) -> None:
    """Sign a link, write the letter `accounts/mail/<template>.txt` about it, and let go of it."""
    security: Security = current_app.extensions["security"]
    postman: Postman = current_app.extensions["pollsite-postman"]
    token = security.confirm_serializer.dumps([secrets.token_hex(16), secrets.token_hex(32)])
    link = url_for_security("confirm_email", token=token, _external=True)
    text = render_template(f"accounts/mail/{template}.txt", confirmation_link=link, reset_link=link)
    with suppress(LetterInvalid):
        postman.rehearse(Letter(to, "Rehearsal", text))
