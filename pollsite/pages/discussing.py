"""Threads as bytes: each comment rendered once for all who see the same of it, and joined for one reader."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import get_template_attribute

from pollsite.discussion.records import CommentRecord, Personal, ShownVote, Thread
from pollsite.discussion.states import reader_states
from pollsite.discussion.types import Openness
from pollsite.discussion.views import NEUTRAL, DebatedArticle, ReaderState, view_comment
from pollsite.discussion.visibility import readable_votes, shown_of
from pollsite.discussion.words import more_replies_in_words
from pollsite.pages.debates import Debate, Votes
from pollsite.pages.pieces import TOKEN_PLACE, Cut, Frame, WeighedPieces, cut_at_tokens, place, uncut
from pollsite.pages.warm import WarmArticle

MAX_COMMENT_BYTES = 6_000_000
PIECE_BYTES = 1_000
"""What a kept piece takes beside its HTML."""
NOTHING: Cut = (b"",)

_comment_pieces: WeighedPieces[Cut] = WeighedPieces(max_bytes=MAX_COMMENT_BYTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """For whom comments are shown: where they may see results, where they voted, and what they did here.

    `personal` is None for somebody without a cookie. `moderates`: each comment leads them to the moderators' desk.
    """

    open_wordings: frozenset[int] = frozenset()
    voted: frozenset[int] = frozenset()
    personal: Personal | None = None
    moderates: bool = False


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """A thread as a page lists it: its comments by number, and the way to the rest, "" where all are shown."""

    numbers: tuple[int, ...]
    address: str
    words: str


@dataclass(frozen=True, slots=True)
class Joined:
    """Rendered threads: each comment as everybody sees it, by number and cut at its tokens, and the frame around them.

    They are joined for each answer, because there is one of these for each set of results that readers may see.
    """

    frame: Frame
    pieces: Mapping[str, Cut]


def debated(article: WarmArticle) -> DebatedArticle:
    """What the comments of an article need of it."""
    return DebatedArticle(
        article.article.slug,
        {poll.id: poll.state.definition for poll in article.polls},
        takes_comments=article.discussion.openness is not Openness.CLOSED,
    )


def threads_of(article: WarmArticle, debate: Debate, reader: Reader, *, token: str) -> list[bytes]:
    """The page of threads as this reader sees it, with their form token, in parts."""
    told = frozenset(vote.wording_id for votes in debate.votes.values() for vote in votes)
    open_wordings = reader.open_wordings & told
    key = ("threads", article.article.version, open_wordings)
    joined = debate.pieces.get(key)
    if not isinstance(joined, Joined):
        joined = _join(article, debate, open_wordings)
        debate.pieces.keep(key, joined)
    personal = reader.personal
    if personal is None or not (reader.moderates or debate.concerns(personal)):
        return _with_token(joined.frame, joined.pieces, token)
    own = _own_pieces(article, debate, reader)
    return _with_token(joined.frame, {**joined.pieces, **own}, token)


def _with_token(frame: Frame, pieces: Mapping[str, Cut], token: str) -> list[bytes]:
    """The threads with this token: joining is quicker than looking through them for its places."""
    between = token.encode()
    return frame.parts({name: between.join(cut) for name, cut in pieces.items()})


def _own_pieces(article: WarmArticle, debate: Debate, reader: Reader) -> dict[str, Cut]:
    """Those comments, by number, that are something else to this reader than to everybody."""
    states = states_of(article, debate.page.comments, reader)
    piece = partial(piece_of, article=debated(article), reader=reader)
    return {
        str(comment.id): piece(comment, votes=debate.votes.get(comment.id, ()), state=states[comment.id])
        for comment in debate.page.comments
        if comment.id in states
    }


def states_of(
    article: WarmArticle, comments: Iterable[CommentRecord], reader: Reader
) -> dict[int, ReaderState]:
    """What is between the reader and these comments, by comment id, where there is anything."""
    if reader.personal is None:
        return {}
    shown = tuple(comments)
    tags = {comment.id: comment.tags for comment in shown if comment.tags}
    return reader_states(
        shown,
        reader.personal,
        debated(article),
        tags=tags,
        voted=reader.voted,
        moderates=reader.moderates,
    )


def comments_of(
    article: WarmArticle,
    comments: Iterable[CommentRecord],
    votes: Votes,
    reader: Reader,
    *,
    flat: bool = False,
) -> list[bytes]:
    """These comments one after the other, as this reader sees them; what they may not know of is left out."""
    shown = tuple(comments)
    states = states_of(article, shown, reader)
    piece = partial(piece_of, article=debated(article), reader=reader, flat=flat)
    pieces = [
        piece(comment, votes=votes.get(comment.id, ()), state=states.get(comment.id, NEUTRAL))
        for comment in shown
    ]
    return [uncut(one) for one in pieces]


def piece_of(
    comment: CommentRecord,
    *,
    article: DebatedArticle,
    reader: Reader,
    votes: Iterable[ShownVote] = (),
    state: ReaderState = NEUTRAL,
    flat: bool = False,
) -> Cut:
    """One comment; NOTHING where the reader may not know of it. Kept by everything that is printed of it."""
    personal = reader.personal
    shown = shown_of(
        comment,
        reader_id=personal.reader_id if personal else None,
        ignored=personal.ignored if personal else (),
    )
    if shown is None:
        return NOTHING
    told = readable_votes(comment, tuple(votes), open_wordings=reader.open_wordings)
    view = view_comment(comment, article, shown=shown, votes=told, state=state, flat=flat)
    kept = _comment_pieces.find(view)
    if kept is not None:
        return kept
    html = str(macro("_comment", "comment")(view, TOKEN_PLACE)).encode()
    return _comment_pieces.keep(view, cut_at_tokens(html), weight=2 * len(html) + PIECE_BYTES)


def macro(file: str, name: str) -> Any:
    """A macro of the discussion's templates."""
    return get_template_attribute(f"discussion/{file}.html", name)


def _join(article: WarmArticle, debate: Debate, open_wordings: frozenset[int]) -> Joined:
    """Every thread as everybody sees it who may see the results of these wordings."""
    everybody = Reader(open_wordings=open_wordings)
    piece = partial(piece_of, article=debated(article), reader=everybody)
    pieces = {
        str(comment.id): piece(comment, votes=debate.votes.get(comment.id, ()))
        for comment in debate.page.comments
    }
    lines = [_line(thread, article.article.slug) for thread in debate.page.threads]
    frame = Frame.cut(str(macro("_list", "threads")(lines, place)))
    return Joined(frame, pieces)


def _line(thread: Thread, slug: str) -> ThreadLine:
    numbers = (thread.root.id, *(reply.id for reply in thread.replies))
    address = f"/articles/{slug}/comments/{thread.root.id}#comment-{thread.root.id}"
    hidden = thread.hidden_replies
    return ThreadLine(numbers, address, more_replies_in_words(hidden) if hidden else "")
