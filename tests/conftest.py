"""What every test may use, `--forbid-skips`, and who tests beside whom.

Fixtures of the features are in tests/fixtures/, one file each.
"""

import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.engine import ENGINES, test_on

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
COMPANIES = {
    "servers": frozenset({"bench", "deploy", "faults", "live", "server"}),
    "browsers": frozenset({"journeys", "setup"}),
}
"""Folders whose tests start processes that take much of what the machine gives: each company is tested in turn."""
pytest_plugins = [
    f"tests.fixtures.{file.stem}" for file in sorted(Path(__file__).with_name("fixtures").glob("[!_]*.py"))
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where everything is installed, nothing may be skipped; and which database the tests run on."""
    parser.addoption("--forbid-skips", action="store_true", help="a skipped test fails")
    parser.addoption("--engine", choices=ENGINES, default=ENGINES[0], help="the database the tests run on")


def pytest_configure(config: pytest.Config) -> None:
    """Choose the engine, before anything is collected."""
    test_on(config.getoption("--engine"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is marked for another engine: it is about that one's own ways."""
    others = set(ENGINES) - {config.getoption("--engine")}
    left_out = [item for item in items if any(item.get_closest_marker(engine) for engine in others)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> "ByCompany":
    """How tests are dealt out where `-n` asks for several processes."""
    return ByCompany(config, log)


class ByCompany(LoadScopeScheduling):
    """A file is tested by one process, and so is a company: never more than two of its tests start servers at once."""

    def _split_scope(self, nodeid: str) -> str:
        file = Path(nodeid.partition("::")[0])
        if file.stem == "test_races":
            return "servers"
        return next((name for name, folders in COMPANIES.items() if file.parent.name in folders), str(file))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that skipped itself fails, with its reason. What was said is told in letters that processes can exchange."""
    report = yield
    report.sections = [
        (title, said.encode(errors="backslashreplace").decode()) for title, said in report.sections
    ]
    if not hasattr(report, "wasxfail"):
        _refuse_skip(item.config, report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """So does a file that was skipped whole."""
    report = yield
    _refuse_skip(collector.config, report)
    return report


def _refuse_skip(config: pytest.Config, report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.skipped and config.getoption("--forbid-skips"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{reason} (and --forbid-skips allows no skip)"


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the system's Chromium."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    pytest.skip("needs Chromium: apt-get install chromium")
