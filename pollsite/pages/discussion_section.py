"""The discussion as it stands under its article, and on its own page: head, form, threads, and what is one reader's."""

from dataclasses import dataclass

from pollsite.discussion.form_views import Typed, article_form
from pollsite.discussion.personal import MAX_NEW
from pollsite.discussion.records import Personal
from pollsite.discussion.states import is_new
from pollsite.discussion.types import Openness, Sort
from pollsite.discussion.words import news_in_words
from pollsite.pages.debates import Debate
from pollsite.pages.discussing import Reader, comments_of, macro, threads_of
from pollsite.pages.discussion_head import BEGINNING, DiscussionHead, discussion_address, discussion_head
from pollsite.pages.pieces import TOKEN_PLACE
from pollsite.pages.warm import WarmArticle

OLDER = {Sort.NEWEST: "Older threads", Sort.OLDEST: "Newer threads"}
MORE = "More threads"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What is new to one reader in the discussion. `visit_until` is "" for whom no visits are kept."""

    article_id: int
    news: str
    news_address: str
    first_new: int
    visit_until: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all readers of a page of threads share, before and after their own notes, and after the threads."""

    opening: bytes
    before_list: bytes
    closing: bytes


def discussion_section(article: WarmArticle, debate: Debate, reader: Reader, *, signed_in: bool) -> bytes:
    """The section with one page of threads, for one reader or for everybody."""
    around = _surroundings(article, debate, signed_in=signed_in)
    notes = _own_notes(article, debate, reader, signed_in=signed_in) if reader.personal else b""
    threads = threads_of(article, debate, reader)
    return b"".join((around.opening, notes, around.before_list, threads, around.closing))


def _surroundings(article: WarmArticle, debate: Debate, *, signed_in: bool) -> Surroundings:
    key = ("around", article.article.version, signed_in)
    kept = debate.pieces.get(key)
    if isinstance(kept, Surroundings):
        return kept
    head = discussion_head(article, debate.listing)
    form = _form(article, head, debate, signed_in=signed_in)
    nothing = "" if debate.page.threads else str(macro("_list", "nothing")(head))
    before_list = (form, macro("_list", "orders")(head), macro("_list", "list_opening")(head), nothing)
    around = Surroundings(
        opening=f"{SECTION_OPENING}{macro('_list', 'head')(head)}".encode(),
        before_list="".join(map(str, before_list)).encode(),
        closing=f"</div>{_older(head, debate)}</section>".encode(),
    )
    debate.pieces.keep(key, around)
    return around


HELD_OPENING = '<section class="held" aria-label="Your comments that wait for a moderator">'
SECTION_OPENING = '<section class="discussion" id="discussion" aria-labelledby="discussion-title">\n'


def _form(article: WarmArticle, head: DiscussionHead, debate: Debate, *, signed_in: bool) -> str:
    """The form that answers the article; a slice's carries its question. Only where a discussion begins."""
    if head.is_closed or debate.listing.cursor:
        return ""
    form = article_form(
        article_id=article.article.id,
        polls=[poll.state.definition for poll in article.polls],
        signed_in=signed_in,
        holding=article.discussion.openness is Openness.HOLDING,
        typed=Typed(polls=(head.question.key,) if head.question else ()),
        token=TOKEN_PLACE,
    )
    return str(macro("_form", "comment_form")(form))


def _older(head: DiscussionHead, debate: Debate) -> str:
    if not debate.page.next_cursor:
        return ""
    sort = debate.listing.sort
    question = head.question.key if head.question else ""
    address = discussion_address(head.slug, sort=sort, poll=question, after=debate.page.next_cursor)
    return str(macro("_list", "older")(address, OLDER.get(sort, MORE)))


def _own_notes(article: WarmArticle, debate: Debate, reader: Reader, *, signed_in: bool) -> bytes:
    personal = reader.personal
    assert personal is not None
    if not (personal.held or personal.new or signed_in):
        return b""
    until = article.discussion.latest_at or BEGINNING
    notes = Notes(
        article_id=article.article.id,
        news=news_in_words(personal.new, limit=MAX_NEW) if personal.new else "",
        news_address=_news_address(article.article.slug, personal),
        first_new=next((one.id for one in debate.page.comments if is_new(one, personal)), 0),
        visit_until=until.isoformat() if signed_in else "",
    )
    held = comments_of(article, personal.held, {}, reader, flat=True)
    own = (HELD_OPENING.encode(), *held, b"</section>") if held else ()
    return b"".join((*own, str(macro("_list", "own_notes")(notes, TOKEN_PLACE)).encode()))


def _news_address(slug: str, personal: Personal) -> str:
    since = (personal.seen_until or BEGINNING).isoformat().replace("+", "%2B")
    return f"/articles/{slug}/discussion/new?since={since}"
