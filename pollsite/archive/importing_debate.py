"""Bringing in the debate: who stands for what, in its places, rendered anew, and counted from the beginning.

Nobody can sign in as a member who was brought along. Marks and changed minds are told as numbers only: they are given to
readers who did nothing else, so that every number has what it counts.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection

from pollsite.accounts.models import Account, Reader
from pollsite.accounts.names import NameRefused, clean_staff_name, fold_name
from pollsite.archive.errors import ArchiveRefused
from pollsite.archive.filling import Filling
from pollsite.archive.foreign_names import is_name_of_guest
from pollsite.archive.importing_log import OutOfSight
from pollsite.archive.importing_polls import BroughtWording
from pollsite.archive.records import COMMENTS, MEMBERS
from pollsite.archive.shapes import read_instant
from pollsite.archive.unpacking import Unpacking
from pollsite.demo.people import FITS_NOTHING
from pollsite.discussion.models import ChangedMind, Comment, CommentRevision, Mark, Stance, Tag
from pollsite.discussion.placing import Place, ancestors, first_place, place_below
from pollsite.discussion.ranking import best
from pollsite.discussion.types import MarkKind, Status
from pollsite.markup import CommentRefused, render_comment

Row = dict[str, Any]
MARKS, MARKS_A_COMMENT = 200_000, 100
"""So many good points and changed minds an archive may tell of, and so many more for each comment in it: each becomes a
row, and a few bytes must not make millions.
"""
MAIL_DOMAIN = "archive.invalid"
"""A domain that cannot exist: no letter goes there, and no account is anybody's to recover."""


def bring_members(connection: Connection, archive: Unpacking) -> dict[int, UUID]:
    """Store who has a name; by number, the readers they act as."""
    filling, readers = Filling(connection, Reader, Account), {}
    folded: set[str] = set()
    for record in archive.records(MEMBERS):
        number, since = record["id"], datetime.fromisoformat(record["since"]).replace(tzinfo=UTC)
        _refuse_name(record, folded)
        reader_id = readers[number] = uuid4()
        filling.add(Reader, id=reader_id, created_at=since)
        filling.add(
            Account,
            id=number,
            reader_id=reader_id,
            name=record["name"],
            name_folded=fold_name(record["name"]),
            portrait=record["portrait"],
            created_at=since,
            confirmed_at=since,
            email=f"member-{number}@{MAIL_DOMAIN}",
            password=FITS_NOTHING,
            active=True,
            fs_uniquifier=uuid4().hex,
        )
    filling.flush()
    return readers


def _refuse_name(record: Row, folded: set[str]) -> None:
    """As at sign-up. Raises ArchiveRefused."""
    number, name = record["id"], record["name"]
    try:
        is_clean = clean_staff_name(name) == name
    except NameRefused:
        is_clean = False
    if not is_clean:
        raise ArchiveRefused(f"The member {number} has a name that nobody can have here.")
    if fold_name(name) in folded:
        raise ArchiveRefused(f"The member {number} has a name that looks like another member's.")
    folded.add(fold_name(name))


