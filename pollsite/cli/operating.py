"""What the commands about the whole site have in common: a line for each table, and a refusal in a sentence."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from pollsite.operations.errors import OperationRefused
from pollsite.operations.values import Sum


def say_table(name: str, came_to: Sum) -> None:
    """A table's line: its name, how many rows, and what they come to."""
    say(f"{name:<18} {came_to.rows:>11,}  {came_to.sha256}")


def say(line: str) -> None:
    """Tell it, if anybody still listens: what is being done is done to its end, whoever has stopped reading."""
    try:
        click.echo(line)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def owners_alone() -> Iterator[None]:
    """Whatever file or folder is made meanwhile, nobody but its owner may read or enter it."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def refusals_told() -> Iterator[None]:
    """A refused operation ends the command with its sentence, and exit code 1."""
    try:
        yield
    except OperationRefused as refusal:
        raise click.ClickException(str(refusal)) from refusal
