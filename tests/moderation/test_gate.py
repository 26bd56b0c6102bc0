"""What waits before others read it, and why; what the log and the queue know of it."""

from collections.abc import Callable

import pytest

from pollsite.accounts.types import Role
from pollsite.discussion.holding import why_held
from pollsite.discussion.overseeing import Utterance
from pollsite.discussion.services import set_holds_after
from pollsite.discussion.types import HoldReason, Openness
from pollsite.moderation.types import DecisionKind
from tests.fixtures.site import Site, statements
from tests.moderation.gatekeeping import Keeping, keeping_at, office_of
from tests.moderation.office import Office

LINK = "See https://example.org/ for more."


@pytest.fixture
def keeping(make_site: Callable[..., Site]) -> Keeping:
    """A scene where a member's first two comments wait."""
    return keeping_at(make_site(first_held=2))


@pytest.fixture
def office(keeping: Keeping) -> Office:
    """Its moderators; Ada and Bea are no newcomers any more."""
    return office_of(keeping)


def test_a_guest_s_every_post_waits(keeping: Keeping) -> None:
    for _ in range(4):
        number = keeping.post("guy")
        assert keeping.stands(number) == ("held", "guest")
        keeping.release(number)


def test_a_member_s_first_two_wait_and_the_third_does_not(keeping: Keeping) -> None:
    first, second = keeping.post("Ada"), keeping.post("Ada")
    assert keeping.stands(first) == keeping.stands(second) == ("held", "first")
    keeping.release(first)
    assert keeping.stands(keeping.post("Ada")) == ("held", "first")
    keeping.release(second)
    assert keeping.stands(keeping.post("Ada")) == ("visible", "")
    assert keeping.stands(keeping.post("Bea")) == ("held", "first")


def test_a_removed_comment_does_not_count_and_a_deleted_one_does(keeping: Keeping) -> None:
    keeping.published("Ada", 2)
    mine = [number for number, status in keeping.statuses().items() if status == "visible"]
    keeping.delete("Ada", mine[0])
    assert keeping.stands(keeping.post("Ada"))[0] == "visible"
    keeping.scene.remove(mine[1])
    third = max(keeping.statuses())
    keeping.scene.remove(third)
    assert keeping.stands(keeping.post("Ada")) == ("held", "first")


def test_the_first_are_not_held_where_the_setting_says_so(make_site: Callable[..., Site]) -> None:
    keeping = keeping_at(make_site(first_held=0))
    assert keeping.stands(keeping.post("Ada")) == ("visible", "")


@pytest.mark.parametrize(
    "text",
    [
        LINK,
        "[here](https://example.org)",
        "<https://example.org>",
        "write to mailto:a@example.org",
        "www.example.org has it",
        "hxxp://example.org",
        "cheap-pills.com",
        "Cheap-Pills.COM!",
        "ask jo@example.org",
        "evil\u200b.com/x",
        "ｗｗｗ．evil．de",
        "https:\u200b//evil.de",
        "t.me/evil",
        "evil.club",
        "1.2.3.4:8080",
    ],
)
def test_a_link_or_an_address_waits_whoever_writes_it(office: Office, text: str) -> None:
    keeping = Keeping(office.scene)
    assert keeping.stands(keeping.post("Ada", text)) == ("held", "link")


@pytest.mark.parametrize(
    "text",
    [
        "It ended.Community matters.",
        "Node.js is fine",
        "e.g. this",
        "3.14",
        "at 10.30",
        "either/or",
        "the .com boom",
    ],
)
def test_what_is_no_address_does_not_wait(office: Office, text: str) -> None:
    keeping = Keeping(office.scene)
    assert keeping.stands(keeping.post("Ada", text)) == ("visible", "")


def test_a_suspect_word_waits(office: Office) -> None:
    keeping = Keeping(office.scene)
    keeping.watch("casino")
    assert keeping.stands(keeping.post("Ada", "My **cas**ino!")) == ("held", "word")
    assert keeping.stands(keeping.post("Ada", "Occasions and casinos.")) == ("visible", "")


def test_letters_that_are_shown_in_another_order_wait(office: Office) -> None:
    keeping = Keeping(office.scene)
    assert keeping.stands(keeping.post("Ada", "Read \u202ethis\u202c.")) == ("held", "word")
    assert keeping.stands(keeping.post("Ada", "It says \u2067שלום\u2069, \u200fשלום\u200f.")) == (
        "visible",
        "",
    )


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.EDITOR, Role.ADMIN])
def test_moderators_wait_for_nobody(keeping: Keeping, role: Role) -> None:
    keeping.scene.member("Mo", role=role)
    keeping.watch("casino")
    keeping.scene.set_openness(Openness.HOLDING)
    number = keeping.post("Mo", f"A casino. {LINK}")
    assert keeping.stands(number) == ("visible", "")
    assert not keeping.edit("Mo", number, f"Another casino. {LINK}")


