"""The operator decides from the command line: as a moderator would, logged, with a statement and letters."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from pollsite.app import create_app
from pollsite.clock import now
from pollsite.config import Settings
from pollsite.db import transaction
from pollsite.discussion.errors import ArticleNotFound, CommentNotFound, DiscussionRefused, StatusMoved
from pollsite.discussion.taking import take_comment
from pollsite.discussion.types import Status
from pollsite.migrating import upgrade
from pollsite.moderation.deciding import decide
from pollsite.moderation.errors import ModerationRefused
from pollsite.moderation.telling import tell
from pollsite.moderation.verdicts import Verdict


def decide_as_operator(verdict: Verdict, *, only_from: tuple[Status, ...]) -> None:
    """Decide about the comment if it stands in one of `only_from`, and write to whom that is told, where the site knows
    its address. What is refused is said in its sentence.
    """
    settings = Settings.from_env()
    app = create_app(settings)
    upgrade(app)
    missing = f"No comment has the number {verdict.comment_id}."
    with app.app_context(), refusals_in_words(missing), transaction() as session:
        status = Status(take_comment(session.connection(), verdict.comment_id or 0).status)
        if status is not Status.DELETED and status not in only_from:
            raise StatusMoved(status)
        told = decide(session, verdict, at=now()).told
    if settings.address:
        with app.test_request_context():
            tell(told)


@contextmanager
def refusals_in_words(missing: str) -> Iterator[None]:
    """Ends a command with the sentence of what was refused; with `missing` where there is no such thing."""
    try:
        yield
    except (ArticleNotFound, CommentNotFound) as refusal:
        raise click.ClickException(missing) from refusal
    except (DiscussionRefused, ModerationRefused) as refusal:
        raise click.ClickException(str(refusal)) from refusal
