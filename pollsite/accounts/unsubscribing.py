"""The address in a letter that stops such letters, as RFC 8058 asks: signed, for ever good, and no sign-in needed."""

from dataclasses import dataclass
from datetime import datetime

from itsdangerous import BadSignature, URLSafeSerializer

from pollsite.accounts.types import NoticeKind

_SALT = "unsubscribe"


@dataclass(frozen=True, slots=True)
class Subscription:
    """Which letters to whom. `since`: when the account was made, for the number of one that is gone may be reused."""

    account_id: int
    since: datetime
    kind: NoticeKind


def unsubscribe_token(secret: str, subscription: Subscription) -> str:
    """What stands in the address, signed with the site's secret."""
    content = [subscription.account_id, subscription.since.isoformat(), subscription.kind]
    token = URLSafeSerializer(secret, salt=_SALT).dumps(content)
    return token if isinstance(token, str) else token.decode()


def read_token(secret: str, token: str) -> Subscription | None:
    """What a token says that this site signed; None for any other."""
    try:
        account_id, since, kind = URLSafeSerializer(secret, salt=_SALT).loads(token)
    except BadSignature:
        return None
    return Subscription(int(account_id), datetime.fromisoformat(since), NoticeKind(kind))