class Debate:
    """Takes comments one after the other."""

    TABLES = (Reader, Comment, CommentRevision, Tag, Stance, Mark, ChangedMind)

    def __init__(
        self,
        filling: Filling,
        members: Mapping[int, UUID],
        wordings: Mapping[int, BroughtWording],
        log: OutOfSight,
    ) -> None:
        self._filling = filling
        self._members = members
        self._wordings = wordings
        self._asked = {one.poll_id: one for one in wordings.values() if one.is_present}
        self._log = log
        self._guests: dict[tuple[int, str], UUID] = {}
        self._crowd: list[UUID] = []
        self._minds: dict[int, int] = {}
        self._marks = 0
        self._replies: Counter[int] = Counter()
        self._places: dict[int, tuple[int, Place]] = {}
        self.stances: list[tuple[UUID, int, int]] = []
        """(the author's reader, a wording, a mask of choices) for each vote beside a comment, as it stands now."""

    def bring(self, archive: Unpacking) -> int:
        """Store all comments; how many. Raises ArchiveRefused."""
        for record in archive.records(COMMENTS):
            row = self._row(record)
            self._filling.add(Comment, **row)
            self._beside(record, row)
            if record["status"] != Status.VISIBLE:
                self._log.log(row)
        self._filling.flush()
        return len(self._places)

    @property
    def replies(self) -> Iterator[tuple[int, int]]:
        """(comment, how many in sight are below it) of those that have any."""
        return iter(self._replies.items())

    def _row(self, record: Row) -> Row:
        at, status = read_instant(record["created_at"]), Status(record["status"])
        reader_id, account_id, guest_name = self._author(record, at)
        published_at = read_instant(record["published_at"])
        if status in (Status.REMOVED, Status.DELETED):
            published_at = at
        return {
            "id": record["id"],
            "article_id": record["article"],
            "parent_id": record["parent"],
            **asdict(self._place(record)),
            "good": record["good"],
            "weak": 0,
            "best": best(record["good"], 0),
            "replies": 0,
            "minds": record["minds"],
            "stance_shown": bool(record["stances"]),
            "reader_id": reader_id,
            "account_id": account_id,
            "guest_name": guest_name,
            "submission_key": record["key"] or f"archive {record['id']}",
            "status": status,
            "reason": record["reason"],
            "listed": status is Status.VISIBLE,
            "body_source": record["text"],
            "body_html": _html(record, record["text"]) if status is Status.VISIBLE else "",
            "revision": len(record["earlier"]) + 1,
            "created_at": at,
            "published_at": published_at,
            "edited_at": read_instant(record["edited_at"]),
            "collapsed": record["collapsed"],
            "locked": record["locked"],
        }

    def _place(self, record: Row) -> Place:
        """Where it stands; what it answers was read before it."""
        number, article, parent = record["id"], record["article"], record["parent"]
        above = self._places.get(parent) if parent else None
        if (parent and (above is None or above[0] != article)) or number in self._places:
            raise ArchiveRefused(f"The comment {number} is told twice, or answers what is not there.")
        place = place_below(above[1], number) if above else first_place(number)
        self._places[number] = (article, place)
        if record["status"] == Status.VISIBLE:
            self._replies.update(ancestors(place.path))
        return place

    def _author(self, record: Row, at: datetime | None) -> tuple[UUID, int | None, str | None]:
        """(reader, account, guest's name): a reader of its own for words that nobody stands for."""
        author = record["author"] or {"member": None, "guest": None, "first": None}
        if author["member"] is not None:
            if author["member"] not in self._members:
                raise ArchiveRefused(f"The author of the comment {record['id']} is no member of the archive.")
            return self._members[author["member"]], author["member"], None
        if author["guest"] is None:
            return self._new_reader(at), None, None
        key = (author["first"] or record["id"], author["guest"])
        if not is_name_of_guest(author["guest"]):
            raise ArchiveRefused(
                f"The author of the comment {record['id']} has a name that no guest can have."
            )
        if key not in self._guests:
            self._guests[key] = self._new_reader(at)
        return self._guests[key], None, author["guest"]

    def _new_reader(self, at: datetime | None) -> UUID:
        reader_id = uuid4()
        self._filling.add(Reader, id=reader_id, created_at=at)
        return reader_id

    def _beside(self, record: Row, row: Row) -> None:
        """What hangs on a comment."""
        number, at = record["id"], row["created_at"]
        self._marks += record["good"] + record["minds"]
        if self._marks > MARKS + MARKS_A_COMMENT * len(self._places):
            raise ArchiveRefused(
                f"The comment {number} and those before it have {self._marks:,} good points and changed minds. So few "
                f"comments may have {MARKS:,}, and {MARKS_A_COMMENT} for each."
            )
        for place, earlier in enumerate(record["earlier"], 1):
            self._filling.add(
                CommentRevision,
                comment_id=number,
                number=place,
                body_source=earlier["text"],
                body_html=_html(record, earlier["text"]),
                public=True,
                replaced_at=read_instant(earlier["replaced_at"]),
            )
        for poll_id in record["about"]:
            self._question(record, poll_id)
            self._filling.add(Tag, poll_id=poll_id, comment_id=number, listed=row["listed"])
        for stance in record["stances"]:
            self._stand(record, row, stance)
        for reader_id in self._some(record["good"], at):
            self._filling.add(Mark, comment_id=number, reader_id=reader_id, kind=MarkKind.GOOD, at=at)
        if record["minds"]:
            self._change_minds(record, at)

    def _stand(self, record: Row, row: Row, stance: Row) -> None:
        wording = self._wordings.get(stance["wording"])
        if wording is None or wording.article_id != record["article"]:
            raise ArchiveRefused(f"The comment {record['id']} has a vote beside it on what is not asked.")
        then, now = wording.mask(stance["then"]), wording.mask(stance["now"])
        self._filling.add(Stance, comment_id=record["id"], wording_id=wording.id, choices=then)
        self.stances.append((row["reader_id"], wording.id, now))

    def _question(self, record: Row, poll_id: int) -> BroughtWording:
        wording = self._asked.get(poll_id)
        if wording is None or wording.article_id != record["article"]:
            raise ArchiveRefused(
                f"The comment {record['id']} is about a question that its article does not ask."
            )
        return wording

    def _change_minds(self, record: Row, at: datetime) -> None:
        """On which question, and from what to what, is not told: the first of its article, and 0 for unknown."""
        polls = [poll for poll, one in self._asked.items() if one.article_id == record["article"]]
        if not polls:
            raise ArchiveRefused(f"The comment {record['id']} changed minds where nothing is asked.")
        poll_id = min(polls)
        since = self._minds.get(poll_id, 0)
        self._minds[poll_id] = since + record["minds"]
        for reader_id in self._some(record["minds"], at, after=since):
            self._filling.add(
                ChangedMind,
                poll_id=poll_id,
                reader_id=reader_id,
                comment_id=record["id"],
                wording_id=self._asked[poll_id].id,
                before=0,
                after=0,
                at=at,
            )

    def _some(self, number: int, at: datetime, *, after: int = 0) -> Iterator[UUID]:
        """So many readers who do nothing but stand for a number, always the same ones first, `after` so many."""
        while len(self._crowd) < after + number:
            self._crowd.append(self._new_reader(at))
        yield from self._crowd[after : after + number]


def _html(record: Row, text: str) -> str:
    try:
        return render_comment(text)
    except CommentRefused as problem:
        raise ArchiveRefused(f"The comment {record['id']} cannot be taken: {problem}") from problem
