"""Accounts become part of the site: the order in which their doors are opened."""

from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, request

from pollsite.accounts.codes import init_codes
from pollsite.accounts.entering import init_entering
from pollsite.accounts.first_admin import blueprint as first_admin_blueprint
from pollsite.accounts.guarding import init_guarding
from pollsite.accounts.identity import find_member
from pollsite.accounts.joining import Joiner, init_joining
from pollsite.accounts.rehearsing import init_rehearsing
from pollsite.accounts.security import init_security
from pollsite.mail import Postman

PASSKEYS_AT_A_NUMBER = "Passkeys need the site’s name in the address. Open it as {address}, and they work."
PASSKEYS_NOWHERE = (
    "Passkeys need an address with a name and https, and this page has not been opened at one. "
    "Your password works without."
)


def init_accounts(app: Flask, *, site_name: str, joiners: Sequence[Joiner]) -> None:
    """Open the doors of signing in; `joiners` join what an anonymous reader did to their account.

    CSRF protection, the writer, the limiter and the postman must be there.
    """
    security = init_security(app, site_name=site_name)
    init_guarding(app, security)
    init_joining(app, joiners)
    init_entering(app)
    init_codes(app)
    init_rehearsing(app)
    app.register_blueprint(first_admin_blueprint)
    postman: Postman = app.extensions["pollsite-postman"]
    hint = "" if postman.sends else no_mail_server(postman.folder, working_in=Path.cwd())
    app.jinja_env.globals.update(
        viewer=find_member,
        mail_hint=lambda: hint,
        passkeys_hint=passkeys_hint,
    )


def no_mail_server(outbox: Path, *, working_in: Path) -> str:
    """Where somebody who tries the site out finds their mail; says no more of the machine than it must."""
    outbox = outbox.resolve()
    shortest = f" ({outbox.relative_to(working_in)}/)" if outbox.is_relative_to(working_in) else ""
    return f"No mail server is set up here: the email is a file in outbox/ in the instance folder{shortest}."


def passkeys_hint() -> str:
    """Why this page can ask for no passkey, and where it could; "" where it can."""
    address = urlsplit(request.host_url)
    host = address.hostname or ""
    try:
        number = ip_address(host)
    except ValueError:
        return "" if address.scheme == "https" or host == "localhost" else PASSKEYS_NOWHERE
    if not number.is_loopback:
        return PASSKEYS_NOWHERE
    port = f":{address.port}" if address.port else ""
    return PASSKEYS_AT_A_NUMBER.format(address=f"{address.scheme}://localhost{port}/")
