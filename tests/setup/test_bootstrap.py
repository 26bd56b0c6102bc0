"""Making .venv: when it happens, that it can be killed, started twice, and refused in a sentence."""

import ast
import fcntl
import importlib.util
import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from pollsite import __main__ as entry
from pollsite import bootstrap
from pollsite.bootstrap import BootstrapError, Environment, needs_environment
from pollsite.config import CLONE_ROOT
from tests.patience import eventually

LOCKS = CLONE_ROOT / "pollsite" / "locks"


class Installer:
    """Stands for `venv` and `pip`: remembers the steps, leaves the files they would; fails where told."""

    def __init__(self, *, failing: str = "", killed_at: str = "") -> None:
        self.steps: list[str] = []
        self.failing = failing
        self.killed_at = killed_at

    def __call__(
        self, command: Sequence[str], *, keep_open: int, shown: bool, timeout_s: float | None = None
    ) -> int:
        """Do one step, called `venv` or like the lock."""
        step = "venv" if "venv" in command else Path(command[-1]).stem
        self.steps.append(step)
        if step == "venv":
            python = Path(command[-1], "bin", "python")
            python.parent.mkdir()
            python.symlink_to(sys.executable)
        if step == self.killed_at:
            raise KeyboardInterrupt
        return 1 if step == self.failing else 0


