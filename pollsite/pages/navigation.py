"""The links in a page's header, for pages that are put together from pieces."""

from flask import current_app, get_template_attribute
from jinja2 import TemplateNotFound

from pollsite.accounts.types import Member


def navigation(member: Member | None) -> bytes:
    """What layout.html prints in its block `nav`, for this member or for somebody who is not signed in."""
    try:
        current_app.jinja_env.get_template("accounts/_nav.html")
    except TemplateNotFound:
        return b""
    return str(get_template_attribute("accounts/_nav.html", "site_nav")(member)).encode()
