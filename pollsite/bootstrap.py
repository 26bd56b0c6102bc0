"""From a fresh clone to a running command: makes `.venv` from the hash-locked list, then runs in it.

Standard library only, and little of it: every start passes here. A stamp in `.venv`, written last, says what
was installed; where it fits, nothing is done. A `.venv` without a stamp was left half made (or is not ours)
and is made again, as is one of another Python.
"""

import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from pollsite import __version__
from pollsite.cli.summary import first_words, usage

CLONE = Path(__file__).resolve().parent.parent
COMMANDS_WITH_TEST_PACKAGES = frozenset({"test", "bench"})
HTTP_PARSER_BUILD_TIMEOUT_S = 180
GARBAGE_AFTER = 20_000
"""So many objects more than were let go of, before Python looks for circles among them: 700 cost a start a tenth."""

Stamp = dict[str, str]
Run = Callable[..., int]


def main(arguments: Sequence[str]) -> int:
    """Answer help at once; otherwise run the command where its packages are. Returns the exit code."""
    command = arguments[0] if arguments else "--help"
    if command in ("-h", "--help", "help", "--version"):
        print(f"pollsite {__version__}" if command == "--version" else usage(_program()))
        return 0
    if command not in first_words():
        print(f"pollsite: there is no command {command!r}.\n\n{usage(_program())}", file=sys.stderr)
        return 2
    if needs_environment(CLONE, prefix=sys.prefix):
        return _run_in_environment(arguments)
    return _run_here(arguments)


def needs_environment(clone: Path, *, prefix: str) -> bool:
    """Whether this is a clone, not an installed wheel, and the Python of `prefix` is not its `.venv`'s."""
    return (clone / "pyproject.toml").is_file() and Path(prefix).resolve() != (clone / ".venv").resolve()


def _run_in_environment(arguments: Sequence[str]) -> int:
    """Make `.venv` ready and go on in its Python; returns only when that failed, the exit code."""
    environment = Environment(CLONE / ".venv", locks=CLONE / "pollsite" / "locks")
    try:
        environment.prepare("test" if arguments[0] in COMMANDS_WITH_TEST_PACKAGES else "run")
    except BootstrapError as problem:
        _say(str(problem))
        return 2
    except KeyboardInterrupt:
        _say("stopped; the next start begins the installation again.")
        return 130
    return _become([str(environment.python), "-m", "pollsite", *arguments])


def _become(command: Sequence[str]) -> NoReturn:
    """Replace this process, so that signals and the exit code are the command's own."""
    _let_clone_be_found()
    os.execv(command[0], list(command))


def _let_clone_be_found() -> None:
    """The next Python finds the package in its working directory; from elsewhere it must be told."""
    if Path.cwd() != CLONE:
        inherited = os.environ.get("PYTHONPATH")
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(CLONE), inherited)))


def _run_here(arguments: Sequence[str]) -> int:
    gc.set_threshold(GARBAGE_AFTER)
    from pollsite.cli.main import pollsite

    pollsite.main(args=list(arguments), prog_name=_program())
    return 0


def _program() -> str:
    """How the reader called us, for the usage line."""
    return "python3 -m pollsite" if Path(sys.argv[0]).name == "__main__.py" else "pollsite"


def _say(sentence: str) -> None:
    """Progress and problems go to stderr: stdout belongs to the command."""
    print(f"pollsite: {sentence}", file=sys.stderr, flush=True)


class BootstrapError(Exception):
    """The environment cannot be made; the message is one sentence for whoever started us."""


def run_command(
    command: Sequence[str], *, keep_open: int, shown: bool, timeout_s: float | None = None
) -> int:
    """Run to the end and return the exit code; non-zero too when it took longer than `timeout_s`.

    The child holds the descriptor `keep_open` as well: if we are killed, the lock lasts until it has ended.
    """
    import subprocess

    output = sys.stderr if shown else subprocess.DEVNULL
    try:
        return subprocess.call(
            command, stdout=output, stderr=output, pass_fds=(keep_open,), timeout=timeout_s
        )
    except subprocess.TimeoutExpired:
        return -1


