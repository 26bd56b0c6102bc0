"""Marks of a request: its number in the answer, and its door noted for whoever counts in front of Flask."""

from flask import Flask, Response, request

from pollsite.request_ids import DOOR, HEADER, id_of_request

UNKNOWN = "unknown"
"""The door of all addresses there are not, whatever they are."""


def init_marks(app: Flask) -> None:
    """Mark every request that comes to Flask."""

    @app.after_request
    def _mark(response: Response) -> Response:
        request.environ[DOOR] = request.endpoint or UNKNOWN
        response.headers[HEADER] = id_of_request(request.environ)
        return response
