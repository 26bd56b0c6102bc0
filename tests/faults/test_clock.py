"""A clock that is set back or forward under a running site: nobody is a stranger, nothing is lost, nobody locked out."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from pollsite.discussion.models import Comment
from tests.faults.crowd import Crowd
from tests.faults.people import Cast
from tests.faults.recounting import address_of, assert_nothing_is_lost
from tests.faults.standing import Standing
from tests.faults.survived import survived

STEPS = {
    "back by a minute": -60,
    "back by six hours": -6 * 3600,
    "back by ten days": -10 * 86400,
    "forward by a day": 86400,
}
ACTS = 20
ARTICLE = "/articles/to-ai-or-not-to-ai"
PAGES = (
    ARTICLE,
    f"{ARTICLE}/discussion?sort=newest",
    f"{ARTICLE}/discussion.atom",
    "/account",
    "/inbox",
    "/reports",
)


def test_a_clock_that_is_set_loses_nobody_and_nothing(
    cast: Cast, stand: Callable[..., Standing], tmp_path: Path
) -> None:
    wrong_by = tmp_path / "wrong-by"
    wrong_by.write_text("0")
    standing = stand(program=("tests.faults.clocks", str(wrong_by))).start()
    crowd = Crowd(cast, standing)
    with crowd.acting():
        for seconds in STEPS.values():
            crowd.wait_for(ACTS)
            wrong_by.write_text(str(seconds))
            crowd.wait_for(ACTS)
            for path in PAGES:
                assert standing.get(path, Cookie=cast.members[0].cookie).status in (200, 303)
                assert standing.get(path).status in (200, 302, 303)
        wrong_by.write_text("0")
        crowd.wait_for(ACTS)
    assert_nothing_is_lost(cast, crowd)
    assert_in_the_order_they_came(cast)
    assert standing.said_of("Traceback") == []
    survived("a clock that is set", crowd, times=len(STEPS), answered_after_s=(), log="nothing")


def assert_in_the_order_they_came(cast: Cast) -> None:
    """Ids grow with every comment, whatever its moment; the moments do go back."""
    engine = create_engine(address_of(cast.folder))
    with Session(engine) as session:
        moments = list(session.scalars(select(Comment.created_at).order_by(Comment.id)))
    engine.dispose()
    assert any(later < earlier for earlier, later in pairwise(moments))
