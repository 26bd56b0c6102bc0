"""What of a comment may be shown to whom: the one rule, asked by pages, feeds, streams and letters alike."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pollsite.discussion.holding import why_held
from pollsite.discussion.records import CommentRecord, ShownVote
from pollsite.discussion.types import Status


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page may say. `notice` stands in place of the words, or above them for their author.

    `folded`: the reader does not want to read this person, or others have flagged the words, which wait behind the
    notice.
    """

    author: bool
    words: bool
    notice: str = ""
    folded: bool = False


IGNORED = "Hidden because you ignore this person"
COLLAPSED = "Readers have reported this comment; a moderator will look at it"
OWN_COLLAPSED = "Readers reported this; a moderator will look. Others see it folded"
OWN_HELD = "It is waiting for a moderator: so far only you can read it."
HELD = "It is waiting for a moderator."
DELETED = "Removed by its author."


def shown_of(
    comment: CommentRecord, *, reader_id: UUID | None = None, ignored: Collection[int] = ()
) -> Shown | None:
    """What this reader may see of the comment; None: nothing, not even that there is one."""
    own = reader_id is not None and comment.author.reader_id == reader_id
    match comment.status:
        case Status.VISIBLE:
            if not own and comment.author.account_id in ignored:
                return Shown(author=True, words=True, notice=IGNORED, folded=True)
            collapsed = OWN_COLLAPSED if own else COLLAPSED
            folded, notice = comment.collapsed, collapsed if comment.collapsed else ""
            return Shown(author=True, words=True, notice=notice, folded=folded)
        case Status.HELD if own:
            return Shown(author=True, words=True, notice=f"{OWN_HELD} {why_held(comment.reason)}".rstrip())
        case Status.REMOVED if own and comment.html:
            return Shown(author=True, words=True, notice=_removed(comment))
    known = is_known(comment.status, listed=comment.listed, published_at=comment.published_at)
    return Shown(author=False, words=False, notice=tombstone(comment)) if known else None


def tombstone(comment: CommentRecord) -> str:
    """Why the words of a comment that is not visible are not there, and who took them away."""
    return {Status.HELD: HELD, Status.DELETED: DELETED}.get(comment.status) or _removed(comment)


def readable_votes(
    comment: CommentRecord, votes: Collection[ShownVote], *, open_wordings: Collection[int]
) -> tuple[ShownVote, ...]:
    """Which of the votes kept with a comment may stand beside it, for a reader who may see the results of these
    wordings: an author's vote tells part of a tally.
    """
    if comment.status is not Status.VISIBLE or not comment.stance_shown:
        return ()
    return tuple(vote for vote in votes if vote.wording_id in open_wordings)


def _removed(comment: CommentRecord) -> str:
    by_rule = f": {comment.reason.rstrip('.')}" if comment.reason else ""
    return f"Removed by a moderator{by_rule}."


def is_known(status: Status, *, listed: bool, published_at: datetime | None) -> bool:
    """Whether others may be told that there is, or was, such a comment.

    A tombstone that others answered stands in its thread; one that everybody could read once keeps its address. One
    that waits for a moderator is nobody's business.
    """
    return listed or (published_at is not None and status is not Status.HELD)
