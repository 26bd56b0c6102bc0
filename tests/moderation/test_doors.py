"""Every door of moderation: shut to a moderator while they are suspended, and unmoved by numbers that no column holds."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from pollsite.clock import now
from pollsite.discussion.types import Status
from pollsite.discussion.words import moment_in_words
from pollsite.moderation.types import DecisionKind
from tests.accounts.people import signed_in
from tests.browsing import Browser
from tests.discussion.scene import Scene
from tests.moderation.office import Office

TOO_GREAT = (2**31, 2**63 - 1, 2**63, 10**30)


@pytest.fixture
def office(scene: Scene) -> Office:
    """Ada has written a comment; it is now what it is."""
    scene.now = now()
    scene.member("Ada")
    office = Office(scene)
    office.post("Ada")
    return office


def browser(office: Office, name: str) -> Browser:
    """Somebody of the office at the front door."""
    return signed_in(office.scene.site, office.scene.people[name])


def doors(office: Office, number: int) -> Iterator[tuple[str, str]]:
    """(method, address) of everything of moderation whose address holds a number, with this one."""
    app = office.scene.site.app
    for rule in app.url_map.iter_rules():
        is_theirs = app.view_functions[rule.endpoint].__module__.startswith("pollsite.moderation")
        if is_theirs and "<int" in rule.rule:
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield method, re.sub("<[^>]*>", str(number), rule.rule)


@pytest.mark.parametrize("number", TOO_GREAT)
def test_a_number_that_no_column_holds_is_nobody_s(office: Office, number: int) -> None:
    mo = browser(office, "Mo")
    answers = {
        (method, address): mo.client.open(address, method=method, data={"csrf_token": mo.token}).status_code
        for method, address in doors(office, number)
    }
    assert len(answers) > 15
    assert {asked: status for asked, status in answers.items() if status >= 500} == {}


def test_a_suspended_moderator_decides_nothing_until_it_ends(office: Office) -> None:
    mo = browser(office, "Mo")
    own = office.post("Mo")
    office.decide(DecisionKind.SUSPEND, comment_id=own, days=3, by="Ann")
    until = office.sanction("Mo").suspended_until
    for method, address in (
        ("GET", "/moderation"),
        ("GET", "/moderation/cases/1"),
        ("POST", "/moderation/comments/1/decision"),
        ("POST", "/moderation/decisions/1/undo"),
        ("POST", "/moderation/ballots"),
    ):
        form = {"csrf_token": mo.token, "decision": "remove", "rule": "2"}
        answer = mo.client.open(address, method=method, data=form)
        assert answer.status_code == 403, address
        assert (
            f"You are suspended, and nobody moderates while they are: until {moment_in_words(until)}"
            in answer.text
        )
    assert office.status(1) is Status.VISIBLE
    assert browser(office, "Max").client.get("/moderation").status_code == 200


def test_a_suspension_that_is_over_keeps_nobody_out(office: Office) -> None:
    mo = browser(office, "Mo")
    office.reporting.suspend("Mo", until=now() - timedelta(seconds=1))
    assert mo.client.get("/moderation").status_code == 200
