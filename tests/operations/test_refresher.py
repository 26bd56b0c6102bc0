"""The site has its figures worked out soon after votes have moved: by one process, apart from those that serve."""

import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from pollsite.db import db
from pollsite.insights.models import KeptFigure
from pollsite.operations.alone import alone
from pollsite.operations.refresher import COMMAND, EVERY, FILE, Refresher, environment_of
from tests.architecture.tree import ROOT
from tests.fixtures.site import Site, settings_for
from tests.patience import eventually
from tests.samples import DURING

DONE, FAILING, ENDLESS = ("true",), ("false",), ("sleep", "1000")


class Clock:
    """Says what it is told to."""

    def __init__(self) -> None:
        self.at = DURING

    def __call__(self) -> datetime:
        return self.at


def refresher(site: Site, clock: Clock, command: Sequence[str] = DONE) -> Refresher:
    """As a server process on this site has it."""
    environ = environment_of(settings_for(site.folder)) | site.environ
    with site.app.app_context():
        return Refresher(db.engine, site.folder, environ=environ, clock=clock, command=command)


def test_what_works_figures_out_is_another_process(site: Site) -> None:
    site.vote("a", "single", "yes")
    assert refresher(site, Clock(), COMMAND).refresh_if_due()
    with site.reading() as session:
        assert session.scalars(select(KeptFigure.kind)).all()


def test_what_serves_never_loads_numpy() -> None:
    asked = "import sys, pollsite.app, pollsite.cli.serve; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], cwd=ROOT, check=False).returncode == 0


def test_it_is_done_when_votes_have_moved_and_once_a_minute_at_most(site: Site) -> None:
    clock = Clock()
    one, other = refresher(site, clock), refresher(site, clock)
    assert not one.refresh_if_due(), "nobody has voted"
    site.vote("a", "single", "yes")
    assert one.refresh_if_due()
    site.vote("b", "single", "yes")
    assert not other.refresh_if_due(), "less than a minute ago"
    clock.at += EVERY
    assert other.refresh_if_due()
    clock.at += EVERY
    assert not one.refresh_if_due(), "nothing has moved"


def test_a_poll_that_closes_by_itself_is_a_move(site: Site) -> None:
    clock = Clock()
    site.vote("a", "after-close", "yes")
    assert not refresher(site, clock).refresh_if_due(), "its results are nobody's yet"
    clock.at = datetime.fromisoformat("2099-01-02T00:00Z")
    assert refresher(site, clock).refresh_if_due()


def test_of_many_at_once_one_does_it(site: Site) -> None:
    site.vote("a", "single", "yes")
    several = [refresher(site, Clock()) for _ in range(8)]
    with ThreadPoolExecutor(len(several)) as pool:
        assert sum(pool.map(Refresher.refresh_if_due, several)) == 1


@pytest.mark.parametrize("noted", ["", "nonsense", "\x00\n\n", "seen\n9999-01-01T00:00:00+00:00"])
def test_a_note_that_says_nothing_holds_nobody_up(site: Site, noted: str) -> None:
    site.vote("a", "single", "yes")
    (site.folder / FILE).write_text(noted)
    assert refresher(site, Clock()).refresh_if_due()


def test_a_folder_that_cannot_be_written_is_no_fault(site: Site) -> None:
    site.vote("a", "single", "yes")
    with site.app.app_context():
        nowhere = Refresher(db.engine, Path("/proc/nowhere"), environ={}, clock=Clock(), command=DONE)
    assert not nowhere.refresh_if_due()


def test_work_that_fails_is_told_and_tried_again_when_votes_move(site: Site) -> None:
    site.vote("a", "single", "yes")
    clock = Clock()
    with capture_logs() as logs:
        assert refresher(site, clock, FAILING).refresh_if_due()
    assert [line["event"] for line in logs] == ["figures about ballots were not all worked out"]
    clock.at += EVERY
    site.vote("b", "single", "yes")
    assert refresher(site, clock).refresh_if_due()


def test_a_worker_does_it_by_itself_and_looks_again_where_it_could_not(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for pause in ("FIRST_LOOK_AFTER_S", "LOOKS_EVERY_S"):
        monkeypatch.setattr(f"pollsite.operations.refresher.{pause}", 0)
    answers: list[Exception] = [OperationalError("", None, Exception()), OSError()]
    working = refresher(site, Clock())

    def sometimes() -> bool:
        if answers:
            raise answers.pop()
        working.stop()
        return True

    monkeypatch.setattr(working, "refresh_if_due", sometimes)
    working.worker_started()
    eventually(working._stopped.is_set)
    assert answers == []


def test_a_server_that_ends_leaves_no_work_behind(site: Site) -> None:
    site.vote("a", "single", "yes")
    working = refresher(site, Clock(), ENDLESS)
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(working.refresh_if_due)
        eventually(lambda: working._process is not None)
        working.stop()
        assert done.result(timeout=30)


def test_work_that_takes_too_long_is_stopped(site: Site) -> None:
    site.vote("a", "single", "yes")
    clock = Clock()
    working = refresher(site, clock, ENDLESS)
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(working.refresh_if_due)
        eventually(lambda: working._process is not None)
        clock.at += timedelta(hours=1)
        assert done.result(timeout=30)


def test_the_command_lets_one_work_at_a_time_on_all_hosts(site: Site, tmp_path: Path) -> None:
    with site.app.app_context(), ExitStack() as inside:
        engine, here = db.engine, tmp_path / "here"
        elsewhere = tmp_path / "elsewhere" if engine.dialect.name == "postgresql" else here
        assert inside.enter_context(alone(engine, here, lock=1))
        assert not inside.enter_context(alone(engine, elsewhere, lock=1))
        assert not inside.enter_context(alone(engine, here, lock=1))
    with site.app.app_context(), alone(engine, elsewhere, lock=1) as is_alone:
        assert is_alone


def test_who_asks_while_somebody_works_is_told_and_the_background_goes_silently(site: Site) -> None:
    with (
        site.app.app_context(),
        alone(db.engine, site.folder / "insights.turn", lock=0x66696775726573) as is_alone,
    ):
        assert is_alone
        code, said = site.run("insights", "refresh")
        quiet = subprocess.run(
            COMMAND, env=os.environ | site.environ, cwd=ROOT, capture_output=True, check=False
        )
    assert code == 2
    assert "try again when they have" in said
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, b"", b"")
