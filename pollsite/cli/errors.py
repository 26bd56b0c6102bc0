"""How a command says no."""

import click


class CommandError(click.ClickException):
    """The command cannot begin; the message is one sentence that tells the operator what to do."""

    exit_code = 2
