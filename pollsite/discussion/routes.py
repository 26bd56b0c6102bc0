"""The doors of a discussion: write to the article or to a comment, see a preview, sign in first, note a visit."""

import secrets
from contextlib import suppress
from functools import partial
from hashlib import sha256
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as WerkzeugResponse

from pollsite.accounts.doors import require_member
from pollsite.accounts.identity import ensure_reader_id, find_member, find_reader_id
from pollsite.accounts.machines import refuse_machines
from pollsite.accounts.names import clean_name
from pollsite.clock import now
from pollsite.db import db
from pollsite.discussion.acting import (
    REFUSALS,
    count_click,
    count_preview,
    count_writing,
    overseer,
    parent_in,
    refuse_foreseen,
    refuse_signed_out,
    tags_of,
    write,
)
from pollsite.discussion.answering import (
    answer,
    answer_refused,
    nowhere_page,
    previewed,
    refuse_act,
    writing_page,
)
from pollsite.discussion.drafts import Draft, find_draft, keep_draft
from pollsite.discussion.errors import (
    ArticleNotFound,
    DiscussionClosed,
    DiscussionRefused,
    NotStored,
    ParentGone,
    ThreadLocked,
)
from pollsite.discussion.form_views import Typed
from pollsite.discussion.forms import (
    intent,
    moment_asked,
    parent_asked,
    parent_in_address,
    quoted_in_address,
    typed,
)
from pollsite.discussion.limits import MAX_TAGS
from pollsite.discussion.posting import Posted, Submission, post_comment
from pollsite.discussion.subjects import Subject, Written, find_subject, place_of
from pollsite.discussion.telling import tell_by_mail
from pollsite.discussion.types import Openness, Status
from pollsite.discussion.visits import note_visit
from pollsite.markup import normalise_comment, refuse_length, render_comment

blueprint = Blueprint("discussion", __name__)
ARTICLE = "/articles/<int:article_id>"


@blueprint.post(f"{ARTICLE}/comments")
def post(article_id: int) -> WerkzeugResponse:
    """Post what was written, show what it would look like, or keep it until its author has signed in."""
    subject, entered = find_subject(db.session(), article_id), typed()
    if subject is None:
        return answer_refused(nowhere_page(request.path, entered), ArticleNotFound())
    to_article = intent() == "post-to-article"
    parent_id = 0 if to_article else parent_asked()
    parent = parent_in(subject, parent_id, find_reader_id())
    try:
        if intent() == "preview":
            count_preview()
            return previewed(writing_page(subject, parent, entered))
        if intent() == "edit":
            return answer(writing_page(subject, parent, entered))
        _refuse_unknown(parent, parent_id)
        if intent() == "sign-in":
            return _sign_in_first(subject, parent, entered)
        refuse_signed_out(entered)
        posted = _post(subject, parent, entered)
    except REFUSALS as refusal:
        page = writing_page(subject, parent, entered)
        if isinstance(refusal, DiscussionRefused) and refusal.address:
            with suppress(NotStored):
                _keep(subject, parent, entered)
        return answer_refused(page, refusal, back=_writing_address(subject, parent))
    return redirect(place_of(subject.slug, posted.comment_id, told=told_of(posted)), 303)


@blueprint.get("/articles/<slug>/comment")
def compose(slug: str) -> Response:
    """The form on a page of its own. `?parent=` is what it answers, `?poll=` a tag, `?quote=` words of the article."""
    subject = find_subject(db.session(), slug) or abort(404)
    parent_id = parent_in_address()
    parent = parent_in(subject, parent_id, find_reader_id())
    page = writing_page(subject, parent, _begun(subject, parent))
    try:
        _refuse_unknown(parent, parent_id)
        if parent is not None and not parent.is_visible:
            raise ParentGone(parent.status)
        if parent is not None and parent.is_locked:
            raise ThreadLocked
        if subject.openness is Openness.CLOSED:
            raise DiscussionClosed
        refuse_foreseen()
    except REFUSALS as refusal:
        return answer_refused(page, refusal, back=_writing_address(subject, parent))
    return answer(page)


@blueprint.get(f"{ARTICLE}/comments")
def leave(article_id: int) -> WerkzeugResponse:
    """Who reloads the address a form was sent to is sent to the discussion."""
    subject = find_subject(db.session(), article_id) or abort(404)
    return redirect(f"/articles/{subject.slug}#discussion", 303)


