"""The first admin: by a link that `serve` prints, once, within a day, as long as there is none."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select

from pollsite.accounts.first_admin import first_admin_path
from pollsite.accounts.models import Account
from pollsite.accounts.types import Role
from tests.accounts.entering import errors_in, is_signed_in, visitor
from tests.accounts.people import PASSWORD, make_member, signed_in
from tests.fixtures.site import SECRET, Site
from tests.samples import DURING
from tests.setup.running import command, serving

FORM = {"email": "Ada@Example.org", "name": "Ada", "password": PASSWORD}


def admins(site: Site) -> list[str]:
    """The mail addresses of those who administer the site."""
    with site.reading() as session:
        return list(session.scalars(select(Account.email).where(Account.role == Role.ADMIN)))


def test_the_link_makes_an_admin_who_is_signed_in(site: Site) -> None:
    link, guest = first_admin_path(SECRET), visitor(site)
    assert guest.open(link).status_code == 200
    assert admins(site) == [], "opening a link changes nothing"
    led_to = guest.send(link, **FORM).location
    assert "You administer this site now." in guest.open(led_to).text
    assert '<a href="/moderation">Review what readers report</a>' in guest.open(led_to).text
    assert "accounts promote NAME moderator" in guest.open(led_to).text
    assert is_signed_in(guest.client)
    assert admins(site) == ["ada@example.org"]


def test_nobody_else_is_told_that_they_administer(site: Site) -> None:
    page = signed_in(site, make_member(site, "Bob")).client.get("/account?saved=admin")
    assert "You administer" not in page.text


def test_who_runs_the_site_may_be_called_so(site: Site) -> None:
    link, guest = first_admin_path(SECRET), visitor(site)
    assert guest.send(link, **{**FORM, "name": "The Editors"}).status_code == 303
    assert guest.send("/account/name", "/account", name="Site Admin").location == "/account?saved=name#name"


def test_the_link_has_done_its_work_when_there_is_an_admin(site: Site) -> None:
    link, late = first_admin_path(SECRET), visitor(site)
    form = {**FORM, "name": "Bob", "email": "bob@example.org", "csrf_token": late.token()}
    visitor(site).send(link, **FORM)
    assert late.open(link).status_code == 410
    assert late.client.post(link, data=form).status_code == 410
    unsigned = late.client.post(link, data=form | {"csrf_token": ""})
    assert unsigned.status_code == 410
    assert "This site has an admin already" in unsigned.text
    assert admins(site) == ["ada@example.org"]


def test_the_link_is_valid_for_a_day_and_here_only(site: Site) -> None:
    with time_machine.travel(DURING, tick=False):
        link = first_admin_path(SECRET)
        assert visitor(site).open(link).status_code == 200
    with time_machine.travel(DURING + timedelta(hours=24, seconds=2), tick=False):
        assert visitor(site).open(link).status_code == 410
    assert visitor(site).open(first_admin_path("another secret")).status_code == 410


@pytest.mark.parametrize(
    "typed",
    [{"password": "short"}, {"email": "ada"}, {"name": "A"}, {"name": "Bob"}, {"email": "bob@example.org"}],
)
def test_what_will_not_do_is_said(site: Site, typed: dict[str, str]) -> None:
    make_member(site, "Bob")
    answer = visitor(site).send(first_admin_path(SECRET), **{**FORM, **typed})
    assert len(errors_in(answer)) == 1
    assert admins(site) == []


def test_serve_prints_the_link_until_there_is_an_admin(tmp_path: Path) -> None:
    instance = tmp_path / "instance"
    with serving(instance, "--workers", "1") as server:
        (invitation,) = [line for line in server.said if "nobody administers this site yet" in line]
        (link,) = re.findall(r"http\S+", invitation)
        assert link.startswith(server.address)
        assert server.get(link.removeprefix(server.address.rstrip("/"))).status == 200
    told = command(instance, "accounts", "list").stdout
    assert told == "Nobody has an account yet. `pollsite serve` prints a link that makes the first admin.\n"
