"""`pollsite discussion …`: recount discussions, open and close them, and decide about comments."""

from typing import Any

import click
from flask import Flask

from pollsite.app import create_app
from pollsite.cli.recounts import recount
from pollsite.cli.verdicts import decide_as_operator, refusals_in_words
from pollsite.config import Settings
from pollsite.db import db, transaction
from pollsite.discussion.services import set_holds_after, set_openness
from pollsite.discussion.types import Openness, Status
from pollsite.discussion.verifying import verify_discussions
from pollsite.discussion.waiting import held_comments
from pollsite.migrating import upgrade
from pollsite.moderation.limits import MAX_HOLDING_HOURS
from pollsite.moderation.rulebook import rule_in_words
from pollsite.moderation.types import DecisionKind
from pollsite.moderation.verdicts import Verdict
from pollsite.numbers import MAX_NUMBER, number_in
from pollsite.polls.words import counted

SHOWN_OF_A_COMMENT = 70
NO_ARTICLE = "No article is called {}."


class Seen(click.ParamType[tuple[int, int]]):
    """A comment and which of its words were looked at, as `held` lists them: "7.2", or "7" for its first ones."""

    name = "ID[.REVISION]"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """The comment's number and the number of its revision."""
        parts = str(value).split(".")
        if len(parts) > 2 or not all(number_in(part) for part in parts):
            self.fail("Name the comment as “discussion held” lists it, like 7 or 7.2.", param, ctx)
        return number_in(parts[0]), number_in(parts[1]) if len(parts) == 2 else 1


@click.group()
def discussion() -> None:
    """Recount discussions, open and close them, decide about comments."""


@discussion.command()
@click.option(
    "--repair", is_flag=True, help="Set wrong numbers to their recount; words and marks are never touched."
)
def verify(repair: bool) -> None:
    """Recount every discussion from its comments; exit code 1 if any stored number differs."""
    with _ready().app_context():
        recount(
            verify_discussions,
            repair=repair,
            subject=lambda found: counted(found.comments, "comment", "comments"),
        )


@discussion.command(name="open")
@click.argument("slug")
def open_(slug: str) -> None:
    """Let the discussion of the article SLUG take comments; members' are visible at once."""
    _set(slug, Openness.OPEN, "is open")


@discussion.command()
@click.argument("slug")
@click.option(
    "--after",
    "hours",
    type=click.FloatRange(0, MAX_HOLDING_HOURS),
    help="Only while the oldest case waits longer than so many hours; 0: no longer by itself.",
)
def hold(slug: str, hours: float | None) -> None:
    """Hold every new comment on the article SLUG until it is released."""
    if hours is None:
        _set(slug, Openness.HOLDING, "holds every new comment")
        return
    app, minutes = _ready(), round(hours * 60) or None
    with app.app_context(), refusals_in_words(NO_ARTICLE.format(slug)), transaction() as session:
        set_holds_after(session, slug=slug, minutes=minutes)
    while_behind = f"holds every new comment while a case waits longer than {hours:g} hours"
    click.echo(
        f"The discussion of /articles/{slug} {while_behind if minutes else 'holds nothing by itself'}."
    )


@discussion.command()
@click.argument("slug")
def close(slug: str) -> None:
    """Take no more comments on the article SLUG; those that are there stay."""
    _set(slug, Openness.CLOSED, "is closed")


@discussion.command()
def held() -> None:
    """List the comments that wait, the oldest first."""
    app = _ready()
    with app.app_context():
        waiting = held_comments(db.session().connection())
    for comment in waiting:
        words = " ".join(comment.source.split())
        shown = words if len(words) <= SHOWN_OF_A_COMMENT else f"{words[:SHOWN_OF_A_COMMENT]}…"
        click.echo(
            f"{comment.comment_id}.{comment.revision}  /articles/{comment.slug}  {comment.created_at:%Y-%m-%d %H:%M}  "
            f"{comment.author}  ({comment.reason})  {shown!r}"
        )
    if not waiting:
        click.echo("No comment waits.")


@discussion.command()
@click.argument("seen", metavar="ID[.REVISION]", type=Seen())
def release(seen: tuple[int, int]) -> None:
    """Let everybody read the held comment ID, as long as its words are those that “held” listed as REVISION (1)."""
    comment_id, revision = seen
    verdict = Verdict(kind=DecisionKind.KEEP, comment_id=comment_id, revision=revision)
    decide_as_operator(verdict, only_from=(Status.HELD,))
    click.echo(f"Comment {comment_id} is visible.")


@discussion.command()
@click.argument("comment_id", metavar="ID", type=click.IntRange(1, MAX_NUMBER))
@click.option("--rule", required=True, type=int, help="The number of the rule it breaks; /rules lists them.")
@click.option("--quote", default="", help="The words that break it; all of them, unless given.")
@click.option("--note", default="", help="A note to the author.")
def remove(comment_id: int, rule: int, quote: str, note: str) -> None:
    """Take the comment ID out of sight, by a rule that its place will name; its author is told, and can appeal."""
    verdict = Verdict(kind=DecisionKind.REMOVE, comment_id=comment_id, rule=rule, quote=quote, note=note)
    decide_as_operator(verdict, only_from=(Status.VISIBLE, Status.HELD))
    click.echo(f"Comment {comment_id} is removed: {rule_in_words(rule)}.")


@discussion.command()
@click.argument("comment_id", metavar="ID", type=click.IntRange(1, MAX_NUMBER))
def restore(comment_id: int) -> None:
    """Let everybody read the removed comment ID again."""
    verdict = Verdict(kind=DecisionKind.RESTORE, comment_id=comment_id)
    decide_as_operator(verdict, only_from=(Status.REMOVED,))
    click.echo(f"Comment {comment_id} is visible again.")


def _ready() -> Flask:
    app = create_app(Settings.from_env())
    upgrade(app)
    return app


def _set(slug: str, openness: Openness, done: str) -> None:
    app = _ready()
    with app.app_context(), refusals_in_words(NO_ARTICLE.format(slug)), transaction() as session:
        set_openness(session, slug=slug, openness=openness)
    click.echo(f"The discussion of /articles/{slug} {done}.")
