"""Attacks on a tally beside the crowds that look a little like one: how many are held of each. Run with -s to read on."""

from collections.abc import Callable
from random import Random

import pytest

from pollsite.polls.suspicion import ADDRESS_BALLOTS, BROWSER_BALLOTS
from tests.fixtures.site import Site
from tests.polls.bursts import Cast, Replay, evenly, in_a_room

NINE = ("single", "multiple", "scale", "after-vote", "after-close")
"""As many questions as the test article takes votes on."""


def told(crowd: str, replay: Replay, *, attack: bool) -> float:
    """The share that is held, printed; what is counted and what is held is exact."""
    kind = "caught" if attack else "held by mistake"
    print(f"\n{crowd}: {replay.held} of {len(replay.casts)} {kind} ({replay.share:.0%})")
    assert replay.site.mismatches() == ()
    return replay.share


def many_browsers(number: int, *, within_s: float, chance: Random) -> list[Cast]:
    """One address, and each time the browser calls itself something else."""
    return [
        Cast(f"bot {place}", place * within_s / number, browser=f"{chance.getrandbits(64):x}")
        for place in range(number)
    ]


@pytest.mark.parametrize("seed", range(3))
def test_five_hundred_fresh_cookies_from_one_address_in_two_minutes_are_held(site: Site, seed: int) -> None:
    casts = many_browsers(500, within_s=120, chance=Random(seed))
    assert told("500 cookies, one address, two minutes", Replay(site).run(casts), attack=True) == 1
    assert (site.state("single").tally.voters, site.state("single").tally.held) == (0, 500)


def test_one_browser_every_five_seconds_is_held(site: Site) -> None:
    casts = evenly(500, within_s=2500, who="bot", browser="one")
    assert told("one browser, one cookie every 5 s", Replay(site).run(casts), attack=True) == 1


def test_a_script_that_answers_everything_at_once_is_held(site: Site) -> None:
    casts = [
        Cast(f"bot {turn}", 120 * turn + place * 0.1, f"home {turn}", poll=key)
        for turn in range(20)
        for place, key in enumerate(NINE)
    ]
    assert told("a script, every question at once", Replay(site).run(casts), attack=True) == 1


HONEST: dict[str, Callable[[Random], list[Cast]]] = {
    "a classroom of 30 in one minute": lambda chance: in_a_room(30, within_s=60, chance=chance),
    "a classroom of 30 at identical machines": lambda _: evenly(30, within_s=60, browser="one"),
    "a classroom of 30 at identical machines at once": lambda _: evenly(30, within_s=1, browser="one"),
    "two classes at identical machines, one after the other": lambda _: evenly(
        60, within_s=3000, browser="one"
    ),
    "a lecture hall of 200 within 20 minutes": lambda chance: in_a_room(200, within_s=1200, chance=chance),
    "a lecture hall of 200, most in the first minutes": lambda chance: in_a_room(
        200, within_s=1200, chance=chance, rush=True
    ),
    "a lecture hall of 200 in one break": lambda chance: in_a_room(200, within_s=120, chance=chance),
    "an office of 100 over a day, one make of browser": lambda chance: [
        Cast(f"clerk {place}", chance.uniform(0, 8 * 3600), browser="one") for place in range(100)
    ],
    "a quick reader of five questions": lambda _: [
        Cast("quick", place * 1.0, poll=key) for place, key in enumerate(NINE)
    ],
}


@pytest.mark.parametrize("crowd", HONEST)
def test_people_are_not_held(site: Site, crowd: str) -> None:
    assert told(crowd, Replay(site).run(HONEST[crowd](Random(7))), attack=False) == 0


def test_a_hall_in_which_half_have_the_same_telephone_is_held_in_part(site: Site) -> None:
    same = evenly(100, within_s=600, who="same", browser="one")
    others = in_a_room(100, within_s=600, chance=Random(1), who="other")
    replay = Replay(site).run(same + others)
    share = told("a hall of 200, half with one make of telephone", replay, attack=False)
    assert share == pytest.approx(0.5, abs=0.1), "a moderator counts them with one button"


def test_who_stays_below_every_limit_is_not_caught(site: Site) -> None:
    slow = evenly(BROWSER_BALLOTS, within_s=3600, who="slow", browser="one")
    patient = many_browsers(ADDRESS_BALLOTS - BROWSER_BALLOTS, within_s=600, chance=Random(1))
    assert told("below every limit", Replay(site).run(slow + patient), attack=True) == 0
