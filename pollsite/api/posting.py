"""A comment that a member's program sends, made into what every comment is posted as."""

import secrets
from hashlib import sha256

from sqlalchemy.orm import Session

from pollsite.accounts.tokens import Bearer
from pollsite.api.comment_types import CommentWritten
from pollsite.api.errors import NothingThere
from pollsite.discussion.acting import parent_in, tags_of
from pollsite.discussion.errors import ParentGone
from pollsite.discussion.posting import Submission
from pollsite.discussion.subjects import Subject, find_subject
from pollsite.markup import normalise_comment, render_comment

_KEY_LENGTH = 40


def subject_named(session: Session, slug: str) -> Subject:
    """The article that is written to. Raises NothingThere."""
    subject = find_subject(session, slug)
    if subject is None:
        raise NothingThere("article")
    return subject


def submission_of(written: CommentWritten, *, subject: Subject, bearer: Bearer, key: str) -> Submission:
    """What is to be stored; `key` names it, "" for nothing. Raises ParentGone, TagNotAsked, or CommentRefused."""
    # What else may be wrong with the parent is for the post itself to say.
    if written.answers is not None and parent_in(subject, written.answers, bearer.reader_id) is None:
        raise ParentGone(None)
    return Submission(
        article_id=subject.article_id,
        parent_id=written.answers,
        reader_id=bearer.reader_id,
        account_id=bearer.account_id,
        key=_submission_key(written, key),
        source=normalise_comment(written.body),
        html=render_comment(written.body),
        polls=tags_of(subject, written.questions),
        stance_shown=written.show_vote,
    )


def _submission_key(written: CommentWritten, key: str) -> str:
    """Names what is sent together with its key: other words under the same key are another comment."""
    sent = f"api\n{key or secrets.token_hex(16)}\n{written.answers or 0}\n{written.body}"
    return sha256(sent.encode()).hexdigest()[:_KEY_LENGTH]
