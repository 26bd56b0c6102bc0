"""The command line: each command's module is imported only when it is called."""

from importlib import import_module
from typing import Any

import click

from pollsite.cli.errors import CommandError
from pollsite.cli.summary import COMMANDS
from pollsite.config import Settings, SettingsError
from pollsite.engines import UNREACHABLE
from pollsite.logs.words import without_values
from pollsite.migrations import MigrationError
from pollsite.operations.reaching import why_unreached
from pollsite.unwritable import why_no_write

MODULES = {
    "serve": "pollsite.cli.serve:serve",
    "test": "pollsite.cli.testing:test",
    "bench": "pollsite.cli.bench:bench",
    "articles": "pollsite.cli.articles:articles",
    "accounts": "pollsite.cli.accounts:accounts",
    "tallies": "pollsite.cli.tallies:tallies",
    "ledger": "pollsite.cli.ledger:ledger",
    "discussion": "pollsite.cli.discussion:discussion",
    "moderation": "pollsite.cli.moderation:moderation",
    "insights": "pollsite.cli.insights:insights",
    "webhooks": "pollsite.cli.webhooks:webhooks",
    "demo": "pollsite.cli.demo:demo",
    "backup": "pollsite.cli.backup:backup",
    "restore": "pollsite.cli.backup:restore",
    "archive": "pollsite.cli.archive:archive",
    "retention": "pollsite.cli.retention:retention",
    "doctor": "pollsite.cli.doctor:doctor",
    "database": "pollsite.cli.database:database",
}


class LazyGroup(click.Group):
    """Knows its commands by name and loads one when asked."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of MODULES."""
        return list(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command with its line from COMMANDS; None for an unknown name."""
        if cmd_name not in MODULES:
            return None
        module, _, attribute = MODULES[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        describe(command, name=cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Every command's wrong settings and unfit database end in their sentence, not in a traceback."""
        try:
            return super().invoke(ctx)
        except SettingsError as problem:
            raise CommandError(str(problem)) from problem
        except (MigrationError, *UNREACHABLE) as problem:
            raise CommandError(_why_not(problem)) from problem


def _why_not(problem: Exception) -> str:
    """Why the database did not do what it was asked, as `serve` and `doctor` say it."""
    settings = Settings.from_env()
    if found := why_unreached(settings):
        return found.sentence
    if isinstance(problem, MigrationError):
        return str(problem)
    reason = "" if settings.postgresql else why_no_write(settings.database_path)
    told = str(getattr(problem, "orig", problem)).strip().partition("\n")[0]
    return f"The database did not do it: {reason or without_values(told).rstrip('.')}."


def describe(command: click.Command, *, name: str) -> None:
    """Give a command, or each command of a group, the line that COMMANDS has for it."""
    if isinstance(command, click.Group):
        for word, child in command.commands.items():
            describe(child, name=f"{name} {word}")
    elif name in COMMANDS:
        command.short_help = COMMANDS[name]
        command.help = command.help or COMMANDS[name]


@click.group(cls=LazyGroup)
def pollsite() -> None:
    """An article whose questions are polls that stand beside the sentences that raise them."""
