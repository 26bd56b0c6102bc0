"""Who is signed in, kept ready in this process as long as nobody has written anything."""

from threading import Lock

from sqlalchemy import bindparam, exists, func, select

from pollsite.accounts.models import Account, EndedSession, Notice
from pollsite.accounts.types import Member, Role
from pollsite.db import reading
from pollsite.epoch import Epoch

MAX_KNOWN = 4096
MAX_UNREAD = 100


class Members:
    """Members by the value their session names them with. Safe to share between threads."""

    def __init__(self, epoch: Epoch) -> None:
        self._epoch = epoch
        self._known: dict[tuple[str, str], Member | None] = {}
        self._known_in: int | str | None = None
        self._lock = Lock()

    def find(self, uniquifier: str, *, session_id: str = "") -> Member | None:
        """The member whose session it is; None when it was ended or the account is gone. One statement, or none."""
        epoch = self._epoch.number()
        known = self._known_since(epoch)
        named = uniquifier, session_id
        if named in known:
            return known[named]
        with reading() as connection:
            asked = {"uniquifier": uniquifier, "session_id": session_id}
            row = connection.execute(_MEMBER, asked).one_or_none()
        member = None
        if row is not None:
            member = Member(
                account_id=row.id,
                reader_id=row.reader_id,
                name=row.name,
                role=Role(row.role),
                unread=row.unread,
            )
        if epoch is not None and len(known) < MAX_KNOWN:
            known[named] = member
        return member

    def _known_since(self, epoch: int | str | None) -> dict[tuple[str, str], Member | None]:
        """What was read in this epoch; what was read in earlier ones is let go of."""
        with self._lock:
            if epoch is None or epoch != self._known_in:
                self._known, self._known_in = {}, epoch
            return self._known


_UNREAD = (
    select(Notice.id)
    .where(Notice.account_id == Account.id, Notice.read_at.is_(None))
    .limit(MAX_UNREAD)
    .correlate(Account)
    .subquery()
)
_MEMBER = select(
    Account.id,
    Account.reader_id,
    Account.name,
    Account.role,
    select(func.count()).select_from(_UNREAD).scalar_subquery().label("unread"),
).where(
    Account.fs_uniquifier == bindparam("uniquifier"),
    Account.active,
    ~exists().where(EndedSession.id == bindparam("session_id")),
)
