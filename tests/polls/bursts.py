"""Crowds of first ballots for tests: who votes when, from which address, in which browser."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from pollsite.polls.models import Ballot, BallotBurst
from pollsite.polls.services import cast_ballot
from pollsite.polls.suspicion import BROWSER_BALLOTS
from pollsite.polls.types import Hold, Origin
from tests.browsing import Browser
from tests.fixtures.site import Site, reader
from tests.samples import DURING

PHONES = (35, 22, 15, 10, 8, 5, 5)
"""Of a hundred people in a room: how many have the same make of browser in the same language, the most common first."""

FIRST_ANSWERS = {"multiple": "a", "scale": "agree"}

QUESTIONS = ("single", "multiple", "scale", "after-vote", "after-close")
SCHOOL = {"REMOTE_ADDR": "198.51.100.7", "HTTP_USER_AGENT": "Net/1", "HTTP_ACCEPT_LANGUAGE": "de"}


@dataclass(frozen=True)
class Cast:
    """One reader's first ballot on a question, so many seconds after the beginning."""

    name: str
    seconds: float
    address: str = "school"
    browser: str = "any"
    poll: str = "single"

    @property
    def origin(self) -> Origin:
        """As the door hands it on: the browser's hash tells the address too."""
        return Origin(self.address, f"{self.address} {self.browser}")


@dataclass
class Replay:
    """Ballots cast on a site, in the order of time; `held` are the names of those held in the end."""

    site: Site
    casts: list[Cast] = field(default_factory=list)

    def run(self, casts: Iterable[Cast], *, begins: datetime = DURING) -> "Replay":
        """Cast them all in one transaction: what each of them moves, the next one sees."""
        ordered = sorted(casts, key=lambda cast: cast.seconds)
        ids = {key: self.site.poll_id(key) for key in {cast.poll for cast in ordered}}
        with self.site.writing() as session:
            for cast in ordered:
                cast_ballot(
                    session,
                    poll_id=ids[cast.poll],
                    reader_id=reader(cast.name),
                    keys=[FIRST_ANSWERS.get(cast.poll, "yes")],
                    wording=1,
                    at=begins + timedelta(seconds=cast.seconds),
                    origin=cast.origin,
                )
        self.casts += ordered
        return self

    @property
    def held(self) -> int:
        """How many of them are held now."""
        return len(holds(self.site))

    @property
    def share(self) -> float:
        """The same as a share of all."""
        return self.held / len(self.casts)


def holds(site: Site) -> list[Hold]:
    """Why each held ballot is held."""
    with site.reading() as session:
        found = session.scalars(select(Ballot.held).where(Ballot.held != ""))
        return [Hold(held) for held in found]


def bursts(site: Site) -> list[BallotBurst]:
    """Every burst, the oldest first."""
    with site.reading() as session:
        return list(session.scalars(select(BallotBurst).order_by(BallotBurst.id)))


def evenly(number: int, *, within_s: float, who: str = "reader", **where: str) -> list[Cast]:
    """So many readers, one after the other at even distances."""
    return [Cast(f"{who} {place}", place * within_s / number, **where) for place in range(number)]


def in_a_room(
    number: int, *, within_s: float, chance: Random, rush: bool = False, who: str = "reader"
) -> list[Cast]:
    """So many people with telephones of their own behind one address; in a `rush` most of them at the beginning."""
    return [
        Cast(
            f"{who} {place}",
            min(within_s, chance.expovariate(4 / within_s)) if rush else chance.uniform(0, within_s),
            browser=_phone(chance, PHONES),
        )
        for place in range(number)
    ]


def _phone(chance: Random, shares: Sequence[int]) -> str:
    return str(chance.choices(range(len(shares)), shares)[0])


def flood(site: Site, number: int = BROWSER_BALLOTS + 1, *, poll: str = "single", **where: str) -> Replay:
    """So many votes from one browser within a minute."""
    return Replay(site).run(evenly(number, within_s=60, who="bot", poll=poll, browser="one", **where))


def voter(site: Site, **environ: str) -> Browser:
    """A browser at the address of a school."""
    browser = site.browser()
    browser.client.environ_base.update({**SCHOOL, **environ})
    return browser.touch()
