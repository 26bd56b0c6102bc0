"""How a command says no."""

import click

ADMINISTERED, NOT_ADMINISTERED = 0, 64
"""How the process that prepares an instance ends when all is well: does somebody administer the site?"""


class CommandError(click.ClickException):
    """The command cannot begin; the message is one sentence that tells the operator what to do."""

    exit_code = 2
