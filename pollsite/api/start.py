"""The API becomes part of the site: its doors, the leave of other sites to read what everybody may, and its errors."""

from flask import Flask, Response, request

from pollsite.api.documents import PROBLEM
from pollsite.api.operations import PREFIX
from pollsite.api.own_routes import blueprint as own_blueprint
from pollsite.api.page_routes import EVERYBODYS
from pollsite.api.page_routes import blueprint as pages_blueprint
from pollsite.api.problems import failed
from pollsite.api.routes import blueprint as reading_blueprint
from pollsite.web.csrf import csrf

ERRORS = {f"{PREFIX}/": failed}
"""How errors are answered below this address, for init_error_pages."""
PREFLIGHT_KEPT_S = 86_400
_EVERYBODYS = frozenset({*(f"api.{operation.name}" for operation in EVERYBODYS), "api_pages.openapi"})


def init_api(app: Flask) -> None:
    """Open its doors. They look at no cookie, so a form of another site, which can send nothing else, opens none: that
    takes the place of form tokens here.
    """
    for blueprint in (reading_blueprint, own_blueprint, pages_blueprint):
        csrf.exempt(blueprint)
        app.register_blueprint(blueprint)
    app.after_request(_let_other_sites_read)


def _let_other_sites_read(response: Response) -> Response:
    """Scripts of other sites may look at what is everybody's, whoever's browser they run in; no cookie plays a part. They
    may look at problems, too, to know what went wrong: there is none that tells more than the request did.
    """
    is_problem = request.path.startswith(f"{PREFIX}/") and response.mimetype == PROBLEM
    if is_problem or request.endpoint in _EVERYBODYS:
        headers = response.headers
        headers["Access-Control-Allow-Origin"] = "*"
        headers["Access-Control-Expose-Headers"] = "ETag, Retry-After, WWW-Authenticate, Allow"
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if request.method == "OPTIONS":
            headers["Access-Control-Allow-Methods"] = "GET, HEAD"
            headers["Access-Control-Allow-Headers"] = "If-None-Match"
            headers["Access-Control-Max-Age"] = str(PREFLIGHT_KEPT_S)
    return response
