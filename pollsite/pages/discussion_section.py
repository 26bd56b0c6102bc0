"""The discussion as it stands under its article, and on its own page: head, form, threads, and what is one reader's."""

from dataclasses import dataclass

from pollsite.discussion.form_views import FormView, Typed, article_form
from pollsite.discussion.personal import MAX_NEW
from pollsite.discussion.records import Personal
from pollsite.discussion.states import is_new
from pollsite.discussion.types import Openness, Sort
from pollsite.discussion.words import news_in_words
from pollsite.pages.debates import Debate
from pollsite.pages.discussing import Reader, comments_of, macro, threads_of
from pollsite.pages.discussion_head import (
    BEGINNING,
    DiscussionHead,
    Way,
    discussion_address,
    discussion_head,
)
from pollsite.pages.pieces import TOKEN_PLACE, Frame, place
from pollsite.pages.warm import WarmArticle

OLDER = {Sort.NEWEST: "Older threads", Sort.OLDEST: "Newer threads"}
MORE = "More threads"
MAY_CREDIT = "You changed your vote on this question. If a comment did it, say so below its words."


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What is new to one reader in the discussion, and whether comments of theirs wait (`holds`).

    `visit_until` is "" for whom no visits are kept; `credit_words` for whom there is nothing to be credited.
    """

    article_id: int
    holds: bool
    news: str
    news_address: str
    first_new: int
    visit_until: str
    credit_words: str = ""


def discussion_section(
    article: WarmArticle, debate: Debate, reader: Reader, *, signed_in: bool, token: str
) -> list[bytes]:
    """The parts of the section with one page of threads, for one reader and their form token, or for everybody,
    whose token is "".
    """
    personal = reader.personal
    notes = _own_notes(article, debate, personal, reader, signed_in=signed_in) if personal else b""
    threads = threads_of(article, debate, reader, token=token)
    frame = _frame(article, debate, signed_in=signed_in)
    return frame.filled({"notes": notes}, token=token, finished={"threads": threads})


def _frame(article: WarmArticle, debate: Debate, *, signed_in: bool) -> Frame:
    """What all share who are, or are not, signed in."""
    key = ("section", article.article.version, signed_in)
    kept = debate.pieces.get(key)
    if isinstance(kept, Frame):
        return kept
    head = discussion_head(article, debate.listing, is_empty=not debate.page.threads)
    form = _form(article, head, debate, signed_in=signed_in)
    frame = Frame.cut(str(macro("_list", "section")(head, form, _next(head, debate), place)))
    debate.pieces.keep(key, frame)
    return frame


def _form(article: WarmArticle, head: DiscussionHead, debate: Debate, *, signed_in: bool) -> FormView | None:
    """The form that answers the article; a slice's carries its question. Only where a discussion begins."""
    if head.is_closed or debate.listing.cursor:
        return None
    return article_form(
        article_id=article.article.id,
        polls=[poll.state.definition for poll in article.polls],
        signed_in=signed_in,
        holding=article.discussion.openness is Openness.HOLDING,
        typed=Typed(polls=(head.question.key,) if head.question else ()),
        token=TOKEN_PLACE,
    )


def _next(head: DiscussionHead, debate: Debate) -> Way | None:
    """The way to the next page."""
    if not debate.page.next_cursor:
        return None
    sort = debate.listing.sort
    question = head.question.key if head.question else ""
    address = discussion_address(head.slug, sort=sort, poll=question, after=debate.page.next_cursor)
    return Way(OLDER.get(sort, MORE), address, current=False)


def _own_notes(
    article: WarmArticle, debate: Debate, personal: Personal, reader: Reader, *, signed_in: bool
) -> bytes:
    may_credit = debate.listing.poll_id in personal.changed - personal.credited.keys()
    if not (personal.held or personal.new or may_credit or signed_in):
        return b""
    until = article.discussion.latest_at or BEGINNING
    notes = Notes(
        article_id=article.article.id,
        holds=bool(personal.held),
        news=news_in_words(personal.new, limit=MAX_NEW) if personal.new else "",
        news_address=_news_address(article.article.slug, personal),
        first_new=next((one.id for one in debate.page.comments if is_new(one, personal)), 0),
        visit_until=until.isoformat() if signed_in else "",
        credit_words=MAY_CREDIT if may_credit and debate.page.threads else "",
    )
    held = b"".join(comments_of(article, personal.held, {}, reader, flat=True))
    return Frame.cut(str(macro("_list", "own_notes")(notes, TOKEN_PLACE, place))).joined({"held": held})


def _news_address(slug: str, personal: Personal) -> str:
    since = (personal.seen_until or BEGINNING).isoformat().replace("+", "%2B")
    return f"/articles/{slug}/discussion/new?since={since}"
