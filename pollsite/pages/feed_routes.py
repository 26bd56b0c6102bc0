"""The feeds of a discussion and of a thread."""

from collections.abc import Iterable

from flask import Blueprint, Response, abort, current_app, redirect, request
from werkzeug.wrappers import Response as WerkzeugResponse

from pollsite.accounts.identity import find_reader_id
from pollsite.articles.queries import PublishedArticle
from pollsite.db import reading
from pollsite.discussion.excerpts import EXCERPT_SOURCE, excerpt_of
from pollsite.discussion.queries import find_comment, latest_comments
from pollsite.discussion.records import CommentRecord
from pollsite.discussion.types import Status
from pollsite.discussion.visibility import COLLAPSED, shown_of
from pollsite.discussion.words import NOBODY
from pollsite.pages.feeds import MAX_ENTRIES, MIMETYPE, Entry, Feed, render_feed
from pollsite.pages.kept import keep
from pollsite.pages.warm import WarmArticle, WarmArticles
from pollsite.web.addresses import absolute

blueprint = Blueprint("feeds", __name__)
TITLE_CHARACTERS = 80


@blueprint.get("/articles/<slug>/discussion.atom")
def discussion(slug: str) -> Response:
    """The latest comments under an article."""
    warm = _article(slug)
    with reading() as connection:
        comments = latest_comments(connection, warm.article.id, limit=MAX_ENTRIES)
    page = f"/articles/{slug}"
    title = f"Comments on “{warm.article.title}”"
    return _answer(
        warm, _feed(warm.article, comments, title, page=f"{page}#discussion", own=f"{page}/discussion.atom")
    )


@blueprint.get("/articles/<slug>/comments/<int:comment_id>.atom")
def thread(slug: str, comment_id: int) -> WerkzeugResponse:
    """The latest comments in a thread, under the number of its first comment; others lead there."""
    warm = _article(slug)
    with reading() as connection:
        found = find_comment(connection, comment_id)
        if found is None or found.article_id != warm.article.id or shown_of(found) is None:
            abort(404)
        if found.id != found.root_id:
            return redirect(f"/articles/{slug}/comments/{found.root_id}.atom", 301)
        comments = latest_comments(connection, warm.article.id, limit=MAX_ENTRIES, root_id=found.id)
    named = f" that {_name(found)} began" if found.status is Status.VISIBLE else ""
    title = f"A thread{named} on “{warm.article.title}”"
    page = f"/articles/{slug}/comments/{found.id}"
    return _answer(warm, _feed(warm.article, comments, title, page=page, own=f"{page}.atom"))


def _article(slug: str) -> WarmArticle:
    articles: WarmArticles = current_app.extensions["pollsite-warm"]
    found = articles.find(slug)
    return found.warm if found else abort(404)


def _feed(
    article: PublishedArticle, comments: Iterable[CommentRecord], title: str, *, page: str, own: str
) -> Feed:
    return Feed(
        address=absolute(own),
        page=absolute(page),
        title=title,
        subtitle=article.summary,
        language=article.language,
        updated_at=article.updated_at,
        entries=[_entry(article.slug, comment) for comment in comments if comment.status is Status.VISIBLE],
    )


def _entry(slug: str, comment: CommentRecord) -> Entry:
    """Nothing can be folded in a feed, so what waits behind a notice on the page is not in it."""
    answers = comment.answers
    words = (
        COLLAPSED if comment.collapsed else excerpt_of(comment.html[:EXCERPT_SOURCE], limit=TITLE_CHARACTERS)
    )
    number_address, page = _addresses(slug, comment.id)
    return Entry(
        number_address=number_address,
        page=page,
        title=f"{_name(comment)}: {words}",
        author=_name(comment),
        html=f"<p>{COLLAPSED}.</p>" if comment.collapsed else comment.html,
        published_at=comment.since,
        updated_at=comment.edited_at or comment.since,
        answers=_addresses(slug, answers.comment_id) if answers else None,
    )


def _addresses(slug: str, comment_id: int) -> tuple[str, str]:
    """What names a comment for ever, and where it is read."""
    return absolute(f"/comments/{comment_id}"), absolute(f"/articles/{slug}/comments/{comment_id}")


def _name(comment: CommentRecord) -> str:
    return comment.author.name or NOBODY


def _answer(warm: WarmArticle, feed: Feed) -> Response:
    """Kept for everybody without a cookie; to others it says what has not changed."""
    response = Response(render_feed(feed), mimetype=MIMETYPE)
    response.last_modified = feed.changed_at.replace(microsecond=0)
    if find_reader_id() is None:
        return keep(response, article_id=warm.article.id, version=warm.version, until=None)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Cookie"
    response.add_etag(weak=True)
    response.make_conditional(request)
    return response
