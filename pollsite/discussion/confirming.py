"""One step more for a discussion's forms that came without a valid token: see pollsite.polls.confirming.

That is the first comment or mark of somebody without a cookie and without a script, and a tab whose session has
ended. What was typed stands in the form again; what was clicked is repeated with one button. Only the
words of a comment are rendered here, and that is counted; all else asks for nothing but a request.
"""

from collections.abc import Callable, Mapping

from flask import request
from werkzeug.wrappers import Response

from pollsite.accounts.identity import ensure_reader_id
from pollsite.accounts.machines import refuse_trapped
from pollsite.accounts.names import clean_name
from pollsite.db import db
from pollsite.discussion.acting import (
    REFUSALS,
    count_preview,
    own_comment,
    parent_in,
    readable_comment,
    refuse_signed_out,
)
from pollsite.discussion.answering import (
    ComposePage,
    Question,
    answer,
    answer_refused,
    ask,
    deletion_question,
    editing_page,
    nowhere_page,
    posting_question,
    refuse_act,
    signing_in_question,
    writing_page,
)
from pollsite.discussion.errors import ArticleNotFound, CommentNotFound
from pollsite.discussion.forms import intent, page_before, parent_asked, typed
from pollsite.discussion.subjects import find_subject
from pollsite.markup import render_comment

PRESS_AGAIN = "One more step: nothing is stored yet. Please press the button again."


def ask_to_post() -> Response:
    """The form again, one step from posted: it came without a valid token."""
    article_id = int((request.view_args or {})["article_id"])
    subject, entered = find_subject(db.session(), article_id), typed()
    if subject is None:
        return answer_refused(nowhere_page(request.path, entered), ArticleNotFound())
    parent = parent_in(subject, parent_asked(), ensure_reader_id())
    page = writing_page(subject, parent, entered)
    try:
        refuse_signed_out(entered)
        refuse_trapped()
        if intent() == "post":
            return _ask_with_preview(page)
    except REFUSALS as refusal:
        return answer_refused(page, refusal)
    if intent() == "sign-in":
        return ask(signing_in_question(page), status=403)
    return answer(page, status=403, error=PRESS_AGAIN)


def _ask_with_preview(page: ComposePage) -> Response:
    """Shows what would be posted, counted like every other preview. Raises REFUSALS."""
    count_preview()
    if not page.form.signed_in:
        clean_name(page.form.typed.name)
    preview = render_comment(page.form.typed.body)
    return ask(posting_question(page, preview=preview), status=403)


def ask_to_edit() -> Response:
    """The form again, one step from stored: it came without a valid token."""
    entered = typed()
    try:
        refuse_signed_out(entered)
        page = editing_page(own_comment(_comment_id()), entered)
    except REFUSALS as refusal:
        return answer_refused(nowhere_page(request.path, entered), refusal)
    return answer(page, status=403, error=PRESS_AGAIN)


def ask_to_delete() -> Response:
    """The question again."""
    try:
        return ask(deletion_question(own_comment(_comment_id())), status=403)
    except REFUSALS as refusal:
        return refuse_act(None, refusal)


def ask_to_act() -> Response:
    """What was to be done, with one button that does it."""
    comment = readable_comment(_comment_id(), ensure_reader_id())
    if comment is None:
        return refuse_act(None, CommentNotFound())
    endpoint = request.endpoint or ""
    fields = tuple((name, value) for name, value in request.form.items() if name in ("kind", "shown", "poll"))
    before = page_before(comment.slug)
    question = Question(
        heading=_heading(endpoint.rpartition(".")[2]),
        action=request.path,
        button="Yes, do it",
        back=f"{before}#comment-{comment.id}" if before else comment.address,
        fields=(*fields, ("back", before)) if before else fields,
        answered=comment,
    )
    return ask(question, status=403)


def _heading(act: str) -> str:
    """The act in words, from what the form sent."""
    sent = {"mark": request.form.get("kind"), "stance": request.form.get("shown")}
    return _HEADINGS.get((act, sent.get(act) or ""), "Change this?")


_HEADINGS = {
    ("mark", "good"): "Mark this comment as a good point?",
    ("mark", "weak"): "Mark this comment as a weak point?",
    ("mark", "none"): "Take back your mark?",
    ("stance", "1"): "Show your vote beside this comment?",
    ("stance", "0"): "Hide your vote from this comment?",
    ("credit", ""): "Did this comment change your mind?",
    ("withdraw", ""): "Take back that this comment changed your mind?",
}


def _comment_id() -> int:
    return int((request.view_args or {})["comment_id"])


QUESTIONS: Mapping[str, Callable[[], Response]] = {
    "discussion.post": ask_to_post,
    "comments.edit": ask_to_edit,
    "comments.delete": ask_to_delete,
    "comments.mark": ask_to_act,
    "comments.stance": ask_to_act,
    "comments.credit": ask_to_act,
    "comments.withdraw": ask_to_act,
}
"""By endpoint, how its form is asked about again."""
