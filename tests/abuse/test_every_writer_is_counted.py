"""No writer of the site, and nothing that is dear to look at, can be asked for without an end."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.routing import Rule

from pollsite.accounts.guarding import CLOSED
from pollsite.accounts.types import Role
from pollsite.allowances import ALLOWANCES, AT_THE_DOOR, in_words
from pollsite.clock import now
from pollsite.config import CLONE_ROOT
from pollsite.moderation.deciding import decide
from pollsite.moderation.types import DecisionKind
from pollsite.moderation.verdicts import Verdict
from pollsite.ratelimit import Limiter, LimitReached
from tests.accounts.people import make_member, signed_in
from tests.architecture.doors import DOORS
from tests.architecture.doors import Role as DoorRole
from tests.architecture.test_routes import FORM, SAFE_METHODS, address_of, ask, methods_of, rules
from tests.browsing import Browser
from tests.discussion.scene import Scene
from tests.fixtures.site import Site

README = Path(CLONE_ROOT / "README.md")


@pytest.fixture
def everybody(site: Site) -> list[Browser]:
    """A reader, the author of a comment that stands and of one that was removed, and an admin."""
    scene = Scene(site)
    ada, admin = scene.member("Ada"), make_member(site, "Root", role=Role.ADMIN)
    scene.post("Ada")
    removal = Verdict(kind=DecisionKind.REMOVE, comment_id=scene.post("Ada"), rule=1)
    with site.writing() as session:
        decide(session, removal, at=now())
    return [site.browser().touch(), signed_in(site, ada), signed_in(site, admin)]


@pytest.fixture
def nothing_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every allowance is used up."""

    def refuse(*_: object, **__: object) -> None:
        raise LimitReached(7, "Enough")

    monkeypatch.setattr(Limiter, "count", refuse)


def doors(site: Site) -> Iterator[tuple[str, Rule]]:
    """Every writer, and every look that is counted; those that a program's token opens are in tests/api/test_own.py."""
    for rule in rules(site):
        writes = methods_of(rule) - SAFE_METHODS
        if rule.endpoint not in CLOSED and DOORS[rule.endpoint][1] is not DoorRole.TOKEN:
            yield from ((method, rule) for method in sorted(writes))
            if not writes and rule.endpoint in AT_THE_DOOR:
                yield "GET", rule


@pytest.mark.usefixtures("nothing_left")
def test_every_writer_answers_429_when_nothing_is_left(site: Site, everybody: list[Browser]) -> None:
    passed = []
    for method, rule in doors(site):
        address = address_of(site, rule, poll="single")
        answers = [
            ask(who.client, method, address, data={**FORM, "csrf_token": who.token}) for who in everybody
        ]
        refused = [answer for answer in answers if answer.status_code == 429]
        if not refused or any(answer.headers.get("Retry-After") != "7" for answer in refused):
            passed.append((rule.endpoint, [answer.status for answer in answers]))
    assert passed == []


def test_what_is_counted_at_the_door_is_a_door(site: Site) -> None:
    assert AT_THE_DOOR.keys() <= {rule.endpoint for rule in rules(site)}


def test_each_limit_is_told_in_the_readme() -> None:
    table = re.findall(
        r"^\| (.+) \| (.+) \| (.+) \| (.+) \|$", README.read_text(encoding="utf-8"), re.MULTILINE
    )
    limits = [
        (act.what, in_words(act.actor), in_words(act.address), in_words(act.article)) for act in ALLOWANCES
    ]
    missing = [line for line in limits if line not in table]
    assert missing == [], "\n" + "\n".join(f"| {' | '.join(line)} |" for line in missing)


def test_every_allowance_has_a_name_of_its_own() -> None:
    assert len({act.name for act in ALLOWANCES}) == len(ALLOWANCES)
