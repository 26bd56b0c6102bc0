"""Clearing up at once: what is shown is what is touched, each logged, and all of it taken back."""

import pytest

from pollsite.discussion.types import Status
from pollsite.moderation.bulk import BulkDone, Seen, decide_in_bulk, undo_bulk
from pollsite.moderation.bulk_lines import BulkView, view_bulk
from pollsite.moderation.bursts import Grouping, folded_words, hosts_in, is_alike
from pollsite.moderation.decision_errors import NothingChosen, NotYoursToUndo, RuleMissing
from pollsite.moderation.types import DecisionKind
from pollsite.moderation.verdicts import Verdict
from tests.accounts.people import signed_in
from tests.discussion.scene import Scene
from tests.moderation.office import KEEP, REMOVE, Office

VISIBLE, HELD, REMOVED = Status.VISIBLE, Status.HELD, Status.REMOVED


@pytest.fixture
def office(scene: Scene) -> Office:
    """Ada has written 1 to 3, somebody else 4."""
    office = Office(scene)
    for name in ("Ada", "Bea"):
        scene.member(name)
    for name in ("Ada", "Ada", "Ada", "Bea"):
        office.post(name)
    return office


def view(office: Office, comment_id: int, grouping: Grouping = Grouping.AUTHOR) -> BulkView:
    """What the page shows."""
    with office.scene.site.reading() as session:
        moderator_id = office.number_of("Mo") or 0
        return view_bulk(session.connection(), comment_id, grouping, moderator_id=moderator_id)


def seen(shown: BulkView) -> tuple[Seen, ...]:
    """All of it ticked."""
    return tuple(Seen(*map(int, line.seen.split("."))) for line in shown.lines)


def clear(
    office: Office,
    ticked: tuple[Seen, ...],
    *,
    kind: DecisionKind = REMOVE,
    rule: int | None = 4,
    on_author: DecisionKind | None = None,
) -> BulkDone:
    """Mo decides at once."""
    verdict, at = Verdict(kind=kind, rule=rule, moderator_id=office.number_of("Mo"), days=3), office.moment()
    with office.scene.site.writing() as session:
        return decide_in_bulk(session, verdict, seen=ticked, on_author=on_author, at=at)


def take_back(office: Office, bulk_id: int | None, *, by: str = "Mo") -> BulkDone:
    """And takes it back."""
    at = office.moment()
    with office.scene.site.writing() as session:
        return undo_bulk(session, bulk_id=bulk_id or 0, moderator_id=office.number_of(by), at=at)


def test_all_of_one_author_goes_and_comes_back(office: Office) -> None:
    case_id = office.flagged(2)
    done = clear(office, seen(view(office, 1)), on_author=DecisionKind.SUSPEND)
    assert [office.status(number) for number in (1, 2, 3, 4)] == [REMOVED, REMOVED, REMOVED, VISIBLE]
    log = office.log()
    assert [row.kind for row in log] == [DecisionKind.SUSPEND, REMOVE, REMOVE]
    assert {row.bulk_id for row in log[1:]} == {done.bulk_id} == {log[0].id}
    assert all(office.statement(row.id) for row in log)
    assert office.sanction("Ada") is not None
    back = take_back(office, done.bulk_id)
    assert (back.decided, back.skipped) == (3, ())
    assert {office.status(number) for number in (1, 2, 3)} == {VISIBLE}
    assert (office.sanction("Ada"), office.case(case_id).closed_at) == (None, None)
    assert take_back(office, done.bulk_id).decided == 3, "twice is harmless"
    assert len(office.log()) == 6


def test_what_changed_meanwhile_is_skipped_and_named(office: Office) -> None:
    ticked = seen(view(office, 1))
    office.edit("Ada", 1, "Other words.")
    office.delete("Ada", 2)
    office.decide(DecisionKind.LOCK, comment_id=3, by="Max")
    done = clear(office, ticked)
    assert (done.bulk_id, done.decided) == (None, 0)
    assert sorted(one.comment_id for one in done.skipped) == [1, 2, 3]
    assert [office.status(number) for number in (1, 3)] == [VISIBLE, VISIBLE]


def test_keeping_is_for_what_waits(office: Office) -> None:
    waiting = [office.post("guy"), office.post("guy")]
    shown = view(office, waiting[0])
    assert [line.comment_id for line in shown.lines] == waiting[::-1]
    assert clear(office, seen(shown), kind=KEEP, rule=None).decided == 2
    assert {office.status(number) for number in waiting} == {VISIBLE}
    assert clear(office, seen(view(office, 1)), kind=KEEP, rule=None).decided == 0


