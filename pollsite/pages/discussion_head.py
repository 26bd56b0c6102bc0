"""What a page of a discussion prints around its threads."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from pollsite.discussion.records import Listing
from pollsite.discussion.types import Openness, Sort
from pollsite.discussion.words import comments_in_words, discussion_state_in_words
from pollsite.pages.warm import WarmArticle

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""Before every comment: since when a page without comments has been read."""
ORDERS = {
    Sort.BEST: "Best",
    Sort.NEWEST: "Newest",
    Sort.OLDEST: "Oldest",
    Sort.DISCUSSED: "Most discussed",
    Sort.MINDS: "Changed minds",
}


@dataclass(frozen=True, slots=True)
class Way:
    """A link to another order of the threads, or elsewhere; words alone without an address."""

    words: str
    address: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class SliceLine:
    """A question with the number of comments in its threads."""

    key: str
    question: str
    count: int
    address: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionHead:
    """Everything shared that a page of threads prints beside them; `question` is None for the whole discussion.

    `ways`: how many comments there are, and where else to go; `state_words` say that there are none, or no more.
    """

    slug: str
    question: SliceLine | None
    count: int
    all_count: int
    ways: tuple[Way, ...]
    state_words: str
    is_closed: bool
    orders: tuple[Way, ...]
    slices: tuple[SliceLine, ...]
    rendered_until: str
    is_empty: bool


def discussion_head(article: WarmArticle, listing: Listing, *, is_empty: bool = False) -> DiscussionHead:
    """The head of one page of threads, or of a page without one (`is_empty`)."""
    facts, slug = article.discussion, article.article.slug
    slices = slice_lines(article, current=listing.poll_id)
    question = next((line for line in slices if line.current), None)
    count = question.count if question else facts.comments
    return DiscussionHead(
        slug=slug,
        question=question,
        count=facts.comments,
        all_count=facts.comments,
        ways=tuple(_ways(slug, question, count=count, all_count=facts.comments)),
        state_words=discussion_state_in_words(
            is_empty=is_empty,
            is_closed=facts.openness is Openness.CLOSED,
            is_slice=question is not None,
            goes_on=bool(listing.cursor),
        ),
        is_closed=facts.openness is Openness.CLOSED,
        orders=tuple(
            Way(
                words,
                discussion_address(slug, sort=sort, poll=question.key if question else ""),
                sort is listing.sort,
            )
            for sort, words in ORDERS.items()
        ),
        slices=slices,
        rendered_until=(facts.latest_at or BEGINNING).isoformat(),
        is_empty=is_empty,
    )


def _ways(slug: str, question: SliceLine | None, *, count: int, all_count: int) -> Iterator[Way]:
    if count:
        yield Way(comments_in_words(count))
    if question and all_count > count:
        yield Way(f"all {comments_in_words(all_count)}", discussion_address(slug))
    if question:
        yield Way("the question in the article", f"/articles/{slug}#poll-{question.key}")


def slice_lines(article: WarmArticle, *, current: int | None = None) -> tuple[SliceLine, ...]:
    """Every question of the article with its comments, in the publisher's order."""
    slug, counts = article.article.slug, article.discussion.slices
    return tuple(
        SliceLine(
            poll.key,
            poll.state.definition.question,
            counts.get(poll.id, 0),
            discussion_address(slug, poll=poll.key),
            poll.id == current,
        )
        for poll in article.polls
    )


def discussion_address(slug: str, *, sort: Sort = Sort.BEST, poll: str = "", after: str = "") -> str:
    """The address of a page of threads; what goes without saying is left out."""
    asked = {"sort": "" if sort is Sort.BEST else sort.value, "poll": poll, "after": after}
    query = "&".join(f"{name}={value}" for name, value in asked.items() if value)
    return f"/articles/{slug}/discussion{'?' if query else ''}{query}#discussion"
