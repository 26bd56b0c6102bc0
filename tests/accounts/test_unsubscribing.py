"""Letters to those who asked for them, and the one step that stops them, as RFC 8058 asks."""

from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from sqlalchemy import update

from pollsite.accounts.models import Account
from pollsite.accounts.types import NoticeKind, Told
from pollsite.accounts.unsubscribing import Subscription, read_token, unsubscribe_token
from pollsite.discussion.telling import tell_by_mail
from pollsite.discussion.types import Status
from tests.accounts.people import account_of
from tests.browsing import Browser
from tests.discussion.scene import Scene
from tests.fixtures.site import SECRET, Site
from tests.samples import DURING, SLUG

WORDS = "The *words* of the reply."
REPLY, DECISION = NoticeKind.REPLY, NoticeKind.DECISION


@pytest.fixture
def scene(site: Site) -> Scene:
    """Ada wants letters of both kinds; Bob has asked for none."""
    debate = Scene(site)
    debate.member("Ada")
    debate.member("Bob")
    want(debate, "Ada")
    return debate


def want(scene: Scene, name: str, **columns: object) -> None:
    """Let the member's account say this of letters; by default that all are wanted."""
    wanted = columns or {"mail_replies": True, "mail_decisions": True}
    with scene.site.writing() as session:
        account_id = scene.people[name].account_id
        session.execute(update(Account).where(Account.id == account_id).values(wanted))


def letters(scene: Scene) -> list[EmailMessage]:
    """What lies in the outbox, in the order of writing."""
    files = sorted((scene.site.folder / "outbox").glob("*.eml"))
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


def tell(scene: Scene, name: str, kind: NoticeKind, comment_id: int) -> list[EmailMessage]:
    """Tell the member by mail; what then lies in the outbox."""
    with scene.site.app.test_request_context("/"):
        tell_by_mail([Told(scene.people[name].account_id, kind, comment_id)])
    return letters(scene)


def stop_address(letter: EmailMessage) -> str:
    """The path of the address that stops such letters."""
    return str(letter["List-Unsubscribe"]).strip("<>").removeprefix("http://localhost")


def text(letter: EmailMessage) -> str:
    """What it says."""
    return str(letter.get_content()).replace("\r\n", "\n")


def test_a_reply_is_mailed_with_its_words_and_its_place(scene: Scene) -> None:
    reply = scene.post("Bob", WORDS, to=scene.post("Ada"))
    (letter,) = tell(scene, "Ada", REPLY, reply)
    assert letter["To"] == scene.people["Ada"].email
    assert str(letter["Subject"]).startswith("Bob answered you: ")
    assert f"> {WORDS}\n" in text(letter)
    assert f"http://localhost/articles/{SLUG}/comments/{reply}\n" in text(letter)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stop_address(letter) in text(letter)
    assert letter.get_content_type() == "text/plain"


def test_nothing_of_a_stance_is_in_a_letter(scene: Scene) -> None:
    scene.vote("Bob", "single", "yes")
    first = scene.post("Ada", about=("single",))
    (letter,) = tell(scene, "Ada", REPLY, scene.post("Bob", WORDS, to=first, stance=True))
    assert "Yes" not in text(letter)


def test_nobody_gets_a_letter_who_did_not_ask(scene: Scene) -> None:
    reply = scene.post("Ada", to=scene.post("Bob"))
    assert tell(scene, "Bob", REPLY, reply) == []
    want(scene, "Bob", mail_decisions=True)
    assert tell(scene, "Bob", REPLY, reply) == []
    want(scene, "Bob", mail_replies=True, confirmed_at=None)
    assert tell(scene, "Bob", REPLY, reply) == []


@pytest.mark.parametrize("status", [Status.REMOVED, Status.HELD, Status.DELETED])
def test_a_reply_that_is_gone_is_not_mailed(scene: Scene, status: Status) -> None:
    reply = scene.post("Bob", WORDS, to=scene.post("Ada"))
    scene.decide(reply, status)
    assert tell(scene, "Ada", REPLY, reply) == []


