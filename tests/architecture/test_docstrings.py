"""Every public module, class, function and method of the package states its contract."""

import ast
from collections.abc import Iterator

from tests.architecture.tree import named, parsed, python_files, refuse

Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def undocumented(tree: ast.Module, name: str) -> list[str]:
    """The public things of a module, itself included, that have no docstring."""
    return [found for found, node in _public(tree, name) if not (ast.get_docstring(node) or "").strip()]


def _public(node: Documented, name: str) -> Iterator[tuple[str, Documented]]:
    """The node and what is public in it: not what begins with _ (so no __init__), not what is inside functions."""
    yield name, node
    if isinstance(node, ast.Module | ast.ClassDef):
        for child in node.body:
            if isinstance(child, Documented) and not child.name.startswith("_"):
                yield from _public(child, child.name)


def test_everything_public_is_documented() -> None:
    refuse(
        f"{named(path)}: {name} has no docstring"
        for path in python_files("pollsite")
        for name in undocumented(parsed(path), path.stem)
    )


def test_a_missing_docstring_is_seen() -> None:
    code = '"""Said."""\nclass A:\n    def b(self):\n        def c(): pass\n    def _d(self): pass\ndef e(): "Said."\n'
    assert undocumented(ast.parse(code), "sample") == ["A", "b"]
    assert undocumented(ast.parse(""), "sample") == ["sample"]
