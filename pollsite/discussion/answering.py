"""Pages that answer an act in a discussion: a form filled again, or one question before it is done.

They are for one person and kept by nobody. Nothing that was typed is ever missing from them.
"""

import secrets
from dataclasses import dataclass, replace
from typing import Protocol
from urllib.parse import urlencode

from flask import Response, make_response, render_template
from flask import session as cookie

from pollsite.accounts.identity import find_member
from pollsite.db import db
from pollsite.discussion.errors import (
    DiscussionRefused,
    ParentGone,
    RemovedByModerator,
    SignedOut,
    ThreadLocked,
)
from pollsite.discussion.form_views import FormView, Typed, article_form, edit_form, reply_form
from pollsite.discussion.subjects import Subject, Written, find_subject, find_tags
from pollsite.discussion.types import Openness, Status
from pollsite.markup import CommentRefused, render_comment
from pollsite.web.templating import form_token_if_known


class Refusal(Protocol):
    """One of acting.REFUSALS: str() is the sentence for the reader; the seconds until trying again, where known."""

    status: int
    retry_after_s: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposePage:
    """A form on a page of its own. `answered` is the comment it answers, where everybody may read that."""

    heading: str
    subject: Subject | None
    form: FormView
    back: str
    answered: Written | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One step before an act: what is asked, the button that does it, and what the form sends along. Without a
    `button` there is only something to be told.

    `preview` is rendered comment HTML; `intent` is what the button of a comment's form means, which can be gone back to.
    """

    heading: str
    back: str
    action: str = ""
    button: str = ""
    intent: str = ""
    preview: str = ""
    note: str = ""
    kicker: str = "One more step: nothing is changed yet"
    explanation: str = ""
    error: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    answered: Written | None = None


def writing_page(subject: Subject, parent: Written | None, typed: Typed) -> ComposePage:
    """The form for an answer to the article, or to `parent`."""
    signed_in = find_member() is not None
    holding = subject.openness is Openness.HOLDING
    if parent is None:
        form = article_form(
            article_id=subject.article_id,
            polls=subject.polls,
            signed_in=signed_in,
            holding=holding,
            typed=typed,
        )
        back = f"/articles/{subject.slug}#discussion"
        return ComposePage(heading="Write a comment", subject=subject, form=form, back=back)
    author = parent.author if parent.is_visible else "a comment"
    form = reply_form(
        article_id=subject.article_id,
        parent_id=parent.id,
        author=author,
        signed_in=signed_in,
        holding=holding,
        typed=typed,
    )
    answered = parent if parent.is_visible else None
    return ComposePage(
        heading=f"Reply to {author}", subject=subject, form=form, back=parent.address, answered=answered
    )


def editing_page(comment: Written, typed: Typed | None = None) -> ComposePage:
    """The form in which the author rewrites `comment`, as it stands unless `typed`. Raises RemovedByModerator."""
    if comment.status is Status.REMOVED:
        raise RemovedByModerator
    session = db.session()
    subject = find_subject(session, comment.article_id)
    polls = subject.polls if subject and comment.parent_id is None else ()
    if typed is None:
        tagged = find_tags(session, comment.id)
        typed = Typed(
            body=comment.body_source,
            polls=tuple(poll.key for poll in polls if poll.id in tagged),
            as_member=find_member() is not None,
        )
    form = edit_form(comment_id=comment.id, polls=polls, typed=typed)
    return ComposePage(heading="Edit your comment", subject=subject, form=form, back=comment.address)


def nowhere_page(action: str, typed: Typed) -> ComposePage:
    """What was typed, where what it is about is not to be found: to be copied."""
    form = FormView(
        action=action,
        draft="nowhere",
        label="Your comment",
        button="Try again",
        typed=typed,
        is_edit=action.endswith("/edit"),
        signed_in=True,
    )
    return ComposePage(heading="Your words are still here", subject=None, form=form, back="/")


def previewed(page: ComposePage, *, status: int = 200) -> Response:
    """The page with what its words would look like; or with what is wrong with them."""
    try:
        preview = render_comment(page.form.typed.body)
    except CommentRefused as refusal:
        return answer_refused(page, refusal)
    return answer(page, status=status, preview=preview)


def answer_refused(page: ComposePage, refusal: Refusal, *, back: str = "") -> Response:
    """The page with the sentence that says why; `refusal` is one of acting.REFUSALS. `back`: where the form is found
    again, for who is sent elsewhere first.
    """
    is_written = bool(page.form.typed.body)
    form = replace(
        page.form,
        explained_at=_explained_at(refusal, back=back),
        parent_gone=isinstance(refusal, ParentGone | ThreadLocked),
        closed=_is_closed(refusal, is_written=is_written),
        signed_out=isinstance(refusal, SignedOut),
    )
    response = answer(
        replace(page, form=form),
        status=refusal.status,
        error=str(refusal) if is_written else unwritten_in_words(refusal),
    )
    if refusal.retry_after_s is not None:
        response.headers["Retry-After"] = str(refusal.retry_after_s)
    return response


def _is_closed(refusal: Refusal, *, is_written: bool) -> bool:
    """Whether there is nothing to be filled in: what is typed is not taken, and nothing else would be."""
    return isinstance(refusal, DiscussionRefused) and (
        refusal.is_final or (isinstance(refusal, ThreadLocked) and not is_written)
    )


def unwritten_in_words(refusal: Refusal) -> str:
    """The sentence of the refusal for somebody who has not written anything yet."""
    unwritten = refusal.unwritten if isinstance(refusal, DiscussionRefused) else ""
    return unwritten or str(refusal)


def _explained_at(refusal: Refusal, *, back: str) -> str:
    """The address that a refusal names, with the way back; "" if it names none."""
    address = refusal.address if isinstance(refusal, DiscussionRefused) else ""
    return f"{address}?{urlencode({'back': back})}" if address and back else address


def answer(page: ComposePage, *, status: int = 200, error: str = "", preview: str = "") -> Response:
    """The page as an answer, with a token and a key for those who have a cookie."""
    key = page.form.typed.key or (secrets.token_hex(16) if cookie else "")
    form = replace(
        page.form,
        typed=replace(page.form.typed, key=key),
        token=form_token_if_known(),
        error=error,
        preview=preview,
    )
    return _private("discussion/compose.html", replace(page, form=form), status=status)


def ask(question: Question, *, status: int = 200) -> Response:
    """The question as an answer."""
    return _private("discussion/ask.html", question, status=status)


def posting_question(page: ComposePage, *, preview: str) -> Question:
    """Asks whether the words, which will look like `preview`, are to be posted."""
    return Question(
        heading=f"Post your {'reply' if page.form.parent_id else 'comment'}?",
        kicker="One more step: nothing is posted yet",
        action=page.form.action,
        button="Post it",
        intent="post",
        preview=preview,
        note="" if page.form.signed_in else COOKIE,
        fields=_sent_along(page.form),
        back=page.back,
    )


def signing_in_question(page: ComposePage) -> Question:
    """Asks whether the words are to be kept until their author has signed in."""
    return Question(
        heading="Sign in first?",
        kicker="One more step: nothing is kept yet",
        action=page.form.action,
        button="Sign in: your words are kept",
        intent="sign-in",
        note=COOKIE,
        fields=_sent_along(page.form),
        back=page.back,
    )


COOKIE = "Your words come with one cookie, so that they stay yours to change."


def _sent_along(form: FormView) -> tuple[tuple[str, str], ...]:
    """All that was entered, as it was sent."""
    typed = form.typed
    return (
        ("body", typed.body),
        ("name", typed.name),
        ("parent", str(form.parent_id)),
        ("key", typed.key or secrets.token_hex(16)),
        *(("poll", key) for key in typed.polls),
        *((("stance", "1"),) if typed.stance_shown else ()),
        *((("as", "member"),) if typed.as_member else ()),
    )


def deletion_question(comment: Written) -> Question:
    """Asks the author once more."""
    return Question(
        heading="Delete your comment?",
        kicker="Nothing is deleted yet",
        explanation="Its words are erased for good. Replies to it stay, under a line that says you removed it.",
        action=f"/comments/{comment.id}/deletion",
        button="Delete it",
        back=comment.address,
        answered=comment,
    )


def deleted_notice(comment: Written) -> Question:
    """Says that it is done."""
    return Question(
        heading="Your comment was deleted",
        kicker="Done",
        explanation="Its words are erased.",
        back=f"/articles/{comment.slug}#discussion",
    )


def refuse_act(comment: Written | None, refusal: Refusal) -> Response:
    """Why an act upon a comment was not done, and the way back to it."""
    told = Question(
        heading="That did not work",
        kicker=str(refusal.status),
        error=unwritten_in_words(refusal),
        back=comment.address if comment else "/",
    )
    response = ask(told, status=refusal.status)
    if refusal.retry_after_s is not None:
        response.headers["Retry-After"] = str(refusal.retry_after_s)
    return response


def _private(template: str, page: object, *, status: int) -> Response:
    response = make_response(render_template(template, page=page), status)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Vary"] = "Cookie"
    return response
