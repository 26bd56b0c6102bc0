"""An upgrade that is killed, or for which there is no room, has changed nothing; the next start brings it to its end."""

import json
import subprocess
import sys

from pollsite.config import CLONE_ROOT
from tests.engine import is_postgresql
from tests.faults.people import Cast
from tests.faults.survived import LOOPS
from tests.setup.running import command, environment_of

EVERY = 1 if LOOPS else 37
"""Statements from one kill to the next."""


def test_an_interrupted_upgrade_has_changed_nothing_and_is_done_by_the_next_start(cast: Cast) -> None:
    tried = subprocess.run(
        [sys.executable, "-m", "tests.faults.migrating", str(EVERY)],
        cwd=CLONE_ROOT,
        env=environment_of(cast.folder, {}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert tried.returncode == 0, tried.stderr[-3000:]
    found = json.loads(tried.stdout)
    assert {revision: one["changed"] for revision, one in found.items() if one["changed"]} == {}
    assert {revision: one["problems"] for revision, one in found.items() if one["problems"]} == {}
    assert all(one["kills"] and one["rows"] for one in found.values())
    sentences = {one["full"] for one in found.values()}
    assert sentences == {""} if is_postgresql() else all("as it was before" in said for said in sentences)
    assert command(cast.folder, "database", "check").returncode == 0
    kills = sum(one["kills"] for one in found.values())
    print(
        f"\nsurvived {kills} kills in upgrades from {len(found)} revisions with rows; then: {max(sentences)}"
    )
