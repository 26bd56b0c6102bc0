"""Everything the site keeps about a member, as one JSON file: written row by row, so that memory stays bounded."""

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import IO, Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from pollsite.accounts.ignoring import ignored_people
from pollsite.accounts.models import Account, ApiToken, Notice, Passkey
from pollsite.accounts.tokens import scopes_in
from pollsite.articles.models import Article
from pollsite.discussion.models import (
    ChangedMind,
    Comment,
    CommentRevision,
    Mark,
    Stance,
    StoredDraft,
    Tag,
    Visit,
)
from pollsite.discussion.types import MarkKind
from pollsite.moderation.reports import report_entries
from pollsite.pages.my_moderation import appeal_entries, decision_entries, standing, statement_entries
from pollsite.polls.choosing import positions_in
from pollsite.polls.models import (
    Ballot,
    BallotOrigin,
    BallotRevision,
    BeforeAnswer,
    Option,
    Peek,
    Poll,
    Wording,
)

ROWS_AT_ONCE = 200
_MARKS = {MarkKind.GOOD: "good point", MarkKind.WEAK: "weak point"}


def write_data(session: Session, file: IO[bytes], *, account_id: int, at: datetime) -> None:
    """Write the account's file. `session` reads in one transaction. Raises NoResultFound if it is gone."""
    account = session.execute(select(Account.__table__).where(Account.id == account_id)).one()
    wordings = _Wordings(session)
    reader_id = account.reader_id
    parts: dict[str, Any] = {
        "about": "Everything this site keeps about your account.",
        "written_at": at,
        "account": _account(session, account),
        "ignored_people": [name for _, name in ignored_people(session.connection(), account_id)],
        "votes": _votes(session, wordings, reader_id),
        "results_seen_without_voting": _peeks(session, wordings, reader_id),
        "answers_before_reading": _before(session, wordings, reader_id),
        "comments": _comments(session, wordings, account),
        "marks": _marks(session, reader_id),
        "changed_minds": _changed_minds(session, wordings, reader_id),
        "reports": report_entries(session, reader_id),
        "decisions": decision_entries(session, account_id=account_id, reader_id=reader_id),
        "statements": statement_entries(session, reader_id),
        "appeals": appeal_entries(session, reader_id),
        "standing": standing(session, account_id),
        "notices": _notices(session, account_id),
        "visits": _visits(session, account_id),
        "drafts": _drafts(session, reader_id),
    }
    file.write(b"{")
    for number, (name, part) in enumerate(parts.items()):
        file.write(b"%s\n%s: " % (b"," if number else b"", _json(name)))
        if isinstance(part, Iterator):
            _write_list(file, part)
        else:
            file.write(_json(part))
    file.write(b"\n}\n")


def _write_list(file: IO[bytes], entries: Iterator[dict[str, Any]]) -> None:
    file.write(b"[")
    for number, entry in enumerate(entries):
        file.write(b"%s\n%s" % (b"," if number else b"", _json(entry)))
    file.write(b"]")


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, default=datetime.isoformat).encode()


