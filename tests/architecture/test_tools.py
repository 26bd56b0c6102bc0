"""The tools that read the code find nothing: types, style, and one way to write it."""

import subprocess
import sys

import pytest

from tests.architecture.tree import ROOT

TOOLS = {
    "mypy": ["mypy", "--strict"],
    "ruff check": ["ruff", "check", "--output-format", "concise"],
    "ruff format": ["ruff", "format", "--check", "--output-format", "concise"],
    "djlint": ["djlint", "templates", "--lint", "--quiet"],
}


@pytest.mark.parametrize("tool", TOOLS)
def test_finds_nothing(tool: str) -> None:
    result = subprocess.run(
        [sys.executable, "-m", *TOOLS[tool]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, "\n".join(["", result.stdout, result.stderr])