@pytest.fixture(autouse=True)
def compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine has a C compiler, unless a test says otherwise."""
    monkeypatch.setattr(bootstrap, "can_compile", lambda: True)


@pytest.fixture
def locks(tmp_path: Path) -> Path:
    """A folder of locks that tests may change."""
    folder = tmp_path / "locks"
    folder.mkdir()
    for name in ("run", "test", "fast"):
        (folder / f"{name}.txt").write_text(f"the lock called {name}")
    return folder


def prepare(tmp_path: Path, lock: str = "run", **installer: str) -> list[str]:
    """Prepare tmp_path/.venv; returns the steps that were taken."""
    run = Installer(**installer)
    Environment(tmp_path / ".venv", locks=tmp_path / "locks", run=run).prepare(lock)
    return run.steps


def stamp(tmp_path: Path) -> dict[str, str]:
    """What the stamp says."""
    found: dict[str, str] = json.loads((tmp_path / ".venv" / "pollsite-stamp.json").read_bytes())
    return found


@pytest.mark.usefixtures("locks")
def test_first_start_makes_and_installs_and_the_second_does_nothing(tmp_path: Path) -> None:
    assert prepare(tmp_path) == ["venv", "run", "fast"]
    assert prepare(tmp_path) == []


def test_changed_lock_is_installed_into_the_same_venv(tmp_path: Path, locks: Path) -> None:
    prepare(tmp_path)
    (locks / "run.txt").write_text("another lock")
    assert prepare(tmp_path) == ["run", "fast"]
    assert prepare(tmp_path) == []


def test_changed_lock_of_the_http_parser_is_installed(tmp_path: Path, locks: Path) -> None:
    prepare(tmp_path)
    (locks / "fast.txt").write_text("another lock")
    assert prepare(tmp_path) == ["run", "fast"]


@pytest.mark.usefixtures("locks")
def test_test_packages_are_added_once_and_serve_for_running(tmp_path: Path) -> None:
    prepare(tmp_path, "run")
    assert prepare(tmp_path, "test") == ["test", "fast"]
    assert prepare(tmp_path, "run") == []
    assert prepare(tmp_path, "test") == []


@pytest.mark.parametrize("other", ["test", "fast"])
def test_other_locks_hold_every_pin_of_the_run_lock(other: str) -> None:
    def pins(name: str) -> set[str]:
        lines = (LOCKS / f"{name}.txt").read_text().splitlines()
        return {line for line in lines if line and not line.startswith(" ")}

    assert pins("run") <= pins(other)


@pytest.mark.usefixtures("locks")
@pytest.mark.parametrize("killed_at", ["venv", "run", "fast"])
def test_killed_installation_is_made_again_from_nothing(tmp_path: Path, killed_at: str) -> None:
    with pytest.raises(KeyboardInterrupt):
        prepare(tmp_path, killed_at=killed_at)
    leftover = tmp_path / ".venv" / "lib" / "half"
    leftover.mkdir(parents=True)
    assert prepare(tmp_path) == ["venv", "run", "fast"]
    assert not leftover.exists()
    assert prepare(tmp_path) == []


@pytest.mark.usefixtures("locks")
def test_killed_update_is_made_again_from_nothing(tmp_path: Path) -> None:
    prepare(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        prepare(tmp_path, "test", killed_at="test")
    assert prepare(tmp_path) == ["venv", "run", "fast"]


@pytest.mark.usefixtures("locks")
@pytest.mark.parametrize("text", ["", "{", "[]", '"text"', "\0", '{"python": "3.9"}'])
def test_unreadable_stamp_and_that_of_another_python_mean_a_new_venv(tmp_path: Path, text: str) -> None:
    prepare(tmp_path)
    (tmp_path / ".venv" / "pollsite-stamp.json").write_text(text)
    assert prepare(tmp_path) == ["venv", "run", "fast"]


@pytest.mark.usefixtures("locks")
def test_venv_whose_python_is_gone_is_made_again(tmp_path: Path) -> None:
    prepare(tmp_path)
    python = tmp_path / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to(tmp_path / "no" / "longer" / "there")
    assert prepare(tmp_path) == ["venv", "run", "fast"]


@pytest.mark.usefixtures("locks")
@pytest.mark.parametrize(("failing", "says"), [("venv", "could not be made"), ("run", "online")])
def test_failed_step_is_told_in_a_sentence_and_tried_again(tmp_path: Path, failing: str, says: str) -> None:
    with pytest.raises(BootstrapError, match=says):
        prepare(tmp_path, failing=failing)
    assert prepare(tmp_path)[-2:] == ["run", "fast"]


@pytest.mark.usefixtures("locks")
def test_http_parser_that_cannot_be_built_is_no_error_and_not_tried_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prepare(tmp_path, failing="fast")
    assert "the Python parser is used" in capsys.readouterr().err
    assert stamp(tmp_path)["http_parser"] == "python"
    assert prepare(tmp_path) == []


@pytest.mark.usefixtures("locks")
def test_http_parser_is_not_tried_without_a_compiler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "can_compile", lambda: False)
    assert prepare(tmp_path) == ["venv", "run"]


@pytest.mark.usefixtures("locks")
@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_missing_venv_module_names_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == missing else name)
    with pytest.raises(BootstrapError, match="apt-get install python3-venv"):
        prepare(tmp_path)


@pytest.mark.usefixtures("locks")
def test_folder_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / ".venv").write_text("a file where the folder should be")
    with pytest.raises(BootstrapError, match=r"\.venv cannot be written"):
        prepare(tmp_path)


@pytest.mark.usefixtures("locks")
def test_of_many_starts_at_once_one_installs_and_the_others_wait(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Installer()
    first_is_in = threading.Event()
    others_wait = threading.Event()

    def slow(command: Sequence[str], **options: object) -> int:
        first_is_in.set()
        others_wait.wait(timeout=30)
        return run(command, keep_open=0, shown=True)

    environment = Environment(tmp_path / ".venv", locks=tmp_path / "locks", run=slow)
    starts = [threading.Thread(target=environment.prepare, args=("run",)) for _ in range(4)]
    starts[0].start()
    assert first_is_in.wait(timeout=30)
    for start in starts[1:]:
        start.start()
    said: list[str] = []

    def all_wait() -> bool:
        said.append(capsys.readouterr().err)
        return "".join(said).count("waiting for another start") == 3

    eventually(all_wait)
    others_wait.set()
    for start in starts:
        start.join(timeout=30)
    assert run.steps == ["venv", "run", "fast"]


def test_lock_outlives_a_killed_start_until_its_pip_has_ended(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from pollsite.bootstrap import Environment, run_command\n"
        "environment = Environment(Path(sys.argv[1]), locks=Path('.'))\n"
        "with environment._only_one() as lock:\n"
        "    run_command(['sh', '-c', 'echo installing; read end'], keep_open=lock, shown=True)\n"
    )
    folder = tmp_path / ".venv"
    start = subprocess.Popen(
        [sys.executable, "-c", program, str(folder)],
        cwd=CLONE_ROOT,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert start.stdin is not None
    assert start.stderr is not None
    assert start.stderr.readline() == b"installing\n"
    start.kill()
    start.wait()
    with (folder / "pollsite.lock").open("w") as lock:
        with pytest.raises(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        start.stdin.close()
        fcntl.flock(lock, fcntl.LOCK_EX)
    start.stderr.close()


def test_command_that_takes_too_long_has_failed(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as lock:
        assert bootstrap.run_command(["sleep", "60"], keep_open=lock.fileno(), shown=False, timeout_s=0.05)


@pytest.mark.parametrize(
    ("is_clone", "prefix", "needed"),
    [(True, "usr", True), (True, ".venv", False), (False, "usr", False), (False, ".venv", False)],
)
def test_only_a_clone_outside_its_venv_needs_one(
    tmp_path: Path, is_clone: bool, prefix: str, needed: bool
) -> None:
    if is_clone:
        (tmp_path / "pyproject.toml").touch()
    assert needs_environment(tmp_path, prefix=str(tmp_path / prefix)) is needed


def test_old_python_is_told_which_is_needed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    with pytest.raises(SystemExit) as exit_:
        entry.main()
    assert exit_.value.code == 2
    assert capsys.readouterr().err == "pollsite needs Python 3.11 or newer; this is Python 3.9.\n"


@pytest.mark.parametrize("file", ["__init__.py", "__main__.py"])
def test_what_an_old_python_reads_is_in_its_language(file: str) -> None:
    ast.parse((CLONE_ROOT / "pollsite" / file).read_text(), feature_version=(3, 7))


def test_package_is_found_from_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    became: list[list[str]] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    monkeypatch.setattr(os, "execv", lambda path, command: became.append(command))
    bootstrap._become(["python", "-m", "pollsite", "serve"])
    assert became == [["python", "-m", "pollsite", "serve"]]
    assert os.environ["PYTHONPATH"] == f"{CLONE_ROOT}{os.pathsep}elsewhere"
