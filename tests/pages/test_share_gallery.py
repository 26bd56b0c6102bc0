"""Share pictures as files: painted once, by one painter at a time, and seldom while votes come in."""

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pollsite.pages.share_gallery import REST, Gallery
from pollsite.pages.share_picture import Line, SharePicture
from tests.pages.pictures import ARABIC, SAMPLE, Painter
from tests.samples import DURING


@pytest.fixture
def painter() -> Painter:
    """One painter."""
    return Painter()


@pytest.fixture
def gallery(tmp_path: Path, painter: Painter) -> Gallery:
    """An empty gallery with that painter."""
    return Gallery(tmp_path / "pictures", paint=painter)


def of_votes(number: int) -> SharePicture:
    """The sample after so many votes."""
    return replace(SAMPLE, total=f"{number} readers voted")


def test_a_picture_is_painted_once(gallery: Gallery, painter: Painter) -> None:
    for _ in range(3):
        shown = gallery.show(SAMPLE, at=DURING)
        assert (shown.png, shown.exact) == (SAMPLE.version.encode(), True)
    assert painter.asked == [SAMPLE.version]


def test_who_asks_at_once_waits_for_one_painting(gallery: Gallery, painter: Painter) -> None:
    asking = [threading.Thread(target=gallery.show, args=(SAMPLE,), kwargs={"at": DURING}) for _ in range(8)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert painter.asked == [SAMPLE.version]


def test_while_votes_come_in_one_picture_stands_in_for_the_next(gallery: Gallery, painter: Painter) -> None:
    gallery.show(of_votes(1), at=DURING)
    soon = gallery.show(of_votes(2), at=DURING + REST - timedelta(seconds=1))
    assert (soon.png, soon.exact) == (of_votes(1).version.encode(), False)
    later = gallery.show(of_votes(3), at=DURING + REST)
    assert (later.png, later.exact) == (of_votes(3).version.encode(), True)
    assert painter.asked == [of_votes(1).version, of_votes(3).version]


@pytest.mark.parametrize(
    "other",
    [
        replace(SAMPLE, heading="Is it another?"),
        replace(SAMPLE, note="Results open with a vote"),
        replace(SAMPLE, lines=(Line("Yes", "Answer 1", tone=0, hidden=True), *SAMPLE.lines[1:])),
    ],
)
def test_no_picture_stands_in_for_one_that_shows_something_else(
    gallery: Gallery, other: SharePicture
) -> None:
    gallery.show(SAMPLE, at=DURING)
    assert gallery.show(other, at=DURING).exact


def test_of_one_shape_the_last_picture_is_kept(gallery: Gallery, tmp_path: Path) -> None:
    for number in range(3):
        gallery.show(of_votes(number), at=DURING + number * REST)
    gallery.show(ARABIC, at=DURING)
    kept = {file.stem for file in (tmp_path / "pictures").iterdir()}
    assert kept == {of_votes(2).version, ARABIC.version}


def test_a_disk_that_takes_nothing_is_no_reason_to_show_nothing(tmp_path: Path, painter: Painter) -> None:
    (tmp_path / "file").write_text("")
    gallery = Gallery(tmp_path / "file" / "pictures", paint=painter)
    assert gallery.show(SAMPLE, at=DURING).exact
    assert gallery.show(SAMPLE, at=DURING).exact