class _Wordings:
    """Questions and the labels of their answers, asked for once each."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[int, tuple[dict[str, Any], list[str]]] = {}

    def question(self, wording_id: int) -> dict[str, Any]:
        """Article, question and number of the wording."""
        return self._find(wording_id)[0]

    def answers(self, wording_id: int, choices: int) -> list[str]:
        """The labels of a mask of choices."""
        labels = self._find(wording_id)[1]
        return [labels[position] for position in positions_in(choices)]

    def _find(self, wording_id: int) -> tuple[dict[str, Any], list[str]]:
        if wording_id not in self._known:
            row = self._session.execute(
                select(Article.slug, Wording.question, Wording.number)
                .join(Poll, Poll.id == Wording.poll_id)
                .join(Article, Article.id == Poll.article_id)
                .where(Wording.id == wording_id)
            ).one()
            labels = self._session.scalars(
                select(Option.label).where(Option.wording_id == wording_id).order_by(Option.position)
            )
            asked = {"article": row.slug, "question": row.question, "wording": row.number}
            self._known[wording_id] = (asked, list(labels))
        return self._known[wording_id]


def _rows(session: Session, statement: Any) -> Iterator[Row[Any]]:
    """The rows, a few at a time."""
    yield from session.execute(statement.execution_options(yield_per=ROWS_AT_ONCE))


def _account(session: Session, account: Row[Any]) -> dict[str, Any]:
    passkeys = select(Passkey.name, Passkey.create_datetime, Passkey.lastuse_datetime)
    tokens = select(ApiToken.name, ApiToken.scopes, ApiToken.created_at, ApiToken.expires_at)
    return {
        "name": account.name,
        "mail_address": account.email,
        "mail_address_confirmed_at": account.confirmed_at,
        "since": account.created_at,
        "role": account.role,
        "portrait_elsewhere": account.portrait,
        "mail_about_replies": account.mail_replies,
        "mail_about_decisions": account.mail_decisions,
        "mail_about_outcomes": account.mail_outcomes,
        "second_factor": account.tf_primary_method,
        "recovery_codes_left": len([code for code in (account.mf_recovery_codes or ()) if code]),
        "passkeys": [
            {"name": row.name, "made_at": row.create_datetime, "last_used_at": row.lastuse_datetime}
            for row in session.execute(passkeys.where(Passkey.user_id == account.id))
        ],
        "tokens": [
            {
                "name": row.name,
                "may": list(scopes_in(row.scopes)),
                "made_at": row.created_at,
                "ends_at": row.expires_at,
            }
            for row in session.execute(tokens.where(ApiToken.account_id == account.id).order_by(ApiToken.id))
        ],
    }


def _votes(session: Session, wordings: _Wordings, reader_id: UUID) -> Iterator[dict[str, Any]]:
    """One entry for each wording ever voted in: what stands now and why it is held, what it is called in the public
    ledger, every step that led there, and for a day the hashes of where it came from.
    """
    ballots = select(Ballot.__table__).where(Ballot.reader_id == reader_id)
    standing = {row.wording_id: row for row in session.execute(ballots)}
    came = select(BallotOrigin.wording_id, BallotOrigin.address, BallotOrigin.browser)
    origins = {
        row.wording_id: row for row in session.execute(came.where(BallotOrigin.reader_id == reader_id))
    }
    steps = (
        select(BallotRevision.wording_id, BallotRevision.choices, BallotRevision.at)
        .where(BallotRevision.reader_id == reader_id)
        .order_by(BallotRevision.wording_id, BallotRevision.id)
    )
    for wording_id, history in groupby(_rows(session, steps), key=lambda row: int(row.wording_id)):
        ballot, origin = standing.get(wording_id), origins.get(wording_id)
        yield {
            **wordings.question(wording_id),
            "answers": wordings.answers(wording_id, ballot.choices if ballot else 0),
            "held": ballot.held if ballot else "",
            "name_in_the_ledger": ballot.ledger_id if ballot else "",
            "came_from": {"address_hash": origin.address, "browser_hash": origin.browser} if origin else None,
            "history": [
                {"at": step.at, "answers": wordings.answers(wording_id, step.choices)} for step in history
            ],
        }


def _peeks(session: Session, wordings: _Wordings, reader_id: UUID) -> Iterator[dict[str, Any]]:
    for row in _rows(session, select(Peek.wording_id, Peek.at).where(Peek.reader_id == reader_id)):
        yield {**wordings.question(row.wording_id), "at": row.at}


def _before(session: Session, wordings: _Wordings, reader_id: UUID) -> Iterator[dict[str, Any]]:
    given = select(BeforeAnswer.__table__).where(BeforeAnswer.reader_id == reader_id)
    for row in _rows(session, given.order_by(BeforeAnswer.wording_id)):
        answers = wordings.answers(row.wording_id, row.choices)
        yield {**wordings.question(row.wording_id), "answers": answers, "at": row.at}


def _comments(session: Session, wordings: _Wordings, account: Row[Any]) -> Iterator[dict[str, Any]]:
    """By id in portions, so that each one's further rows can be asked for between them."""
    theirs = select(Comment.__table__, Article.slug).join(Article, Article.id == Comment.article_id)
    theirs = theirs.where(Comment.reader_id == account.reader_id).order_by(Comment.id).limit(ROWS_AT_ONCE)
    last = 0
    while rows := session.execute(theirs.where(Comment.id > last)).all():
        for row in rows:
            yield _comment(session, wordings, row)
        last = rows[-1].id


