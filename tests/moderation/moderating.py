"""What people and moderators do, as rules of a state machine that keeps a plain model beside the real thing."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from pollsite.discussion.errors import CommentNotFound, NothingLeft, RemovedByModerator
from pollsite.discussion.types import Status
from pollsite.moderation.decision_errors import NotTheLatest, NotYoursToUndo
from pollsite.moderation.errors import StaleDecision, WordsRefused
from pollsite.moderation.types import DecisionKind, FlagOutcome, FlagReason
from tests.discussion.debating import put_back
from tests.moderation.office import KEEP, REMOVE, Office
from tests.samples import DURING

SUSPEND = DecisionKind.SUSPEND
VISIBLE, HELD, REMOVED, DELETED = Status.VISIBLE, Status.HELD, Status.REMOVED, Status.DELETED
MEMBERS = ("Ada", "Bea")
WRITERS = st.sampled_from((*MEMBERS, "guy"))
REPORTERS = st.sampled_from(("Rita", "dan", "eve"))
DECIDERS = st.sampled_from(("Mo", "Max"))
ONE = st.integers(0, 2)
SELDOM = st.integers(0, 5).map(lambda drawn: drawn == 5)


@dataclass
class Report:
    """A flag; `case` is a name for what it is decided with."""

    case: int
    outcome: FlagOutcome = FlagOutcome.OPEN
    is_withdrawn: bool = False


@dataclass
class Step:
    """A step about a comment. `case` is None where there was nothing to reopen."""

    id: int
    kind: DecisionKind
    by: str
    before: Status
    after: Status
    case: int | None
    is_undone: bool = False


@dataclass
class Words:
    """A comment: where it stands, what was reported, and the case that waits, if one does."""

    author: str
    status: Status
    case: int | None
    is_held_case: bool
    revision: int = 1
    is_erased: bool = False
    reports: dict[tuple[str, int], Report] = field(default_factory=dict)
    numbers: dict[tuple[str, int], int] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)

    def settle(self, outcome: FlagOutcome) -> None:
        """Its case is closed."""
        for report in self.open_reports():
            report.outcome = outcome
        self.case, self.is_held_case = None, False

    def open_reports(self) -> list[Report]:
        """What waits."""
        return [
            one for one in self.reports.values() if not one.is_withdrawn and one.outcome is FlagOutcome.OPEN
        ]


class Moderating(RuleBasedStateMachine):
    """Two members, a guest, three reporters, two moderators."""

    office: Office
    clean: Path

    @initialize()
    def begin(self) -> None:
        put_back(self.office.scene.site, self.clean)
        self.office.scene.now = DURING
        self.words: dict[int, Words] = {}
        self.cases = 0
        self.suspensions: list[tuple[str, Step]] = []
        for name in (*MEMBERS, "guy"):
            self.post(name)

    def pick(self, number: int) -> tuple[int, Words]:
        """One of the three latest comments."""
        return list(self.words.items())[-3:][number]

    def is_suspended(self, name: str) -> bool:
        """Whether a suspension stands; none of them ends here."""
        return any(who == name and not step.is_undone for who, step in self.suspensions)

    def new_case(self) -> int:
        """A name for one more case."""
        self.cases += 1
        return self.cases

    @rule(name=WRITERS, is_more=SELDOM)
    def post_another(self, name: str, *, is_more: bool) -> None:
        if is_more:
            self.post(name)

    def post(self, name: str) -> None:
        """Somebody writes, unless they are suspended."""
        if self.is_suspended(name):
            with pytest.raises(WordsRefused):
                self.office.post(name)
            return
        number = self.office.post(name)
        is_guest = name not in MEMBERS
        self.words[number] = Words(
            name, HELD if is_guest else VISIBLE, self.new_case() if is_guest else None, is_guest
        )

    @rule(number=ONE, name=REPORTERS)
    def flag(self, number: int, name: str) -> None:
        comment_id, words = self.pick(number)
        if words.status is not VISIBLE:
            return
        key = (name, words.revision)
        known = words.reports.get(key)
        flagged = self.office.reporting.flag(name, comment_id, FlagReason.OTHER, note="Look.")
        if known and not known.is_withdrawn:
            assert flagged.is_repeat
            return
        words.case = words.case or self.new_case()
        words.reports[key], words.numbers[key] = Report(words.case), flagged.flag_id

    @rule(number=ONE, name=REPORTERS)
    def withdraw(self, number: int, name: str) -> None:
        _, words = self.pick(number)
        report = words.reports.get((name, words.revision))
        if report is None:
            return
        self.office.reporting.withdraw(name, words.numbers[name, words.revision])
        if report.outcome is FlagOutcome.OPEN and not report.is_withdrawn:
            report.is_withdrawn = True
            if not words.open_reports() and not words.is_held_case:
                words.case = None

    @rule(number=ONE)
    def edit(self, number: int) -> None:
        comment_id, words = self.pick(number)
        if words.status is DELETED:
            return
        if words.status is REMOVED:
            with pytest.raises(RemovedByModerator):
                self.office.edit(words.author, comment_id, "Other words.")
            return
        text = f"Words {comment_id}, revision {words.revision + 1}."
        if self.is_suspended(words.author):
            with pytest.raises(WordsRefused):
                self.office.edit(words.author, comment_id, text)
            return
        self.office.edit(words.author, comment_id, text)
        words.revision += 1
        if words.author not in MEMBERS and words.status is VISIBLE:
            words.case, words.is_held_case = words.case or self.new_case(), True
            self.step(words, DecisionKind.HOLD, "", HELD, words.case)

    @rule(number=ONE, is_meant=SELDOM)
    def delete(self, number: int, *, is_meant: bool) -> None:
        comment_id, words = self.pick(number)
        if words.status is DELETED or not is_meant:
            return
        self.office.delete(words.author, comment_id)
        words.is_erased = True
        if words.status is not REMOVED:
            words.settle(FlagOutcome.GONE)
            self.step(words, DecisionKind.DELETE, "", DELETED, None)

    @rule(number=ONE, by=DECIDERS, kind=st.sampled_from((KEEP, REMOVE, SUSPEND)), removes=st.booleans())
    def decide(self, number: int, by: str, kind: DecisionKind, *, removes: bool) -> None:
        comment_id, words = self.pick(number)
        if kind is SUSPEND and words.author not in MEMBERS:
            return
        refusal = self.refusal(words, kind)
        if refusal is not None:
            with pytest.raises(refusal):
                self.office.decide(kind, comment_id=comment_id, by=by, days=3, removes=removes)
            return
        decided = self.office.decide(kind, comment_id=comment_id, by=by, days=3, removes=removes)
        if words.status is REMOVED and kind is KEEP:
            self.restored(words, decided.decision_id or 0, by)
            return
        case = words.case
        words.settle(FlagOutcome.REJECTED if kind is KEEP else FlagOutcome.UPHELD)
        gone = kind is REMOVE or (kind is SUSPEND and (removes or words.status is REMOVED))
        self.step(words, kind, by, REMOVED if gone else VISIBLE, case, number=decided.decision_id or 0)
        if kind is SUSPEND:
            self.suspensions.append((words.author, words.steps[-1]))

    def refusal(self, words: Words, kind: DecisionKind) -> type[Exception] | None:
        """Why it cannot be decided; None if it can."""
        if words.status is DELETED:
            return CommentNotFound
        if words.status is REMOVED and kind is REMOVE:
            return StaleDecision
        if words.status is REMOVED and kind is KEEP and words.is_erased:
            return NothingLeft
        return None

    def restored(self, words: Words, number: int, by: str) -> None:
        """The removal does not stand any more, if it was no more than that."""
        removals = [
            one for one in words.steps if one.after is REMOVED is not one.before and not one.is_undone
        ]
        if removals and removals[-1].kind is REMOVE:
            removals[-1].is_undone = True
        self.step(words, DecisionKind.RESTORE, by, VISIBLE, None, number=number)

    def step(
        self,
        words: Words,
        kind: DecisionKind,
        by: str,
        after: Status,
        case: int | None,
        *,
        number: int = 0,
    ) -> None:
        """One more line in the log."""
        step = Step(number or self.office.last().id, kind, by, words.status, after, case)
        words.steps.append(step)
        words.status = after

    @rule(number=ONE, is_own=st.sampled_from((True, True, False)), back=st.sampled_from((0, 0, 1)))
    def undo(self, number: int, back: int, *, is_own: bool) -> None:
        _, words = self.pick(number)
        decided = [one for one in words.steps if one.kind in (KEEP, REMOVE, SUSPEND)]
        if len(decided) <= back:
            return
        step = decided[-1 - back]
        by = step.by if is_own else {"Mo": "Max", "Max": "Mo"}[step.by]
        if not is_own:
            self.refused(step, by, NotYoursToUndo)
        elif step.is_undone:
            assert self.office.undo(step.id, by=by).is_repeat
        elif self.is_followed(words, step):
            self.refused(step, by, NotTheLatest)
        elif step.before is not step.after and step.after is REMOVED and words.is_erased:
            self.refused(step, by, NothingLeft)
        else:
            self.office.undo(step.id, by=by)
            self.undone(words, step)

    def refused(self, step: Step, by: str, refusal: type[Exception]) -> None:
        """Nothing is taken back."""
        with pytest.raises(refusal):
            self.office.undo(step.id, by=by)

    def is_followed(self, words: Words, step: Step) -> bool:
        """Whether something that stands came after it, about the comment or by way of another suspension."""
        later = [one for one in words.steps if one.id > step.id and not one.is_undone]
        if step.kind is SUSPEND:
            later += [
                one
                for who, one in self.suspensions
                if who == words.author and one.id > step.id and not one.is_undone
            ]
        return bool(later)

    def undone(self, words: Words, step: Step) -> None:
        """As before, and what was reported waits again."""
        step.is_undone = True
        words.status = step.before
        if step.case is None:
            return
        into = words.case or step.case
        for report in words.reports.values():
            if report.case == step.case and not report.is_withdrawn:
                report.case, report.outcome = into, FlagOutcome.OPEN
        words.case = into
        words.is_held_case = words.is_held_case or step.before is HELD