def test_a_bulk_needs_something_ticked_and_a_rule(office: Office) -> None:
    with pytest.raises(NothingChosen):
        clear(office, ())
    with pytest.raises(RuleMissing):
        clear(office, seen(view(office, 1)), rule=None)
    assert office.log() == []


def test_another_moderator_s_bulk_is_not_taken_back(office: Office) -> None:
    done = clear(office, seen(view(office, 1)))
    with pytest.raises(NotYoursToUndo):
        take_back(office, done.bulk_id, by="Max")
    take_back(office, done.bulk_id, by="Ann")
    assert office.status(1) is VISIBLE


def test_a_burst_is_found_by_its_words_and_by_its_links(office: Office) -> None:
    spam = [office.post(name, text) for name, text in BURST]
    office.scene.pass_time(hours=25)
    office.post("later", BURST[0][1])
    by_words, by_link = (view(office, spam[0], by) for by in (Grouping.WORDS, Grouping.LINK))
    assert [line.comment_id for line in by_words.lines] == [spam[1], spam[0]]
    assert [line.comment_id for line in by_link.lines] == [spam[2], spam[1], spam[0]]


BURST = (
    ("spam one", "Buy PILLS at https://www.pills.example/a !"),
    ("spam two", "buy pills at https://www.PILLS.example/a"),
    ("spam three", "Look: http://pills.example/other"),
    ("honest", "I would never buy those."),
)


@pytest.mark.parametrize(
    ("one", "other", "by_words", "by_link"),
    [
        ("Same, words!", "ＳＡＭＥ words", True, False),
        ("…", "!!!", False, False),
        ("a https://x.example/1", "b www.x.example", False, True),
        ("a https://x.example", "a https://y.example", False, False),
    ],
)
def test_what_is_alike(one: str, other: str, *, by_words: bool, by_link: bool) -> None:
    assert is_alike(Grouping.WORDS, one, other) == by_words
    assert is_alike(Grouping.LINK, one, other) == by_link


def test_hosts_and_words_of_a_text() -> None:
    assert hosts_in("http://WWW.Example.org/a www.example.org.") == {"example.org"}
    assert folded_words(" Ａ-b\n1 ") == "ab1"


def test_clearing_up_at_the_front_door(office: Office) -> None:
    browser = signed_in(office.scene.site, office.scene.people["Mo"])
    address = "/moderation/comments/1/bulk"
    page = browser.client.get(address).text
    assert all(f'value="{number}.1.0"' in page for number in (1, 2, 3))
    assert 'name="seen"' in page
    assert " checked" not in page
    assert str(office.scene.reader_of("Ada")) not in page
    form = {"csrf_token": browser.token, "by": "author", "seen": ["1.1.0", "2.1.0"], "note": "Enough of it."}
    refused = browser.client.post(address, data={**form, "kind": "remove"})
    assert refused.status_code == 422
    assert "Enough of it." in refused.text
    assert 'value="3.1.0" checked' not in refused.text
    done = browser.client.post(address, data={**form, "kind": "remove", "rule": "4"})
    assert done.status_code == 303
    told = browser.client.get(done.location).text
    assert "2 decided at once" in told
    undo = told.partition('action="/moderation/bulk/')[2].partition('"')[0]
    back = browser.client.post(f"/moderation/bulk/{undo}", data={"csrf_token": browser.token})
    assert back.status_code == 303
    assert {office.status(number) for number in (1, 2, 3)} == {VISIBLE}


def test_only_what_was_reported_or_waits_is_ticked_at_first(office: Office) -> None:
    office.flagged(2)
    browser = signed_in(office.scene.site, office.scene.people["Mo"])
    page = browser.client.get("/moderation/comments/1/bulk").text
    assert 'value="2.1.0" checked' in page
    assert page.count(" checked") == 1
    assert "What was reported or waits is ticked already." in page
    held = office.post("guy")
    page = browser.client.get(f"/moderation/comments/{held}/bulk").text
    assert f'value="{held}.1.0" checked' in page


def test_what_a_guest_s_page_shows_names_no_reader(office: Office) -> None:
    comment_id = office.post("guy")
    browser = signed_in(office.scene.site, office.scene.people["Mo"])
    page = browser.client.get(f"/moderation/comments/{comment_id}/bulk").text
    reader_id = office.scene.reader_of("guy")
    assert str(reader_id) not in page
    assert reader_id.hex not in page
