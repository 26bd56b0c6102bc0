"""What a member's own program does with their token: see and cast their ballots, and post comments."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, current_app, request

from pollsite.accounts.tokens import Bearer
from pollsite.accounts.types import Scope
from pollsite.allowances import WRITING
from pollsite.api.comment_types import CommentWritten
from pollsite.api.comment_types import Posted as PostedTold
from pollsite.api.operations import IDEMPOTENCY_KEY, MAX_IDEMPOTENCY_KEY, PREFIX, Operation
from pollsite.api.posting import subject_named, submission_of
from pollsite.api.routes import teller_of
from pollsite.api.serving import Answer, Call, opened, refuse_in_json
from pollsite.api.telling import ballot_told
from pollsite.api.types import Ballot, BallotCast, Me
from pollsite.db import db
from pollsite.discussion.acting import overseer
from pollsite.discussion.acting import write as store
from pollsite.discussion.errors import CommentNotFound
from pollsite.discussion.posting import Posted, post_comment
from pollsite.discussion.routes import told_of
from pollsite.discussion.telling import tell_by_mail
from pollsite.discussion.told import told_in_words
from pollsite.pages.around import Asking, find_around
from pollsite.pages.readers import Visitor, find_reading
from pollsite.polls.origins import forgetting_too, request_origin
from pollsite.polls.queries import get_state, standing_in
from pollsite.polls.routes import ballot_hooks, said_of, write
from pollsite.polls.services import BallotReceipt, cast_ballot, withdraw_ballot
from pollsite.ratelimit import Limiter
from pollsite.web.addresses import absolute

blueprint = Blueprint("own_api", __name__, url_prefix=PREFIX)
refuse_in_json(blueprint)
BALLOT = "/polls/<int:poll_id>/ballot"

ME = Operation(
    name="me",
    method="GET",
    rule="/me",
    summary="Whose token this is, and what it may do",
    answers=Me,
    with_token=True,
)
SHOW_BALLOT = Operation(
    name="ballot",
    method="GET",
    rule=BALLOT,
    summary="One’s own answer, and the question as it is open to oneself",
    answers=Ballot,
    scope=Scope.READ_OWN,
)
CAST = Operation(
    name="cast",
    method="PUT",
    rule=BALLOT,
    summary="Answer, or answer otherwise; the same answer twice is one",
    takes=BallotCast,
    answers=Ballot,
    scope=Scope.VOTE,
)
WITHDRAW = Operation(
    name="withdraw",
    method="DELETE",
    rule=BALLOT,
    summary="Take the answer back",
    answers=Ballot,
    scope=Scope.VOTE,
)
POST = Operation(
    name="post",
    method="POST",
    rule="/articles/<slug>/comments",
    summary="Post a comment on the article, or an answer to another comment",
    takes=CommentWritten,
    answers=PostedTold,
    status=201,
    scope=Scope.COMMENT,
    keyed=True,
)
OWN = (ME, SHOW_BALLOT, CAST, WITHDRAW, POST)


@opened(blueprint, ME)
def me(call: Call) -> Answer:
    """Who the token names."""
    bearer = call.bearer
    scopes = tuple(scope for scope in Scope if scope in bearer.scopes)
    told = Me(
        member=bearer.account_id,
        name=bearer.member_name,
        token=bearer.token_name,
        scopes=scopes,
        ends_at=bearer.expires_at,
    )
    return Answer(told)


@opened(blueprint, SHOW_BALLOT)
def ballot(call: Call, poll_id: int) -> Answer:
    """Their answer, if there is one."""
    return _ballot(call, poll_id)


@opened(blueprint, CAST)
def cast(call: Call, poll_id: int) -> Answer:
    """Count it in place of an earlier one."""
    vote = partial(
        cast_ballot,
        poll_id=poll_id,
        reader_id=call.bearer.reader_id,
        keys=call.body.options,
        wording=call.body.wording,
        at=call.at,
        origin=request_origin(at=call.at),
        hooks=ballot_hooks(),
    )
    return _act(call, poll_id, forgetting_too(vote, at=call.at))


@opened(blueprint, WITHDRAW)
def withdraw(call: Call, poll_id: int) -> Answer:
    """Withdraw it."""
    reader_id, hooks = call.bearer.reader_id, ballot_hooks()
    act = partial(withdraw_ballot, poll_id=poll_id, reader_id=reader_id, at=call.at, hooks=hooks)
    return _act(call, poll_id, act)


@opened(blueprint, POST)
def post(call: Call, slug: str) -> Answer:
    """Store it, and tell by mail whom it answers."""
    bearer = call.bearer
    subject = subject_named(db.session(), slug)
    _limiter().count(
        WRITING,
        actor=bearer.reader_id.hex,
        address=request.remote_addr,
        article=subject.article_id,
        at=call.at,
    )
    key = request.headers.get(IDEMPOTENCY_KEY, "")[:MAX_IDEMPOTENCY_KEY]
    submission = submission_of(call.body, subject=subject, bearer=bearer, key=key)
    looking = overseer(source=submission.source, html=submission.html)
    posted = store(partial(post_comment, submission=submission, at=call.at, overseer=looking))
    tell_by_mail(posted.told)
    told = _posted(call, posted, slug=slug, article_id=subject.article_id)
    return Answer(told, location=f"{PREFIX}/comments/{posted.comment_id}")


def _act(call: Call, poll_id: int, act: Callable[[Any], BallotReceipt]) -> Answer:
    """Count the act as pages count votes, do it, and tell how the member stands then."""
    _limiter().count_vote(reader=call.bearer.reader_id.hex, address=request.remote_addr, at=call.at)
    return _ballot(call, poll_id, notice=said_of(write(act)).notice)


def _ballot(call: Call, poll_id: int, *, notice: str = "") -> Answer:
    session = db.session()
    state = get_state(session, poll_id)
    standing = standing_in(session, state.definition.wording_id, call.bearer.reader_id)
    return Answer(ballot_told(state, standing, at=call.at, absolute=absolute, notice=notice))


def _posted(call: Call, posted: Posted, *, slug: str, article_id: int) -> PostedTold:
    """The comment as its author sees it."""
    bearer: Bearer = call.bearer
    who = Visitor(bearer.reader_id, None)
    read = find_reading(slug, who)
    asking = Asking(
        article_id=article_id, reader_id=bearer.reader_id, account_id=bearer.account_id, at=call.at
    )
    around = find_around(posted.comment_id, asking, after="")
    assert read is not None
    assert around is not None
    teller = teller_of(read, around.votes, who=who, at=call.at)
    comment = next(teller.known((around.excerpt.comment,)), None)
    if comment is None:  # sent again after its author has deleted it
        raise CommentNotFound
    return PostedTold(comment, told_in_words(told_of(posted), own=True, status=posted.status))


def _limiter() -> Limiter:
    limiter: Limiter = current_app.extensions["pollsite-limiter"]
    return limiter
