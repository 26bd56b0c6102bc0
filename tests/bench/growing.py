"""What a page costs as its discussion grows a thousandfold, and how many statements it takes."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from flask import Flask
from sqlalchemy import select, update

from pollsite.accounts.models import Reader
from pollsite.db import transaction
from tests.bench.crowd import Voter, make_voters
from tests.bench.debates import ask, fill_instance, forget
from tests.bench.rows import Progress, Row
from tests.bench.servers import ARTICLE

FEW = 100
GROWTH = 10
"""The greater discussion has so many times the comments of the bench's other instances."""
TRIES = 25
PERMALINK = re.compile(rf'href="({ARTICLE}/comments/[0-9]+)#')
MAX_COLD, MAX_WARM = 8, 3
"""Statements that a page may take."""


def measure_growth(scratch: Path, *, comments: int, progress: Progress) -> Iterator[Row]:
    """CPU of the page cold and warm with few comments and with many, in turns; then statements with many."""
    many = comments * GROWTH
    apps = [
        fill_instance(scratch / f"grown-{number}", comments=number, progress=progress)
        for number in (FEW, many)
    ]
    readers = [make_voters(app, TRIES + 1) for app in apps]
    progress(f"cost of the page at {FEW:,} and at {many:,} comments")
    grown = f"{FEW:,} → {many:,} comments"
    yield _compare(f"article page cold, {grown}", apps, readers, before=forget)
    for app, voters in zip(apps, readers, strict=True):
        for voter in voters:
            ask(app, voter=voter)
    yield _compare(f"article page with a cookie, {grown}", apps, readers, before=commit_something)
    yield from _count_statements(apps[1], readers[1][0])


def commit_something(app: Flask) -> None:
    """So that what readers did is asked of the database again; the pieces they share stay, cards in their orders too."""
    reader = select(Reader.id).limit(1).scalar_subquery()
    with app.app_context(), transaction() as session:
        session.execute(update(Reader).where(Reader.id == reader).values(created_at=Reader.created_at))


def _compare(
    what: str, apps: list[Flask], readers: list[list[Voter]], *, before: Callable[[Flask], None]
) -> Row:
    """How many times more CPU the greater one costs; each reader comes once, the first are left out."""
    costs: tuple[list[float], list[float]] = ([], [])
    shown = [0, 0]
    for turn in range(TRIES + 1):
        for place, app in enumerate(apps):
            before(app)
            answer = ask(app, voter=readers[place][turn])
            costs[place].append(answer.milliseconds)
            shown[place] = answer.body.count('id="comment-')
    few, many = (median(one[1:]) for one in costs)
    detail = f"{few:.2f} and {many:.2f} ms of CPU; {shown[0]} and {shown[1]} comments on the page"
    return Row(what, many / few, "times the cost", at_most=1.2, detail=detail)


def _count_statements(app: Flask, voter: Voter) -> Iterator[Row]:
    """The most that any page of the discussion takes when nothing is kept, and when all is but the reader is new."""
    forget(app)
    permalink = PERMALINK.search(ask(app).body)
    assert permalink, "no link to a comment on the page"
    pages = [ARTICLE, f"{ARTICLE}/discussion?sort=newest", permalink[1], f"{ARTICLE}/discussion.atom"]
    cold, warm = [], []
    for page in pages:
        forget(app)
        cold.append((ask(app, page, voter=voter).statements, page))
        warm.append((ask(app, page, voter=make_voters(app, 1)[0]).statements, page))
    yield _most("statements of a page, cold", cold, at_most=MAX_COLD)
    yield _most("statements of the article page, warm, a new reader", warm[:1], at_most=MAX_WARM)


def _most(what: str, counted: list[tuple[int, str]], *, at_most: int) -> Row:
    number, _ = max(counted)
    detail = ", ".join(f"{page.removeprefix(ARTICLE) or 'article'} {count}" for count, page in counted)
    return Row(what, number, at_most=at_most, detail=detail)
