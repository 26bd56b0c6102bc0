"""Attacks by reports, replayed: what they collapse wrongly, printed beside what honest reports still catch.

Run with -s to see the figures. Flags alone never remove, so the worst an attack reaches is a notice above words that
stay readable, until a moderator looks.
"""

from collections.abc import Callable, Iterable

import pytest

from pollsite.discussion.types import Status
from pollsite.moderation.replaying import verify_moderation
from pollsite.moderation.types import FlagOutcome, FlagReason
from tests.accounts.people import signed_in
from tests.browsing import Browser
from tests.discussion.scene import Scene
from tests.fixtures.site import Site
from tests.moderation.reporting import Reporting

TARGETS = 10
BRIGADE = 30
UPHELD, REJECTED = FlagOutcome.UPHELD, FlagOutcome.REJECTED
COUNTED_REASONS = (
    FlagReason.ATTACK,
    FlagReason.HATE,
    FlagReason.SPAM,
    FlagReason.OFF_TOPIC,
    FlagReason.MISLEADING,
)


@pytest.fixture
def reporting(scene: Scene) -> Reporting:
    """Ada writes what breaks no rule, Mallory what does."""
    scene.member("Ada")
    scene.member("Mallory")
    return Reporting(scene)


def written(reporting: Reporting, name: str, number: int = TARGETS) -> list[int]:
    """So many comments of theirs."""
    return [reporting.scene.post(name) for _ in range(number)]


def collapsed(reporting: Reporting, comments: Iterable[int]) -> int:
    """How many of them wait behind a notice."""
    return sum(reporting.scene.comment(number).collapsed for number in comments)


def brigade(
    reporting: Reporting, comments: Iterable[int], names: Iterable[str], origin_of: Callable[[int], str]
) -> None:
    """They all report all of these, each from an address."""
    people = list(names)
    for comment_id in comments:
        for place, name in enumerate(people):
            reporting.flag(name, comment_id, COUNTED_REASONS[place % 5], origin=origin_of(place))


def honest(reporting: Reporting, comments: Iterable[int]) -> None:
    """Three readers report what breaks a rule, from three addresses."""
    brigade(reporting, comments, ("Hal", "Hea", "Hon"), lambda place: f"home {place}")


def show(what: str, reporting: Reporting, *, innocent: list[int], guilty: list[int]) -> tuple[int, int]:
    """(wrongly collapsed, rightly collapsed), printed; and nothing is removed, whoever reported."""
    wrong, right = collapsed(reporting, innocent), collapsed(reporting, guilty)
    print(f"\n{what}: caught {right}/{len(guilty)}, falsely collapsed {wrong}/{len(innocent)}, removed 0")
    statuses = {reporting.scene.comment(number).status for number in (*innocent, *guilty)}
    assert statuses == {Status.VISIBLE}
    return wrong, right


@pytest.mark.parametrize(
    ("what", "addresses", "falsely"),
    [
        ("30 new readers from one address", 1, 0),
        ("30 new readers from two addresses", 2, 0),
        ("30 new readers from 30 addresses", 30, TARGETS),
    ],
)
def test_a_brigade_weighs_as_many_as_its_addresses(
    reporting: Reporting, what: str, addresses: int, falsely: int
) -> None:
    innocent, guilty = written(reporting, "Ada"), written(reporting, "Mallory")
    names = [f"New reader {number}" for number in range(BRIGADE)]
    brigade(reporting, innocent, names, lambda place: f"address {place % addresses}")
    honest(reporting, guilty)
    assert show(what, reporting, innocent=innocent, guilty=guilty) == (falsely, TARGETS)


def test_throw_away_accounts_weigh_no_more_than_readers(reporting: Reporting) -> None:
    innocent, guilty = written(reporting, "Ada"), written(reporting, "Mallory")
    names = [f"Throwaway {number}" for number in range(BRIGADE)]
    for name in names:
        reporting.scene.member(name)
    brigade(reporting, innocent, names, lambda _: "one address")
    honest(reporting, guilty)
    what = "30 throw-away accounts from one address"
    assert show(what, reporting, innocent=innocent, guilty=guilty) == (0, TARGETS)


def test_a_moderator_ends_a_brigade_once_for_each_reason(reporting: Reporting) -> None:
    (target,) = written(reporting, "Ada", 1)
    names = [f"New reader {number}" for number in range(BRIGADE)]
    brigade(reporting, [target], names, lambda place: f"address {place}")
    reporting.decide(reporting.rows()[0].case_id, REJECTED)
    late = [reporting.flag(f"Late {number}", target, COUNTED_REASONS[number % 5]) for number in range(25)]
    assert {flag.case_id for flag in late} == {None}, "what was decided about opens nothing"


def test_a_small_brigade_that_goes_on_loses_its_weight(reporting: Reporting) -> None:
    innocent, guilty = written(reporting, "Ada", 20), written(reporting, "Mallory", 20)
    names = [f"Zealot {number}" for number in range(5)]
    falsely: list[bool] = []
    for comment_id in innocent:
        brigade(reporting, [comment_id], names, lambda place: f"address {place}")
        falsely.append(reporting.scene.comment(comment_id).collapsed)
        reporting.decide(reporting.rows()[-1].case_id, REJECTED)
    honest(reporting, guilty)
    print(f"\n5 readers from 5 addresses, each time rejected: falsely collapsed {sum(falsely)}/20")
    assert falsely == [True] * 6 + [False] * 14
    assert collapsed(reporting, guilty) == 20