def test_a_decision_is_mailed_without_words_that_nobody_may_read(scene: Scene) -> None:
    own = scene.post("Ada", WORDS)
    scene.remove(own, "rule 3, personal attack")
    (letter,) = tell(scene, "Ada", DECISION, own)
    assert "removed by a moderator: rule 3, personal attack." in text(letter)
    assert WORDS not in text(letter)


def test_a_strange_name_or_title_stays_on_its_line(scene: Scene) -> None:
    reply = scene.post("Eve\r\nBcc: all@example.org", WORDS, to=scene.post("Ada"))
    scene.release(reply)
    (letter,) = tell(scene, "Ada", REPLY, reply)
    assert letter["Bcc"] is None


def test_a_letter_that_cannot_be_written_does_no_harm(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_letter: object) -> None:
        raise OSError("no space left")

    reply = scene.post("Bob", to=scene.post("Ada"))
    monkeypatch.setattr(scene.site.app.extensions["pollsite-postman"], "post", full)
    assert tell(scene, "Ada", REPLY, reply) == []


def test_opening_the_address_changes_nothing(scene: Scene) -> None:
    address = stop_address(tell(scene, "Ada", REPLY, scene.post("Bob", to=scene.post("Ada")))[0])
    page = scene.site.app.test_client().get(address)
    assert page.status_code == 200
    assert page.text.count("<button") == 1
    assert "Set-Cookie" not in page.headers
    assert account_of(scene.site, scene.people["Ada"]).mail_replies


def test_one_press_stops_that_kind_without_cookie_or_token(scene: Scene) -> None:
    address = stop_address(tell(scene, "Ada", REPLY, scene.post("Bob", to=scene.post("Ada")))[0])
    for _ in range(2):
        answer = scene.site.app.test_client().post(address, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "No more of these emails" in answer.text
        assert "Set-Cookie" not in answer.headers
    account = account_of(scene.site, scene.people["Ada"])
    assert (account.mail_replies, account.mail_decisions) == (False, True)


def test_it_does_so_for_whoever_is_signed_in(scene: Scene, site_browser: Callable[[], Browser]) -> None:
    address = stop_address(tell(scene, "Ada", DECISION, scene.post("Ada"))[0])
    assert site_browser().client.post(address).status_code == 200
    assert not account_of(scene.site, scene.people["Ada"]).mail_decisions


@pytest.fixture
def site_browser(scene: Scene) -> Callable[[], Browser]:
    """Makes readers with a cookie."""
    return lambda: scene.site.browser().touch()


def test_the_answer_is_as_friendly_when_the_account_is_gone(site: Site) -> None:
    token = unsubscribe_token(SECRET, Subscription(7, DURING, REPLY))
    client = site.app.test_client()
    assert client.get(f"/unsubscribe/{token}").status_code == 200
    assert "No more of these emails" in client.post(f"/unsubscribe/{token}").text


def test_it_stops_nothing_for_whoever_has_the_number_next(scene: Scene) -> None:
    before = Subscription(scene.people["Ada"].account_id, DURING.replace(year=2025), REPLY)
    address = f"/unsubscribe/{unsubscribe_token(SECRET, before)}"
    assert scene.site.app.test_client().post(address).status_code == 200
    assert account_of(scene.site, scene.people["Ada"]).mail_replies


@pytest.mark.parametrize("forge", [lambda token: token[:-1], lambda token: "x" + token, lambda _: "x.y"])
def test_a_forged_address_stops_nothing(scene: Scene, forge: Callable[[str], str]) -> None:
    token = unsubscribe_token(SECRET, Subscription(scene.people["Ada"].account_id, DURING, REPLY))
    forged = forge(token)
    assert read_token(SECRET, forged) is None
    assert scene.site.app.test_client().post(f"/unsubscribe/{forged}").status_code == 404
    assert account_of(scene.site, scene.people["Ada"]).mail_replies


def test_a_token_of_another_secret_is_none() -> None:
    token = unsubscribe_token("another secret", Subscription(7, DURING, REPLY))
    assert read_token(SECRET, token) is None
