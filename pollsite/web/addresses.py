"""Addresses that leave the site, in letters and feeds, and addresses that must not lead away from it."""

import re
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from flask import Flask, current_app, request
from werkzeug.routing import IntegerConverter, Map

from pollsite.numbers import MAX_NUMBER

_KEY = "pollsite-address"
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\x9f]")
_LOCAL = re.compile(r"^/(?![/\\])")


class RowNumber(IntegerConverter):
    """`<int:…>` in an address: the number of a row, MAX_NUMBER at most. What is greater is no address of this site."""

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, **{"max": MAX_NUMBER, **options})


def init_addresses(app: Flask, *, address: str) -> None:
    """Know the site's public address, "" for the one each reader asked under; give templates `absolute`.

    Before any address is made known.
    """
    app.url_map.converters["int"] = RowNumber
    app.extensions[_KEY] = address
    app.jinja_env.globals["absolute"] = absolute


def absolute(path: str) -> str:
    """The whole address of a page of this site, for use outside of it. `path` may already be one."""
    root = current_app.extensions[_KEY] or request.host_url.rstrip("/")
    parts = urlsplit(path)
    return str(root) + urlunsplit(("", "", parts.path or "/", parts.query, parts.fragment))


def parts_of(address: str) -> SplitResult | None:
    """The parts of an address that somebody sent; None for what is no address."""
    try:
        return urlsplit(address)
    except ValueError:
        return None


def is_local(path: str) -> bool:
    """Whether a browser sent to `path` stays on this site, however it reads blanks, controls and escapes."""
    seen = path
    for _ in range(3):  # as often as something on the way might undo escapes
        if not _LOCAL.match(_UNSEEN.sub("", seen)):
            return False
        seen = unquote(seen)
    return True
