"""Sessions outlive a clock that was set back: who was here when it was ahead is still who they are.

itsdangerous takes a signature from the future for one that has expired, and Flask then begins a new session: every
reader who came in the hours that the clock lost would be a stranger, and could vote again.
"""

from datetime import timedelta
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import SignatureExpired, TimestampSigner

from pollsite.clock import now


class PatientSigner(TimestampSigner):
    """Takes a signature from the future for a good one; an old one expires."""

    def unsign(self, signed_value: Any, max_age: int | None = None, return_timestamp: bool = False) -> Any:
        """As TimestampSigner's. The clock is read once: it may be set between two readings, too.

        Raises BadSignature, and SignatureExpired for what is older than `max_age` seconds.
        """
        payload, signed_at = super().unsign(signed_value, return_timestamp=True)
        if max_age is not None and now() - signed_at > timedelta(seconds=max_age):
            sentence = f"signed more than {max_age} seconds ago"
            raise SignatureExpired(sentence, payload=payload, date_signed=signed_at)
        return (payload, signed_at) if return_timestamp else payload


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
