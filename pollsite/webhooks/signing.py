"""Signatures by which the other end knows that a message is this site's, as the Standard Webhooks specification has them.

No secret is stored: each is made of the site's own secret key and the address's salt, so that who reads the database,
or a backup of it, can sign nothing.
"""

import hashlib
import hmac
from base64 import b64decode, b64encode
from datetime import datetime

_PURPOSE = b"pollsite webhook 1 "
PREFIX = "whsec_"


def secret_of(site_secret: str, salt: str) -> str:
    """The secret that signs messages to the address with this salt: `whsec_` and 32 bytes in Base64."""
    key = hmac.digest(site_secret.encode(), _PURPOSE + salt.encode(), hashlib.sha256)
    return PREFIX + b64encode(key).decode()


def signed_headers(secret: str, *, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers: the message's own id, the second at which it is sent, and HMAC-SHA256 of both and the body."""
    moment = str(int(at.timestamp()))
    signed = f"{message_id}.{moment}.".encode() + body
    mark = hmac.digest(b64decode(secret.removeprefix(PREFIX)), signed, hashlib.sha256)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{b64encode(mark).decode()}",
    }
