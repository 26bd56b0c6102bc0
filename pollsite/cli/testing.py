"""`pollsite test`: the clone's tests, whatever site the operator has configured."""

import os
from collections.abc import Sequence
from importlib.util import find_spec

import click

from pollsite.cli.errors import CommandError
from pollsite.config import CLONE_ROOT, is_setting

PROCESSES = 2
"""No more: the servers and browsers that they start have processes of their own."""
ENGINES = ("sqlite", "postgresql")
WHOLE_SUITE = frozenset(
    {"--forbid-skips", "-q", "-v", "--engine", *ENGINES, *(f"--engine={name}" for name in ENGINES)}
)
"""Arguments that choose no tests and no way to run them."""


@click.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.argument("pytest_arguments", nargs=-1, type=click.UNPROCESSED)
def test(pytest_arguments: tuple[str, ...]) -> None:
    """Run the tests, on PostgreSQL with `--engine postgresql`; what follows goes to pytest, as in `-k ballot -x`."""
    refuse_without_tests()
    import pytest

    for name in [name for name in os.environ if is_setting(name)]:
        del os.environ[name]
    os.chdir(CLONE_ROOT)
    raise SystemExit(pytest.main(arguments_for(pytest_arguments, cores=os.cpu_count() or 1)))


def arguments_for(given: Sequence[str], *, cores: int) -> list[str]:
    """What pytest is told: the whole suite is tested by PROCESSES, where there are cores for them."""
    beside = ["-n", str(PROCESSES)] if WHOLE_SUITE.issuperset(given) and cores >= PROCESSES else []
    return [*beside, *given]


def refuse_without_tests() -> None:
    """Raise CommandError where the tests or what they need are not there."""
    if not (CLONE_ROOT / "tests").is_dir():
        raise CommandError("The tests are not part of the installed package; run them from a clone.")
    if find_spec("pytest") is None:
        raise CommandError(
            "pytest is missing here; run `python3 -m pollsite test` with a Python outside .venv."
        )
