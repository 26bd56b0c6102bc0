"""What requests say: forms, without the sign that PostgreSQL's texts cannot hold (U+0000 means nothing in a form or an
address), no JSON, and no address with control characters in it.
"""

import re
from typing import Any

from flask import Flask, Request, abort, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.datastructures.structures import iter_multi_items
from werkzeug.exceptions import UnsupportedMediaType
from werkzeug.routing import UnicodeConverter, ValidationError

NOTHING = "\0"
FORMS_ONLY = "This address takes forms only."
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Parameters(ImmutableMultiDict[str, Any]):
    """The fields of a form or a query, without that sign."""

    def __init__(self, mapping: Any = None) -> None:
        pairs = iter_multi_items(mapping) if mapping is not None else ()
        super().__init__([(plain(name), plain(value)) for name, value in pairs])


class PlainRequest(Request):
    """A request whose fields are Parameters, and whose body nobody reads as JSON."""

    parameter_storage_class = Parameters

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> None:
        """What Flask-WTF reads in the place of a form. Raises UnsupportedMediaType, unless `silent`."""
        if not silent:
            raise UnsupportedMediaType(FORMS_ONLY)


class PlainText(UnicodeConverter):
    """A part of an address that holds no such sign."""

    def to_python(self, value: str) -> str:
        """The part. Raises ValidationError, so that nothing is found there."""
        if NOTHING in value:
            raise ValidationError
        return value


def init_parameters(app: Flask) -> None:
    """Let none of it through. Must come before the addresses, which are read so, and before whatever redirects."""
    app.request_class = PlainRequest
    app.url_map.converters.update(default=PlainText, string=PlainText)

    @app.before_request
    def _refuse_control_characters() -> None:
        if _CONTROL.search(request.path):
            abort(404)


def plain(value: Any) -> Any:
    """The text without that sign; a file as it is."""
    return value.replace(NOTHING, "") if isinstance(value, str) else value