@blueprint.post(f"{ARTICLE}/visit")
def visit(article_id: int) -> WerkzeugResponse:
    """Remember that a member has looked at the discussion as of `until`."""
    subject, until = find_subject(db.session(), article_id) or abort(404), moment_asked()
    back = f"/articles/{subject.slug}#discussion"
    member = require_member(back=back)
    if until is None:
        abort(422, "The form arrived incomplete. Reload the discussion, and send it again.")
    note = partial(
        note_visit, account_id=member.account_id, article_id=article_id, until=min(until, now()), at=now()
    )
    try:
        count_click()
        write(note)
    except REFUSALS as refusal:
        return refuse_act(None, refusal)
    return redirect(back, 303)


@blueprint.get(f"{ARTICLE}/visit")
def leave_visit(article_id: int) -> WerkzeugResponse:
    """Who reloads that address is sent to the discussion."""
    return leave(article_id)


def told_of(posted: Posted) -> str:
    """What the page of the comment says to its author, see told.py."""
    if posted.is_repeat:
        return "repeat"
    if posted.stance_missed:
        return "no-vote"
    return "held" if posted.status is Status.HELD else "posted"


def _refuse_unknown(parent: Written | None, parent_id: int | None) -> None:
    if parent is None and parent_id != 0:
        raise ParentGone(None)


def _post(subject: Subject, parent: Written | None, entered: Typed) -> Posted:
    """Store the comment and tell by mail whom it answers. Raises REFUSALS."""
    member, reader_id = find_member(), ensure_reader_id()
    count_writing(article_id=subject.article_id)
    if member is None:
        refuse_machines(at=now())
    source, html = normalise_comment(entered.body), render_comment(entered.body)
    guest_name = None if member else clean_name(entered.name)
    submission = Submission(
        article_id=subject.article_id,
        parent_id=parent.id if parent else None,
        reader_id=reader_id,
        account_id=member.account_id if member else None,
        guest_name=guest_name,
        key=_submission_key(entered, parent),
        source=source,
        html=html,
        polls=() if parent else tags_of(subject, entered.polls),
        stance_shown=entered.stance_shown,
    )
    looking = overseer(source=source, html=html, name=guest_name or "")
    posted = write(partial(post_comment, submission=submission, at=now(), overseer=looking))
    tell_by_mail(posted.told)
    return posted


def _submission_key(entered: Typed, parent: Written | None) -> str:
    """Names the form together with its words: who goes back and writes others in the same form writes a new comment."""
    sent = f"{entered.key or secrets.token_hex(16)}\n{parent.id if parent else 0}\n{entered.body}"
    return sha256(sent.encode("utf-8", "replace")).hexdigest()[:40]


def _sign_in_first(subject: Subject, parent: Written | None, entered: Typed) -> WerkzeugResponse:
    """Keep what was typed, and come back to it after signing in. Raises REFUSALS."""
    count_writing()
    source = normalise_comment(entered.body)
    if source:
        refuse_length(source)
        _keep(subject, parent, entered)
    back = urlencode({"next": _writing_address(subject, parent)})
    return redirect(f"/account/sign-in?{back}", 303)


def _keep(subject: Subject, parent: Written | None, entered: Typed) -> None:
    """Keep what was typed until its author comes back to it, on the page at _writing_address. Raises NotStored."""
    known = {poll.key: poll.id for poll in subject.polls}
    draft = Draft(
        source=normalise_comment(entered.body),
        polls=tuple(known[key] for key in entered.polls if key in known)[:MAX_TAGS],
        stance_shown=entered.stance_shown,
    )
    write(
        partial(
            keep_draft,
            reader_id=ensure_reader_id(),
            article_id=subject.article_id,
            parent_id=parent.id if parent else None,
            draft=draft,
            at=now(),
        )
    )


def _writing_address(subject: Subject, parent: Written | None) -> str:
    return f"/articles/{subject.slug}/comment" + (f"?parent={parent.id}" if parent else "")


def _begun(subject: Subject, parent: Written | None) -> Typed:
    """What the form begins with: the draft kept at sign-in, and what the address asks for."""
    asked = tuple(
        key for key in request.args.getlist("poll") if any(poll.key == key for poll in subject.polls)
    )
    begun = Typed(body=quoted_in_address(), polls=asked)
    reader_id = find_reader_id()
    if reader_id is None:
        return begun
    draft = find_draft(
        db.session(),
        reader_id=reader_id,
        article_id=subject.article_id,
        parent_id=parent.id if parent else None,
    )
    if draft is None:
        return begun
    keys = tuple(poll.key for poll in subject.polls if poll.id in draft.polls)
    body = f"{draft.source}\n\n{begun.body}" if begun.body else draft.source
    return Typed(body=body, polls=keys or asked, stance_shown=draft.stance_shown)
