"""The pages of a discussion: its threads, one comment with its thread, what is new, and what was said before edits."""

from datetime import UTC, datetime
from functools import partial

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as WerkzeugResponse

from pollsite.clock import now
from pollsite.discussion.cursors import UnreadableCursor
from pollsite.discussion.records import Listing
from pollsite.discussion.types import Sort
from pollsite.numbers import number_in
from pollsite.pages.discussion_pages import (
    earlier_page,
    excerpt_page,
    find_place,
    new_page,
    threads_page,
)
from pollsite.pages.kept import SHARED_CACHING, keep
from pollsite.pages.readers import debates, find_reading, private, reader_of, until_of, visitor
from pollsite.pages.warm import Reading

blueprint = Blueprint("debate", __name__)
COMMENT = "<int:comment_id>"
NO_SUCH_COMMENT = "This comment is not here. Its author may have removed it."
NO_SUCH_PAGE = "There is no such page of this discussion. Begin with its first one."
NO_SUCH_SORT = "Threads cannot be sorted like that. The discussion’s own page offers its orders."
NO_SUCH_QUESTION = "This article asks no such question. It may have asked it earlier."
NO_SUCH_MOMENT = "Say since when, as a moment with its zone: ?since=2026-11-24T12:00:00Z."


@blueprint.get("/articles/<slug>/discussion")
def threads(slug: str) -> Response:
    """A page of threads: `?sort=`, those about one question with `?poll=KEY`, from `?after=` on."""
    who, at = visitor(), now()
    read = find_reading(slug, who) or abort(404)
    listing = _listing_asked(read)
    try:
        debate = debates().find(read.warm, listing, at=at)
    except UnreadableCursor:
        abort(400, NO_SUCH_PAGE)
    ask = partial(debates().personal, debate, account_id=who.account_id, at=at)
    reader = reader_of(read, who, at=at, ask=lambda reader_id: ask(reader_id=reader_id))
    html = threads_page(read, debate, reader, who, told=request.args.get("told", ""), at=at)
    if who.reader_id is not None:
        return private(html)
    until = until_of(read.warm, debate.page.until, at=at)
    return _shared(html, read, until=until, lasting=not listing.cursor)


@blueprint.get("/articles/<slug>/discussion/new")
def news(slug: str) -> Response:
    """What was published since `?since=`, oldest first, each with what it answers."""
    who, at = visitor(), now()
    read = find_reading(slug, who) or abort(404)
    since, after_id = _moment_asked(), number_in(request.args.get("after"))
    page = new_page(read, who, since=since, after_id=after_id, at=at)
    return private(page) if who.reader_id else _shared(page, read)


@blueprint.get(f"/articles/<slug>/comments/{COMMENT}")
def comment(slug: str, comment_id: int) -> Response:
    """One comment with what it answers and its replies, from `?after=` on; `?told=` says what was just done."""
    who, at = visitor(), now()
    read = find_reading(slug, who) or abort(404)
    try:
        after, told = request.args.get("after", ""), request.args.get("told", "")
        page = excerpt_page(read, who, comment_id, after=after, told=told, at=at)
    except UnreadableCursor:
        abort(400, NO_SUCH_PAGE)
    if page is None:
        abort(404, NO_SUCH_COMMENT)
    return private(page) if who.reader_id else _shared(page, read)


@blueprint.get(f"/articles/<slug>/comments/{COMMENT}/earlier")
def earlier(slug: str, comment_id: int) -> Response:
    """What a comment said before it was edited."""
    who = visitor()
    read = find_reading(slug, who) or abort(404)
    page = earlier_page(read, who, comment_id) or abort(404, NO_SUCH_COMMENT)
    return private(page) if who.reader_id else _shared(page, read)


@blueprint.get(f"/comments/{COMMENT}")
def find(comment_id: int) -> WerkzeugResponse:
    """To the comment in its thread."""
    place = find_place(comment_id, visitor().reader_id)
    if place is None:
        abort(404, NO_SUCH_COMMENT)
    return redirect(place, 303)


def _listing_asked(read: Reading) -> Listing:
    """What `?sort=`, `?poll=` and `?after=` ask for; 400 or 404 where there is no such thing."""
    article, key = read.warm, request.args.get("poll")
    try:
        sort = Sort(request.args.get("sort", Sort.BEST))
    except ValueError:
        abort(400, NO_SUCH_SORT)
    poll = article.find_poll(key)
    if key is not None and poll is None:
        abort(404, NO_SUCH_QUESTION)
    return Listing(article.article.id, sort, poll.id if poll else None, request.args.get("after", ""))


def _moment_asked() -> datetime:
    try:
        since = datetime.fromisoformat(request.args.get("since", "").replace(" ", "+"))
        return since.astimezone(UTC) if since.tzinfo else abort(400, NO_SUCH_MOMENT)
    except (ValueError, OverflowError):
        abort(400, NO_SUCH_MOMENT)


def _shared(html: bytes, read: Reading, *, until: datetime | None = None, lasting: bool = False) -> Response:
    """A page that is the same for everybody without a cookie; `lasting`: it is worth keeping ready."""
    response = Response(html, mimetype="text/html")
    if lasting:
        return keep(response, article_id=read.warm.article.id, version=read.warm.version, until=until)
    response.headers["Cache-Control"] = SHARED_CACHING
    response.headers["Vary"] = "Cookie, Accept-Encoding"
    return response
