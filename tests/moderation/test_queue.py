"""What waits, in its order: pages, filters, search, counts, claims, and what comes next."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from pollsite.accounts.types import Role
from pollsite.moderation.cases import open_case
from pollsite.moderation.claiming import claim_case, claim_next, find_claim, release_case
from pollsite.moderation.limits import CASES_A_PAGE, CLAIM
from pollsite.moderation.listing import Filter, Listing, read_listing, read_place
from pollsite.moderation.queue import case_before, find_place, next_case, queue_counts, queue_page
from pollsite.moderation.searching import SEARCHED
from pollsite.moderation.types import CaseKind, FlagReason
from tests.discussion.scene import Scene
from tests.moderation.office import Office
from tests.moderation.piles import people, pile_up

ATTACK, HATE = FlagReason.ATTACK, FlagReason.HATE


@pytest.fixture
def office(scene: Scene) -> Office:
    """A discussion with moderators, two writers and a reporter."""
    for name in ("Ada", "Ben", "Rosa"):
        scene.member(name)
    return Office(scene)


def listed(office: Office, listing: Listing | None = None, *, by: str = "Mo") -> list[int]:
    """The numbers of all cases, page after page."""
    found, after = [], None
    moderator_id = office.scene.people[by].account_id
    with office.scene.site.reading() as session:
        while True:
            page = queue_page(
                session.connection(),
                listing or Listing(),
                moderator_id=moderator_id,
                after=after,
                at=office.scene.now,
            )
            found += [line.id for line in page.lines]
            after = page.after
            if after is None:
                return found


def following(office: Office, *, after: int | None = None, by: str = "Mo") -> int | None:
    """What comes next for the moderator."""
    with office.scene.site.reading() as session:
        connection = session.connection()
        place = find_place(connection, after) if after else None
        moderator_id = office.scene.people[by].account_id
        return next_case(connection, moderator_id, listing=Listing(), after=place, at=office.scene.now)


def claim(office: Office, case_id: int, *, by: str) -> bool:
    """A moderator opens a case."""
    with office.scene.site.writing() as session:
        return claim_case(
            session, case_id=case_id, moderator_id=office.scene.people[by].account_id, at=office.scene.now
        )


def some_flagged(office: Office, reasons: Sequence[FlagReason]) -> list[int]:
    """A case for each of these reasons, oldest first."""
    cases = []
    for reason in reasons:
        cases.append(office.reporting.flag("Rosa", office.scene.post("Ada"), reason).case_id or 0)
    return cases


def test_the_worse_case_comes_first_then_the_older_one(office: Office) -> None:
    first, second, urgent = some_flagged(office, [ATTACK, ATTACK, HATE])
    held = office.waiting(office.post("A guest")) or 0
    assert listed(office) == [urgent, first, second, held]


def test_pages_hold_every_case_once_in_order(office: Office) -> None:
    known = people(office.scene.site, office.scene)
    cases = pile_up(office.scene.site, 3 * CASES_A_PAGE + 1, known=known)
    found = listed(office)
    assert sorted(found) == cases
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("passed", range(3))
def test_next_and_previous_are_neighbours(office: Office, passed: int) -> None:
    some_flagged(office, [ATTACK, HATE, ATTACK, HATE])
    order = listed(office)
    here, following_it = order[passed : passed + 2]
    assert following(office, after=here) == following_it
    with office.scene.site.reading() as session:
        place = find_place(session.connection(), following_it)
        assert place is not None
        before = case_before(
            session.connection(), office.number_of("Mo") or 0, listing=Listing(), place=place
        )
    assert before == here


def test_after_the_last_case_the_first_one_comes_again(office: Office) -> None:
    first, last = some_flagged(office, [ATTACK, ATTACK])
    assert following(office, after=last) == first


def test_nothing_follows_the_only_case(office: Office) -> None:
    (only,) = some_flagged(office, [ATTACK])
    assert following(office) == only
    assert following(office, after=only) is None


def test_filters_list_their_kinds(office: Office) -> None:
    (flagged,) = some_flagged(office, [ATTACK])
    held = office.waiting(office.post("A guest")) or 0
    name = office.reporting.flag_name("Rosa", "Ben").case_id
    assert listed(office, Listing(Filter.FLAGGED)) == [flagged]
    assert listed(office, Listing(Filter.HELD)) == [held]
    assert listed(office, Listing(Filter.NAMES)) == [name]
    assert listed(office, Listing(Filter.APPEALS)) == []


def test_search_finds_words_and_names(office: Office) -> None:
    scene, reporting = office.scene, office.reporting
    lamp = reporting.flag("Rosa", scene.post("Ada", "A lamp at 100% in the picture.")).case_id
    of_ben = reporting.flag("Rosa", scene.post("Ben", "Nothing to see.")).case_id
    by_guest = office.waiting(office.post("Lampton", "I am a guest."))
    assert listed(office, Listing(search="LAMP")) == [lamp, by_guest]
    assert listed(office, Listing(search="ben")) == [of_ben]
    assert listed(office, Listing(search="100%")) == [lamp]
    assert listed(office, Listing(search="_")) == []


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("ÄRGER in Łódź", "ärger"),
        ("ärger in łódź", "ÄRGER IN ŁÓDŹ"),
        ("ПРИВЕТ всем", "привет"),
        ("Die Straße", "STRASSE"),
        ("a cafe\u0301", "CAFÉ"),
        ("\uff33\uff30\uff21\uff2d", "spam"),
    ],
)
def test_search_knows_the_capitals_of_every_alphabet(office: Office, written: str, searched: str) -> None:
    case = office.reporting.flag("Rosa", office.scene.post("Ada", written)).case_id
    office.reporting.flag("Rosa", office.scene.post("Ben", "Something else"))
    assert listed(office, Listing(search=searched)) == [case]


def test_a_search_says_where_it_stopped(office: Office) -> None:
    site = office.scene.site
    pile_up(site, SEARCHED + 5, known=people(site, office.scene))
    seen = []
    with site.reading() as session:
        after = None
        for _ in range(2):
            page = queue_page(
                session.connection(),
                Listing(search="stands nowhere"),
                moderator_id=office.scene.people["Mo"].account_id,
                after=after,
                at=office.scene.now,
            )
            seen.append(page)
            after = page.after
    assert after is None
    assert [(page.lines, page.searched) for page in seen] == [((), SEARCHED), ((), None)]


def test_counts_and_the_oldest(office: Office) -> None:
    begun = office.scene.now
    some_flagged(office, [ATTACK, HATE])
    office.post("A guest")
    with office.scene.site.reading() as session:
        counts = queue_counts(session.connection(), office.number_of("Mo") or 0)
    assert counts.total == 3
    assert counts.waiting[Filter.FLAGGED] == 2
    assert counts.waiting[Filter.HELD] == 1
    assert counts.oldest_at is not None
    assert begun < counts.oldest_at < office.scene.now


def test_nobody_begins_with_what_another_looks_at(office: Office) -> None:
    first, second = some_flagged(office, [ATTACK, ATTACK])
    assert claim(office, first, by="Max")
    assert following(office) == second
    assert following(office, by="Max") == first
    assert not claim(office, first, by="Mo")


def test_a_claim_expires(office: Office) -> None:
    (only,) = some_flagged(office, [ATTACK])
    claim(office, only, by="Max")
    office.scene.now += CLAIM - timedelta(seconds=1)
    assert following(office) is None
    office.scene.now += timedelta(seconds=1)
    assert following(office) == only


def test_leaving_frees_the_case_but_not_another_s(office: Office) -> None:
    (only,) = some_flagged(office, [ATTACK])
    claim(office, only, by="Max")
    for name, is_free in (("Mo", False), ("Max", True)):
        with office.scene.site.writing() as session:
            release_case(session, case_id=only, moderator_id=office.number_of(name) or 0)
            found = find_claim(session.connection(), only, at=office.scene.now)
        assert (found is None) == is_free


def test_claiming_the_next_takes_each_case_once(office: Office) -> None:
    cases = some_flagged(office, [ATTACK, ATTACK])
    claimed = []
    for name in ("Mo", "Max", "Ann"):
        with office.scene.site.writing() as session:
            claimed.append(
                claim_next(
                    session,
                    listing=Listing(),
                    moderator_id=office.number_of(name) or 0,
                    at=office.scene.now,
                )
            )
    assert claimed == [*cases, None]


def test_who_decided_first_neither_finds_nor_counts_the_appeal(office: Office) -> None:
    scene = office.scene
    comment, mo = scene.post("Ada"), office.number_of("Mo")
    with scene.site.writing() as session:
        appeal = open_case(
            session.connection(), CaseKind.APPEAL, comment_id=comment, barred_id=mo, at=scene.now
        )
    assert listed(office) == []
    assert listed(office, by="Max") == [appeal]
    assert following(office) is None
    with scene.site.reading() as session:
        assert queue_counts(session.connection(), mo or 0).total == 0


def test_nobody_finds_their_own_words_or_decides_about_what_they_reported(office: Office) -> None:
    scene = office.scene
    scene.member("Eve", role=Role.MODERATOR)
    own = office.flagged(scene.post("Eve"), "Rosa")
    reported = office.flagged(scene.post("Ada"), "Eve")
    assert listed(office, by="Eve") == [reported]
    assert following(office, by="Eve") is None
    assert listed(office) == [own, reported]
    with scene.site.reading() as session:
        assert queue_counts(session.connection(), office.number_of("Eve") or 0).total == 1


@pytest.mark.parametrize(
    "text", ["", "x", "3", "3.1", "9.9.9.9", "0.1.1", "3.999999999999999999.1", "3.1.99999999999"]
)
def test_a_place_that_no_page_leads_to_is_the_beginning(text: str) -> None:
    place = read_place(text)
    assert place is None or str(place) == text


def test_a_listing_that_nobody_can_mean_is_the_whole_queue() -> None:
    assert read_listing("everything", "  a\x00 b ") == Listing(Filter.ALL, "a b")
