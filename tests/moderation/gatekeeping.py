"""People who write past the site's own gate, at the services' door, at moments a test chooses."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from pollsite.discussion.deleting import delete_comment
from pollsite.discussion.editing import edit_comment
from pollsite.discussion.models import Comment
from pollsite.discussion.overseeing import Overseer
from pollsite.discussion.posting import post_comment
from pollsite.discussion.types import Status
from pollsite.markup import normalise_comment, render_comment
from pollsite.moderation.deciding import decide
from pollsite.moderation.models import Case, Decision
from pollsite.moderation.types import DecisionKind, WordKind
from pollsite.moderation.verdicts import Verdict
from pollsite.moderation.watching import add_word
from tests.discussion.scene import Scene
from tests.fixtures.site import Site
from tests.moderation.office import Office

HELD = Status.HELD
REGULARS = ("Ada", "Bea")


@dataclass
class Keeping:
    """A scene whose writers pass the gate."""

    scene: Scene

    def overseer(self, source: str = "") -> Overseer:
        """The site's gate for these words."""
        overseer: Overseer = self.scene.site.app.extensions["pollsite-overseer"](
            source, render_comment(source) if source else ""
        )
        return overseer

    def post(self, name: str, text: str = "", *, to: int | None = None, at: datetime | None = None) -> int:
        """Somebody writes; the comment's number."""
        submission = self.scene.submission(name, text, to=to)
        moment = at or self.scene.pass_time(seconds=1)
        with self.scene.site.app.app_context():
            overseer = self.overseer(submission.source)
        with self.scene.site.writing() as session:
            return post_comment(session, submission, at=moment, overseer=overseer).comment_id

    def edit(self, name: str, comment_id: int, text: str) -> bool:
        """The author rewrites it; whether it waits again."""
        source, at = normalise_comment(text), self.scene.pass_time(seconds=1)
        with self.scene.site.app.app_context():
            overseer = self.overseer(source)
        with self.scene.site.writing() as session:
            edited = edit_comment(
                session,
                comment_id=comment_id,
                reader_id=self.scene.reader_of(name),
                text=source,
                html=render_comment(source),
                at=at,
                overseer=overseer,
            )
            return edited.waits_again

    def delete(self, name: str, comment_id: int) -> None:
        """The author takes it back."""
        at = self.scene.pass_time(seconds=1)
        with self.scene.site.app.app_context():
            overseer = self.overseer()
        with self.scene.site.writing() as session:
            reader_id = self.scene.reader_of(name)
            delete_comment(session, comment_id=comment_id, reader_id=reader_id, at=at, overseer=overseer)

    def published(self, name: str, number: int) -> None:
        """So many comments of a member are released."""
        for _ in range(number):
            comment_id = self.post(name)
            if self.scene.comment(comment_id).status == HELD:
                self.release(comment_id)

    def release(self, comment_id: int) -> None:
        """The operator keeps what waits."""
        verdict, at = Verdict(kind=DecisionKind.KEEP, comment_id=comment_id), self.scene.pass_time(seconds=1)
        with self.scene.site.writing() as session:
            decide(session, verdict, at=at)

    def watch(self, *words: str, kind: WordKind = WordKind.SUSPECT) -> None:
        """Words are put on the list."""
        account_id = self.scene.member("Lister").account_id
        for word in words:
            with self.scene.site.writing() as session:
                add_word(session, words=word, kind=kind, account_id=account_id, at=self.scene.now)

    def stands(self, comment_id: int) -> tuple[str, str]:
        """The comment's status and why."""
        comment = self.scene.comment(comment_id)
        return comment.status, comment.reason

    def log(self, comment_id: int) -> list[tuple[str, str, str, str]]:
        """(kind, actor, reason, status after) of each step about a comment."""
        found = select(Decision.kind, Decision.actor, Decision.reason, Decision.status_after)
        with self.scene.site.reading() as session:
            rows = session.execute(found.where(Decision.comment_id == comment_id).order_by(Decision.id))
            return [tuple(row) for row in rows]

    def cases(self, comment_id: int) -> list[tuple[str, bool]]:
        """(kind, is open) of each case about a comment."""
        with self.scene.site.reading() as session:
            rows = session.scalars(select(Case).where(Case.comment_id == comment_id).order_by(Case.id))
            return [(case.kind, case.closed_at is None) for case in rows]

    def statuses(self) -> dict[int, str]:
        """Where every comment stands, by its number."""
        with self.scene.site.reading() as session:
            return {row.id: row.status for row in session.execute(select(Comment.id, Comment.status))}

    def replayed(self) -> dict[int, Any]:
        """Where every comment would stand by the log alone."""
        with self.scene.site.reading() as session:
            stood = dict.fromkeys(session.scalars(select(Comment.id)), "visible")
            for step in session.execute(select(Decision).order_by(Decision.id)).scalars():
                if step.comment_id and step.status_after:
                    stood[step.comment_id] = step.status_after
            return stood


def keeping_at(site: Site) -> Keeping:
    """A scene with two members, who are newcomers."""
    keeping = Keeping(Scene(site))
    for name in REGULARS:
        keeping.scene.member(name)
    return keeping


def office_of(keeping: Keeping) -> Office:
    """The scene's moderators, and its members no newcomers any more."""
    for name in REGULARS:
        keeping.published(name, 2)
    return Office(keeping.scene)
