"""The pages a reader opens first: home, and an article with its polls and its discussion."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from flask import Blueprint, Response, abort, make_response, render_template, request

from pollsite.accounts.identity import order_seed_of
from pollsite.articles.queries import published_articles
from pollsite.clock import now
from pollsite.db import db
from pollsite.discussion.records import Listing
from pollsite.pages.composing import NOTHING_TOLD, Surroundings, Telling, compose
from pollsite.pages.describing import facts_of_article
from pollsite.pages.discussion_section import discussion_section
from pollsite.pages.kept import keep
from pollsite.pages.navigation import navigation
from pollsite.pages.readers import Visitor, debates, find_reading, private, reader_of, until_of, visitor
from pollsite.pages.warm import Reading, WarmPoll
from pollsite.polls.before_errors import BeforeRefused
from pollsite.polls.before_fragments import before_fragment
from pollsite.polls.definitions import get_definition
from pollsite.polls.errors import ActRefused, PollNotFound
from pollsite.polls.fragments import poll_fragment, wants_fragment
from pollsite.polls.ledger_lines import LedgerRow
from pollsite.polls.ledger_reading import find_receipt
from pollsite.polls.types import NO_STANDING
from pollsite.polls.views import CHANGED, WITHDRAWN, Draft
from pollsite.web.templating import form_token_if_known

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def home() -> Response:
    """Every article, newest first."""
    response = make_response(render_template("pages/home.html", articles=published_articles(db.session())))
    if visitor().reader_id is None:
        response.headers["Cache-Control"] = "public, max-age=0, s-maxage=1, stale-while-revalidate=10"
        response.headers["Vary"] = "Cookie"
        return response
    return private(response.get_data())


@blueprint.get("/articles/<slug>")
def article(slug: str) -> Response:
    """The article with its polls and the first page of its discussion. Shared by all who have no cookie.

    `?change=KEY` opens one's own vote, `?receipt=KEY` shows its receipt; `?withdrawn=KEY` and `?changed=KEY` say what
    became of it.
    """
    who = visitor()
    read = find_reading(slug, who) or abort(404)
    if who.reader_id is not None:
        return _personal(read, who, telling=_told(read, who))
    warm, at = read.warm, now()
    debate = debates().find(warm, Listing(warm.article.id), at=at)
    around = Surroundings(
        discussion=discussion_section(warm, debate, reader_of(read, who, at=at), signed_in=False, token=""),
        facts=facts_of_article(warm, debate),
        navigation=navigation(None),
    )
    html = compose(read, at=at, around=around)
    until = until_of(warm, debate.page.until, at=at)
    return keep(
        Response(html, mimetype="text/html"), article_id=warm.article.id, version=warm.version, until=until
    )


@blueprint.app_errorhandler(ActRefused)
def refused(refusal: ActRefused) -> Response:
    """The article again, at the poll, with the sentence that says why and the choice still made."""
    draft = Draft(refusal.poll_id, refusal.keys, refusal.sentence)
    fragment = partial(poll_fragment, refusal.poll_id, draft=draft)
    return _asked_again(refusal, fragment, Telling(draft=draft))


@blueprint.app_errorhandler(BeforeRefused)
def before_refused(refusal: BeforeRefused) -> Response:
    """The article again, at its beginning, with the sentence that says why and the answer still chosen."""
    draft = Draft(refusal.poll_id, refusal.keys, refusal.sentence)
    fragment = partial(before_fragment, refusal.poll_id, draft=draft)
    return _asked_again(refusal, fragment, Telling(before=draft))


def _asked_again(refusal: ActRefused, fragment: Callable[[], Response], telling: Telling) -> Response:
    """The fragment for a script, else the whole article for its reader; 404 where the question is asked no longer."""
    try:
        if wants_fragment():
            return _refusing(fragment(), refusal)
        slug = get_definition(db.session(), refusal.poll_id).article_slug
    except PollNotFound as missing:
        return make_response(render_template("base/error.html", code=404, sentence=str(missing)), 404)
    who = visitor()
    read = find_reading(slug, who) or abort(404)
    return _refusing(_personal(read, who, telling=telling), refusal)


def _refusing(response: Response, refusal: ActRefused) -> Response:
    response.status_code = refusal.status
    if refusal.retry_after_s is not None:
        response.headers["Retry-After"] = str(refusal.retry_after_s)
    return response


def _personal(read: Reading, who: Visitor, *, telling: Telling) -> Response:
    """The page for this request's visitor, and nobody else. Machines have no cookie, and are told no facts here."""
    at, token = now(), form_token_if_known()
    around = Surroundings(
        discussion=_discussion(read, who, at=at, token=token), navigation=navigation(who.member)
    )
    seed = order_seed_of(who.reader_id)
    return private(compose(read, at=at, around=around, seed=seed, telling=telling, token=token))


def _discussion(read: Reading, who: Visitor, *, at: datetime, token: str) -> list[bytes]:
    debate = debates().find(read.warm, Listing(read.warm.article.id), at=at)
    ask = partial(debates().personal, debate, account_id=who.account_id, at=at)
    reader = reader_of(read, who, at=at, ask=lambda reader_id: ask(reader_id=reader_id))
    return discussion_section(read.warm, debate, reader, signed_in=who.signed_in, token=token)


def _told(read: Reading, who: Visitor) -> Telling:
    """What the address asks the polls to tell."""
    if not request.args:
        return NOTHING_TOLD
    notices = {**_change_told(read), **_withdrawal_told(read)}
    return Telling(draft=_change_begun(read), notices=notices, receipts=_receipt_asked_for(read, who))


def _change_begun(read: Reading) -> Draft | None:
    """`?change=KEY`: the form is shown again, with the standing vote chosen."""
    poll = _poll_named_by("change", read)
    return Draft(poll.id) if poll else None


def _receipt_asked_for(read: Reading, who: Visitor) -> dict[int, LedgerRow]:
    """`?receipt=KEY`: the row of the reader's vote."""
    poll = _poll_named_by("receipt", read)
    if poll is None or who.reader_id is None:
        return {}
    row = find_receipt(db.session(), poll.state.definition, who.reader_id)
    return {poll.id: row} if row else {}


def _withdrawal_told(read: Reading) -> dict[int, str]:
    """`?withdrawn=KEY`: said as long as it is true."""
    poll = _poll_named_by("withdrawn", read)
    if poll is None or read.standings.get(poll.state.definition.wording_id, NO_STANDING).choices:
        return {}
    return {poll.id: WITHDRAWN}


def _change_told(read: Reading) -> dict[int, str]:
    """`?changed=KEY`: said as long as there is a vote."""
    poll = _poll_named_by("changed", read)
    if poll is None or not read.standings.get(poll.state.definition.wording_id, NO_STANDING).choices:
        return {}
    return {poll.id: CHANGED}


def _poll_named_by(parameter: str, read: Reading) -> WarmPoll | None:
    return read.warm.find_poll(request.args.get(parameter))
