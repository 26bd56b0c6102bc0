"""What moderators wrote as guests, before they signed in, is their own: they learn nothing of what waits about it."""

import pytest

from pollsite.clock import now
from pollsite.discussion.joining import join_marks
from pollsite.moderation.bulk_lines import view_bulk
from pollsite.moderation.bursts import Grouping
from pollsite.moderation.case_view import find_subject, subject_of_comment, view_case
from pollsite.moderation.claiming import claim_case
from pollsite.moderation.decision_errors import OwnWordsDecided
from pollsite.moderation.joining import join_flags
from pollsite.moderation.listing import Listing
from pollsite.moderation.queue import next_case, queue_counts, queue_page
from tests.accounts.people import signed_in
from tests.discussion.scene import Scene
from tests.moderation.office import Office

REPORTER = "Xylophia Quill"


@pytest.fixture
def office(scene: Scene) -> Office:
    """Somebody reports."""
    scene.now = now()
    scene.member(REPORTER)
    return Office(scene)


@pytest.fixture
def own(office: Office) -> tuple[int, int]:
    """(comment, case): Mo wrote it as a guest, it was reported, and Mo signed in."""
    scene = office.scene
    comment_id = scene.post("A guest")
    scene.release(comment_id)
    case_id = office.flagged(comment_id, REPORTER)
    readers = {"from_reader": scene.reader_of("A guest"), "to_reader": scene.reader_of("Mo")}
    at = office.moment()
    with scene.site.writing() as session:
        for join in (join_marks, join_flags):
            join(session, **readers, at=at)
    assert scene.comment(comment_id).account_id is None
    return comment_id, case_id


def test_its_case_is_not_shown_to_them(office: Office, own: tuple[int, int]) -> None:
    comment_id, case_id = own
    moderator_id = office.number_of("Mo") or 0
    with office.scene.site.reading() as session:
        for subject in (
            find_subject(session, case_id, moderator_id=moderator_id),
            subject_of_comment(session, comment_id, moderator_id=moderator_id),
        ):
            with pytest.raises(OwnWordsDecided):
                view_case(session, subject, moderator_id=moderator_id, listing=Listing(), at=office.scene.now)


@pytest.mark.parametrize(("name", "waits"), [("Mo", 0), ("Max", 1)])
def test_nor_does_the_queue_have_it_for_them(
    office: Office, own: tuple[int, int], name: str, waits: int
) -> None:
    moderator_id, at = office.number_of(name) or 0, office.scene.now
    with office.scene.site.reading() as session:
        connection = session.connection()
        page = queue_page(connection, Listing(), moderator_id=moderator_id, after=None, at=at)
        counts = queue_counts(connection, moderator_id)
        following = next_case(connection, moderator_id, listing=Listing(), at=at)
        burst = view_bulk(connection, own[0], Grouping.AUTHOR, moderator_id=moderator_id)
    assert (len(page.lines), counts.total, following is not None) == (waits, waits, bool(waits))
    assert (counts.oldest_at is not None) == bool(waits)
    assert len(burst.lines) == waits
    with office.scene.site.writing() as session:
        assert claim_case(session, case_id=own[1], moderator_id=moderator_id, at=at) is bool(waits)


def test_no_page_tells_them_who_reported_it(office: Office, own: tuple[int, int]) -> None:
    comment_id, case_id = own
    scene = office.scene
    pages = (f"cases/{case_id}", f"comments/{comment_id}", f"comments/{comment_id}/bulk", "log", "log.json")
    for address in ("/moderation", *(f"/moderation/{page}" for page in pages)):
        assert REPORTER not in signed_in(scene.site, scene.people["Mo"]).client.get(address).text, address
    assert (
        REPORTER in signed_in(scene.site, scene.people["Max"]).client.get(f"/moderation/cases/{case_id}").text
    )
