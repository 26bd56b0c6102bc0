"""A member's public page, their name, and what they say of their portrait."""

import re

import pytest
from flask import url_for
from sqlalchemy import text
from werkzeug.test import TestResponse

from pollsite.accounts.models import Account
from pollsite.discussion.models import Discussion
from pollsite.discussion.types import Status
from pollsite.pages.again import BUTTONS
from pollsite.pages.profile import COMMENTS_A_PAGE
from tests.accounts.people import account_of, make_member, signed_in
from tests.browsing import Browser
from tests.discussion.scene import Scene
from tests.fixtures.site import Site, statements
from tests.moderation.piles import people, pile_up
from tests.plans import asked, plan_of
from tests.samples import SLUG


@pytest.fixture
def scene(site: Site) -> Scene:
    """Two members, Ada and Bob, who have written nothing yet."""
    debate = Scene(site)
    debate.member("Ada")
    debate.member("Bob")
    return debate


@pytest.fixture
def ada(scene: Scene) -> Browser:
    """Ada's browser, signed in."""
    return signed_in(scene.site, scene.people["Ada"])


def profile(scene: Scene, name: str, who: Browser | None = None, **asked: object) -> TestResponse:
    """The member's page, as `who` sees it, or somebody without a cookie."""
    client = who.client if who else scene.site.app.test_client()
    return client.get(f"/members/{scene.people[name].account_id}", query_string=asked)


def change(who: Browser, what: str, **form: str) -> TestResponse:
    """Send a form of the account page."""
    return who.client.post(f"/account/{what}", data={"csrf_token": who.token, **form})


def test_everybody_may_know_name_and_since_when(scene: Scene) -> None:
    page = profile(scene, "Ada")
    assert re.search(r"<h1[^>]*>Ada</h1>", page.text)
    assert "Here since November 2026" in page.text
    assert 'class="identicon tone-' in page.text
    assert "Set-Cookie" not in page.headers


def test_nothing_else_is_told_of_a_member(scene: Scene, ada: Browser) -> None:
    member = account_of(scene.site, scene.people["Ada"])
    for page in (profile(scene, "Ada"), profile(scene, "Ada", ada)):
        for secret in (member.email, member.reader_id.hex, str(member.reader_id), member.fs_uniquifier):
            assert secret not in page.text


@pytest.mark.parametrize(
    ("said", "words"), [("photo", "a photo"), ("ai_made", "AI-made"), ("none", "there is none")]
)
def test_the_portrait_is_told_only_if_said(scene: Scene, ada: Browser, said: str, words: str) -> None:
    assert "My portrait elsewhere" not in profile(scene, "Ada").text
    assert change(ada, "portrait", portrait=said).status_code == 303
    page = profile(scene, "Ada").text
    assert "My portrait elsewhere" in page
    assert words in page
    change(ada, "portrait", portrait="")
    assert "My portrait elsewhere" not in profile(scene, "Ada").text


def test_a_portrait_that_is_not_offered_is_refused(scene: Scene, ada: Browser) -> None:
    assert change(ada, "portrait", portrait="painted").status_code == 422
    assert account_of(scene.site, scene.people["Ada"]).portrait == ""


def test_only_what_everybody_may_read_is_listed(scene: Scene) -> None:
    shown = scene.post("Ada", "Shown to all.")
    for status in (Status.HELD, Status.REMOVED, Status.DELETED):
        scene.decide(scene.post("Ada", f"Now it is {status}."), status)
    scene.post("Bob", "By somebody else.")
    page = profile(scene, "Ada")
    assert re.findall(r'<p class="excerpt"[^>]*>(.*?)</p>', page.text) == ["Shown to all."]
    assert f'href="/articles/{SLUG}/comments/{shown}"' in page.text


def test_nothing_of_a_stance_is_on_it(scene: Scene) -> None:
    scene.vote("Ada", "single", "yes")
    scene.post("Ada", "I voted.", about=("single",), stance=True)
    page = profile(scene, "Ada").text
    assert not re.search(r"Yes|stance|\bvote\b", page)


def test_older_comments_follow_on_further_pages(scene: Scene) -> None:
    for _ in range(COMMENTS_A_PAGE + 3):
        scene.post("Ada")
    first = profile(scene, "Ada")
    older = re.search(r'\?before=(\d+)" rel="next"', first.text)
    assert older
    second = profile(scene, "Ada", before=older[1])
    listed = [re.findall(r"/comments/(\d+)", page.text) for page in (first, second)]
    assert [len(page) for page in listed] == [COMMENTS_A_PAGE, 3]
    assert listed[0] + listed[1] == sorted({*listed[0], *listed[1]}, key=int, reverse=True)


def test_nobody_is_at_an_unknown_number(site: Site) -> None:
    for number in (0, 99, 2**31 - 1, 2**31):
        assert site.app.test_client().get(f"/members/{number}").status_code == 404


def test_who_never_confirmed_their_address_has_no_page(site: Site) -> None:
    nobody = make_member(site, "Nobody Yet", confirmed=False)
    assert site.app.test_client().get(f"/members/{nobody.account_id}").status_code == 404


def test_a_page_costs_the_same_however_much_they_wrote(scene: Scene) -> None:
    scene.post("Ada")
    with statements(scene.site) as sent:
        profile(scene, "Ada")
    assert len(sent) <= 4


