"""The queue at the front door: pages, counts, claims, and what none of its bytes may say."""

import re

import pytest
from flask.testing import FlaskClient

from pollsite.clock import now
from pollsite.moderation.types import DecisionKind
from tests.accounts.people import signed_in
from tests.browsing import Browser
from tests.discussion.scene import Scene
from tests.fixtures.site import Site, statements
from tests.moderation.office import Office
from tests.moderation.piles import people, pile_up

GOOD_POINTS = 7_919
"""A number that nothing else on a page is."""
GROUPS_WAITING = "SELECT count(*) AS count_1 \nFROM ballot_bursts \nWHERE ballot_bursts.state = "
"""How many groups of held votes wait: no reader's vote is read for it."""
LINKS = re.compile(r'href="(/moderation(?:/(?:cases|comments)/\d+)?(?:\?[^"#]*)?)"')


@pytest.fixture
def office(site: Site) -> Office:
    """A discussion that goes on just now."""
    scene = Scene(site, now=now())
    for name in ("Ada", "Ben", "Rosa"):
        scene.member(name)
    return Office(scene)


def enter(office: Office, name: str = "Mo") -> Browser:
    """A moderator's browser."""
    return signed_in(office.scene.site, office.scene.people[name])


def crawl(client: FlaskClient, start: str) -> dict[str, str]:
    """Every page of the desk that links lead to, by address."""
    pages: dict[str, str] = {}
    waiting = [start]
    while waiting:
        address = waiting.pop().replace("&amp;", "&")
        if address not in pages and len(pages) < 60:
            answer = client.get(address)
            assert answer.status_code in (200, 304), address
            pages[address] = answer.text
            waiting += LINKS.findall(answer.text)
    return pages


def test_neither_stance_nor_good_points_are_in_any_byte(office: Office) -> None:
    scene = office.scene
    for name in ("Ada", "Ben"):
        scene.vote(name, "single", "yes")
    root = scene.post("Ada", "Mine is no portrait.", about=("single",), stance=True)
    reply = scene.post("Ben", "It is.", to=root)
    cases = [office.flagged(root), office.flagged(reply)]
    with scene.site.writing() as session:
        for comment in (scene.comment(root), scene.comment(reply)):
            session.merge(comment).good = GOOD_POINTS
    with statements(scene.site) as asked:
        pages = crawl(enter(office).client, "/moderation")
    of_readers = [sent for sent in asked if not sent.startswith(GROUPS_WAITING)]
    assert not [sent for sent in of_readers if re.search(r"\b(stances|ballots|marks|changed_minds)\b", sent)]
    assert all(f"/moderation/cases/{case}" in pages for case in cases)
    for address, html in pages.items():
        assert f"{GOOD_POINTS}" not in html, address
        assert not re.search(r"[Vv]oted (<|“)|class=\"stance|chosen|tone-\d\"?>“|stance", html), address


def test_good_points_are_told_once_it_is_decided(office: Office) -> None:
    comment = office.scene.post("Ada")
    case = office.flagged(comment)
    office.scene.marked(comment, good=3)
    office.decide(DecisionKind.KEEP, case_id=case)
    assert (
        "3 readers found the comment a good point"
        in enter(office).client.get(f"/moderation/cases/{case}").text
    )


def test_reporters_are_named_to_moderators_but_never_to_the_author(office: Office) -> None:
    scene = office.scene
    comment = scene.post("Ada")
    case = office.flagged(comment, "Rosa", "Somebody")
    html = enter(office).client.get(f"/moderation/cases/{case}").text
    assert "Rosa" in html
    assert "a reader" in html
    own = scene.post("Max")
    own_case = office.flagged(own, "Rosa")
    for address in (f"/moderation/cases/{own_case}", f"/moderation/comments/{own}"):
        answer = enter(office, "Max").client.get(address)
        assert answer.status_code == 403
        assert "Rosa" not in answer.text


@pytest.mark.parametrize("path", ["", "/cases/1", "/comments/1", "/counts"])
def test_the_desk_is_closed_to_everybody_else(office: Office, path: str) -> None:
    office.flagged(office.scene.post("Ada"))
    address = f"/moderation{path}"
    member = enter(office, "Ada").client
    assert member.get(address).status_code == 403
    assert member.get(f"{address}9999999").status_code in (403, 404)
    assert office.scene.site.browser().client.get(address).status_code == 303


@pytest.mark.parametrize("path", ["/cases/77", "/comments/77", "/cases/99999999999999999999"])
def test_what_is_not_there_is_not_found(office: Office, path: str) -> None:
    assert enter(office).client.get(f"/moderation{path}").status_code == 404


def test_pages_are_kept_by_nobody(office: Office) -> None:
    case = office.flagged(office.scene.post("Ada"))
    client = enter(office).client
    for path in ("", f"/cases/{case}"):
        assert client.get(f"/moderation{path}").headers["Cache-Control"] == "private, no-store"


