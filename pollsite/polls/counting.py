"""Tallies move with ballots: the one place that writes the counters of options and wordings.

A ballot that is held is counted as held and nowhere else.
"""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, update

from pollsite.polls.choosing import positions_in
from pollsite.polls.models import Option, Wording
from pollsite.polls.types import Hold


def move_counters(
    connection: Connection, wording_id: int, *, before: int, after: int, hold: Hold = Hold.NONE
) -> None:
    """One ballot went from the mask `before` to `after`, 0 for none; held or not, it was so before and is so after."""
    ballots = bool(after) - bool(before)
    if hold:
        connection.execute(_TOUCH, {"w": wording_id, "d": 0, "h": ballots})
        return
    moves = [
        {"w": wording_id, "p": position, "d": 1 if after >> position & 1 else -1}
        for position in positions_in(before ^ after)
    ]
    connection.execute(_COUNT, moves if len(moves) > 1 else moves[0])
    connection.execute(_TOUCH, {"w": wording_id, "d": ballots, "h": 0})


def count_held(connection: Connection, wording_id: int, masks: Sequence[int]) -> None:
    """Ballots with these choices were held and are counted from now on."""
    _shift(connection, wording_id, masks, by=1)


def hold_counted(connection: Connection, wording_id: int, masks: Sequence[int]) -> None:
    """Ballots with these choices were counted and are held from now on."""
    _shift(connection, wording_id, masks, by=-1)


def touch(connection: Connection, wording_id: int) -> None:
    """Something about the wording is another than it was, though no number is."""
    connection.execute(_TOUCH, {"w": wording_id, "d": 0, "h": 0})


def _shift(connection: Connection, wording_id: int, masks: Sequence[int], *, by: int) -> None:
    if not masks:
        return
    chosen = Counter(position for mask in masks for position in positions_in(mask))
    moves = [{"w": wording_id, "p": position, "d": by * number} for position, number in chosen.items()]
    connection.execute(_COUNT, moves)
    connection.execute(_TOUCH, {"w": wording_id, "d": by * len(masks), "h": -by * len(masks)})


_COUNT = (
    update(Option)
    .where(Option.wording_id == bindparam("w"), Option.position == bindparam("p"))
    .values(ballots=Option.ballots + bindparam("d"))
)
_TOUCH = (
    update(Wording)
    .where(Wording.id == bindparam("w"))
    .values(
        voters=Wording.voters + bindparam("d"),
        held=Wording.held + bindparam("h"),
        version=Wording.version + 1,
    )
)
