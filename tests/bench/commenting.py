"""Comments: eight clients at once, each comment by the next member, on an instance that keeps every promise."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import repeat
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import func, select

from pollsite.accounts.models import Account
from pollsite.articles.models import Article
from pollsite.db import db, transaction
from pollsite.demo.electorate import store_people
from pollsite.demo.people import MEMBERS
from pollsite.demo.plan import SHORTEST, Span
from pollsite.demo.texts import Answered, Speech
from pollsite.discussion.models import Comment
from pollsite.discussion.verifying import verify_discussions
from tests.bench.crowd import Voter, make_member
from tests.bench.debates import fill_instance, publish_more
from tests.bench.load import apply_load, get, post
from tests.bench.rows import Progress, Row
from tests.bench.servers import Server, pollsite
from tests.bench.voting import CONSTANT_BYTES

ROUNDS = 5
EACH = 8
"""So many comments a member posts: fewer than the limit of acts lets pass."""
MOST_COMMENTS_A_SECOND = 800
ANSWERS = 0.7
MOST_IN_ONE = 500
"""So many comments an article's discussion is sent: fewer than the limit of a minute."""
GOAL = 0.15


def measure_commenting(
    scratch: Path, yardstick: Server, *, comments: int, seconds: float, progress: Progress
) -> Iterator[Row]:
    """Posting in turns with the constant page, in a discussion that has comments already; then the recount.

    Nobody is a newcomer, as hardly anybody is in a discussion that is under way: what they write is published.
    """
    app = fill_instance(scratch / "comments", comments=comments, progress=progress)
    wanted = int(MOST_COMMENTS_A_SECOND * seconds * ROUNDS) + EACH
    publish_more(app, scratch / "articles", wanted // MOST_IN_ONE)
    progress("members who will comment")
    authors = make_authors(app, wanted // EACH + 1)
    with pollsite(scratch / "comments", POLLSITE_FIRST_HELD="0") as site:
        progress("comments posted, beside a constant page")
        yield _measure(app, site, yardstick, list(comments_by(app, authors, host=site.host)), seconds=seconds)


def make_authors(app: Flask, number: int) -> list[Voter]:
    """Members nobody has heard of, signed in."""
    until = datetime.now(UTC)
    with app.app_context():
        with transaction() as session:
            span = Span(until - SHORTEST, until)
            _, account_ids = store_people(session, random.Random(5), int(number / MEMBERS) + 1, span)
        found = select(Account.fs_uniquifier).where(Account.id.in_(account_ids[:number]))
        uniquifiers = list(db.session.scalars(found))
    return [make_member(app, uniquifier) for uniquifier in uniquifiers]


def comments_by(
    app: Flask, authors: list[Voter], *, host: str, answered: Sequence[int] | None = None
) -> Iterator[bytes]:
    """Threads and answers to what is visible, no two texts alike; everybody's turn comes EACH times.

    Every article has its turn; what is visible already is answered in the first. Only those of `answered` are
    answered, where it is given.
    """
    chance = random.Random(9)
    speech = Speech(chance)
    with app.app_context():
        articles = db.session.scalars(select(Article.id).order_by(Article.id)).all()
        found = select(Comment.id).where(Comment.status == "visible").limit(2_000)
        visible = list(db.session.scalars(found)) if answered is None else answered
    for turn in range(EACH):
        for place, author in enumerate(authors):
            article_id = articles[place % len(articles)]
            key = f"{turn}-{place}"
            spoken = speech.opening("trust", at_ease=chance.random() < 0.5)
            form = {
                "intent": "post",
                "key": key,
                "body": f"{spoken.source}\n\n{key}",
                "csrf_token": author.token,
            }
            if visible and article_id == articles[0] and chance.random() < ANSWERS:
                answered = speech.answer("ethical", at_ease=True, to=Answered(spoken=spoken, agreeing=False))
                form |= {"parent": str(chance.choice(visible)), "body": f"{answered.source}\n\n{key}"}
            yield post(
                f"/articles/{article_id}/comments",
                urlencode(form),
                host=host,
                cookie=author.cookie,
                address=author.address,
            )


def _measure(app: Flask, site: Server, yardstick: Server, posts: list[bytes], *, seconds: float) -> Row:
    before = _stored(app)
    requests, constant = iter(posts), repeat(get(f"/{CONSTANT_BYTES}", host=yardstick.host))
    accepted, failures, ratios, rates = 0, 0, [], []
    for _ in range(ROUNDS):
        ours = apply_load(site.address, requests, seconds=seconds)
        ratios.append(ours.rate / apply_load(yardstick.address, constant, seconds=seconds).rate)
        rates.append(ours.rate)
        accepted += ours.statuses[303]
        failures += ours.failures
    stored = _stored(app) - before
    with app.app_context():
        exact = not verify_discussions(db.session()).differences
    honest = exact and accepted == stored and not failures
    detail = (
        f"{median(rates):,.0f} comments/s; {accepted:,} accepted, {stored:,} stored, "
        f"counts {'equal' if exact else 'DIFFER FROM'} the recount, {failures} failed"
    )
    return Row(
        "comments posted", median(ratios) if honest else 0.0, "of constant", at_least=GOAL, detail=detail
    )


def _stored(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Comment)) or 0
