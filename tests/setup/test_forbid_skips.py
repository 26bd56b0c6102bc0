"""`--forbid-skips`, which CI uses: what was skipped has failed, with its reason."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pollsite.config import CLONE_ROOT

IN_ONE_PROCESS_AND_IN_TWO = pytest.mark.parametrize("processes", [(), ("-n", "2")], ids=["one", "two"])
SKIPPED_TESTS = """
import pytest

def test_that_skips_itself():
    pytest.skip("needs a thing")

@pytest.mark.skip(reason="needs a thing")
def test_that_is_marked():
    pass

@pytest.fixture
def thing():
    pytest.skip("needs a thing")

def test_whose_fixture_skips(thing):
    pass

@pytest.mark.xfail(strict=True)
def test_that_is_expected_to_fail():
    assert False
"""
SKIPPED_FILE = "import pytest\npytest.skip('needs a thing', allow_module_level=True)"


def run_pytest(folder: Path, file: str, *options: str) -> str:
    """Run one test file beside our conftest; pytest's summary, exit code first."""
    (folder / "tests").mkdir()
    shutil.copy(CLONE_ROOT / "tests" / "conftest.py", folder / "tests")
    (folder / "tests" / "test_file.py").write_text(file)
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, "tests"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(CLONE_ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    return f"{run.returncode}: {run.stdout}"


@IN_ONE_PROCESS_AND_IN_TWO
def test_skipped_tests_fail_where_skips_are_forbidden(tmp_path: Path, processes: tuple[str, ...]) -> None:
    said = run_pytest(tmp_path, SKIPPED_TESTS, "--forbid-skips", *processes)
    assert said.startswith("1: ")
    assert "1 failed, 1 xfailed, 2 errors" in said
    assert said.count("needs a thing (and --forbid-skips allows no skip)") >= 3


@IN_ONE_PROCESS_AND_IN_TWO
def test_skipped_file_fails_where_skips_are_forbidden(tmp_path: Path, processes: tuple[str, ...]) -> None:
    said = run_pytest(tmp_path, SKIPPED_FILE, "--forbid-skips", *processes)
    assert said.startswith(("1: ", "2: "))
    assert "needs a thing (and --forbid-skips allows no skip)" in said


def test_skips_are_no_failure_elsewhere(tmp_path: Path) -> None:
    said = run_pytest(tmp_path, SKIPPED_TESTS)
    assert said.startswith("0: ")
    assert "3 skipped, 1 xfailed" in said