def test_a_page_finds_what_they_wrote_by_index(scene: Scene) -> None:
    pile_up(scene.site, 600, known=people(scene.site, scene))
    scene.post("Ada")
    with scene.site.writing() as session:
        session.execute(text("ANALYZE"))
    with scene.site.reading() as session:
        connection = session.connection()
        with asked(connection.engine) as seen:
            profile(scene, "Ada")
        (listing,) = [sent for sent in seen if "FROM comments" in sent[0]]
        plan = plan_of(connection, *listing)
    assert any(
        "ix_comments_reader" in step and re.search(r"reader_id ?=.* AND .*id ?<", step) for step in plan
    )
    assert not [step for step in plan if "TEMP B-TREE" in step or "Sort" in step or "SCAN comments" in step]


def test_a_new_name_stands_beside_everything(scene: Scene, ada: Browser) -> None:
    comment = scene.post("Ada")
    before = versions(scene, comment)
    assert change(ada, "name", name="  Ada   Lovelace ").status_code == 303
    assert re.search(r"<h1[^>]*>Ada Lovelace</h1>", profile(scene, "Ada").text)
    assert account_of(scene.site, scene.people["Ada"]).name_folded == "adalovelace"
    assert all(now > then for now, then in zip(versions(scene, comment), before, strict=True))


def versions(scene: Scene, comment_id: int) -> tuple[int, int]:
    """Of the comment and of the discussion it stands in."""
    with scene.site.reading() as session:
        discussion = session.get_one(Discussion, scene.article_id, populate_existing=True)
        return scene.comment(comment_id).version, discussion.version


@pytest.mark.parametrize(
    ("typed", "status"),
    [("Bob", 409), ("B0b", 409), ("BОB", 422), ("moderator", 422), ("<i>", 422), ("", 422)],
)
def test_a_name_that_cannot_be_keeps_what_was_typed(
    scene: Scene, ada: Browser, typed: str, status: int
) -> None:
    answer = change(ada, "name", name=typed)
    assert answer.status_code == status
    assert f'value="{typed.replace("<", "&lt;").replace(">", "&gt;")}"' in answer.text
    assert 'role="alert"' in answer.text
    assert account_of(scene.site, scene.people["Ada"]).name == "Ada"


def test_ones_own_name_may_be_written_otherwise(scene: Scene, ada: Browser) -> None:
    assert change(ada, "name", name="ADA").status_code == 303
    assert account_of(scene.site, scene.people["Ada"]).name == "ADA"


def test_a_name_given_up_is_free_again(scene: Scene, ada: Browser) -> None:
    change(ada, "name", name="Countess")
    bob = signed_in(scene.site, scene.people["Bob"])
    assert change(bob, "name", name="Ada").status_code == 303


def test_letters_are_sent_only_as_ticked(scene: Scene, ada: Browser) -> None:
    def mailed() -> tuple[bool, bool]:
        account: Account = account_of(scene.site, scene.people["Ada"])
        return account.mail_replies, account.mail_decisions

    assert mailed() == (False, False)
    change(ada, "mail", mail="reply")
    assert mailed() == (True, False)
    change(ada, "mail")
    assert mailed() == (False, False)


def test_signing_out_is_one_press_away(scene: Scene, ada: Browser) -> None:
    assert 'action="/account/sign-out"' in ada.client.get("/account").text
    ada.client.post("/account/sign-out", data={"csrf_token": ada.token})
    assert ada.client.get("/account").status_code == 303


def test_the_account_page_is_for_its_owner(scene: Scene, ada: Browser) -> None:
    page = ada.client.get("/account")
    assert scene.people["Ada"].email in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    stranger = scene.site.app.test_client().get("/account")
    assert (stranger.status_code, stranger.location) == (303, "/account/sign-in?next=/account")


def test_a_form_from_before_the_last_sign_in_is_one_step_from_done(scene: Scene, ada: Browser) -> None:
    answer = ada.client.post("/account/name", data={"csrf_token": "stale", "name": "Countess <3"})
    assert answer.status_code == 403
    assert 'name="name" value="Countess &lt;3"' in answer.text
    fields = dict(re.findall(r'name="([a-z_]+)" value="([^"]*)"', answer.text))
    assert change(ada, "name", **(fields | {"name": "Countess"})).status_code == 303
    assert account_of(scene.site, scene.people["Ada"]).name == "Countess"


@pytest.mark.parametrize("endpoint", BUTTONS)
def test_every_such_form_can_be_sent_again(scene: Scene, ada: Browser, endpoint: str) -> None:
    with scene.site.app.test_request_context():
        numbers = {
            "ignoring": {"account_id": scene.people["Bob"].account_id},
            "tokens.revoke": {"token_id": 1},
        }
        about = next((values for part, values in numbers.items() if part in endpoint), {})
        address = url_for(endpoint, **about)
    answer = ada.client.post(address, data={"password": "my secret"})
    assert answer.status_code == 403
    assert f'<button class="vote">{BUTTONS[endpoint]}</button>' in answer.text
    assert "my secret" not in answer.text
    assert scene.site.browser().client.post(address).text.count("This form had expired") == 1
