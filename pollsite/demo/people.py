"""Who takes part in a made-up debate, and how they are told from real people.

Their ids begin with the same 64 bits, which chance gives to nobody else; their accounts' mail addresses end in a
domain that cannot exist, and no password fits them.
"""

import random
from collections.abc import Callable, Container
from dataclasses import dataclass
from uuid import UUID

from pollsite.demo.names import make_names

FIRST_ID = UUID(int=0x64656D6F_64656D6F << 64)
LAST_ID = UUID(int=FIRST_ID.int | (1 << 64) - 1)
MAIL_DOMAIN = "demo.invalid"
FITS_NOTHING = (
    "$argon2id$v=19$m=65536,t=3,p=4$cG9sbHNpdGUgZGVtbyBzYWx0$bm8gcGFzc3dvcmQgaXMga25vd24gdG8gZ2l2ZSB0aGlz"
)
"""Shaped like the hash of a password, and the hash of none that anybody knows."""

MEMBERS = 0.15
GUESTS = 0.1
"""Shares of all readers who write: with an account, and with a name only. The others vote and mark."""

MINUTE_S, DAY_S = 60.0, 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A made-up reader. `leaning` is −1 (uneasy with AI headshots) … 1 (at ease); `name` is "" for who never writes.

    `known_for` is how long before the debate they came, in seconds.
    """

    reader_id: UUID
    name: str
    is_member: bool
    leaning: float
    known_for: float


def make_people(
    chance: random.Random, number: int, *, fold: Callable[[str], str], taken: Container[str] = ()
) -> list[Person]:
    """So many people: first the members, then the guests who write, then those who do not.

    Names are `taken` in the form that `fold` gives them.
    """
    members = max(1, round(number * MEMBERS))
    writers = min(number, members + max(1, round(number * GUESTS)))
    names = make_names(chance, writers, fold=fold, taken=taken)
    return [
        Person(
            reader_id=UUID(int=FIRST_ID.int | chance.getrandbits(64)),
            name=names[place] if place < writers else "",
            is_member=place < members,
            leaning=_leaning(chance),
            known_for=chance.random() * 400 * DAY_S if place < members else 0.0,
        )
        for place in range(number)
    ]


def _leaning(chance: random.Random) -> float:
    """Two camps of unequal size, and some in between."""
    middle, spread = chance.choice(
        ((-0.55, 0.25), (-0.55, 0.25), (-0.5, 0.25), (0.6, 0.25), (0.5, 0.3), (0, 0.3))
    )
    return max(-1.0, min(1.0, chance.gauss(middle, spread)))
