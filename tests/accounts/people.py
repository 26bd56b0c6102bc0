"""Members for tests: made at the services' door, signed in by the cookie that signing in would have set."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask.testing import FlaskClient
from passlib.hash import argon2

from pollsite.accounts.models import Account
from pollsite.accounts.services import create_account
from pollsite.accounts.types import Role
from tests.browsing import Browser
from tests.fixtures.site import Site
from tests.samples import DURING

PASSWORD = "a long enough password"
_HASH = argon2.using(memory_cost=64, time_cost=1, parallelism=1).hash(PASSWORD)


@dataclass(frozen=True)
class Person:
    """A member as a test knows them."""

    account_id: int
    reader_id: UUID
    name: str
    email: str
    uniquifier: str
    password: str = PASSWORD


def make_member(
    site: Site,
    name: str = "Ada",
    *,
    email: str = "",
    role: Role = Role.MEMBER,
    confirmed: bool = True,
    at: datetime = DURING,
) -> Person:
    """An account called `name`, which may sign in with PASSWORD if confirmed."""
    mail = email or f"{name.lower().replace(' ', '.')}@example.org"
    with site.writing() as session:
        account = create_account(
            session, email=mail, name=name, password_hash=_HASH, at=at, confirmed=confirmed, role=role
        )
        return Person(account.id, account.reader_id, account.name, mail, account.fs_uniquifier)


def sign_in(who: Browser | FlaskClient, person: Person) -> None:
    """Let the browser be the person's; a Browser then also has its token, as `touch` gives it.

    For signing in at the front door, with form and password, see entering.py.
    """
    client = who.client if isinstance(who, Browser) else who
    with client.session_transaction() as session:
        session.permanent = True
        session["_user_id"] = person.uniquifier
        session["_fresh"] = True
    if isinstance(who, Browser):
        who.touch()


def signed_in(site: Site, person: Person) -> Browser:
    """A browser in which the person is signed in."""
    browser = site.browser()
    sign_in(browser, person)
    return browser


def account_of(site: Site, person: Person) -> Account:
    """The person's account as it is stored now."""
    with site.reading() as session:
        account = session.get_one(Account, person.account_id)
        session.expunge(account)
        return account
