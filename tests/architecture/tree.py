"""The repository as the rules see it: its files, its parsed Python, and where in them something stands."""

import ast
import re
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "pollsite"
FEATURES = (
    "accounts",
    "api",
    "archive",
    "articles",
    "discussion",
    "insights",
    "live",
    "moderation",
    "operations",
    "pages",
    "polls",
    "webhooks",
)
NOT_OURS = (".git", ".venv", "__pycache__", "build", "dist", "node_modules")
_BLANKS = re.compile(r"[^\n]")


@cache
def repository_files() -> tuple[Path, ...]:
    """Every file that is, or with the next commit would be, part of the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode != 0:
        return tuple(sorted(_walk()))
    found = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(sorted(path for path in found if path.is_file()))


def _walk() -> Iterator[Path]:
    """What there is in a folder that is no git checkout."""
    for path in ROOT.rglob("*"):
        hidden = any(part in NOT_OURS or part.endswith("_cache") for part in path.relative_to(ROOT).parts)
        if path.is_file() and not hidden:
            yield path


def files(folder: str, *endings: str) -> list[Path]:
    """The repository's files below `folder` ("" is everywhere) with one of these endings."""
    return [
        path for path in repository_files() if path.is_relative_to(ROOT / folder) and path.suffix in endings
    ]


def python_files(folder: str = "") -> list[Path]:
    """The Python files below `folder`."""
    return files(folder, ".py")


def named(path: Path) -> str:
    """The file as a person would name it, from the repository's root."""
    return path.relative_to(ROOT).as_posix()


@cache
def parsed(path: Path) -> ast.Module:
    """The file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions_in(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method, however deep."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@cache
def names_used(tree: ast.AST) -> tuple[tuple[str, int], ...]:
    """Every name used or imported, dotted in full, with its line: `from time import sleep` gives time.sleep."""
    return tuple(found for node in ast.walk(tree) for found in _names_in(node))


def _names_in(node: ast.AST) -> Iterator[tuple[str, int]]:
    if isinstance(node, ast.Import):
        yield from ((alias.name, node.lineno) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)
    elif isinstance(node, ast.Attribute | ast.Name):
        yield ast.unparse(node), node.lineno


def without_comments(text: str, comment: str) -> str:
    """The text with what the pattern `comment` matches blanked out, so that lines keep their numbers.

    A group `string` in the pattern matches what is to be left as it is, though it may look like a comment.
    """

    def blank(found: re.Match[str]) -> str:
        return found.group() if found.lastgroup == "string" else _BLANKS.sub(" ", found.group())

    return re.sub(comment, blank, text, flags=re.DOTALL)


def lines_matching(pattern: str, text: str) -> list[tuple[int, str]]:
    """(line, what was found) for each match of a pattern that ignores case."""
    return [
        (text.count("\n", 0, found.start()) + 1, found.group())
        for found in re.finditer(pattern, text, re.IGNORECASE)
    ]


def refuse(complaints: Iterable[str]) -> None:
    """Fail with every complaint on a line of its own."""
    __tracebackhide__ = True
    found = list(complaints)
    assert not found, "\n".join(["", *found])
