"""The discussion's own pages, put together from frames that many share and from comments rendered once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from flask import render_template

from pollsite.accounts.identity import order_seed_of
from pollsite.articles.queries import PublishedArticle
from pollsite.db import db
from pollsite.discussion.deletions import deletion_in_words
from pollsite.discussion.queries import NEWS_A_PAGE
from pollsite.discussion.records import CommentRecord, Excerpt, Listing
from pollsite.discussion.told import told_in_words
from pollsite.discussion.types import Status
from pollsite.discussion.visibility import shown_of
from pollsite.discussion.words import NOBODY, moment_in_words
from pollsite.pages.around import Asking, News, find_around, find_earlier, find_news, find_slug
from pollsite.pages.composing import card_of
from pollsite.pages.debates import Debate
from pollsite.pages.describing import own_root
from pollsite.pages.discussing import Reader, comments_of, macro
from pollsite.pages.discussion_section import discussion_section
from pollsite.pages.json_ld import Facts, comment_facts
from pollsite.pages.meta import Meta, comment_meta, discussion_meta
from pollsite.pages.navigation import navigation
from pollsite.pages.pieces import Frame, place, with_token
from pollsite.pages.readers import Visitor, reader_of
from pollsite.pages.reporting import told_of_comment
from pollsite.pages.warm import Reading
from pollsite.web.addresses import absolute
from pollsite.web.templating import form_token_if_known


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionPage:
    """What the page of threads prints around them; `sliced`: they are about one question."""

    article: PublishedArticle
    meta: Meta
    sliced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentPage:
    """What the page of one comment prints around it. `older` is the address of further replies, "" for none.

    `told_of_report`: `told` goes on to all that the reader has reported. `facts` are what machines are told of the
    comment. `beginning` leads to what comes before all that is shown, "" if nothing does. `is_gone`: there are no
    words, and nobody answered them. `is_locked`: the thread is, and its first comment, which says so, is not shown.
    """

    article: PublishedArticle
    meta: Meta
    facts: Facts
    title: str
    told: str
    told_of_report: bool
    older: str
    beginning: str
    beginning_words: str
    feed: str
    is_gone: bool
    is_locked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsPage:
    """What the page of new comments prints around them. `older` is the address of those that follow, "" for none."""

    article: PublishedArticle
    since: datetime
    since_words: str
    count: int
    rendered_until: str
    any: bool
    older: str


@dataclass(frozen=True, slots=True)
class PastText:
    """What a comment said until a moment."""

    html: str
    replaced_at: datetime
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierPage:
    """What a comment said before its edits, the last first."""

    article: PublishedArticle
    address: str
    author: str
    texts: tuple[PastText, ...]


def threads_page(
    read: Reading, debate: Debate, reader: Reader, who: Visitor, *, told: str = "", at: datetime
) -> bytes:
    """A page of threads; those about one question stand beside its poll, as in the article."""
    article, token = read.warm, form_token_if_known()
    section = discussion_section(article, debate, reader, signed_in=who.signed_in, token=token)
    key = ("page", article.article.version, own_root())
    frame = debate.pieces.get(key)
    if not isinstance(frame, Frame):
        is_first = debate.listing == Listing(article.article.id)
        meta = discussion_meta(article.article, is_first=is_first, absolute=absolute)
        sliced = debate.listing.poll_id is not None
        page = DiscussionPage(article=article.article, meta=meta, sliced=sliced)
        frame = Frame.cut(render_template("discussion/discussion.html", page=page, place=place))
        debate.pieces.keep(key, frame)
    deleted = deletion_in_words(db.session(), told, reader_id=who.reader_id)
    pieces = {
        "navigation": navigation(who.member),
        "told": str(macro("_list", "notice")(deleted)).encode() if deleted else b"",
    }
    if debate.listing.poll_id is not None:
        seed = order_seed_of(who.reader_id)
        pieces["card"] = card_of(read, debate.listing.poll_id, at=at, seed=seed)
    return b"".join(frame.filled(pieces, token=token, finished={"discussion": section}))


def excerpt_page(
    read: Reading, who: Visitor, comment_id: int, *, after: str, told: str, at: datetime
) -> bytes | None:
    """One comment in its thread; None where there is none that this visitor may know of."""
    article = read.warm.article
    around = find_around(comment_id, _asking(read, who, at=at), after=after)
    if around is None or shown_of(around.excerpt.comment, reader_id=who.reader_id) is None:
        return None
    reader = replace(reader_of(read, who, at=at), personal=around.personal)
    excerpt = around.excerpt
    own = who.reader_id is not None and excerpt.comment.author.reader_id == who.reader_id
    address = f"/articles/{article.slug}/comments/{comment_id}"
    of_report = told_of_comment(told, comment_id, reader_id=who.reader_id)
    page = CommentPage(
        article=article,
        meta=comment_meta(article, excerpt.comment, is_first=not after, absolute=absolute),
        facts=comment_facts(article, excerpt, absolute=absolute),
        title=_title(excerpt.comment),
        told=of_report
        or told_in_words(told, own=own, status=excerpt.comment.status)
        or deletion_in_words(db.session(), told, reader_id=who.reader_id),
        told_of_report=bool(of_report),
        older=f"{address}?after={excerpt.next_cursor}" if excerpt.next_cursor else "",
        beginning=_beginning(address, excerpt, after=after),
        beginning_words="Earlier replies, from the first on"
        if after
        else "The whole thread, from its beginning",
        feed=f"/articles/{article.slug}/comments/{excerpt.comment.root_id}.atom",
        is_gone=excerpt.comment.status in (Status.REMOVED, Status.DELETED)
        and not (own or excerpt.comment.replies),
        is_locked=excerpt.comment.locked and all(comment.depth for comment in excerpt.comments),
    )
    comments = b"".join(comments_of(read.warm, excerpt.comments, around.votes, reader))
    return _page("discussion/thread.html", page, {"comments": comments}, who)


def new_page(read: Reading, who: Visitor, *, since: datetime, after_id: int, at: datetime) -> bytes:
    """What was published since."""
    news = find_news(_asking(read, who, at=at), since=since, after_id=after_id)
    shown = news.comments[:NEWS_A_PAGE]
    last = shown[-1] if shown else None
    page = NewsPage(
        article=read.warm.article,
        since=since,
        since_words=moment_in_words(since),
        count=read.warm.discussion.comments,
        rendered_until=(last.since if last else since).isoformat(),
        any=last is not None,
        older=_newer_address(read.warm.article.slug, news) if len(news.comments) > len(shown) else "",
    )
    reader = replace(reader_of(read, who, at=at), personal=news.personal)
    comments = b"".join(comments_of(read.warm, shown, news.votes, reader, flat=True))
    return _page("discussion/new.html", page, {"comments": comments}, who)


def earlier_page(read: Reading, who: Visitor, comment_id: int) -> bytes | None:
    """What a comment said before its edits; None where there is nothing of that to be shown."""
    article = read.warm.article
    found = find_earlier(comment_id, article_id=article.id)
    if found is None:
        return None
    comment, texts = found
    page = EarlierPage(
        article=article,
        address=f"/articles/{article.slug}/comments/{comment_id}#comment-{comment_id}",
        author=comment.author.name or NOBODY,
        texts=tuple(
            PastText(text.html, text.replaced_at, moment_in_words(text.replaced_at)) for text in texts
        ),
    )
    return _page("discussion/earlier.html", page, {}, who)


def find_place(comment_id: int, reader_id: UUID | None) -> str | None:
    """The address of a comment in its thread; None where this reader may not know of it."""
    found = find_slug(comment_id)
    if found is None or shown_of(found[0], reader_id=reader_id) is None:
        return None
    return f"/articles/{found[1]}/comments/{comment_id}#comment-{comment_id}"


def _page(template: str, page: object, pieces: Mapping[str, bytes], who: Visitor) -> bytes:
    frame = Frame.cut(render_template(template, page=page, place=place))
    own = {**pieces, "navigation": navigation(who.member)}
    return with_token(frame.joined(own), form_token_if_known())


def _asking(read: Reading, who: Visitor, *, at: datetime) -> Asking:
    return Asking(article_id=read.warm.article.id, reader_id=who.reader_id, account_id=who.account_id, at=at)


def _title(comment: CommentRecord) -> str:
    named = comment.status is Status.VISIBLE
    return f"Comment by {comment.author.name or NOBODY}" if named else "A comment"


def _beginning(address: str, excerpt: Excerpt, *, after: str) -> str:
    """Where the replies begin that a further page goes on with, or else the thread that a reply stands in."""
    comment = excerpt.comment
    if after:
        return f"{address}#comment-{comment.id}"
    if not comment.depth:
        return ""
    return f"{address.rpartition('/')[0]}/{comment.root_id}#comment-{comment.root_id}"


def _newer_address(slug: str, news: News) -> str:
    last = news.comments[NEWS_A_PAGE - 1]
    since = last.since.isoformat().replace("+", "%2B")
    return f"/articles/{slug}/discussion/new?since={since}&after={last.id}"
