"""The address in a letter that stops such letters, as RFC 8058 asks: signed, for ever good, and no sign-in needed.

It names the member by their reader, because the number of an account that is gone may be given to another.
"""

from uuid import UUID

from itsdangerous import BadSignature, URLSafeSerializer

from pollsite.accounts.types import NoticeKind

_SALT = "unsubscribe"


def unsubscribe_token(secret: str, *, reader_id: UUID, kind: NoticeKind) -> str:
    """What stands in the address: which letters to whom, signed with the site's secret."""
    token = URLSafeSerializer(secret, salt=_SALT).dumps([reader_id.hex, kind])
    return token if isinstance(token, str) else token.decode()


def read_token(secret: str, token: str) -> tuple[UUID, NoticeKind] | None:
    """(reader id, kind) of a token that this site signed; None for any other."""
    try:
        reader_id, kind = URLSafeSerializer(secret, salt=_SALT).loads(token)
    except BadSignature:
        return None
    return UUID(hex=reader_id), NoticeKind(kind)
