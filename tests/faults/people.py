"""An instance with the shipped article, members, and comments to answer, mark and report; made once, copied often."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from pollsite.accounts.models import Account
from pollsite.articles.models import Article
from pollsite.cli.articles import publish_shipped
from pollsite.db import db
from pollsite.demo.electorate import store_people
from pollsite.demo.people import MEMBERS
from pollsite.demo.plan import SHORTEST, Span
from pollsite.discussion.posting import Submission, post_comment
from pollsite.markup import render_comment
from pollsite.polls.definitions import get_definition
from pollsite.polls.models import Poll
from pollsite.polls.types import PollDefinition
from tests.bench.crowd import make_member, open_instance
from tests.fixtures.site import Site

WRITERS = 48
ANSWERED, REPORTED = 6, 18
"""So many comments are answered and marked, so many reported: nobody may do both to one."""


@dataclass(frozen=True)
class Signed:
    """A member who is signed in: the cookie, the token that belongs to it, and who acts."""

    cookie: str
    token: str
    reader_id: UUID


@dataclass(frozen=True)
class Cast:
    """Who and what a fault's crowd has to do with."""

    folder: Path
    article_id: int
    polls: tuple[PollDefinition, ...]
    members: tuple[Signed, ...]
    answered: tuple[int, ...]
    reported: tuple[int, ...]


def make_cast(folder: Path) -> Cast:
    """People the instance in `folder`, which is migrated and empty. No process has it open afterwards."""
    app = open_instance(folder)
    publish_shipped(app)
    site = Site(app, folder)
    rows = _members(site)
    with site.reading() as session:
        article_id = session.scalars(select(Article.id)).one()
        polls = tuple(get_definition(session, number) for number in session.scalars(select(Poll.id)))
    comments = [_comment(site, article_id, rows[-1], number) for number in range(ANSWERED + REPORTED)]
    members = tuple(_signed(app, row) for row in rows[:WRITERS])
    let_go(app)
    return Cast(folder, article_id, polls, members, tuple(comments[:ANSWERED]), tuple(comments[ANSWERED:]))


def let_go(app: Flask) -> None:
    """Close this process's connections, so that what a killed server left is met as it is."""
    app.extensions["pollsite-live"].stop()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _members(site: Site) -> list[Account]:
    until = datetime.now(UTC) - timedelta(minutes=1)
    with site.writing() as session:
        number = int((WRITERS + 1) / MEMBERS) + 1
        _, ids = store_people(session, random.Random(5), number, Span(until - SHORTEST, until))
    with site.reading() as session:
        rows = list(session.scalars(select(Account).where(Account.id.in_(ids)).order_by(Account.id)))
        session.expunge_all()
    assert len(rows) > WRITERS
    return rows


def _comment(site: Site, article_id: int, author: Account, number: int) -> int:
    words = f"Comment number {number}, to be answered or reported."
    submission = Submission(
        article_id=article_id,
        parent_id=None,
        reader_id=author.reader_id,
        account_id=author.id,
        key=f"seed {number}",
        source=words,
        html=render_comment(words),
    )
    with site.writing() as session:
        return post_comment(session, submission, at=datetime.now(UTC)).comment_id


def _signed(app: Flask, account: Account) -> Signed:
    known = make_member(app, account.fs_uniquifier)
    return Signed(known.cookie, known.token, account.reader_id)