@pytest.mark.parametrize("words", [LINK, "The casino"])
def test_a_visible_comment_that_is_rewritten_waits_again(office: Office, words: str) -> None:
    keeping = Keeping(office.scene)
    keeping.watch("casino")
    number = keeping.post("Ada", "Harmless.")
    assert keeping.edit("Ada", number, words)
    assert keeping.stands(number)[0] == "held"
    assert keeping.cases(number) == [("held", True)]
    assert keeping.log(number) == [("hold", "automatic", keeping.stands(number)[1], "held")]
    assert not keeping.edit("Ada", number, "Harmless again."), "it waits already"
    assert keeping.cases(number) == [("held", True)]


def test_a_newcomer_publishes_nothing_by_rewriting_what_was_released(keeping: Keeping) -> None:
    keeping.published("Ada", 1)
    assert keeping.edit("Ada", 1, "Other words.")
    keeping.release(1)
    keeping.published("Ada", 1)
    assert not keeping.edit("Ada", 1, "Words again."), "two were read by now"


def test_a_flagged_comment_that_waits_again_is_one_case(office: Office) -> None:
    keeping = Keeping(office.scene)
    number = keeping.post("Ada", "Harmless.")
    office.flagged(number, "Rita")
    assert keeping.edit("Ada", number, LINK)
    assert keeping.cases(number) == [("held", True)]
    assert office.reporting.rows()[0].revision == 1


def test_always_held_authors_wait(office: Office) -> None:
    keeping = Keeping(office.scene)
    number = keeping.post("Ada")
    office.decide(DecisionKind.HOLD_AUTHOR, comment_id=number)
    assert keeping.stands(keeping.post("Ada")) == ("held", "author")
    assert keeping.edit("Ada", number, "Other words.")
    office.decide(DecisionKind.FREE_AUTHOR, comment_id=number)
    assert keeping.stands(keeping.post("Ada")) == ("visible", "")


def test_everything_waits_while_the_oldest_case_is_too_old(office: Office) -> None:
    keeping = Keeping(office.scene)
    with keeping.scene.site.writing() as session:
        set_holds_after(session, slug=keeping.scene.slug, minutes=120)
    waiting = keeping.post("guy")
    keeping.scene.pass_time(minutes=119)
    assert keeping.stands(keeping.post("Ada"))[0] == "visible"
    keeping.scene.pass_time(minutes=2)
    number = keeping.post("Ada")
    assert keeping.stands(number) == ("held", "backlog")
    for case in (waiting, number):
        case_id = office.waiting(case)
        assert case_id is not None
        office.decide(DecisionKind.KEEP, case_id=case_id)
    assert keeping.stands(keeping.post("Ada"))[0] == "visible"


def test_deleting_closes_the_case_and_is_logged_once(keeping: Keeping) -> None:
    number = keeping.post("Ada", "Harmless.")
    for _ in range(2):
        keeping.delete("Ada", number)
    assert keeping.cases(number) == [("held", False)]
    assert [step[0] for step in keeping.log(number)] == ["hold", "delete"]
    assert keeping.log(number)[-1] == ("delete", "author", "", "deleted_by_author")


def test_who_erases_what_a_moderator_removed_changes_no_status(office: Office) -> None:
    keeping = Keeping(office.scene)
    number = keeping.post("Ada")
    office.decide(DecisionKind.REMOVE, comment_id=number)
    steps = keeping.log(number)
    keeping.delete("Ada", number)
    assert keeping.log(number) == steps
    assert keeping.stands(number)[0] == "removed"


def test_the_log_replays_to_the_present(keeping: Keeping) -> None:
    keeping.scene.member("Mo", role=Role.MODERATOR)
    for name in ("Ada", "guy", "Mo", "Mo"):
        keeping.post(name)
    keeping.delete("guy", 2)
    keeping.delete("Mo", 3)
    assert keeping.statuses() == {1: "held", 2: "deleted_by_author", 3: "deleted_by_author", 4: "visible"}
    assert keeping.replayed() == keeping.statuses()


def test_judging_is_one_statement(office: Office) -> None:
    keeping = Keeping(office.scene)
    root = keeping.post("Ada")
    office.flagged(root, "Rita")
    with statements(keeping.scene.site) as sent:
        keeping.post("Bea", to=root)
    judged = [statement for statement in sent if "sanctions" in statement or "watched_words" in statement]
    assert len(judged) == 1


def test_a_word_that_is_added_while_somebody_posts_holds_already(office: Office) -> None:
    keeping = Keeping(office.scene)
    keeping.watch("roulette")
    keeping.post("Ada", "The list is read.")
    with keeping.scene.site.app.app_context():
        overseer = keeping.overseer("A casino.")
    keeping.watch("casino")
    utterance = Utterance(
        article_id=keeping.scene.article_id,
        reader_id=keeping.scene.people["Ada"].reader_id,
        account_id=keeping.scene.people["Ada"].account_id,
    )
    with keeping.scene.site.writing() as session:
        assert overseer.judge(session, utterance, at=keeping.scene.now) is HoldReason.WORD


def test_every_reason_has_words_for_the_author() -> None:
    assert all(why_held(reason) for reason in HoldReason)
    assert why_held("a moderator's own") == ""