class Environment:
    """One `.venv` folder and the locks it is made from. `run` is replaced in tests."""

    def __init__(self, folder: Path, *, locks: Path, run: Run = run_command) -> None:
        self.folder = folder
        self.locks = locks
        self.run = run
        self.python = folder / "bin" / "python"
        self.stamp_file = folder / "pollsite-stamp.json"
        self.lock_file = folder / "pollsite.lock"

    def prepare(self, lock: str) -> None:
        """Leave an environment in which the packages of `lock` (`run` or `test`) are installed.

        Raises BootstrapError. Of several starts at once, one works and the others wait for it.
        """
        if self._is_current(lock):
            return
        try:
            with self._only_one() as keep_open:
                if not self._is_current(lock):
                    self._install(lock, keep_open)
        except OSError as problem:
            raise BootstrapError(f"{self.folder} cannot be written: {problem.strerror}.") from problem

    def _is_current(self, lock: str) -> bool:
        stamp = self._read_stamp()
        return self._is_usable(stamp) and stamp.get(lock) == self._fingerprint(lock)

    def _is_usable(self, stamp: Stamp) -> bool:
        """Whether it was finished once, by this Python's minor version, and its Python is still there."""
        return stamp.get("python") == python_version() and os.access(self.python, os.X_OK)

    def _read_stamp(self) -> Stamp:
        """What was installed; empty when nothing was finished or the file is not one of ours."""
        import json

        try:
            stamp = json.loads(self.stamp_file.read_bytes())
        except (OSError, ValueError):
            return {}
        return stamp if isinstance(stamp, dict) else {}

    def _fingerprint(self, lock: str) -> str:
        """Changes whenever the lock does, or that of the optional HTTP parser."""
        import hashlib

        texts = [(self.locks / f"{name}.txt").read_bytes() for name in (lock, "fast")]
        return hashlib.sha256(b"\0".join(texts)).hexdigest()

    @contextmanager
    def _only_one(self) -> Iterator[int]:
        """Hold the lock file of `.venv`; yields its descriptor."""
        import fcntl

        self.folder.mkdir(exist_ok=True)
        descriptor = os.open(self.lock_file, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                _say("waiting for another start that is preparing .venv")
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
        finally:
            os.close(descriptor)

    def _install(self, lock: str, keep_open: int) -> None:
        """Bring the environment from any state to the stamped one; killed on the way, it has no stamp."""
        usable = self._is_usable(self._read_stamp())
        self.stamp_file.unlink(missing_ok=True)
        if not usable:
            self._make(keep_open)
        self._install_packages(lock, keep_open)
        self._write_stamp(lock, http_parser=self._install_http_parser(keep_open))
        _say(".venv is ready")

    def _make(self, keep_open: int) -> None:
        refuse_without_venv()
        _say(f"making .venv with Python {python_version()} (the first time takes about a minute)")
        empty(self.folder, but=self.lock_file)
        if self.run([sys.executable, "-I", "-m", "venv", str(self.folder)], keep_open=keep_open, shown=True):
            raise BootstrapError("the .venv could not be made, for the reason above.")

    def _install_packages(self, lock: str, keep_open: int) -> None:
        _say(f"installing the packages of pollsite/locks/{lock}.txt")
        if self.run(self._pip_install(lock), keep_open=keep_open, shown=True):
            raise BootstrapError(
                "pip could not install the packages, for the reason above; "
                "check that this machine is online, then start the same command again."
            )

    def _install_http_parser(self, keep_open: int) -> str:
        """Try the parser that exists only as source, 1.9 times the requests per second; `c` or `python`."""
        if can_compile():
            _say("building the C parser for HTTP")
            command = self._pip_install("fast")
            if not self.run(command, keep_open=keep_open, shown=False, timeout_s=HTTP_PARSER_BUILD_TIMEOUT_S):
                return "c"
        _say("without the C parser for HTTP (it needs a C compiler and Python.h); the Python parser is used")
        return "python"

    def _pip_install(self, lock: str) -> list[str]:
        """-I, so that no PYTHONPATH or user folder passes for an installed package."""
        pip = [str(self.python), "-I", "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
        return [*pip, "--require-hashes", "-r", str(self.locks / f"{lock}.txt")]

    def _write_stamp(self, lock: str, *, http_parser: str) -> None:
        """The test lock holds everything the run lock does, so it stands for both."""
        import json

        installed = {name: self._fingerprint(name) for name in {lock, "run"}}
        stamp = {"python": python_version(), "http_parser": http_parser, **installed}
        unfinished = self.stamp_file.with_suffix(".new")
        unfinished.write_text(json.dumps(stamp, indent=1, sort_keys=True))
        unfinished.replace(self.stamp_file)


def python_version() -> str:
    """Of the Python that runs this, without its patch level: `3.11`."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def refuse_without_venv() -> None:
    """Raise BootstrapError where the system's Python comes without the venv module, as on Debian."""
    from importlib.util import find_spec

    if find_spec("venv") is None or find_spec("ensurepip") is None:
        raise BootstrapError(
            "this Python lacks the venv module; on Debian or Ubuntu `apt-get install python3-venv` brings it."
        )


def can_compile() -> bool:
    """Whether a C compiler and Python's header file are there."""
    import shutil
    import sysconfig

    compiler = (sysconfig.get_config_var("CC") or "cc").split()[0]
    header = Path(sysconfig.get_path("include"), "Python.h")
    return shutil.which(compiler) is not None and header.is_file()


def empty(folder: Path, *, but: Path) -> None:
    """Delete everything in the folder except one file."""
    import shutil

    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry != but:
            entry.unlink()
