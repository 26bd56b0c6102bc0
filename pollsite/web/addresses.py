"""Addresses that leave the site, in letters and feeds, and addresses that must not lead away from it."""

import re
from urllib.parse import unquote, urlsplit, urlunsplit

from flask import Flask, current_app, request

_KEY = "pollsite-address"
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\x9f]")
_LOCAL = re.compile(r"^/(?![/\\])")


def init_addresses(app: Flask, *, address: str) -> None:
    """Know the site's public address, "" for the one each reader asked under; give templates `absolute`."""
    app.extensions[_KEY] = address
    app.jinja_env.globals["absolute"] = absolute


def absolute(path: str) -> str:
    """The whole address of a page of this site, for use outside of it. `path` may already be one."""
    root = current_app.extensions[_KEY] or request.host_url.rstrip("/")
    parts = urlsplit(path)
    return str(root) + urlunsplit(("", "", parts.path or "/", parts.query, parts.fragment))


def is_local(path: str) -> bool:
    """Whether a browser sent to `path` stays on this site, however it reads blanks, controls and escapes."""
    seen = path
    for _ in range(3):  # as often as something on the way might undo escapes
        if not _LOCAL.match(_UNSEEN.sub("", seen)):
            return False
        seen = unquote(seen)
    return True
