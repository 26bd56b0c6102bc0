"""Small, but whole: how long a file or a function may be."""

import ast

import pytest

from tests.architecture.tree import files, functions_in, named, parsed, python_files, refuse

MAX_FUNCTION_LINES = 40
STEPS = (
    "pollsite/migrations/versions/"  # written by Alembic, a record of what was done, one line after the other
)
MAX_LINES = {".py": 300, ".html": 80, ".css": 300, ".js": 300}


def long_functions(tree: ast.AST) -> list[str]:
    """Functions with more than MAX_FUNCTION_LINES from `def` to their end, docstring included."""
    lengths = ((node.name, (node.end_lineno or 0) - node.lineno + 1) for node in functions_in(tree))
    return [f"{name} has {length} lines" for name, length in lengths if length > MAX_FUNCTION_LINES]


@pytest.mark.parametrize("ending", MAX_LINES)
def test_no_file_holds_two_ideas(ending: str) -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files("", ending)}
    assert lengths
    refuse(
        f"{named(path)} has {length} lines; {MAX_LINES[ending]} are the most"
        for path, length in lengths.items()
        if length > MAX_LINES[ending]
    )


def test_no_function_is_longer_than_a_look() -> None:
    refuse(
        f"{named(path)}: {told}"
        for path in python_files()
        for told in long_functions(parsed(path))
        if not named(path).startswith(STEPS)
    )


def test_a_long_function_is_seen() -> None:
    body = "    pass\n"
    code = f"def short():\n{body * 39}def long():\n{body * 40}"
    assert long_functions(ast.parse(code)) == ["long has 41 lines"]
