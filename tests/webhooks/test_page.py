"""The admins' page and the commands: who may, what is refused, and that a secret is shown once and kept nowhere."""

import re

import pytest
from click.testing import CliRunner, Result
from werkzeug.test import TestResponse

from pollsite.accounts.types import Role
from pollsite.cli.main import pollsite
from pollsite.webhooks.services import MAX_WEBHOOKS
from tests.accounts.people import make_member, signed_in
from tests.browsing import Browser
from tests.fixtures.site import Site

PAGE = "/moderation/webhooks"
HOOK = "https://hooks.example.org/in"
SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]+")


@pytest.fixture
def ann(site: Site) -> Browser:
    """The admin's browser."""
    return signed_in(site, make_member(site, "Ann", role=Role.ADMIN))


def add(who: Browser, address: str = HOOK, *kinds: str) -> TestResponse:
    """Send the form; of comments where no kind is named."""
    chosen = list(kinds) or ["comment.published"]
    return who.client.post(PAGE, data={"csrf_token": who.token, "address": address, "kind": chosen})


def take_away(who: Browser, number: int) -> TestResponse:
    """Send the button's form."""
    return who.client.post(f"{PAGE}/{number}/removal", data={"csrf_token": who.token})


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MODERATOR, Role.EDITOR])
def test_it_is_for_admins_alone(site: Site, ann: Browser, role: Role) -> None:
    add(ann)
    somebody = signed_in(site, make_member(site, "Bea", role=role))
    before = site.stored()
    for answer in (somebody.client.get(PAGE), add(somebody, f"{HOOK}/2"), take_away(somebody, 1)):
        assert answer.status_code == 403
        assert "hooks.example" not in answer.text
    assert site.stored() == before
    assert site.browser().client.get(PAGE).status_code == 303
    assert f'href="{PAGE}"' not in somebody.client.get("/moderation").text
    assert f'href="{PAGE}"' in ann.client.get("/moderation").text


def test_the_secret_is_on_the_page_that_answers_and_nowhere_else(site: Site, ann: Browser) -> None:
    assert "Nobody is told anything yet." in ann.client.get(PAGE).text
    answer = add(ann)
    (secret,) = SECRET.findall(answer.text)
    assert answer.headers["Cache-Control"] == "private, no-store"
    again = ann.client.get(PAGE).text
    assert HOOK in again
    assert "0 delivered · 0 waiting · 0 given up" in again
    assert secret not in again
    assert not any(secret in row or secret.removeprefix("whsec_") in row for row in everything(site))


def everything(site: Site) -> list[str]:
    """Every row of the database, as text."""
    return [row for rows in site.stored().values() for row in rows]


@pytest.mark.parametrize(
    ("address", "kinds", "sentence", "status"),
    [
        ("", ["comment.published"], "Write a whole address", 422),
        ("https://10.0.0.1/", ["comment.published"], "is no public address", 422),
        ("https://other.example/", ["nothing"], "Choose at least one thing", 422),
        (HOOK, ["comment.published"], "This address is told already", 409),
    ],
)
def test_what_is_refused_is_told_with_the_form_as_it_was(
    site: Site, ann: Browser, address: str, kinds: list[str], sentence: str, status: int
) -> None:
    add(ann)
    before = site.stored()["webhooks"]
    answer = add(ann, address, *kinds)
    assert answer.status_code == status
    assert sentence in answer.text
    assert f'value="{address}"' in answer.text
    assert site.stored()["webhooks"] == before


def test_in_production_it_must_be_https(site: Site, ann: Browser) -> None:
    site.app.config["WEBHOOKS_HTTPS"] = True
    assert "must begin with https://" in add(ann, "http://hooks.example.org/").text


def test_there_are_no_more_than_can_be_told_in_time(site: Site, ann: Browser) -> None:
    for place in range(MAX_WEBHOOKS):
        assert add(ann, f"{HOOK}/{place}").status_code == 200
    answer = add(ann)
    assert (answer.status_code, f"There are {MAX_WEBHOOKS} addresses already" in answer.text) == (422, True)


def test_an_address_is_taken_away_once(site: Site, ann: Browser) -> None:
    add(ann)
    for _ in range(2):
        assert take_away(ann, 1).status_code == 303
    assert f"{HOOK} is told nothing more, not even what waited." in ann.client.get(PAGE).text
    assert site.stored()["webhooks"] == []


@pytest.fixture
def _here(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in site.environ.items():
        monkeypatch.setenv(name, value)


def run(*words: str) -> Result:
    """One command to its end."""
    return CliRunner().invoke(pollsite, ["webhooks", *words])


@pytest.mark.usefixtures("_here")
def test_the_commands_add_list_and_remove() -> None:
    assert run("list").output == "Nobody is told anything yet.\n"
    added = run("add", HOOK, "poll.closed", "comment.published")
    assert added.output.startswith(f"1  {HOOK} is told from now on.\nIts secret, shown this once: whsec_")
    told = f"1  {HOOK}  comment.published poll.closed  0 delivered, 0 waiting, 0 given up\n"
    assert run("list").output == told
    assert run("add", HOOK, "poll.closed").output == (
        "Error: This address is told already. Take it away first, to choose anew what it is told.\n"
    )
    assert run("remove", "1").output == f"{HOOK} is told nothing more.\n"
    gone = run("remove", "1")
    assert (gone.exit_code, gone.output) == (1, "Error: There is no address 1; see pollsite webhooks list.\n")
