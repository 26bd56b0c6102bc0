"""Sessions outlive a clock that was set back: who was here when it was ahead is still who they are.

itsdangerous takes a signature from the future for one that has expired, and Flask then begins a new session: every
reader who came in the hours that the clock lost would be a stranger, and could vote again.
"""

from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import SignatureExpired, TimestampSigner

from pollsite.clock import now


class PatientSigner(TimestampSigner):
    """Takes a signature from the future for a good one; an old one expires."""

    def unsign(self, signed_value: Any, *given: Any, **named: Any) -> Any:
        """As TimestampSigner's. Raises BadSignature, and SignatureExpired for what is too old."""
        try:
            return super().unsign(signed_value, *given, **named)
        except SignatureExpired as refusal:
            if refusal.date_signed is None or refusal.date_signed <= now():
                raise
            return (
                (refusal.payload, refusal.date_signed) if named.get("return_timestamp") else refusal.payload
            )


class SessionCookies(SecureCookieSessionInterface):
    """Flask's own, with a PatientSigner."""

    def get_signing_serializer(self, app: Flask) -> Any:
        """What signs the cookie; None without a secret."""
        serializer = super().get_signing_serializer(app)
        if serializer is not None:
            serializer.signer = PatientSigner
        return serializer


def init_sessions(app: Flask) -> None:
    """Sign the app's sessions so."""
    app.session_interface = SessionCookies()
