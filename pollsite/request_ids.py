"""The number of a request: in every line of the log about it, in its answer, and on a page that says what went wrong."""

import re
import secrets
from typing import Any

HEADER = "X-Request-ID"
KEY = "pollsite.request"
DOOR = "pollsite.door"
"""Where in the request's environment its endpoint's name is noted, for those in front of Flask."""
UNSUSPICIOUS = re.compile(r"[0-9a-fA-F-]{16,64}")
"""What nginx's $request_id and UUIDs look like, and no name or address does."""
Environ = dict[str, Any]


def take_id(environ: Environ) -> None:
    """Take the number that a trusted proxy has given the request, if it looks like one."""
    given = environ.get("HTTP_X_REQUEST_ID", "")
    if given and UNSUSPICIOUS.fullmatch(given):
        environ[KEY] = given


def id_of_request(environ: Environ) -> str:
    """The request's number; drawn now if it has none."""
    known = environ.get(KEY)
    if known is None:
        known = environ[KEY] = secrets.token_hex(8)
    return str(known)
