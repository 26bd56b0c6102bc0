"""`pollsite accounts …`"""

import pytest
from click.testing import CliRunner, Result

from pollsite.accounts.types import Role
from pollsite.cli.main import pollsite
from tests.accounts.entering import is_signed_in
from tests.accounts.people import account_of, make_member, signed_in
from tests.fixtures.site import Site

ADA = "Ada (ada@example.org)"


@pytest.fixture(autouse=True)
def _here(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in site.environ.items():
        monkeypatch.setenv(name, value)


def run(*arguments: str) -> Result:
    """One command to its end."""
    return CliRunner().invoke(pollsite, ["accounts", *arguments])


def test_accounts_are_listed(site: Site) -> None:
    make_member(site, "Ada", role=Role.EDITOR)
    make_member(site, "Bob", confirmed=False)
    assert run("list").output == (
        "Ada  ada@example.org  editor  since 2026-11-24\n"
        "Bob  bob@example.org  member  since 2026-11-24  (not confirmed)\n"
    )


@pytest.mark.parametrize("name", ["Ada", "ada", "A.D.A", "ADA@example.org"])
def test_promoting_and_demoting(site: Site, name: str) -> None:
    ada = make_member(site, "Ada")
    assert run("promote", name, "moderator").output == f"{ADA} may now do what a moderator may.\n"
    assert account_of(site, ada).role == Role.MODERATOR
    assert run("demote", name).output == f"{ADA} may now do what every member may.\n"
    assert account_of(site, ada).role == Role.MEMBER


def test_an_address_means_nobody_whose_name_looks_like_it(site: Site) -> None:
    namesake = make_member(site, "carol example com", email="mallory@example.org")
    assert (
        "There is no account called carol@example.com" in run("promote", "carol@example.com", "admin").output
    )
    carol = make_member(site, "Carol", email="carol@example.com")
    run("promote", "carol@example.com", "moderator")
    assert (account_of(site, namesake).role, account_of(site, carol).role) == (Role.MEMBER, Role.MODERATOR)


def test_promoting_holds_at_once(site: Site) -> None:
    ada = make_member(site, "Ada")
    browser = signed_in(site, ada)
    assert is_signed_in(browser.client)
    run("promote", "Ada", "admin")
    with site.app.test_request_context():
        assert site.app.extensions["pollsite-members"].find(ada.uniquifier).role is Role.ADMIN


def test_sessions_end(site: Site) -> None:
    browser = signed_in(site, make_member(site, "Ada"))
    assert run("end-sessions", "Ada").output == f"{ADA} is signed out on every device.\n"
    assert not is_signed_in(browser.client)


def test_a_mail_address_is_confirmed(site: Site) -> None:
    ada = make_member(site, "Ada", confirmed=False)
    assert run("confirm", "Ada").output == f"{ADA} is confirmed.\n"
    assert account_of(site, ada).confirmed_at is not None


@pytest.mark.parametrize(
    "arguments", [("promote", "Nobody", "admin"), ("demote", "Nobody"), ("confirm", "Nobody")]
)
def test_an_unknown_name_is_told(arguments: tuple[str, ...]) -> None:
    answer = run(*arguments)
    assert answer.exit_code == 1
    assert answer.output == "Error: There is no account called Nobody; see pollsite accounts list.\n"


def test_an_unknown_role_is_told(site: Site) -> None:
    make_member(site, "Ada")
    assert "is not one of 'moderator', 'editor', 'admin'" in run("promote", "Ada", "king").output
