"""Pages of threads, kept ready in this process as of a version of their discussion, and what readers did there."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from uuid import UUID

from pollsite.db import reading
from pollsite.discussion.personal import personal_in
from pollsite.discussion.queries import shown_votes
from pollsite.discussion.records import Listing, Personal, ShownVote, ThreadPage
from pollsite.discussion.threads import page_of_threads
from pollsite.epoch import Epoch
from pollsite.pages.pieces import InEpoch, Pieces, WeighedPieces
from pollsite.pages.warm import WarmArticle

MAX_THREAD_BYTES = 6_000_000
COMMENT_BYTES = 1_500
"""What a comment weighs beside its words."""

Votes = Mapping[int, tuple[ShownVote, ...]]


@dataclass(frozen=True)
class Debate:
    """A page of threads as everybody may know it, as of `version` of the discussion.

    `votes` stand beside comments by their authors' leave, by comment id, as of `tallies`: versions of the tallies of
    those wordings. `pieces` are what was rendered of it.
    """

    listing: Listing
    version: int
    page: ThreadPage
    votes: Votes
    tallies: Mapping[int, int]
    pieces: Pieces[object] = field(default_factory=Pieces, compare=False)

    @cached_property
    def comment_ids(self) -> frozenset[int]:
        """Of every comment on it."""
        return frozenset(comment.id for comment in self.page.comments)

    @cached_property
    def readers(self) -> frozenset[UUID]:
        """Who wrote them."""
        return frozenset(comment.author.reader_id for comment in self.page.comments)

    @cached_property
    def accounts(self) -> frozenset[int | None]:
        """Their accounts."""
        return frozenset(comment.author.account_id for comment in self.page.comments)

    @cached_property
    def latest_at(self) -> datetime | None:
        """When the last of them was published."""
        return max((comment.since for comment in self.page.comments), default=None)

    @cached_property
    def weight(self) -> int:
        """Roughly how many bytes it takes, with what is rendered of it."""
        return sum(COMMENT_BYTES + 3 * len(comment.html) for comment in self.page.comments)

    def concerns(self, personal: Personal) -> bool:
        """Whether anything on the page is other for this reader than for everybody."""
        return bool(
            personal.marks
            or personal.changed
            or personal.credited
            or personal.reader_id in self.readers
            or (personal.ignored and not personal.ignored.isdisjoint(self.accounts))
            or (personal.seen_until and self.latest_at and personal.seen_until < self.latest_at)
        )


class Debates:
    """The pages of threads read lately. Safe to share between threads."""

    def __init__(self, epoch: Epoch) -> None:
        self._known: WeighedPieces[Debate] = WeighedPieces(max_bytes=MAX_THREAD_BYTES)
        self._personal: InEpoch[Personal] = InEpoch(epoch)

    def find(self, article: WarmArticle, listing: Listing, *, at: datetime) -> Debate:
        """The page as of `at`. No statement when warm; one after a vote that stands on it; else two.

        Raises UnreadableCursor.
        """
        known = self._known.find(listing)
        tallies = {poll.state.definition.wording_id: poll.state.tally.version for poll in article.polls}
        if known is None or not _holds(known, article, at=at):
            debate = _load(article, listing, tallies, at=at)
        elif all(tallies.get(wording) == version for wording, version in known.tallies.items()):
            return known
        else:
            debate = _with_present_votes(known, tallies)
        return self._known.keep(listing, debate, weight=debate.weight)

    def personal(self, debate: Debate, *, reader_id: UUID, account_id: int | None, at: datetime) -> Personal:
        """What the reader did there. One statement; none before anybody has written anything."""
        found = self._personal.now()
        key = (debate.listing, debate.page.until, reader_id, account_id)
        kept = found.get(key)
        if kept is not None and (kept.until is None or at < kept.until):
            return kept
        with reading() as connection:
            personal = personal_in(
                connection,
                debate.listing.article_id,
                reader_id=reader_id,
                account_id=account_id,
                comment_ids=debate.comment_ids,
                at=at,
            )
        return found.keep(key, personal)


def _holds(known: Debate, article: WarmArticle, *, at: datetime) -> bool:
    until = known.page.until
    return known.version == article.discussion.version and (until is None or at < until)


def _load(article: WarmArticle, listing: Listing, tallies: Mapping[int, int], *, at: datetime) -> Debate:
    with reading() as connection:
        page = page_of_threads(connection, listing, at=at)
        votes = shown_votes(connection, [comment.id for comment in page.comments if comment.stance_shown])
    return Debate(listing, article.discussion.version, page, votes, _concerned(votes, tallies))


def _with_present_votes(known: Debate, tallies: Mapping[int, int]) -> Debate:
    """The same page; where an author's vote is another one now, to be rendered anew."""
    with reading() as connection:
        votes = shown_votes(connection, known.votes.keys())
    if votes == known.votes:
        return replace(known, tallies=_concerned(votes, tallies))
    return replace(known, votes=votes, tallies=_concerned(votes, tallies), pieces=Pieces())


def _concerned(votes: Votes, tallies: Mapping[int, int]) -> dict[int, int]:
    wordings = {vote.wording_id for shown in votes.values() for vote in shown}
    return {wording: version for wording, version in tallies.items() if wording in wordings}
