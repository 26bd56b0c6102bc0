"""What is hidden is in no byte that others can get: every page, feed, state, letter and download there is."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from flask.testing import FlaskClient

from pollsite.accounts.preferences import choose_mail
from pollsite.accounts.types import NoticeKind
from pollsite.clock import now
from pollsite.discussion.types import Status
from pollsite.moderation.types import DecisionKind
from tests.accounts.people import signed_in
from tests.discussion.scene import Scene
from tests.fixtures.site import Site
from tests.moderation.hearing import Hearing
from tests.samples import SLUG

SECRET = "zebraquux"
STARTS = (
    "/",
    f"/articles/{SLUG}",
    f"/articles/{SLUG}/discussion?sort=newest",
    f"/articles/{SLUG}/discussion/new?since=2020-01-01T00:00:00%2B00:00",
    f"/articles/{SLUG}/discussion.atom",
    f"/embed/articles/{SLUG}",
    f"/embed/articles/{SLUG}/discussion",
    f"/oembed?url=http://localhost/articles/{SLUG}",
    f"/api/v1/articles/{SLUG}",
    f"/api/v1/articles/{SLUG}/comments?sort=newest",
    f"/api/v1/articles/{SLUG}/insights",
    "/live/state?articles=1",
    "/sitemap.xml",
    "/robots.txt",
    "/inbox",
    "/account",
    "/account/data",
    "/reports",
    "/rules",
    "/openness",
    "/openness.csv",
    "/openness.json",
    "/openness/log",
    "/openness/decisions.csv",
    "/openness/decisions.json",
)
LINKED = re.compile(r'(?:href|src|action)="(?:http://localhost)?(/[^"#]*)|"url": ?"http://localhost(/[^"#]*)')
MAX_PAGES = 400


def found_by(client: FlaskClient, starts: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """(address, text) of everything this client gets by following every link there is."""
    waiting, known = list(starts), set(starts)
    while waiting and len(known) < MAX_PAGES:
        address = waiting.pop()
        answer = client.get(address)
        kind = answer.headers.get("Content-Type", "")
        if answer.status_code != 200 or kind.startswith(("text/event-stream", "image/")):
            answer.close()
            continue
        yield address, answer.text
        for groups in LINKED.findall(answer.text):
            linked = unescape(groups[0] or groups[1])
            if linked not in known and not linked.startswith(("/static/", "/media/")):
                known.add(linked)
                waiting.append(linked)


def letters(site: Site) -> Iterator[tuple[str, str]]:
    """(name, text) of every letter in the outbox."""
    for file in site.folder.glob("outbox/**/*.eml"):
        yield file.name, file.read_text(encoding="utf-8")


@pytest.fixture
def scene(site: Site) -> Scene:
    """A debate in which Ada says what Grace and everybody else must not read."""
    scene = Scene(site)
    for name in ("Ada", "Grace", "Alan"):
        scene.member(name)
    return scene


def asked_of(scene: Scene, comment_id: int) -> tuple[str, ...]:
    """Where to begin: everywhere, and at the addresses of one comment."""
    comment = f"/articles/{SLUG}/comments/{comment_id}"
    member = f"/members/{scene.people['Ada'].account_id}"
    statements = [f"/statements/{number}{page}" for number in (1, 2, 3) for page in ("", "/appeal")]
    about = (f"/comments/{comment_id}/statement", f"/comments/{comment_id}/flag", *statements)
    return (
        *STARTS,
        comment,
        f"{comment}/earlier",
        f"{comment}.atom",
        f"/api/v1/comments/{comment_id}",
        f"/comments/{comment_id}",
        member,
        *about,
    )


def seen_by_others(scene: Scene, comment_id: int, words: str = SECRET) -> list[str]:
    """The addresses at which somebody without a cookie, or Grace who was answered, gets the words."""
    scene.site.settle()
    starts = asked_of(scene, comment_id)
    grace = signed_in(scene.site, scene.people["Grace"])
    nobody = scene.site.app.test_client()
    return [
        address
        for client in (nobody, grace.client)
        for address, text in found_by(client, starts)
        if words in text
    ] + [name for name, text in letters(scene.site) if words in text]


def answer_of_ada(scene: Scene) -> int:
    """Grace begins, Ada answers with the secret, Alan answers Ada, so that a tombstone would stay."""
    first = scene.post("Grace", about=("single",))
    secret = scene.post("Ada", f"I say {SECRET} to that.", to=first)
    scene.post("Alan", to=secret)
    return secret


def test_words_in_sight_are_found_by_this_test(scene: Scene) -> None:
    secret = answer_of_ada(scene)
    seen = seen_by_others(scene, secret)
    assert f"/articles/{SLUG}" in seen
    assert any("atom" in address for address in seen)
    assert any("/inbox" in address for address in seen)


@pytest.mark.parametrize("status", [Status.HELD, Status.REMOVED])
def test_held_or_removed_words_are_nowhere(scene: Scene, status: Status) -> None:
    secret = answer_of_ada(scene)
    seen_by_others(scene, secret)
    scene.decide(secret, status, "rule 3, personal attack")
    assert seen_by_others(scene, secret) == []


def test_deleted_words_are_nowhere(scene: Scene) -> None:
    secret = answer_of_ada(scene)
    seen_by_others(scene, secret)
    scene.delete("Ada", secret)
    assert seen_by_others(scene, secret) == []
    assert SECRET not in scene.comment(secret).body_source


def test_a_guests_words_are_nowhere_before_a_moderator_has_looked(scene: Scene) -> None:
    waiting = scene.post("A guest", f"Is it {SECRET}?")
    assert seen_by_others(scene, waiting) == []


def test_earlier_words_of_a_removed_comment_are_nowhere(scene: Scene) -> None:
    secret = answer_of_ada(scene)
    scene.edit("Ada", secret, "Something else entirely.")
    assert f"/articles/{SLUG}/comments/{secret}/earlier" in seen_by_others(scene, secret)
    scene.remove(secret)
    assert seen_by_others(scene, secret) == []


def test_words_edited_within_the_window_are_nowhere(scene: Scene) -> None:
    early = scene.post("Ada", f"I say {SECRET} to that.")
    scene.edit("Ada", early, "Something else entirely.")
    assert seen_by_others(scene, early) == []


@pytest.mark.parametrize("kind", [DecisionKind.REMOVE, DecisionKind.WARN, DecisionKind.SUSPEND])
def test_words_that_a_moderator_removed_are_nowhere_but_in_what_its_author_is_told(
    scene: Scene, kind: DecisionKind
) -> None:
    scene.now = now()
    hearing = Hearing(scene)
    secret = answer_of_ada(scene)
    scene.edit("Ada", secret, f"I say {SECRET} to that, and more.", at=scene.pass_time(hours=1))
    hearing.reporting.flag("Grace", secret)
    want_every_letter(scene, "Grace")
    number = hearing.decide(secret, kind, days=3, removes=True, quote=SECRET, note=f"About {SECRET}.")
    assert seen_by_others(scene, secret) == []
    assert any("About your report" in text for _, text in letters(scene.site))
    assert SECRET in hearing.browser("Ada").client.get(f"/statements/{number}").text
    hearing.answer(hearing.appeal("Ada", number, f"But {SECRET}!"), accept=False, note=f"Still {SECRET}.")
    assert seen_by_others(scene, secret) == []


def test_words_come_back_with_an_accepted_appeal_and_go_when_it_is_removed_again(scene: Scene) -> None:
    scene.now = now()
    hearing = Hearing(scene)
    secret = answer_of_ada(scene)
    hearing.reporting.flag("Grace", secret)
    hearing.answer(hearing.appeal("Ada", hearing.decide(secret)), accept=True)
    assert "/inbox" in seen_by_others(scene, secret)
    hearing.decide(secret, by="Max")
    assert seen_by_others(scene, secret) == []


def want_every_letter(scene: Scene, name: str) -> None:
    """Let a member be told by mail of everything."""
    with scene.site.writing() as session:
        choose_mail(session, account_id=scene.people[name].account_id, kinds=frozenset(NoticeKind))


def stance_lines(scene: Scene, comment_id: int) -> list[str]:
    """Where others are shown how Ada voted."""
    return seen_by_others(scene, comment_id, 'class="stance"')


def test_a_stance_is_shown_where_it_was_ticked_and_nowhere_once_revoked(scene: Scene) -> None:
    scene.vote("Ada", "single", "yes")
    comment = scene.post("Ada", about=("single",), stance=True)
    assert f"/articles/{SLUG}" in stance_lines(scene, comment)
    scene.hide_stance("Ada", comment)
    assert stance_lines(scene, comment) == []


def test_a_stance_that_was_never_ticked_is_nowhere(scene: Scene) -> None:
    scene.vote("Ada", "single", "yes")
    assert stance_lines(scene, scene.post("Ada", about=("single",))) == []


@pytest.mark.parametrize("poll", ["after-vote", "after-close"])
def test_a_stance_is_nowhere_while_its_polls_results_are_hidden(scene: Scene, poll: str) -> None:
    scene.vote("Ada", poll, "yes")
    assert stance_lines(scene, scene.post("Ada", about=(poll,), stance=True)) == []


def test_a_stance_goes_with_its_comment(scene: Scene) -> None:
    scene.vote("Ada", "single", "yes")
    comment = scene.post("Ada", about=("single",), stance=True)
    scene.remove(comment)
    assert stance_lines(scene, comment) == []


def test_feeds_and_structured_data_never_tell_a_stance(scene: Scene) -> None:
    scene.vote("Ada", "single", "yes")
    comment = scene.post("Ada", about=("single",), stance=True)
    text = scene.site.app.test_client().get(f"/articles/{SLUG}").text
    data = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert data
    feed = scene.site.app.test_client().get(f"/articles/{SLUG}/comments/{comment}.atom").text
    for told in (*data, feed):
        assert "Yes indeed" not in told


def test_a_stance_is_in_none_of_the_queues_pages(scene: Scene) -> None:
    scene.now = now()
    hearing = Hearing(scene)
    scene.vote("Ada", "single", "yes")
    comment = scene.post("Ada", about=("single",), stance=True)
    case = hearing.reporting.flag("Grace", comment).case_id
    moderator = hearing.browser("Mo").client
    found = dict(
        found_by(moderator, ("/moderation", f"/moderation/cases/{case}", f"/moderation/comments/{comment}"))
    )
    assert 'class="stance"' in found[f"/articles/{SLUG}/comments/{comment}"], (
        "where it was ticked it is shown"
    )
    queue = {address: text for address, text in found.items() if address.startswith("/moderation")}
    assert len(queue) > 4
    for address, text in queue.items():
        assert "Yes indeed" not in text, address
        assert 'class="stance"' not in text, address
