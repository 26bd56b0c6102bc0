"""The inbox: what happened to a member's words, told once, and never in words that nobody may read any more."""

import re

import pytest
from sqlalchemy import insert, select
from werkzeug.test import TestResponse

from pollsite.accounts.ignoring import ignore
from pollsite.accounts.models import Notice
from pollsite.accounts.notices import NOTICES_A_PAGE, notify
from pollsite.accounts.types import NoticeKind
from pollsite.discussion.types import Status
from tests.accounts.people import make_member, signed_in
from tests.browsing import Browser
from tests.discussion.scene import Scene
from tests.fixtures.site import Site, statements
from tests.samples import DURING, SLUG

WORDS = "The words of the reply"


@pytest.fixture
def scene(site: Site) -> Scene:
    """A debate between two members, Ada and Bob."""
    debate = Scene(site)
    debate.member("Ada")
    debate.member("Bob")
    return debate


@pytest.fixture
def ada(scene: Scene) -> Browser:
    """Ada's browser, signed in."""
    return signed_in(scene.site, scene.people["Ada"])


def inbox(who: Browser, **asked: object) -> TestResponse:
    """The page."""
    return who.client.get("/inbox", query_string=asked)


def read(who: Browser, **form: object) -> TestResponse:
    """Press a button of the page."""
    return who.client.post("/inbox/read", data={"csrf_token": who.token, **form})


def numbers(page: TestResponse) -> list[int]:
    """The notices on the page, from top to bottom."""
    return [int(number) for number in re.findall(r'id="notice-(\d+)"', page.text)]


def unread(page: TestResponse) -> int:
    """How many lines are marked as new."""
    return page.text.count('class="unread-mark"')


def test_a_reply_is_told_with_its_words_and_its_place(scene: Scene, ada: Browser) -> None:
    _, reply = scene.post("Ada"), scene.post("Bob", f"> quoted\n\n{WORDS}", to=1)
    page = inbox(ada)
    assert "<bdi>Bob</bdi></a> answered you" in page.text
    assert f">{WORDS}</p>" in page.text
    assert f"/articles/{SLUG}/comments/{reply}" not in page.text, "an unread line goes there by its button"
    read(ada)
    assert f'href="/articles/{SLUG}/comments/{reply}"' in inbox(ada).text


def test_looking_marks_nothing_as_read(scene: Scene, ada: Browser) -> None:
    scene.thread("Ada", "Bob")
    assert [unread(inbox(ada)) for _ in range(3)] == [1, 1, 1]


def test_going_to_the_comment_marks_its_line_as_read(scene: Scene, ada: Browser) -> None:
    first = scene.post("Ada")
    replies = [scene.post("Bob", to=first) for _ in range(3)]
    newest, *_ = numbers(inbox(ada))
    answer = read(ada, notice=newest)
    assert (answer.status_code, answer.location) == (303, f"/comments/{replies[-1]}")
    assert unread(inbox(ada)) == 2


def test_all_can_be_marked_as_read(scene: Scene, ada: Browser) -> None:
    first = scene.post("Ada")
    for _ in range(3):
        scene.post("Bob", to=first)
    assert (read(ada).status_code, read(ada).status_code) == (303, 303)
    page = inbox(ada)
    assert unread(page) == 0
    assert len(numbers(page)) == 3
    assert "Mark all as read" not in page.text


@pytest.mark.parametrize("number", ["99999999999999999999", "9" * 5000, "0", "-1", "x", ""])
def test_a_number_that_no_line_has_marks_nothing(scene: Scene, ada: Browser, number: str) -> None:
    scene.thread("Ada", "Bob")
    assert read(ada, notice=number).location == "/inbox"
    assert unread(inbox(ada)) == 1


def test_nobody_reads_or_marks_the_notices_of_another(scene: Scene, ada: Browser) -> None:
    scene.thread("Ada", "Bob")
    bob = signed_in(scene.site, scene.people["Bob"])
    assert numbers(inbox(bob)) == []
    assert read(bob, notice=numbers(inbox(ada))[0]).location == "/inbox"
    read(bob)
    assert unread(inbox(ada)) == 1


@pytest.mark.parametrize("fate", ["removed", "held", "deleted"])
def test_no_byte_is_shown_of_a_reply_that_is_gone(scene: Scene, ada: Browser, fate: str) -> None:
    first = scene.post("Ada")
    reply = scene.post("Bob", WORDS, to=first)
    if fate == "deleted":
        scene.delete("Bob", reply)
    else:
        scene.decide(reply, Status(fate), "rule 3")
    page = inbox(ada)
    assert "This reply has since been removed." in page.text
    for gone in (WORDS, WORDS[:6], "Bob", f"/comments/{reply}", "rule 3"):
        assert gone not in page.text
    assert read(ada, notice=numbers(page)[0], stay="1").location == "/inbox"
    assert unread(inbox(ada)) == 0