def _comment(session: Session, wordings: _Wordings, row: Row[Any]) -> dict[str, Any]:
    earlier = select(CommentRevision.body_source, CommentRevision.replaced_at, CommentRevision.public)
    questions = select(Poll.key).join(Tag, Tag.poll_id == Poll.id).where(Tag.comment_id == row.id)
    stances = select(Stance.wording_id, Stance.choices).where(Stance.comment_id == row.id)
    return {
        "number": row.id,
        "article": row.slug,
        "answers_comment": row.parent_id,
        "status": row.status,
        "reason": row.reason,
        "written_at": row.created_at,
        "published_at": row.published_at,
        "edited_at": row.edited_at,
        "text": row.body_source,
        "earlier_texts": [
            {"text": old.body_source, "until": old.replaced_at, "others_may_see_it": old.public}
            for old in session.execute(
                earlier.where(CommentRevision.comment_id == row.id).order_by(CommentRevision.number)
            )
        ],
        "questions": list(session.scalars(questions)),
        "vote_shown": row.stance_shown,
        "votes_shown": [
            {**wordings.question(shown.wording_id), "answers": wordings.answers(*shown)}
            for shown in session.execute(stances)
        ],
        "good_points": row.good,
        "minds_changed": row.minds,
    }


def _marks(session: Session, reader_id: UUID) -> Iterator[dict[str, Any]]:
    given = select(Mark.comment_id, Mark.kind, Mark.at).where(Mark.reader_id == reader_id)
    for row in _rows(session, given.order_by(Mark.comment_id)):
        yield {"comment": row.comment_id, "mark": _MARKS[MarkKind(row.kind)], "at": row.at}


def _changed_minds(session: Session, wordings: _Wordings, reader_id: UUID) -> Iterator[dict[str, Any]]:
    for row in _rows(session, select(ChangedMind.__table__).where(ChangedMind.reader_id == reader_id)):
        yield {
            **wordings.question(row.wording_id),
            "before": wordings.answers(row.wording_id, row.before),
            "after": wordings.answers(row.wording_id, row.after),
            "because_of_comment": row.comment_id,
            "at": row.at,
        }


def _notices(session: Session, account_id: int) -> Iterator[dict[str, Any]]:
    theirs = select(Notice.__table__).where(Notice.account_id == account_id).order_by(Notice.id)
    for row in _rows(session, theirs):
        yield {
            "kind": row.kind,
            "about_comment": row.comment_id,
            "about_decision": row.decision_id,
            "at": row.at,
            "read_at": row.read_at,
        }


def _visits(session: Session, account_id: int) -> Iterator[dict[str, Any]]:
    seen = select(Article.slug, Visit.seen_until, Visit.latest_until, Visit.latest_at)
    theirs = seen.join(Article, Article.id == Visit.article_id).where(Visit.account_id == account_id)
    for row in _rows(session, theirs):
        yield {
            "article": row.slug,
            "seen_until": row.seen_until,
            "latest_seen_until": row.latest_until,
            "latest_at": row.latest_at,
        }


def _drafts(session: Session, reader_id: UUID) -> Iterator[dict[str, Any]]:
    kept = select(StoredDraft.__table__, Article.slug).join(Article, Article.id == StoredDraft.article_id)
    for row in _rows(session, kept.where(StoredDraft.reader_id == reader_id)):
        yield {
            "article": row.slug,
            "answers_comment": row.parent_id or None,
            "text": row.body_source,
            "written_at": row.written_at,
        }
