"""The pages a reader opens."""

from flask import Blueprint, Response, abort, current_app, make_response, render_template, request

from pollsite.accounts.identity import find_reader_id, order_seed_of
from pollsite.articles.queries import published_articles
from pollsite.clock import now
from pollsite.db import db
from pollsite.pages.article_page import ArticlePage, assemble
from pollsite.pages.kept import keep
from pollsite.pages.warm import WarmArticle, WarmArticles
from pollsite.polls.errors import ActRefused, PollNotFound
from pollsite.polls.fragments import poll_fragment, wants_fragment
from pollsite.polls.queries import get_definition, standings
from pollsite.polls.views import Draft

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def home() -> Response:
    """Every article, newest first."""
    response = make_response(render_template("pages/home.html", articles=published_articles(db.session())))
    response.headers["Cache-Control"] = "public, max-age=0, s-maxage=1, stale-while-revalidate=10"
    return response


@blueprint.get("/articles/<slug>")
def article(slug: str) -> Response:
    """The article with its polls. Shared by all who have no cookie; `?change=KEY` opens one's own vote."""
    warm = _get_warm(slug)
    reader_id = find_reader_id()
    if reader_id is None:
        page = assemble(warm, at=now(), standings={})
        return keep(_render(page), page)
    return _private(_render(_page_of_reader(warm, draft=_change_begun(warm))))


@blueprint.app_errorhandler(ActRefused)
def refused(refusal: ActRefused) -> Response:
    """The article again, at the poll, with the sentence that says why and the choice still made."""
    draft = Draft(refusal.poll_id, refusal.keys, refusal.sentence)
    try:
        if wants_fragment():
            return poll_fragment(refusal.poll_id, draft=draft, status=refusal.status)
        slug = get_definition(db.session(), refusal.poll_id).article_slug
    except PollNotFound as missing:
        return make_response(render_template("base/error.html", code=404, sentence=str(missing)), 404)
    page = _page_of_reader(_get_warm(slug), draft=draft)
    response = _private(_render(page))
    response.status_code = refusal.status
    return response


def _get_warm(slug: str) -> WarmArticle:
    articles: WarmArticles = current_app.extensions["pollsite-warm"]
    warm = articles.find(db.session(), slug)
    if warm is None:
        abort(404)
    return warm


def _page_of_reader(warm: WarmArticle, *, draft: Draft | None) -> ArticlePage:
    reader_id = find_reader_id()
    wordings = [poll.state.definition.wording_id for poll in warm.polls]
    own = standings(db.session(), wordings, reader_id) if reader_id else {}
    return assemble(warm, at=now(), standings=own, seed=order_seed_of(reader_id), draft=draft)


def _change_begun(warm: WarmArticle) -> Draft | None:
    wanted = request.args.get("change")
    keys = {poll.state.definition.key: poll.state.definition.id for poll in warm.polls}
    return Draft(keys[wanted]) if wanted in keys else None


def _render(page: ArticlePage) -> Response:
    return make_response(render_template("pages/article.html", page=page))


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Cookie"
    return response
