"""The README's table of threats: each names tests, and each of them is there."""

import ast
import re

from tests.architecture.tree import PACKAGE, ROOT, named, parsed, refuse

TABLE = re.compile(r"^\| threat \| what stops it \| test \|\n\|---\|---\|---\|\n((?:\|.*\n)+)", re.MULTILINE)
TEST = re.compile(r"`([\w/]+\.py)(?:::(\w+))?`")
READS_FILES = re.compile(
    r"request\.files|FileField|\bxml\.(sax|dom)|\blxml\b|\b(fromstring|iterparse|XMLParser)\b|\bzipfile\b|\btarfile\b"
)
ARCHIVES_OF_OPERATORS = {"pollsite/operations", "pollsite/archive"}
"""What an operator brings by command: backups, archives, and comments from elsewhere. No page takes a file."""


def rows() -> list[list[str]]:
    """The table's cells."""
    found = TABLE.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert found, "the README needs its table of threats"
    return [line.strip("|").split(" | ") for line in found[1].splitlines()]


def test_every_threat_names_a_test_that_is_there() -> None:
    missing = []
    for threat, _, tests in rows():
        named_tests = TEST.findall(tests)
        if not named_tests:
            missing.append(f"{threat.strip()}: names no test")
        for file, test in named_tests:
            path = ROOT / "tests" / file
            if not path.is_file() or (test and test not in functions_of(path.read_text(encoding="utf-8"))):
                missing.append(f"{threat.strip()}: {file}::{test}")
    refuse(missing)


def functions_of(source: str) -> set[str]:
    """What a file of tests defines."""
    return {node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)}


def test_no_threat_is_told_twice() -> None:
    threats = [row[0] for row in rows()]
    assert len(set(threats)) == len(threats) > 30


def test_no_file_is_taken_and_no_xml_is_read() -> None:
    refuse(
        f"{named(path)}: {found[0]}"
        for path in PACKAGE.rglob("*.py")
        if not any(named(path).startswith(place) for place in ARCHIVES_OF_OPERATORS)
        for found in [READS_FILES.search(ast.unparse(parsed(path)))]
        if found
    )
