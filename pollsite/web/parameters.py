"""What requests say, without the sign that PostgreSQL's texts cannot hold: U+0000 means nothing in a form or an address."""

from typing import Any

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.datastructures.structures import iter_multi_items
from werkzeug.routing import UnicodeConverter, ValidationError

NOTHING = "\0"


class Parameters(ImmutableMultiDict[str, Any]):
    """The fields of a form or a query, without that sign."""

    def __init__(self, mapping: Any = None) -> None:
        pairs = iter_multi_items(mapping) if mapping is not None else ()
        super().__init__([(plain(name), plain(value)) for name, value in pairs])


class PlainRequest(Request):
    """A request whose fields are Parameters."""

    parameter_storage_class = Parameters


class PlainText(UnicodeConverter):
    """A part of an address that holds no such sign."""

    def to_python(self, value: str) -> str:
        """The part. Raises ValidationError, so that nothing is found there."""
        if NOTHING in value:
            raise ValidationError
        return value


def init_parameters(app: Flask) -> None:
    """Let no such sign through. Must come before the addresses, which are read so."""
    app.request_class = PlainRequest
    app.url_map.converters.update(default=PlainText, string=PlainText)


def plain(value: Any) -> Any:
    """The text without that sign; a file as it is."""
    return value.replace(NOTHING, "") if isinstance(value, str) else value