def test_counts_are_sent_again_only_when_they_have_moved(office: Office) -> None:
    office.flagged(office.scene.post("Ada"))
    client = enter(office).client
    first = client.get("/moderation/counts")
    assert first.json["counts"] == {"all": 1, "flagged": 1, "held": 0, "appeals": 0, "names": 0}
    again = client.get("/moderation/counts", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    office.flagged(office.scene.post("Ben"))
    moved = client.get("/moderation/counts", headers={"If-None-Match": first.headers["ETag"]})
    assert moved.json["counts"]["all"] == 2


def test_a_claim_says_who_has_the_case(office: Office) -> None:
    case = office.flagged(office.scene.post("Ada"))
    mo, max_ = enter(office), enter(office, "Max")
    claim = f"/moderation/cases/{case}/claim"
    assert mo.client.post(claim, data={"csrf_token": mo.token}).json["mine"]
    told = max_.client.post(claim, data={"csrf_token": max_.token}).json
    assert not told["mine"]
    assert told["sentence"].startswith("Mo is looking at this until")
    assert "Mo is looking at this until" in max_.client.get("/moderation").text
    assert "Mo is looking at this until" in max_.client.get(f"/moderation/cases/{case}").text
    mo.client.post(f"/moderation/cases/{case}/release", data={"csrf_token": mo.token})
    assert "is looking at this" not in max_.client.get("/moderation").text


def test_start_leads_to_the_first_case_and_to_the_queue_when_nothing_waits(office: Office) -> None:
    browser = enter(office)
    start = {"csrf_token": browser.token, "in": "flagged"}
    assert browser.client.post("/moderation/next", data=start).location == "/moderation?in=flagged"
    case = office.flagged(office.scene.post("Ada"))
    answer = browser.client.post("/moderation/next", data=start)
    assert answer.location == f"/moderation/cases/{case}?in=flagged"


def test_a_newcomer_is_told_how_this_works_and_the_empty_queue_thanks(office: Office) -> None:
    html = enter(office).client.get("/moderation").text
    assert '<details class="how" id="how-this-works" open>' in html
    assert "Everything is decided. Thank you." in html
    case = office.flagged(office.scene.post("Ada"))
    office.decide(DecisionKind.KEEP, case_id=case)
    assert '<details class="how" id="how-this-works">' in enter(office).client.get("/moderation").text


def test_further_pages_follow_one_another(office: Office) -> None:
    known = people(office.scene.site, office.scene)
    cases = pile_up(office.scene.site, 45, known=known)
    client = enter(office).client
    found: list[str] = []
    address = "/moderation"
    while address:
        html = client.get(address).text
        found += re.findall(r'class="words" href="/moderation/cases/(\d+)', html)
        further = re.search(r'<a rel="next" href="([^"]+)"', html)
        address = further.group(1).replace("&amp;", "&") if further else ""
    assert sorted(map(int, found)) == cases


def test_a_held_comment_says_why_and_is_published(office: Office) -> None:
    case = office.waiting(office.post("A guest"))
    html = enter(office).client.get(f"/moderation/cases/{case}").text
    assert "By a guest" in html
    assert '<span data-words="Publish">' in html
    assert 'value="warn"' not in html


def test_what_one_decided_says_whose_comment_it_was(office: Office) -> None:
    comments = [office.scene.post("Ada", f"Nobody looks like comment {place}.") for place in range(3)]
    for comment in comments:
        office.flagged(comment)
        office.decide(DecisionKind.REMOVE, comment_id=comment)
    office.delete("Ada", comments[2])
    page = enter(office).client.get("/moderation?in=mine").text
    for comment in comments[:2]:
        assert f"Nobody looks like comment {comment - comments[0]}." in page
    assert "A deleted comment" in page
    office.undo(office.log()[0].id)
    lines = re.findall(r'<p class="about">', enter(office).client.get("/moderation?in=mine").text)
    assert len(lines) == 4, "the step back, too"


def test_the_way_to_restore_what_a_colleague_removed(office: Office) -> None:
    comment = office.scene.post("Ada")
    case = office.flagged(comment)
    number = office.decide(DecisionKind.REMOVE, case_id=case).decision_id
    undo, restore = f"/moderation/decisions/{number}/undo", f'href="/moderation/comments/{comment}">Restore'
    for name, own, other in (("Mo", True, False), ("Max", False, True), ("Ann", True, False)):
        page = enter(office, name).client.get(f"/moderation/cases/{case}").text
        assert ((undo in page), (restore in page)) == (own, other), name
        assert page.count('<li class="step">') == 1, "told once"


def test_each_page_lists_its_own_keys(office: Office) -> None:
    case = office.flagged(office.scene.post("Ada"))
    client = enter(office).client
    queue, page = (client.get(address).text for address in ("/moderation", f"/moderation/cases/{case}"))
    for html in (queue, page):
        assert html.count('<dialog id="keys"') == 1
        assert 'data-key="?"' in html
    assert "down the list" in queue.partition("<dialog")[2]
    assert "remove the comment, too" in page.partition("<dialog")[2]
    assert "down the list" not in page


def test_a_reported_name_is_looked_at_and_no_thread_is_locked_for_it(office: Office) -> None:
    case = office.reporting.flag_name("Rosa", "Ben").case_id
    page = enter(office).client.get(f"/moderation/cases/{case}")
    assert page.status_code == 200
    assert "Take the name back" in page.text
    assert "Lock thread" not in page.text
