"""The doors of one comment: rewrite it, delete it, mark it, show one's vote beside it, credit it."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as WerkzeugResponse

from pollsite.accounts.identity import ensure_reader_id, find_reader_id
from pollsite.clock import now
from pollsite.db import db
from pollsite.discussion.acting import (
    REFUSALS,
    count_click,
    count_preview,
    count_writing,
    overseer,
    own_comment,
    readable_comment,
    refuse_foreseen,
    refuse_signed_out,
    tags_of,
    write,
)
from pollsite.discussion.answering import (
    answer,
    answer_refused,
    ask,
    deleted_notice,
    deletion_question,
    editing_page,
    nowhere_page,
    previewed,
    refuse_act,
)
from pollsite.discussion.deletions import delete_and_lead_on, place_left_by
from pollsite.discussion.editing import edit_comment
from pollsite.discussion.errors import CommentNotFound, EditingClosed, SubmissionIncomplete
from pollsite.discussion.forms import intent, page_before, typed
from pollsite.discussion.marking import mark_comment
from pollsite.discussion.minds import credit_comment, withdraw_credit
from pollsite.discussion.stances import hide_stance, show_stance
from pollsite.discussion.subjects import Written, find_subject, find_written, place_of
from pollsite.discussion.types import MarkKind, Openness
from pollsite.markup import normalise_comment, render_comment
from pollsite.polls.fragments import wants_fragment

blueprint = Blueprint("comments", __name__)
COMMENT = "/comments/<int:comment_id>"


@blueprint.get(f"{COMMENT}/edit")
def show_edit(comment_id: int) -> Response:
    """The form in which its author rewrites the comment."""
    comment = None
    try:
        comment = own_comment(comment_id)
        page = editing_page(comment)
    except REFUSALS as refusal:
        return refuse_act(comment, refusal)
    try:
        if page.subject and page.subject.openness is Openness.CLOSED:
            raise EditingClosed
        refuse_foreseen()
    except REFUSALS as refusal:
        return answer_refused(page, refusal, back=page.form.action)
    return answer(page)


@blueprint.post(f"{COMMENT}/edit")
def edit(comment_id: int) -> WerkzeugResponse:
    """Store the new words, or show what they would look like."""
    entered = typed()
    try:
        refuse_signed_out(entered)
        comment = own_comment(comment_id)
        page = editing_page(comment, entered)
    except REFUSALS as refusal:
        return answer_refused(nowhere_page(request.path, entered), refusal)
    try:
        if intent() == "preview":
            count_preview()
            return previewed(page)
        count_writing()
        text, html = normalise_comment(entered.body), render_comment(entered.body)
        rewriting = partial(
            edit_comment,
            comment_id=comment_id,
            reader_id=ensure_reader_id(),
            text=text,
            html=html,
            overseer=overseer(source=text, html=html),
            polls=None if comment.parent_id else tags_of(page.subject, entered.polls),
            at=now(),
        )
        edited = write(rewriting)
    except REFUSALS as refusal:
        return answer_refused(page, refusal)
    told = "edited-waits" if edited.waits_again else "edited"
    return redirect(place_of(comment.slug, comment_id, told=told), 303)


@blueprint.get(f"{COMMENT}/deletion")
def show_deletion(comment_id: int) -> Response:
    """Asks the author once more; or says that it is done, and where to go on."""
    comment = find_written(db.session(), comment_id)
    if comment and comment.is_erased and comment.reader_id == find_reader_id():
        return ask(deleted_notice(comment))
    try:
        return ask(deletion_question(own_comment(comment_id)))
    except REFUSALS as refusal:
        return refuse_act(None, refusal)


@blueprint.post(f"{COMMENT}/deletion")
def delete(comment_id: int) -> WerkzeugResponse:
    """Take the comment's words away for ever."""
    try:
        comment = find_written(db.session(), comment_id)
        if not (comment and comment.is_erased and comment.reader_id == find_reader_id()):
            comment = own_comment(comment_id)
            count_writing()
            deletion = partial(delete_and_lead_on, comment=comment, at=now(), overseer=overseer())
            return redirect(write(deletion), 303)
    except REFUSALS as refusal:
        return refuse_act(None, refusal)
    return redirect(place_left_by(db.session(), comment), 303)


@blueprint.post(f"{COMMENT}/mark")
def mark(comment_id: int) -> WerkzeugResponse:
    """Call it a good point, a weak one, or neither."""
    return _act(comment_id, lambda _, reader_id: _marking(comment_id, reader_id))


@blueprint.post(f"{COMMENT}/stance")
def stance(comment_id: int) -> WerkzeugResponse:
    """Show the author's vote beside it, or no longer."""
    service = show_stance if request.form.get("shown") == "1" else hide_stance
    return _act(
        comment_id,
        lambda _, reader_id: partial(service, comment_id=comment_id, reader_id=reader_id, at=now()),
    )


@blueprint.post(f"{COMMENT}/credit")
def credit(comment_id: int) -> WerkzeugResponse:
    """Say that it changed the reader's vote on `poll`."""
    return _act(
        comment_id,
        lambda comment, reader_id: partial(
            credit_comment, comment_id=comment_id, poll_id=_poll(comment), reader_id=reader_id, at=now()
        ),
    )


@blueprint.post(f"{COMMENT}/credit-withdrawal")
def withdraw(comment_id: int) -> WerkzeugResponse:
    """Say so no longer."""
    return _act(
        comment_id,
        lambda comment, reader_id: partial(withdraw_credit, poll_id=_poll(comment), reader_id=reader_id),
    )


@blueprint.get(f"{COMMENT}/<any(mark, stance, credit, 'credit-withdrawal'):act>")
def leave(comment_id: int, act: str) -> WerkzeugResponse:
    """Who reloads the address a form was sent to, or opens a link to it, is sent to the comment."""
    return redirect(f"/comments/{comment_id}", 303)


Act = Callable[[Any], object]


def _act(comment_id: int, begin: Callable[[Written, UUID], Act]) -> WerkzeugResponse:
    """Write what `begin` makes of the comment and the reader who asks; back to the comment."""
    reader_id = ensure_reader_id()
    comment = readable_comment(comment_id, reader_id)
    if comment is None:
        return refuse_act(None, CommentNotFound())
    try:
        count_click()
        write(begin(comment, reader_id))
    except REFUSALS as refusal:
        return refuse_act(comment, refusal)
    before = page_before(comment.slug) if not wants_fragment() else ""
    return redirect(f"{before}#comment-{comment_id}" if before else comment.address, 303)


def _marking(comment_id: int, reader_id: UUID) -> Act:
    if request.form.get("kind") not in _KINDS:
        raise SubmissionIncomplete
    kind = _KINDS[request.form["kind"]]
    return partial(mark_comment, comment_id=comment_id, reader_id=reader_id, kind=kind, at=now())


_KINDS = {"good": MarkKind.GOOD, "weak": MarkKind.WEAK, "none": None}


def _poll(comment: Written) -> int:
    """The poll named by its key. Raises SubmissionIncomplete where the article has none of that name."""
    key = request.form.get("poll")
    subject = find_subject(db.session(), comment.article_id)
    found = [poll.id for poll in subject.polls if poll.key == key] if subject else []
    if not found:
        raise SubmissionIncomplete
    return found[0]
