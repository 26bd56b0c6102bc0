"""A full disk: pages are read, writes are refused in a sentence with the words kept, nothing is stored by halves."""

from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest

from tests.engine import database_of, is_postgresql
from tests.faults.crowd import SAID, Crowd
from tests.faults.disks import SmallDisk, apart, limit_files
from tests.faults.people import Cast
from tests.faults.recounting import assert_nothing_is_lost
from tests.faults.standing import Standing
from tests.faults.survived import loops, survived
from tests.faults.test_read_only import sent
from tests.patience import eventually

FILLED = 3
ROOM_KIB = 4_000
"""On the disk, beside what the instance takes."""
ACTS = 20
FULL, UNCOUNTED = "the disk of the instance folder is full", "rate limits are not counted"
TOLD = "could not store this just now"
REFUSING, AGAIN = "the database did not take a write", "the database takes writes again"
ARTICLE = "/articles/to-ai-or-not-to-ai"


def test_full_disk_refuses_in_words_and_stores_nothing_by_halves(
    cast: Cast, stand: Callable[..., Standing], tmp_path: Path
) -> None:
    if not apart():
        pytest.skip("needs mounts: run as root, or allow name spaces of users")
    disk = SmallDisk(cast.folder, tmp_path / "disk", _kib(cast.folder) + ROOM_KIB)
    elsewhere = {"DATABASE_URL": database_of(cast.folder)} if is_postgresql() else {}
    standing = stand(instance=disk.folder, prefix=disk.prefix, settings=elsewhere).start()
    crowd = survive(cast, standing, disk.fill, disk.make_room, fault="a full disk")
    disk.take_home(standing)
    assert_nothing_is_lost(cast, crowd)


@pytest.mark.sqlite
def test_a_site_that_starts_on_a_full_disk_serves_readers_until_there_is_room(
    cast: Cast, stand: Callable[..., Standing], tmp_path: Path
) -> None:
    if not apart():
        pytest.skip("needs mounts: run as root, or allow name spaces of users")
    disk = SmallDisk(cast.folder, tmp_path / "disk", _kib(cast.folder) + ROOM_KIB)
    standing = stand(instance=disk.folder, prefix=disk.filled).start()
    for path in (ARTICLE, "/", "/moderation", ARTICLE):
        answer = standing.get(path, Cookie=cast.members[0].cookie)
        assert answer.status in (200, 403), answer.text
    ballot = (f"/polls/{cast.polls[0].id}/ballot", {"wording": "1", "option": cast.polls[0].choices[0].key})
    for _ in range(8):
        status, page = sent(standing, cast, ballot[0], **ballot[1])
        assert (status, TOLD in page) == (503, True), page[:500]
    for words in FULL, UNCOUNTED, REFUSING:
        assert 1 <= len(standing.said_of(words)) <= standing.workers
    disk.make_room(standing)
    eventually(lambda: sent(standing, cast, ballot[0], **ballot[1])[0] == 303)
    assert standing.get(ARTICLE).status == 200


def test_files_that_may_not_grow_are_a_full_disk(cast: Cast, stand: Callable[..., Standing]) -> None:
    standing = stand().start()
    crowd = survive(
        cast,
        standing,
        lambda site: limit_files(site, 1),
        lambda site: limit_files(site, -1),
        fault="files that may not grow",
    )
    assert_nothing_is_lost(cast, crowd)


def survive(
    cast: Cast,
    standing: Standing,
    fill: Callable[[Standing], None],
    make_room: Callable[[Standing], None],
    *,
    fault: str,
) -> Crowd:
    """Fill the disk under writers, look, and make room, several times."""
    crowd, times, after = Crowd(cast, standing, may_refuse=True), loops(FILLED), []
    with crowd.acting():
        for _ in range(times):
            crowd.wait_for(ACTS)
            fill(standing)
            crowd.wait_for(ACTS, "answered" if is_postgresql() else "refused")
            assert standing.get(ARTICLE).status == 200
            assert standing.get(ARTICLE, Cookie=cast.members[0].cookie).status == 200
            make_room(standing)
            began = monotonic()
            crowd.wait_for(1)
            after.append(monotonic() - began)
        crowd.wait_for(ACTS)
    assert_refused_in_words(crowd)
    said = standing.said_of(AGAIN)
    assert len(standing.said_of("Traceback")) == 0
    assert len(standing.said_of(REFUSING)) <= len(said) + standing.workers
    survived(fault, crowd, times=times, answered_after_s=after, log=said[-1] if said else "nothing")
    return crowd


def assert_refused_in_words(crowd: Crowd) -> None:
    """Every page of a refusal says so; those of comments keep the words. Where PostgreSQL is, nobody is refused."""
    assert bool(crowd.refusals) is not is_postgresql()
    assert [page for page in crowd.refusals if TOLD not in page] == []
    if crowd.refusals:
        assert any(SAID in page for page in crowd.refusals)


def _kib(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) // 1024