def test_a_held_reply_is_told_of_only_when_it_can_be_read(scene: Scene, ada: Browser) -> None:
    first = scene.post("Ada")
    reply = scene.post("A guest", WORDS, to=first)
    assert numbers(inbox(ada)) == []
    scene.release(reply)
    assert "<bdi>A guest</bdi> answered you" in inbox(ada).text


def test_who_is_ignored_reaches_no_inbox(scene: Scene, ada: Browser) -> None:
    first = scene.post("Ada")
    scene.post("Bob", WORDS, to=first)
    members = {"account_id": scene.people["Ada"].account_id, "ignored_id": scene.people["Bob"].account_id}
    with scene.site.writing() as session:
        ignore(session, **members, at=DURING)
    scene.post("Bob", WORDS, to=first)
    page = inbox(ada)
    assert len(numbers(page)) == 1
    assert "somebody you ignore" in page.text
    assert WORDS not in page.text
    assert "Bob" not in page.text


@pytest.mark.parametrize(
    ("status", "sentence", "has_words"),
    [
        (Status.VISIBLE, "Your comment is published", True),
        (Status.HELD, "Your comment waits for a moderator", False),
        (Status.REMOVED, "removed by a moderator: rule 3, personal attack.", False),
        (Status.DELETED, "You have deleted this comment", False),
    ],
)
def test_a_decision_is_told_as_it_stands_now(
    scene: Scene, ada: Browser, status: Status, sentence: str, has_words: bool
) -> None:
    own = scene.post("Ada", WORDS)
    scene.decide(own, status, "rule 3, personal attack" if status is Status.REMOVED else "")
    account_id = scene.people["Ada"].account_id
    with scene.site.writing() as session:
        notify(session, account_id=account_id, kind=NoticeKind.DECISION, comment_id=own, at=DURING)
    page = inbox(ada)
    assert sentence in page.text
    assert (WORDS in page.text) is has_words


def test_the_same_is_told_once_until_it_is_read(scene: Scene) -> None:
    own = scene.post("Ada")
    told = {"account_id": scene.people["Ada"].account_id, "kind": NoticeKind.DECISION, "comment_id": own}
    with scene.site.writing() as session:
        assert notify(session, **told, at=DURING) is not None
        assert notify(session, **told, at=DURING) is None
        assert len(session.scalars(select(Notice)).all()) == 1


def test_pages_follow_each_other_without_gap_or_doubling(scene: Scene, ada: Browser) -> None:
    own = scene.post("Ada")
    row = {"account_id": scene.people["Ada"].account_id, "kind": "decision", "comment_id": own, "at": DURING}
    with scene.site.writing() as session:
        session.execute(insert(Notice), [row] * (NOTICES_A_PAGE + 5))
    first = inbox(ada)
    older = re.search(r'href="/inbox\?before=(\d+)"', first.text)
    assert older
    second = inbox(ada, before=older[1])
    assert (len(numbers(first)), len(numbers(second))) == (NOTICES_A_PAGE, 5)
    both = numbers(first) + numbers(second)
    assert both == sorted(set(both), reverse=True)
    assert 'rel="next"' not in second.text
    with statements(scene.site) as sent:
        inbox(ada)
    assert len(sent) <= 4


@pytest.mark.parametrize("before", ["", "x", "-1", "0", str(2**31), "9" * 30])
def test_a_page_that_is_not_there_is_the_first(scene: Scene, ada: Browser, before: str) -> None:
    scene.thread("Ada", "Bob")
    assert len(numbers(inbox(ada, before=before))) == 1


def test_an_empty_inbox_says_what_will_be_in_it(ada: Browser) -> None:
    assert "Nothing here yet." in inbox(ada).text
    assert "Nothing older." in inbox(ada, before=1).text


def test_only_a_member_has_one(site: Site) -> None:
    reader = site.browser().touch()
    for answer in (inbox(reader), read(reader), site.app.test_client().get("/inbox")):
        assert (answer.status_code, answer.location) == (303, "/account/sign-in?next=/inbox")


def test_nothing_of_it_is_kept_on_the_way(ada: Browser) -> None:
    assert inbox(ada).headers["Cache-Control"] == "private, no-store"


def test_what_a_guest_calls_themselves_is_no_markup(site: Site) -> None:
    scene = Scene(site)
    scene.member("Ada")
    reply = scene.post("<b>Eve</b>", "A *reply* & <i>more</i>", to=scene.post("Ada"))
    scene.release(reply)
    page = inbox(signed_in(site, scene.people["Ada"]))
    assert "<bdi>&lt;b&gt;Eve&lt;/b&gt;</bdi>" in page.text
    assert "A reply &amp; &lt;i&gt;more&lt;/i&gt;" in page.text


def test_many_unread_are_counted_up_to_a_hundred(site: Site) -> None:
    scene = Scene(site)
    ada = make_member(site)
    scene.people["Ada"] = ada
    own = scene.post("Ada")
    row = {"account_id": ada.account_id, "kind": "decision", "comment_id": own, "at": DURING}
    with site.writing() as session:
        session.execute(insert(Notice), [row] * 120)
    assert "100 or more unread" in re.sub(r"</?span>", "", inbox(signed_in(site, ada)).text)
