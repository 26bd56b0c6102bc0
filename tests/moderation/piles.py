"""Piles of cases, for what must not grow with them: written straight into the tables, as flags and holds leave them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pollsite.accounts.types import Role
from pollsite.demo.storing import store
from pollsite.discussion.counting import touch_discussion
from pollsite.discussion.models import Comment
from pollsite.discussion.types import HoldReason, Status
from pollsite.moderation.limits import DEFAULT_WEIGHT
from pollsite.moderation.models import Case, Flag
from pollsite.moderation.priority import priority_of
from pollsite.moderation.types import CaseKind, FlagReason
from tests.accounts.people import Person
from tests.discussion.scene import Scene
from tests.fixtures.site import Site
from tests.samples import DURING

AUTHORS = ("Ben Alder", "Cleo Marsh", "Dora Finch", "Emil Novak")
REPORTERS = ("Rosa Quick", "Sami Reed")
REASONS = (
    FlagReason.ATTACK,
    FlagReason.SPAM,
    FlagReason.OFF_TOPIC,
    FlagReason.MISLEADING,
    FlagReason.HATE,
)
WORDS = (
    "You clearly have no idea what a portrait is for, and it shows in every line you write.",
    "Cheap headshots, ready in a minute: my shop makes them for you, half the price this week.",
    "Every photographer I know has stopped retouching. That settles it for the whole trade.",
    "This has nothing to do with faces; let us talk about the election instead.",
)


def people(site: Site, scene: Scene | None = None) -> dict[str, Person]:
    """The authors, the reporters, and the moderators Ana and Max."""
    scene = scene or Scene(site)
    for name in (*AUTHORS, *REPORTERS):
        scene.member(name)
    for name in ("Ana", "Max"):
        scene.member(name, role=Role.MODERATOR)
    return scene.people


def pile_up(
    site: Site, number: int, *, known: dict[str, Person], held: int = 4, until: datetime = DURING
) -> list[int]:
    """So many cases, one a minute up to `until`, every `held`-th of them of a held comment; their numbers, by age."""
    article_id = Scene(site).article_id
    with site.writing() as session:
        first = (session.scalar(select(func.max(Comment.id))) or 0) + 1
        first_case = (session.scalar(select(func.max(Case.id))) or 0) + 1
        comments, cases, flags = [], [], []
        for place in range(number):
            at = until - timedelta(minutes=number - place)
            is_held = bool(held) and place % held == held - 1
            author = known[AUTHORS[place % len(AUTHORS)]]
            comments.append(_comment(first + place, article_id, author, place, is_held=is_held, at=at))
            reasons = [] if is_held else [REASONS[place % len(REASONS)]]
            cases.append(_case(first_case + place, first + place, reasons, at=at))
            flags += [
                _flag(first_case + place, first + place, reason, known[REPORTERS[place % 2]], at=at)
                for reason in reasons
            ]
        _store(session, comments, cases, flags)
        seen = sum(comment["listed"] for comment in comments)
        touch_discussion(session.connection(), article_id, by=seen)
    return [first_case + place for place in range(number)]


def _store(session: Session, comments: Sequence[Any], cases: Sequence[Any], flags: Sequence[Any]) -> None:
    for table, rows in ((Comment, comments), (Case, cases), (Flag, flags)):
        store(session, table, rows)


def _comment(
    number: int, article_id: int, author: Person, place: int, *, is_held: bool, at: datetime
) -> dict[str, Any]:
    words = f"{WORDS[place % len(WORDS)]} ({number})"
    return {
        "id": number,
        "article_id": article_id,
        "parent_id": None,
        "root_id": number,
        "path": f"{number:08x}",
        "depth": 0,
        "reader_id": author.reader_id,
        "account_id": author.account_id,
        "submission_key": f"pile-{number}",
        "status": Status.HELD if is_held else Status.VISIBLE,
        "reason": HoldReason.FIRST.value if is_held else "",
        "listed": not is_held,
        "heat": 0 if is_held else 1,
        "body_source": words,
        "body_html": f"<p>{words}</p>",
        "created_at": at,
        "published_at": None if is_held else at,
    }


def _case(number: int, comment_id: int, reasons: Sequence[FlagReason], *, at: datetime) -> dict[str, Any]:
    kind = CaseKind.FLAGGED if reasons else CaseKind.HELD
    weight = DEFAULT_WEIGHT * len(reasons)
    return {
        "id": number,
        "kind": kind,
        "comment_id": comment_id,
        "opened_at": at,
        "priority": priority_of(kind, weight=weight, reasons=reasons),
        "flags": len(reasons),
        "weight": weight,
        "version": 1,
    }


def _flag(
    case_id: int, comment_id: int, reason: FlagReason, reporter: Person, *, at: datetime
) -> dict[str, Any]:
    return {
        "case_id": case_id,
        "comment_id": comment_id,
        "revision": 1,
        "reader_id": reporter.reader_id,
        "reason": reason,
        "note": "It goes for the person." if reason is FlagReason.ATTACK else "",
        "weight": DEFAULT_WEIGHT,
        "outcome": "",
        "at": at,
    }
