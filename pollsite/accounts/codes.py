"""Codes of an authenticator app: each for one use, set up from a picture that stays until the first code is right."""

import base64
from functools import partial, wraps
from typing import Any

from flask import Flask, current_app, g, render_template, session
from flask_security import Security, Totp
from passlib.exc import UsedTokenError
from qrcode.main import QRCode
from werkzeug.wrappers import Response as WerkzeugResponse

from pollsite.accounts.doors import private, write
from pollsite.accounts.forms import WRONG_CODE
from pollsite.accounts.services import spend_code

SET_UP = "security.two_factor_setup_validate"
QUIET_ZONE = 4
"""Light modules around the picture, as ISO/IEC 18004 asks."""


class CodesForOneUse(Totp):
    """Takes no code twice."""

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        """Refuses a code that was used already, on any host; the first one only proves that the app is set up."""
        spending = partial(spend_code, account_id=user.id, counter=tmatch.counter)
        if user.tf_totp_secret and not write(spending):
            raise UsedTokenError

    def generate_qrcode(self, username: str, totp: str) -> str:
        """The picture an app scans, dark on light in every theme, as a `data:` address."""
        code = QRCode(border=QUIET_ZONE)
        code.add_data(self.get_totp_uri(username, totp))
        picture = _drawn(code.get_matrix())
        return "data:image/svg+xml;base64," + base64.b64encode(picture.encode()).decode()


def init_codes(app: Flask) -> None:
    """Have a wrong first code answered with the picture it was read from."""
    app.view_functions[SET_UP] = _with_the_same_key(app.view_functions[SET_UP])


def _drawn(rows: list[list[bool]]) -> str:
    """One SVG path whose edges fall together, so that no seams show between modules."""
    side = len(rows)
    dark = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{dark}"/></svg>'
    )


def _with_the_same_key(view: Any) -> Any:
    @wraps(view)
    def set_up(token: str) -> WerkzeugResponse:
        answer = current_app.make_response(view(token=token))
        form = g.pop(WRONG_CODE, None)
        if form is None:
            return answer
        session.pop("_flashes", None)  # what they say stands beside the field
        security: Security = current_app.extensions["security"]
        key = security.totp_factory.fetch_setup_values(form.tf_totp_secret, form.user)
        page = render_template(
            "accounts/codes.html",
            chosen_method="authenticator",
            authr_qrcode=key["image"],
            authr_key=key["key"],
            state_token=token,
            two_factor_verify_code_form=form,
        )
        return private(page)

    return set_up
