"""The best of each side: chosen by the other one, whatever a brigade does; and nothing told of who is on which."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from pollsite.accounts.ignoring import ignore
from pollsite.db import db
from pollsite.discussion.marking import mark_comment
from pollsite.discussion.types import MarkKind
from pollsite.insights.ballots import article_answers
from pollsite.insights.keeping import kept_figures
from pollsite.insights.refreshing import refresh
from pollsite.insights.side_marks import sides_figure
from pollsite.moderation.models import Decision, Sanction
from pollsite.polls.models import Ballot, BallotBurst
from pollsite.polls.services import cast_ballot
from tests.accounts.people import signed_in
from tests.discussion.scene import GOOD, WEAK, Scene
from tests.fixtures.site import Site, reader
from tests.samples import DURING, SLUG

FOLDED = "Hidden because you ignore this person"
PAGE = f"/articles/{SLUG}/insights"
YES, NO = 0, 1


class Debate(Scene):
    """A debate about the poll `single` in which whole crowds vote and mark."""

    def arguing(self, name: str, option: str, text: str) -> int:
        """A member votes, and argues with their vote beside the words; the comment's number."""
        self.member(name)
        self.vote(name, "single", option)
        return self.post(name, text, about=("single",), stance=True)

    def crowd(
        self,
        option: str,
        number: int,
        *marked: int,
        kind: MarkKind = GOOD,
        first: int = 0,
        key: str = "single",
    ) -> None:
        """So many readers who voted for the option mark these comments."""
        poll_id = self.poll_id(key)
        with self.site.writing() as session:
            for place in range(first, first + number):
                who = reader(f"{option} {place}")
                cast_ballot(session, poll_id=poll_id, reader_id=who, keys=[option], wording=1, at=DURING)
                for comment in marked:
                    mark_comment(session, comment_id=comment, reader_id=who, kind=kind, at=self.now)

    def refresh(self) -> None:
        """What the background does."""
        with self.site.app.app_context():
            engine = db.engine
        list(refresh(engine, at=self.now))
        self.now += timedelta(minutes=1)

    def figure(self) -> list[dict[str, Any]]:
        """The figure's sides of the poll, worked out anew."""
        wording = str(self.site.state("single").definition.wording_id)
        with self.site.reading() as session:
            answers = article_answers(session, self.article_id, at=self.now)
            sides: list[dict[str, Any]] = sides_figure(session, self.article_id, answers, self.now)[wording]
        return sides

    def kept(self) -> list[dict[str, Any]]:
        """The sides of the poll as they are kept."""
        wording = str(self.site.state("single").definition.wording_id)
        with self.site.reading() as session:
            figures = kept_figures(session, self.article_id)
        sides: list[dict[str, Any]] = figures["sides"].body[wording]
        return sides

    def best(self) -> list[list[int]]:
        """By side, the comments that were chosen."""
        return [[one["comment"] for one in side["best"]] for side in self.figure()]

    def page(self) -> str:
        """The page, as who has no cookie reads it."""
        return self.site.app.test_client().get(PAGE).text


@pytest.fixture
def debate(site: Site) -> Debate:
    """With nothing said yet."""
    return Debate(site)


def test_the_best_of_each_side_stands_on_the_page_and_says_who_chose_it(debate: Debate) -> None:
    pro = debate.arguing("Ada", "yes", "A portrait has always flattered.")
    con = debate.arguing("Bea", "no", "A face is a promise.")
    debate.crowd("yes", 12, pro, con)
    debate.crowd("no", 11, pro, con)
    debate.refresh()
    page = debate.page()
    assert "At least 10 readers who answered otherwise call it a good point." in page
    for number, words in ((pro, "A portrait has always flattered."), (con, "A face is a promise.")):
        assert page.count(words) == 1
        assert f"/articles/{SLUG}/comments/{number}#comment-{number}" in page


def test_a_brigade_of_fifty_lifts_nothing(debate: Debate) -> None:
    fair, pushed = (debate.arguing(name, "yes", f"By {name}.") for name in ("Ada", "Bea"))
    debate.crowd("yes", 10, fair)
    debate.crowd("no", 10, fair)
    debate.crowd("yes", 50, pushed, first=10)
    debate.crowd("no", 5, pushed)
    assert debate.best()[YES] == [fair, pushed]


def test_no_argument_is_chosen_below_five_of_a_side(debate: Debate) -> None:
    pro = debate.arguing("Ada", "yes", "A portrait has always flattered.")
    debate.crowd("yes", 30, pro)
    debate.crowd("no", 4, pro)
    debate.crowd("no", 1, first=4)
    debate.refresh()
    page = debate.page()
    assert "Not enough readers from the other side yet" in page
    assert "flattered" not in page