def test_retaliation_costs_the_avenger_their_weight(reporting: Reporting) -> None:
    reporting.scene.member("Vic")
    insult, innocent = reporting.scene.post("Mallory"), written(reporting, "Vic", 20)
    reporting.decide(reporting.flag("Vic", insult, FlagReason.ATTACK).case_id, UPHELD)
    for comment_id in innocent:
        flagged = reporting.flag("Mallory", comment_id, FlagReason.ATTACK)
        assert not flagged.collapsed
        reporting.decide(flagged.case_id, REJECTED)
    weights = [row.weight for row in reporting.rows() if row.outcome == REJECTED]
    assert weights == [1_000] * 6 + [500] * 14
    again = written(reporting, "Vic")
    brigade(reporting, again, ("Mallory", "Friend 1", "Friend 2"), lambda place: f"address {place}")
    print(
        f"\nretaliation on 20 comments and, with two friends, on 10: falsely collapsed {collapsed(reporting, again)}"
    )
    assert collapsed(reporting, again) == 0, "with them it would have been three, had the first been heard"


def test_sleepers_with_a_good_record_are_believed_once(reporting: Reporting) -> None:
    sleepers = ("Sleeper 1", "Sleeper 2")
    for name in sleepers:
        reporting.with_record(name, upheld=6)
    innocent = written(reporting, "Ada")
    falsely: list[bool] = []
    for comment_id in innocent:
        brigade(reporting, [comment_id], sleepers, lambda place: f"address {place}")
        falsely.append(reporting.scene.comment(comment_id).collapsed)
        reporting.decide(reporting.rows()[-1].case_id, REJECTED)
    print(f"\n2 sleepers with six upheld reports each: falsely collapsed {sum(falsely)}/{TARGETS}")
    assert falsely == [True] + [False] * (TARGETS - 1)


def test_taking_back_and_reporting_again_gains_nothing(reporting: Reporting) -> None:
    (target,) = written(reporting, "Ada", 1)
    for _ in range(5):
        flagged = reporting.flag("Bob", target)
        reporting.withdraw("Bob", flagged.flag_id)
    assert reporting.case(reporting.flag("Bob", target).case_id).weight == 1_000
    assert len(reporting.rows()) == 1


def test_one_address_heats_a_thread_no_more_than_one_person(reporting: Reporting) -> None:
    """However many guests it sends, about one reply or about each; what is taken back cools it."""
    root = reporting.scene.post("Ada")
    replies = [reporting.scene.post("Ada", to=root) for _ in range(5)]
    flags = [
        reporting.flag(f"guest {reply} {number}", reply, origin="one address")
        for reply in replies
        for number in range(8)
    ]
    assert reporting.scene.comment(root).heat == 1
    reporting.flag("Rita", replies[0])
    reporting.flag("Rita", replies[1])
    assert reporting.scene.comment(root).heat == 2
    for number, flagged in enumerate(flags):
        reporting.withdraw(f"guest {replies[number // 8]} {number % 8}", flagged.flag_id)
    assert reporting.scene.comment(root).heat == 1
    with reporting.scene.site.reading() as session:
        assert verify_moderation(session).differences == ()


def test_words_that_change_do_not_let_one_reader_weigh_twice(reporting: Reporting) -> None:
    (target,) = written(reporting, "Mallory", 1)
    for number in range(5):
        flagged = reporting.flag("Bob", target, origin=f"day {number}")
        reporting.scene.edit("Mallory", target, f"Words {number}.")
    assert reporting.case(flagged.case_id).weight == 1_000


def test_readers_from_one_address_at_the_front_door_weigh_once(reporting: Reporting, site: Site) -> None:
    (target,) = written(reporting, "Ada", 1)
    readers = [site.browser().touch() for _ in range(BRIGADE)]
    for place, browser in enumerate(readers):
        assert _send(browser, target, f"203.0.113.7, 198.51.100.{place}") == 303
    assert not reporting.scene.comment(target).collapsed
    assert reporting.case(reporting.rows()[0].case_id).flags == BRIGADE


def _send(browser: Browser, comment_id: int, forwarded: str) -> int:
    """Report from one address, with a header that claims others."""
    return browser.client.post(
        f"/comments/{comment_id}/flag",
        data={"reason": "spam", "csrf_token": browser.token},
        environ_overrides={"REMOTE_ADDR": "203.0.113.7"},
        headers={"X-Forwarded-For": forwarded},
    ).status_code


def test_an_author_learns_nothing_of_score_or_reporters(reporting: Reporting, site: Site) -> None:
    (target,) = written(reporting, "Ada", 1)
    ada = signed_in(site, reporting.scene.people["Ada"]).client
    address = f"/articles/{reporting.scene.slug}/comments/{target}"
    before = ada.get(address).text
    assert "Comment 1 by Ada." in before
    for name in ("Bob", "Cay"):
        reporting.flag(name, target)
    assert ada.get(address).text == before, "below the threshold not a byte changes"
    reporting.flag("Dee", target)
    collapsed_for_her = ada.get(address).text
    assert "a moderator will look" in collapsed_for_her
    reporting.flag("Eve", target)
    assert ada.get(address).text == collapsed_for_her, "nor does it above, however many more there are"
