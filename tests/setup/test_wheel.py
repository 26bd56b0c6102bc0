"""The wheel carries everything: it serves the site away from the clone."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pollsite.config import CLONE_ROOT
from tests.setup.running import serving


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but the package, installed from a freshly built wheel."""
    built, target = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("installed")
    _pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(built), str(CLONE_ROOT))
    (wheel,) = built.glob("pollsite-*.whl")
    _pip("install", "--no-deps", "--no-index", "--target", str(target), str(wheel))
    return target


def _pip(*arguments: str) -> None:
    quietly = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    run = subprocess.run(quietly, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_wheel_serves_pages_styles_and_scripts_without_the_clone(installed: Path, tmp_path: Path) -> None:
    with serving(tmp_path / "instance", "--workers", "1", folder=tmp_path, PYTHONPATH=str(installed)) as site:
        home = site.get()
        assert home.status == 200
        article = site.get("/articles/to-ai-or-not-to-ai")
        assert article.status == 200
        assets = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', home.text + article.text))
        assert any(".css" in path for path in assets)
        assert any(".js" in path for path in assets)
        assert {path: site.get(path).status for path in assets} == dict.fromkeys(assets, 200)


def test_wheel_keeps_its_instance_in_the_working_directory(installed: Path, tmp_path: Path) -> None:
    program = "from pollsite.config import default_instance_path; print(default_instance_path())"
    answer = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(answer.stdout.strip()) == tmp_path / "instance"


def test_wheel_has_no_tests_to_run(installed: Path, tmp_path: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "pollsite", "test"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 2
    assert "run them from a clone" in answer.stderr
