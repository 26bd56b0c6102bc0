"""What the commands about the whole site have in common: a line for each table, and a refusal in a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from pollsite.operations.errors import OperationRefused
from pollsite.operations.values import Sum


def say_table(name: str, came_to: Sum) -> None:
    """A table's line: its name, how many rows, and what they come to."""
    click.echo(f"{name:<18} {came_to.rows:>11,}  {came_to.sha256}")


@contextmanager
def refusals_told() -> Iterator[None]:
    """A refused operation ends the command with its sentence, and exit code 1."""
    try:
        yield
    except OperationRefused as refusal:
        raise click.ClickException(str(refusal)) from refusal
