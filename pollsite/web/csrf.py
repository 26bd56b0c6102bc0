"""Forgery protection: every request that changes something carries a token tied to the reader's session.

A token lives as long as its session, so a tab left open for hours still works in one step. What a missing or
stale token is answered with is the feature's business (see polls/confirming.py); requests that another site
sent are turned away before that, and never given a cookie.
"""

from datetime import datetime, timedelta

from flask import Flask, abort, current_app, request
from flask_wtf import CSRFProtect
from itsdangerous import BadData, URLSafeTimedSerializer

from pollsite.web.security import is_cross_site

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

csrf = CSRFProtect()


def init_csrf(app: Flask) -> None:
    """Turn cross-site writes away, then check tokens on every writer."""

    @app.before_request
    def _refuse_cross_site() -> None:
        if request.method not in SAFE_METHODS and is_cross_site():
            abort(403, "This form was sent from another site. Open the article here, and answer there.")

    app.config["WTF_CSRF_TIME_LIMIT"] = None
    csrf.init_app(app)


def form_age(*, at: datetime) -> timedelta:
    """How long ago the token of the request's form was signed, to the second; nothing for one that we did not sign."""
    token = request.form.get("csrf_token") or request.headers.get("X-CSRFToken", "")
    signer = URLSafeTimedSerializer(str(current_app.secret_key), salt="wtf-csrf-token")  # as in Flask-WTF
    try:
        _, signed_at = signer.loads(token, return_timestamp=True)
    except BadData:
        return timedelta()
    age: timedelta = at - signed_at
    return max(timedelta(), age)
