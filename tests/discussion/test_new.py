"""What is new: to a member since their last visit, and to anybody since a moment."""

from datetime import datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from pollsite.discussion.visits import note_visit
from pollsite.pages import discussion_section
from tests.accounts.people import signed_in
from tests.discussion.reading import comment_on, comments_on, plain
from tests.discussion.scene import Scene
from tests.samples import SLUG

NEW = f"/articles/{SLUG}/discussion/new"


def visit(scene: Scene, name: str, *, until: datetime) -> None:
    """The member looked at a page made at that moment, just now."""
    with scene.site.writing() as session:
        note_visit(
            session,
            account_id=scene.member(name).account_id,
            article_id=scene.article_id,
            until=until,
            at=scene.now,
        )


def moment(scene: Scene, comment_id: int) -> datetime:
    """When everybody could first read it."""
    published_at = scene.comment(comment_id).published_at
    assert published_at is not None
    return published_at


def since(client: FlaskClient, instant: datetime) -> list[int]:
    """The comments published since then, as the page shows them."""
    return comments_on(client.get(NEW, query_string={"since": instant.isoformat()}))


def test_what_was_published_since_a_moment_stands_oldest_first(scene: Scene) -> None:
    scene.member("Ada")
    root, held = scene.post("Ada"), scene.post("Passer-by", "Waits.")
    later = scene.post("Ada", to=root)
    scene.release(held)
    client = scene.site.browser().client
    assert since(client, scene.now - timedelta(days=1)) == [root, later, held]
    assert since(client, moment(scene, root)) == [later, held]
    page = client.get(NEW, query_string={"since": moment(scene, root).isoformat()})
    assert "replying to @Ada" in plain(comment_on(page, later))
    assert f'data-rendered-until="{moment(scene, held).isoformat()}"' in page.text
    assert since(client, moment(scene, held)) == []


def test_many_new_comments_are_paged_even_at_one_instant(scene: Scene) -> None:
    scene.member("Ada")
    numbers = [scene.post("Ada", at=scene.now) for _ in range(60)]
    client = scene.site.browser().client
    address, seen = f"{NEW}?since=2026-01-01T00:00:00Z", []
    while address:
        page = client.get(address)
        seen += comments_on(page)
        _, found, rest = page.text.partition('<p class="older" lang="en"><a href="')
        address = rest.split('"')[0].replace("&amp;", "&") if found else ""
    assert seen == numbers


@pytest.mark.parametrize(
    "asked", ["", "?since=", "?since=yesterday", "?since=2026-11-24", "?since=0001-01-01T00:00:00%2B23:00"]
)
def test_a_moment_is_asked_for_in_words(scene: Scene, asked: str) -> None:
    answer = scene.site.browser().client.get(NEW + asked)
    assert answer.status_code == 400
    assert "Say since when" in answer.text


def test_nothing_is_new_to_who_was_never_here(scene: Scene) -> None:
    scene.member("Bea")
    scene.post("Bea")
    assert "since your last visit" not in signed_in(scene.site, scene.member("Ada")).read().text


def test_new_comments_are_marked_and_lead_to_each_other(scene: Scene) -> None:
    ada, _ = scene.member("Ada"), scene.member("Bea")
    known = scene.post("Bea")
    visit(scene, "Ada", until=moment(scene, known))
    new, own, newer = scene.post("Bea"), scene.post("Ada"), scene.post("Bea", to=known)
    with time_machine.travel(scene.now, tick=False):
        page = signed_in(scene.site, ada).read()
        assert "2 new since your last visit" in page.text
        assert f'<a href="#comment-{newer}"><bdi>to the first on this page' in page.text
        marked = [number for number in comments_on(page) if " new" in comment_on(page, number).split(">")[0]]
        assert marked == [newer, new]
        assert f'<a href="#comment-{new}">Next new' in comment_on(page, newer)
        assert f'<a href="#comment-{newer}">Previous new' in comment_on(page, new)
        assert own in comments_on(page)
        assert "since your last visit" not in signed_in(scene.site, scene.member("Bea")).read().text


def test_a_reload_and_a_noted_visit_keep_the_marks_until_the_next_one(scene: Scene) -> None:
    ada, _ = scene.member("Ada"), scene.member("Bea")
    known = scene.post("Bea")
    visit(scene, "Ada", until=moment(scene, known))
    new = scene.post("Bea")
    with time_machine.travel(scene.now, tick=False) as clock:
        browser = signed_in(scene.site, ada)
        for _ in range(2):
            assert "1 new since your last visit" in browser.read().text
        visit(scene, "Ada", until=moment(scene, new))
        assert "1 new since your last visit" in browser.read().text
        clock.move_to(scene.now + timedelta(minutes=31))
        assert "since your last visit" not in browser.read().text


def test_only_members_are_asked_to_remember_a_visit(scene: Scene) -> None:
    ada = scene.member("Ada")
    number = scene.post("Ada")
    page = signed_in(scene.site, ada).read().text
    assert f'action="/articles/{scene.article_id}/visit"' in page
    assert f'name="until" value="{moment(scene, number).isoformat()}"' in page
    for reader in (scene.site.browser(), scene.site.browser().touch()):
        assert "/visit" not in reader.read().text


def test_more_than_can_be_counted_is_said_so(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discussion_section, "MAX_NEW", 2)
    ada, _ = scene.member("Ada"), scene.member("Bea")
    visit(scene, "Ada", until=scene.now)
    for _ in range(3):
        scene.post("Bea")
    with time_machine.travel(scene.now, tick=False):
        assert "More than 2 new since your last visit" in signed_in(scene.site, ada).read().text


def test_pages_are_told_how_many_comments_there_are_and_nothing_of_them(scene: Scene) -> None:
    scene.member("Ada")
    number = scene.post("Ada", "Words for the page alone.")
    scene.post("Passer-by", "Words that wait.")
    told = scene.site.app.test_client().get(f"/live/state?articles={scene.article_id}")
    (article,) = [state for state in told.get_json() if "article" in state]
    assert article["comments"] == 1
    assert "Words" not in told.text
    scene.site.settle()
    scene.remove(number)
    scene.site.settle()
    later = scene.site.app.test_client().get(f"/live/state?articles={scene.article_id}").get_json()
    (after,) = [state for state in later if "article" in state]
    assert (after["comments"], after["v"] > article["v"]) == (0, True)


def test_ones_own_are_not_among_what_is_listed_as_new(scene: Scene) -> None:
    ada, _ = scene.member("Ada"), scene.member("Bea")
    scene.post("Ada")
    others = scene.post("Bea")
    assert since(signed_in(scene.site, ada).client, scene.now - timedelta(days=1)) == [others]


def test_what_waited_says_when_it_was_written(scene: Scene) -> None:
    held = scene.post("Passer-by", "Waits.")
    written_at = scene.now
    scene.pass_time(days=2)
    scene.release(held)
    page = scene.site.browser().read()
    assert f'datetime="{written_at.isoformat()}"' in comment_on(page, held)


def test_who_is_ignored_writes_nothing_new(scene: Scene) -> None:
    ada, bea = scene.member("Ada"), scene.member("Bea")
    visit(scene, "Ada", until=scene.now)
    scene.post("Bea")
    with time_machine.travel(scene.now, tick=False):
        browser = signed_in(scene.site, ada)
        assert "1 new since your last visit" in browser.read().text
        browser.client.post(f"/members/{bea.account_id}/ignore", data={"csrf_token": browser.token})
        page = browser.read().text
    assert "since your last visit" not in page
    assert 'class="fresh"' not in page
