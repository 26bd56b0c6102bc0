"""A debate for tests, at the services' door: members, guests and readers who post, reply, mark and change their minds.

Who was made a member acts as one; any other name is a guest's, with a reader of their own. Every act has a moment,
by default a second after the one before.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from sqlalchemy import select

from pollsite.accounts.types import Role
from pollsite.articles.models import Article
from pollsite.discussion.deleting import delete_comment
from pollsite.discussion.editing import Edited, edit_comment
from pollsite.discussion.marking import mark_comment
from pollsite.discussion.minds import credit_comment, undo_returned, withdraw_credit
from pollsite.discussion.models import Comment
from pollsite.discussion.posting import Posted, Submission, post_comment
from pollsite.discussion.services import set_openness
from pollsite.discussion.stances import hide_stance, show_stance
from pollsite.discussion.statuses import change_status
from pollsite.discussion.types import MarkKind, Openness, Status
from pollsite.markup import normalise_comment, render_comment
from pollsite.polls.services import cast_ballot, withdraw_ballot
from tests.accounts.people import Person, make_member
from tests.fixtures.site import Site, reader
from tests.samples import DURING, SLUG

GOOD, WEAK = MarkKind.GOOD, MarkKind.WEAK
A_SECOND = timedelta(seconds=1)


@dataclass
class Scene:
    """The discussion of the article `slug` on a site."""

    site: Site
    slug: str = SLUG
    now: datetime = DURING
    people: dict[str, Person] = field(default_factory=dict)
    submissions: int = 0
    polls: dict[str, int] = field(default_factory=dict)

    @cached_property
    def article_id(self) -> int:
        """The number of the article."""
        with self.site.reading() as session:
            return session.scalars(select(Article.id).where(Article.slug == self.slug)).one()

    def poll_id(self, key: str) -> int:
        """The number of one of its questions."""
        if key not in self.polls:
            self.polls[key] = self.site.poll_id(key)
        return self.polls[key]

    def pass_time(self, **time: float) -> datetime:
        """Let time pass, `hours=1`; the moment it then is."""
        self.now += timedelta(**time)
        return self.now

    def member(self, name: str, *, role: Role = Role.MEMBER) -> Person:
        """The member called `name`, made the first time."""
        if name not in self.people:
            self.people[name] = make_member(self.site, name, role=role, at=self.now)
        return self.people[name]

    def reader_of(self, name: str) -> UUID:
        """The reader who acts under this name."""
        return self.people[name].reader_id if name in self.people else reader(name)

    def post(
        self,
        name: str,
        text: str = "",
        *,
        to: int | None = None,
        about: tuple[str, ...] = (),
        stance: bool = False,
        key: str = "",
        at: datetime | None = None,
    ) -> int:
        """Post a comment about the questions with these keys, or a reply `to` another; its number."""
        return self.submit(name, text, to=to, about=about, stance=stance, key=key, at=at).comment_id

    def submit(
        self,
        name: str,
        text: str = "",
        *,
        to: int | None = None,
        about: tuple[str, ...] = (),
        stance: bool = False,
        key: str = "",
        at: datetime | None = None,
    ) -> Posted:
        """The same, with everything that came of it. A text and a key of its own are made where none is given."""
        submission = self.submission(name, text, to=to, about=about, stance=stance, key=key)
        moment = self._moment(at)
        with self.site.writing() as session:
            return post_comment(session, submission, at=moment)

    def submission(
        self,
        name: str,
        text: str = "",
        *,
        to: int | None = None,
        about: tuple[str, ...] = (),
        stance: bool = False,
        key: str = "",
    ) -> Submission:
        """What somebody's form sends, not stored yet."""
        self.submissions += 1
        source = normalise_comment(text or f"Comment {self.submissions} by {name}.")
        member = self.people.get(name)
        return Submission(
            article_id=self.article_id,
            parent_id=to,
            reader_id=self.reader_of(name),
            account_id=member.account_id if member else None,
            guest_name=None if member else name,
            key=key or f"submission-{self.submissions}",
            source=source,
            html=render_comment(source),
            polls=tuple(self.poll_id(poll) for poll in about),
            stance_shown=stance,
        )

    def thread(self, *names: str) -> list[int]:
        """A comment, the answer to it, the answer to that …, by these authors in turn; their numbers."""
        numbers: list[int] = []
        for name in names:
            numbers.append(self.post(name, to=numbers[-1] if numbers else None))
        return numbers

    def edit(
        self,
        name: str,
        comment_id: int,
        text: str,
        *,
        about: tuple[str, ...] | None = None,
        at: datetime | None = None,
    ) -> Edited:
        """Put a comment into other words, and under the questions with these keys unless None."""
        polls = None if about is None else tuple(self.poll_id(key) for key in about)
        moment = self._moment(at)
        source = normalise_comment(text)
        with self.site.writing() as session:
            return edit_comment(
                session,
                comment_id=comment_id,
                reader_id=self.reader_of(name),
                text=source,
                html=render_comment(source),
                polls=polls,
                at=moment,
            )

    def delete(self, name: str, comment_id: int) -> None:
        """Its author deletes a comment."""
        moment = self._moment()
        with self.site.writing() as session:
            delete_comment(session, comment_id=comment_id, reader_id=self.reader_of(name), at=moment)

    def decide(self, comment_id: int, status: Status, reason: str = "") -> int:
        """A moderator gives a comment this status; how many are told."""
        moment = self._moment()
        with self.site.writing() as session:
            return len(change_status(session, comment_id=comment_id, status=status, reason=reason, at=moment))

    def release(self, comment_id: int) -> int:
        """A moderator lets a comment be read; how many are told."""
        return self.decide(comment_id, Status.VISIBLE)

    def hold(self, comment_id: int) -> int:
        """A moderator holds a comment."""
        return self.decide(comment_id, Status.HELD, "a doubt")

    def remove(self, comment_id: int, rule: str = "rule 3, personal attack") -> int:
        """A moderator removes a comment."""
        return self.decide(comment_id, Status.REMOVED, rule)

    def mark(self, name: str, comment_id: int, kind: MarkKind | None = GOOD) -> None:
        """A reader marks a comment, or takes the mark back (None)."""
        moment = self._moment()
        with self.site.writing() as session:
            mark_comment(session, comment_id=comment_id, reader_id=self.reader_of(name), kind=kind, at=moment)

    def marked(self, comment_id: int, *, good: int = 0, weak: int = 0) -> None:
        """So many other readers find it good, so many weak."""
        for kind, number in ((GOOD, good), (WEAK, weak)):
            for place in range(number):
                self.mark(f"{kind.name} {place} on {comment_id}", comment_id, kind)

    def show_stance(self, name: str, comment_id: int) -> None:
        """Its author lets their vote be shown beside a comment."""
        moment = self._moment()
        with self.site.writing() as session:
            show_stance(session, comment_id=comment_id, reader_id=self.reader_of(name), at=moment)

    def hide_stance(self, name: str, comment_id: int) -> None:
        """And no more."""
        moment = self._moment()
        with self.site.writing() as session:
            hide_stance(session, comment_id=comment_id, reader_id=self.reader_of(name), at=moment)

    def vote(self, name: str, key: str, *options: str) -> None:
        """Cast or change a ballot; none of `options` withdraws it."""
        poll_id, wording = self.poll_id(key), self.site.state(key).definition.wording
        who, moment, hooks = self.reader_of(name), self._moment(), (undo_returned,)
        with self.site.writing() as session:
            if options:
                cast_ballot(
                    session,
                    poll_id=poll_id,
                    reader_id=who,
                    keys=options,
                    wording=wording,
                    at=moment,
                    hooks=hooks,
                )
            else:
                withdraw_ballot(session, poll_id=poll_id, reader_id=who, at=moment, hooks=hooks)

    def credit(self, name: str, comment_id: int, key: str) -> None:
        """A reader says that the comment changed their mind on the question."""
        poll_id, moment = self.poll_id(key), self._moment()
        with self.site.writing() as session:
            credit_comment(
                session, comment_id=comment_id, poll_id=poll_id, reader_id=self.reader_of(name), at=moment
            )

    def withdraw_credit(self, name: str, key: str) -> None:
        """And takes it back."""
        poll_id = self.poll_id(key)
        with self.site.writing() as session:
            withdraw_credit(session, poll_id=poll_id, reader_id=self.reader_of(name))

    def set_openness(self, openness: Openness) -> None:
        """Open, hold or close the discussion."""
        with self.site.writing() as session:
            set_openness(session, slug=self.slug, openness=openness)

    def comment(self, comment_id: int) -> Comment:
        """The comment as it is stored now."""
        with self.site.reading() as session:
            found = session.get_one(Comment, comment_id, populate_existing=True)
            session.expunge(found)
            return found

    def _moment(self, at: datetime | None = None) -> datetime:
        self.now = self.now + A_SECOND if at is None else at
        return self.now