def test_the_mark_that_was_missing_is_not_told_by_a_card_that_appears(debate: Debate) -> None:
    pro = debate.arguing("Ada", "yes", "A portrait has always flattered.")
    debate.crowd("yes", 30, pro)
    debate.crowd("no", 4, pro)
    debate.crowd("no", 8, first=4)
    debate.refresh()
    debate.crowd("no", 1, pro, first=4)
    debate.refresh()
    assert "Not enough readers from the other side yet" in debate.page()
    debate.crowd("no", 4, pro, first=5)
    debate.refresh()
    assert "flattered" in debate.page()


def test_that_there_is_an_argument_is_told_at_once(debate: Debate) -> None:
    debate.crowd("yes", 5)
    debate.refresh()
    assert debate.kept()[YES]["outcome"] == "none"
    debate.arguing("Ada", "yes", "A portrait has always flattered.")
    debate.refresh()
    assert debate.kept()[YES]["outcome"] == "few"


Act = Callable[[Debate, int], None]


def _withdraw_tick(debate: Debate, pro: int) -> None:
    debate.hide_stance("Ada", pro)


def _remove(debate: Debate, pro: int) -> None:
    debate.remove(pro)


def _hold(debate: Debate, pro: int) -> None:
    debate.hold(pro)


def _delete(debate: Debate, pro: int) -> None:
    debate.delete("Ada", pro)


def _change_sides(debate: Debate, pro: int) -> None:
    debate.vote("Ada", "single", "no")


@pytest.mark.parametrize("act", [_withdraw_tick, _remove, _hold, _delete, _change_sides])
def test_what_may_no_longer_be_shown_is_gone_at_once_and_not_found_again(debate: Debate, act: Act) -> None:
    pro = debate.arguing("Ada", "yes", "A portrait has always flattered.")
    second = debate.arguing("Bea", "yes", "Every lens lies.")
    debate.crowd("yes", 10, pro, second)
    debate.crowd("no", 10, pro, second)
    debate.crowd("no", 5, second, kind=WEAK, first=10)
    debate.refresh()
    assert "flattered" in debate.page()
    act(debate, pro)
    page = debate.page()
    assert "flattered" not in page
    assert "Every lens lies." in page
    assert debate.best()[YES] == [second]


def test_votes_that_are_held_choose_nothing(debate: Debate) -> None:
    pro = debate.arguing("Ada", "yes", "A portrait has always flattered.")
    debate.crowd("yes", 10, pro)
    debate.crowd("no", 10, pro)
    with debate.site.writing() as session:
        ballots = session.scalars(select(Ballot).where(Ballot.choices == 1 << NO)).all()
        wording = {"wording_id": ballots[0].wording_id, "began_at": DURING, "latest_at": DURING}
        burst = BallotBurst(**wording, reason="address", origin="", state="waiting")
        session.add(burst)
        session.flush()
        for ballot in ballots[:6]:
            ballot.held, ballot.burst_id = "address", burst.id
    assert debate.figure()[YES] == {"outcome": "few", "best": []}


@pytest.mark.parametrize(("held", "outcome"), [(True, "few"), (False, "found")])
def test_marks_of_accounts_that_moderators_hold_do_not_count(
    debate: Debate, held: bool, outcome: str
) -> None:
    pro = debate.arguing("Ada", "yes", "A portrait has always flattered.")
    debate.crowd("yes", 10, pro)
    debate.crowd("no", 4, pro)
    debate.member("Cid")
    debate.vote("Cid", "single", "no")
    debate.mark("Cid", pro)
    if held:
        with debate.site.writing() as session:
            decision = Decision(kind="hold_account", actor="moderator", at=DURING)
            session.add(decision)
            session.flush()
            session.add(Sanction(account_id=debate.member("Cid").account_id, holding_id=decision.id))
    assert debate.figure()[YES]["outcome"] == outcome


def test_a_reader_who_may_not_see_the_results_sees_no_side(debate: Debate) -> None:
    debate.member("Ada")
    debate.vote("Ada", "after-vote", "yes")
    pro = debate.post("Ada", "A portrait has always flattered.", about=("after-vote",), stance=True)
    debate.crowd("yes", 10, pro, key="after-vote")
    debate.crowd("no", 10, pro, key="after-vote")
    debate.refresh()
    assert "flattered" not in debate.page()
    voter = debate.site.browser().touch()
    voter.vote("after-vote", "yes")
    assert "flattered" in voter.client.get(PAGE).text


def test_who_ignores_an_author_finds_their_argument_folded(debate: Debate) -> None:
    pro = debate.arguing("Ada", "yes", "A portrait has always flattered.")
    debate.crowd("yes", 10, pro)
    debate.crowd("no", 10, pro)
    debate.refresh()
    ada, bea = debate.member("Ada"), debate.member("Bea")
    with debate.site.writing() as session:
        ignore(session, account_id=bea.account_id, ignored_id=ada.account_id, at=DURING)
    assert FOLDED in signed_in(debate.site, bea).client.get(PAGE).text
    assert FOLDED not in signed_in(debate.site, ada).client.get(PAGE).text
