"""Comments as the API tells of them: by the rules of pages, what of each may be shown to whom."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from pollsite.api import comment_types as told
from pollsite.api.telling import Absolute, keys_of
from pollsite.discussion.cursors import UnreadableCursor
from pollsite.discussion.records import CommentRecord, Excerpt, ShownVote, ThreadPage
from pollsite.discussion.types import Sort, Status
from pollsite.discussion.visibility import Shown, readable_votes, shown_of
from pollsite.polls.types import PollDefinition

_UNDER = "-"


def own_cursor(after: str, *, sort: Sort) -> str:
    """The discussion's own cursor in `next` of a page that was sorted so, "" for the first page.

    Raises UnreadableCursor, also for one of another order: its numbers would lead to an arbitrary page here.
    """
    order, _, cursor = after.partition(_UNDER)
    if after and not (order == sort and cursor):
        raise UnreadableCursor(after)
    return cursor


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Tells of comments of one article. `polls` in the publisher's order; results of `open_wordings` may be seen by who
    asks, `reader_id`, None for everybody; `votes` stand beside comments, by comment id.
    """

    slug: str
    polls: tuple[PollDefinition, ...]
    open_wordings: Collection[int]
    votes: Mapping[int, tuple[ShownVote, ...]]
    absolute: Absolute
    reader_id: UUID | None

    def threads(self, page: ThreadPage, *, sort: Sort) -> told.Threads:
        """A page of threads that are sorted so."""
        threads = tuple(
            told.Thread(comment, tuple(self.known(thread.replies)), thread.hidden_replies)
            for thread in page.threads
            for comment in self.known((thread.root,))
        )
        return told.Threads(threads, f"{sort}{_UNDER}{page.next_cursor}" if page.next_cursor else None)

    def excerpt(self, excerpt: Excerpt) -> told.Excerpt | None:
        """A comment in its thread; None where who asks may not know of it."""
        comment = next(self.known((excerpt.comment,)), None)
        if comment is None:
            return None
        return told.Excerpt(
            above=tuple(self.known(excerpt.above)),
            comment=comment,
            between=tuple(self.known(excerpt.between)),
            below=tuple(self.known(excerpt.below)),
            next=excerpt.next_cursor or None,
        )

    def known(self, comments: Iterable[CommentRecord]) -> Iterator[told.Comment]:
        """Those of the comments that who asks may know of."""
        for comment in comments:
            shown = shown_of(comment, reader_id=self.reader_id)
            if shown is not None:
                yield self._told(comment, shown)

    def _told(self, comment: CommentRecord, shown: Shown) -> told.Comment:
        is_visible = comment.status is Status.VISIBLE
        author = told.CommentAuthor(comment.author.name, comment.author.account_id)
        return told.Comment(
            id=comment.id,
            article=self.slug,
            thread=comment.root_id,
            answers=comment.answers.comment_id if comment.answers else None,
            depth=comment.depth,
            status=comment.status,
            author=author if shown.author else None,
            html=comment.html if shown.words else None,
            notice=shown.notice,
            folded=shown.folded,
            written_at=comment.created_at,
            published_at=comment.published_at,
            edited_at=comment.edited_at if is_visible else None,
            questions=self._questions(comment) if is_visible else (),
            votes=tuple(self._votes(comment)),
            good_points=comment.good if is_visible else 0,
            minds_changed=comment.minds if is_visible else 0,
            replies=comment.replies,
            locked=comment.locked,
            page=self.absolute(f"/articles/{self.slug}/comments/{comment.id}"),
        )

    def _questions(self, comment: CommentRecord) -> tuple[str, ...]:
        return tuple(poll.key for poll in self.polls if poll.id in comment.tags)

    def _votes(self, comment: CommentRecord) -> Iterator[told.VoteShown]:
        """In the order of the questions, as worded now."""
        kept = self.votes.get(comment.id, ())
        readable = readable_votes(comment, kept, open_wordings=self.open_wordings)
        by_wording = {vote.wording_id: vote for vote in readable}
        for poll in self.polls:
            vote = by_wording.get(poll.wording_id)
            if vote is not None:
                yield told.VoteShown(poll.key, keys_of(poll, vote.then), keys_of(poll, vote.now))
