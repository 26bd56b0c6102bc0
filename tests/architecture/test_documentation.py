"""What the README says can be set and called is what can be set and called."""

import ast
import re
from itertools import pairwise

import click
import pytest

from pollsite.cli import main
from pollsite.cli.summary import COMMANDS
from pollsite.config import SETTINGS
from tests.architecture.tree import PACKAGE, ROOT, named, parsed, refuse, repository_files

PROGRAM = re.compile(r"^(?:python3? -m )?pollsite\s+")
SETTING = re.compile(r"\bPOLLSITE_[A-Z][A-Z_]*[A-Z]\b")
CASES = """
# A title
## Settings
Some words, and `POLLSITE_NOT_IN_THE_TABLE`.

| Setting | Meaning |
|---|---|
| `POLLSITE_ONE` | the first |
| POLLSITE_TWO | `the` second |

## Commands
| command | |
|:--|--|
| `pollsite serve [--port 80]` | runs |
| `python3 -m pollsite articles check FILE` | checks |
## Next
| `POLLSITE_THREE` | elsewhere |
"""


def first_column(markdown: str, heading: str) -> list[str]:
    """The first cells of the tables under `## heading`, without backticks, but for each table's head."""
    section = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", markdown, re.MULTILINE | re.DOTALL)
    assert section, f"the README needs a heading “## {heading}” with a table under it"
    lines = section[1].splitlines()
    return [
        line.split("|")[1].strip().replace("`", "")
        for before, line in pairwise(lines)
        if line.startswith("|") and before.startswith("|") and not set(line) <= set("|-: ")
    ]


def command_in(words: str) -> str:
    """The command of an example: without the program, and without arguments, which are in capitals or brackets."""
    return " ".join(re.findall(r"[a-z][a-z-]*", re.split(r"\s+(?=[A-Z\[<…-])", PROGRAM.sub("", words))[0]))


def readme() -> str:
    """The README."""
    return (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_lists_every_setting() -> None:
    assert sorted(first_column(readme(), "Settings")) == sorted(SETTINGS)


def test_the_readme_lists_every_command() -> None:
    assert sorted({command_in(words) for words in first_column(readme(), "Commands")}) == sorted(COMMANDS)


def test_every_setting_is_read() -> None:
    words = [node.value for node in ast.walk(parsed(PACKAGE / "config.py")) if isinstance(node, ast.Constant)]
    assert {name for name in SETTINGS if words.count(name) < 2} == set()


def test_nothing_names_a_setting_there_is_not() -> None:
    refuse(
        f"{named(path)}: {name}"
        for path in repository_files()
        if path.suffix in (".py", ".md", ".toml", "") and not path.is_relative_to(ROOT / "tests")
        for name in sorted(
            set(SETTING.findall(path.read_text(encoding="utf-8", errors="ignore"))) - SETTINGS.keys()
        )
    )


def test_every_command_in_the_summary_can_be_called() -> None:
    context = click.Context(main.pollsite)
    callable_ = {
        found
        for name in main.MODULES
        for found in commands_in(main.pollsite.get_command(context, name), name)
    }
    assert callable_ == set(COMMANDS)


def commands_in(command: click.Command | None, name: str) -> list[str]:
    """The full names of a command, or of all in a group."""
    if isinstance(command, click.Group):
        return [
            found
            for word, child in command.commands.items()
            for found in commands_in(child, f"{name} {word}")
        ]
    return [name]


def test_tables_are_read_without_their_heads() -> None:
    assert first_column(CASES, "Settings") == ["POLLSITE_ONE", "POLLSITE_TWO"]
    assert [command_in(words) for words in first_column(CASES, "Commands")] == ["serve", "articles check"]


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("serve", "serve"),
        ("pollsite test -k ballot", "test"),
        ("python3 -m pollsite database revise MESSAGE", "database revise"),
        ("pollsite articles import FILE --force", "articles import"),
        ("pollsite articles publish [--same-meaning] FILE", "articles publish"),
    ],
)
def test_a_command_is_read_without_program_and_arguments(words: str, command: str) -> None:
    assert command_in(words) == command
