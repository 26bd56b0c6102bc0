"""`--forbid-skips`, which CI uses: what was skipped has failed, with its reason."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pollsite.config import CLONE_ROOT

SKIPS = {
    "in the test": "def test_it(): pytest.skip('needs a thing: apt-get install thing')",
    "by a mark": "@pytest.mark.skip(reason='needs a thing: apt-get install thing')\ndef test_it(): pass",
    "of a fixture": (
        "@pytest.fixture\ndef thing(): pytest.skip('needs a thing: apt-get install thing')\n"
        "def test_it(thing): pass"
    ),
    "of a whole file": "pytest.skip('needs a thing: apt-get install thing', allow_module_level=True)",
}
NO_SKIP = "@pytest.mark.xfail(strict=True)\ndef test_it(): assert False"


def run_pytest(folder: Path, test: str, *options: str) -> "subprocess.CompletedProcess[str]":
    """Run one test file beside our conftest."""
    (folder / "tests").mkdir()
    shutil.copy(CLONE_ROOT / "tests" / "conftest.py", folder / "tests")
    (folder / "tests" / "test_file.py").write_text(f"import pytest\n{test}\n")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-rA", "-p", "no:cacheprovider", *options, "tests"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("test", SKIPS.values(), ids=SKIPS.keys())
def test_skip_fails_where_skips_are_forbidden(tmp_path: Path, test: str) -> None:
    run = run_pytest(tmp_path, test, "--forbid-skips")
    assert run.returncode in (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED)
    assert "needs a thing: apt-get install thing (and --forbid-skips allows no skip)" in run.stdout


@pytest.mark.parametrize("test", SKIPS.values(), ids=SKIPS.keys())
def test_skip_is_no_failure_elsewhere(tmp_path: Path, test: str) -> None:
    assert run_pytest(tmp_path, test).returncode in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)


def test_expected_failure_is_no_skip(tmp_path: Path) -> None:
    assert run_pytest(tmp_path, NO_SKIP, "--forbid-skips").returncode == pytest.ExitCode.OK
