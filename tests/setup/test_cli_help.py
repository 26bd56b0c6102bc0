"""The command line: help before anything is installed, and one list of commands."""

import os
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from pollsite.cli.main import pollsite
from pollsite.cli.summary import COMMANDS
from pollsite.cli.testing import arguments_for
from pollsite.config import CLONE_ROOT


def without_packages(*arguments: str) -> subprocess.CompletedProcess[str]:
    """`python3 -m pollsite …` by a Python that sees nothing but its standard library."""
    return subprocess.run(
        [sys.executable, "-S", "-E", "-m", "pollsite", *arguments],
        cwd=CLONE_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def leaves(group: click.Group, name: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, under its full name."""
    context = click.Context(group)
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        assert command is not None
        full_name = f"{name} {word}".strip()
        if isinstance(command, click.Group):
            yield from leaves(command, full_name)
        else:
            yield full_name, command


@pytest.mark.parametrize("arguments", [(), ("--help",), ("-h",), ("help",)])
def test_help_needs_nothing_installed(arguments: tuple[str, ...]) -> None:
    answer = without_packages(*arguments)
    assert answer.returncode == 0
    for name, line in COMMANDS.items():
        assert f"  {name} " in answer.stdout
        assert line in answer.stdout


def test_unknown_command_is_answered_with_the_known_ones() -> None:
    answer = without_packages("sreve")
    assert answer.returncode == 2
    assert "there is no command 'sreve'" in answer.stderr
    assert COMMANDS["serve"] in answer.stderr


def test_version_needs_nothing_installed() -> None:
    assert without_packages("--version").stdout.startswith("pollsite ")


def test_summary_lists_exactly_the_commands_there_are() -> None:
    assert {name for name, _ in leaves(pollsite)} == COMMANDS.keys()


def test_every_command_explains_itself() -> None:
    for name, command in leaves(pollsite):
        answer = CliRunner().invoke(pollsite, [*name.split(), "--help"])
        assert answer.exit_code == 0, name
        assert "--help" in answer.output
        assert command.short_help == COMMANDS[name]


def test_wrong_setting_ends_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLLSITE_HTTPS", "perhaps")
    answer = CliRunner().invoke(pollsite, ["articles", "list"])
    assert answer.exit_code == 2
    assert answer.output == "Error: POLLSITE_HTTPS must be one of 0, 1, not 'perhaps'.\n"


def test_tests_see_their_arguments_and_no_setting_of_the_operator(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []

    def run(arguments: list[str]) -> int:
        seen.append((arguments, [name for name in os.environ if name.startswith("POLLSITE_")]))
        return 5

    monkeypatch.setattr(pytest, "main", run)
    monkeypatch.setenv("POLLSITE_ENVIRONMENT", "production")
    answer = CliRunner().invoke(pollsite, ["test", "-k", "ballot", "-x", "--forbid-skips", "tests/polls"])
    assert answer.exit_code == 5
    assert seen == [(["-k", "ballot", "-x", "--forbid-skips", "tests/polls"], [])]


@pytest.mark.parametrize("whole", [[], ["--forbid-skips"], ["-q", "--forbid-skips"]])
def test_the_whole_suite_is_tested_by_two_processes_where_two_cores_are(whole: list[str]) -> None:
    assert arguments_for(whole, cores=2) == ["-n", "2", *whole]
    assert arguments_for(whole, cores=1) == whole


@pytest.mark.parametrize(
    "chosen", [["-x"], ["-k", "ballot"], ["tests/polls"], ["-n", "4"], ["--forbid-skips", "-s"]]
)
def test_whoever_chooses_tests_or_how_they_run_is_taken_at_their_word(chosen: list[str]) -> None:
    assert arguments_for(chosen, cores=8) == chosen
