"""Names pass the gate: the suspended keep theirs, and what is not published stands in nobody's."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from pollsite.clock import now
from pollsite.moderation.types import DecisionKind, WordKind
from tests.accounts.entering import errors_in, visitor
from tests.accounts.people import PASSWORD, account_of, signed_in
from tests.browsing import Browser
from tests.discussion.paper import comment_form
from tests.discussion.writing import guest, hand_of
from tests.fixtures.site import Site
from tests.moderation.gatekeeping import Keeping, keeping_at
from tests.moderation.office import REMOVE, Office

WORD = "grubnik"
SUSPECT = "dubious"


@pytest.fixture
def keeping(make_site: Callable[..., Site]) -> Keeping:
    """A scene of the last hour with words that are watched for."""
    keeping = keeping_at(make_site(first_held=0))
    keeping.scene.now = now() - timedelta(hours=1)
    keeping.watch(WORD, kind=WordKind.BANNED)
    keeping.watch(SUSPECT, kind=WordKind.SUSPECT)
    return keeping


@pytest.fixture
def bea(keeping: Keeping) -> Browser:
    """A member's browser."""
    return signed_in(keeping.scene.site, keeping.scene.people["Bea"])


def take(browser: Browser, name: str) -> TestResponse:
    """Send the form for another name."""
    return browser.client.post("/account/name", data={"csrf_token": browser.token, "name": name})


def name_of(keeping: Keeping, name: str) -> str:
    """What a member is called now."""
    return account_of(keeping.scene.site, keeping.scene.people[name]).name


@pytest.mark.parametrize("typed", [WORD, f"The {WORD.upper()}", "g.r.u.b.n.i.k"])
def test_a_member_takes_no_name_with_a_banned_word(keeping: Keeping, bea: Browser, typed: str) -> None:
    answer = take(bea, typed)
    assert answer.status_code == 422
    assert "Not published on this site, in names either: " in errors_in(answer)[0]
    assert f'value="{typed}"' in answer.text
    assert name_of(keeping, "Bea") == "Bea"


def test_nor_does_a_new_member(keeping: Keeping) -> None:
    ned, typed = visitor(keeping.scene.site), {"email": "ned@example.org", "password": PASSWORD}
    answer = ned.send("/account/register", name=f"Ned {WORD}", **typed)
    (error,) = errors_in(answer)
    assert f"“{WORD}”" in error
    assert ned.send("/account/register", name=f"Ned {SUSPECT}", **typed).status_code == 302


def test_nor_a_guest_who_loses_no_word(keeping: Keeping) -> None:
    hand = guest(keeping.scene)
    answer = hand.write("What I think.", name=f"Jo {WORD}")
    assert answer.status_code == 422
    form = comment_form(answer)
    assert (form.body, form.sent("name")) == ("What I think.", [f"Jo {WORD}"])
    assert "in names either" in answer.text
    assert hand.write("What I think.", name=f"Jo {SUSPECT}").status_code == 303


def test_a_word_that_was_just_banned_counts_in_names(keeping: Keeping) -> None:
    hand = guest(keeping.scene)
    assert hand.write("One.", name="Jo Zzyzx", key="1").status_code == 303
    keeping.watch("zzyzx", kind=WordKind.BANNED)
    assert hand.write("Two.", name="Jo Zzyzx", key="2").status_code == 422


def test_who_is_suspended_keeps_their_name_and_what_they_typed(keeping: Keeping, bea: Browser) -> None:
    office = Office(keeping.scene)
    decided = office.decide(DecisionKind.SUSPEND, comment_id=keeping.post("Bea"), days=7)
    answer = take(bea, "All of you")
    assert answer.status_code == 403
    (error,) = errors_in(answer)
    assert error.startswith("A moderator suspended you for 7 days by rule 2, personal attack, until ")
    assert f'<a href="/statements/{decided.decision_id}">' in error
    assert 'value="All of you"' in answer.text
    assert name_of(keeping, "Bea") == "Bea"


def test_whose_name_was_taken_away_is_led_to_the_statement(keeping: Keeping, bea: Browser) -> None:
    office = Office(keeping.scene)
    decided = office.decide(REMOVE, case_id=office.reporting.flag_name("Ada", "Bea").case_id)
    answer = take(bea, "bea")
    assert answer.status_code == 422
    assert f'<a href="/statements/{decided.decision_id}">' in errors_in(answer)[0]
    assert take(bea, "Beatrix").status_code == 303


def test_a_moderator_who_decides_about_a_name_given_up_is_told_why(keeping: Keeping, bea: Browser) -> None:
    office = Office(keeping.scene)
    case_id = office.reporting.flag_name("Ada", "Bea").case_id
    take(bea, "Beatrix")
    moderator = hand_of(keeping.scene, "Mo")
    answer = moderator.send(
        f"/moderation/cases/{case_id}/decision",
        {"kind": "remove", "rule": "7", "version": "1", "note": "Not this."},
    )
    assert answer.status_code == 409
    assert "closed meanwhile without a decision" in answer.text
    assert "the member has taken another name meanwhile" in answer.text
    assert "Not this." in answer.text
    assert name_of(keeping, "Bea") == "Beatrix"
