"""The pages a reader opens."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, Response, abort, current_app, make_response, render_template, request

from pollsite.accounts.identity import find_reader_id, order_seed_of
from pollsite.articles.queries import published_articles
from pollsite.clock import now
from pollsite.db import db
from pollsite.pages.composing import NO_NOTICES, compose
from pollsite.pages.kept import keep
from pollsite.pages.warm import Reading, WarmArticles, WarmPoll
from pollsite.polls.definitions import get_definition
from pollsite.polls.errors import ActRefused, PollNotFound
from pollsite.polls.fragments import poll_fragment, wants_fragment
from pollsite.polls.types import NO_STANDING
from pollsite.polls.views import WITHDRAWN, Draft
from pollsite.web.templating import form_token_if_known

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def home() -> Response:
    """Every article, newest first."""
    response = make_response(render_template("pages/home.html", articles=published_articles(db.session())))
    response.headers["Cache-Control"] = "public, max-age=0, s-maxage=1, stale-while-revalidate=10"
    return response


@blueprint.get("/articles/<slug>")
def article(slug: str) -> Response:
    """The article with its polls. Shared by all who have no cookie.

    `?change=KEY` opens one's own vote, and `?withdrawn=KEY` says that it was taken back.
    """
    reader_id = find_reader_id()
    read = _read(slug, reader_id)
    if reader_id is not None:
        return _personal(read, reader_id, draft=_change_begun(read), notices=_withdrawal_told(read))
    warm, at = read.warm, now()
    response = Response(compose(warm, at=at, standings={}), mimetype="text/html")
    return keep(response, article_id=warm.article.id, version=warm.version, until=warm.next_change(at=at))


@blueprint.app_errorhandler(ActRefused)
def refused(refusal: ActRefused) -> Response:
    """The article again, at the poll, with the sentence that says why and the choice still made."""
    draft = Draft(refusal.poll_id, refusal.keys, refusal.sentence)
    try:
        if wants_fragment():
            return _refusing(poll_fragment(refusal.poll_id, draft=draft), refusal)
        slug = get_definition(db.session(), refusal.poll_id).article_slug
    except PollNotFound as missing:
        return make_response(render_template("base/error.html", code=404, sentence=str(missing)), 404)
    reader_id = find_reader_id()
    response = _personal(_read(slug, reader_id), reader_id, draft=draft)
    return _refusing(response, refusal)


def _refusing(response: Response, refusal: ActRefused) -> Response:
    response.status_code = refusal.status
    if refusal.retry_after_s is not None:
        response.headers["Retry-After"] = str(refusal.retry_after_s)
    return response


def _read(slug: str, reader_id: UUID | None) -> Reading:
    articles: WarmArticles = current_app.extensions["pollsite-warm"]
    return articles.find(slug, reader_id=reader_id) or abort(404)


def _personal(
    read: Reading, reader_id: UUID | None, *, draft: Draft | None, notices: Mapping[int, str] = NO_NOTICES
) -> Response:
    """The page for this request's reader, and nobody else."""
    html = compose(
        read.warm,
        at=now(),
        standings=read.standings,
        seed=order_seed_of(reader_id),
        draft=draft,
        notices=notices,
        token=form_token_if_known(),
    )
    response = Response(html, mimetype="text/html")
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Cookie"
    return response


def _change_begun(read: Reading) -> Draft | None:
    """`?change=KEY`: the form is shown again, with the standing vote chosen."""
    poll = _poll_named_by("change", read)
    return Draft(poll.id) if poll else None


def _withdrawal_told(read: Reading) -> dict[int, str]:
    """`?withdrawn=KEY`: said as long as it is true."""
    poll = _poll_named_by("withdrawn", read)
    if poll is None or read.standings.get(poll.state.definition.wording_id, NO_STANDING).choices:
        return {}
    return {poll.id: WITHDRAWN}


def _poll_named_by(parameter: str, read: Reading) -> WarmPoll | None:
    wanted = request.args.get(parameter)
    return next((poll for poll in read.warm.polls if poll.key == wanted), None)
