"""The pure rules of reporting: what a flag weighs, which reasons there are, and what its reporter is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsite.discussion.types import Status
from pollsite.moderation.flag_errors import (
    GroundsMissing,
    NoteMissing,
    NoteTooLong,
    ReasonMissing,
    ReportIncomplete,
)
from pollsite.moderation.flagging import Report, refuse_incomplete
from pollsite.moderation.limits import (
    DEFAULT_WEIGHT,
    GREATEST_WEIGHT,
    LEAST_WEIGHT,
    MAX_NOTE,
    WEIGHED_FLAGS,
)
from pollsite.moderation.reasons import NAME_REASONS, REASONS, reason_in_words
from pollsite.moderation.report_words import ReportStanding, standing_in_words, told_after_flagging
from pollsite.moderation.rulebook import RULE_FOR
from pollsite.moderation.types import FlagOutcome, FlagReason
from pollsite.moderation.weights import weight_of

UPHELD, REJECTED = FlagOutcome.UPHELD, FlagOutcome.REJECTED
OUTCOMES = st.lists(st.sampled_from(FlagOutcome), max_size=250)


@pytest.mark.parametrize(
    ("upheld", "rejected", "weight"),
    [
        (0, 0, 1_000),
        (5, 0, 1_000),
        (0, 5, 1_000),
        (6, 0, 1_500),
        (0, 6, 500),
        (3, 3, 1_000),
        (1, 6, 642),
        (75, 25, 1_250),
        (1, 99, 510),
    ],
)
def test_weight_follows_accuracy_once_six_were_decided(upheld: int, rejected: int, weight: int) -> None:
    assert weight_of([UPHELD] * upheld + [REJECTED] * rejected) == weight


@given(OUTCOMES)
def test_weight_stays_within_its_bounds(outcomes: list[FlagOutcome]) -> None:
    assert LEAST_WEIGHT <= weight_of(outcomes) <= GREATEST_WEIGHT


@given(OUTCOMES)
def test_what_nobody_decided_changes_no_weight(outcomes: list[FlagOutcome]) -> None:
    decided = [outcome for outcome in outcomes if outcome in (UPHELD, REJECTED)]
    assert weight_of(outcomes) == weight_of(decided)
    if len(decided) < 6:
        assert weight_of(outcomes) == DEFAULT_WEIGHT


@given(st.lists(st.sampled_from((UPHELD, REJECTED)), min_size=WEIGHED_FLAGS), OUTCOMES)
def test_only_the_latest_hundred_are_weighed(latest: list[FlagOutcome], earlier: list[FlagOutcome]) -> None:
    assert weight_of([*latest, *earlier]) == weight_of(latest[:WEIGHED_FLAGS])


@given(st.lists(st.sampled_from((UPHELD, REJECTED)), min_size=6, max_size=WEIGHED_FLAGS), st.data())
def test_one_more_upheld_never_weighs_less(decided: list[FlagOutcome], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(decided) - 1))
    better = [*decided[:at], UPHELD, *decided[at + 1 :]]
    assert weight_of(better) >= weight_of(decided)


def test_every_reason_is_offered_once_with_one_line() -> None:
    assert [line.reason for line in REASONS] == list(FlagReason)
    assert all("\n" not in line.line and line.line.endswith(".") for line in (*REASONS, *NAME_REASONS))
    offered = [line.reason for line in NAME_REASONS]
    assert len(offered) == len(set(offered))
    assert RULE_FOR.keys() == set(FlagReason) - {FlagReason.DISAGREE, FlagReason.OTHER}
    assert reason_in_words(FlagReason.MISLEADING) == "Misleading claim"
    assert reason_in_words(FlagReason.MISLEADING, of_name=True) == "Misleading name"


@pytest.mark.parametrize(
    ("report", "refusal"),
    [
        (Report(reason=FlagReason.ILLEGAL), GroundsMissing),
        (Report(reason=FlagReason.ILLEGAL, note="Section 5."), GroundsMissing),
        (Report(reason=FlagReason.ILLEGAL, good_faith=True), GroundsMissing),
        (Report(reason=FlagReason.OTHER, good_faith=True), NoteMissing),
        (Report(reason=FlagReason.SPAM, note="x" * (MAX_NOTE + 1)), NoteTooLong),
    ],
)
def test_an_incomplete_report_is_refused(report: Report, refusal: type[ReportIncomplete]) -> None:
    with pytest.raises(refusal):
        refuse_incomplete(report, REASONS)


@pytest.mark.parametrize(
    "report",
    [
        Report(reason=FlagReason.ILLEGAL, note="A threat.", good_faith=True),
        Report(reason=FlagReason.OTHER, note="It is a spoiler."),
        Report(reason=FlagReason.SPAM, note="x" * MAX_NOTE),
        Report(reason=FlagReason.DISAGREE),
    ],
)
def test_a_complete_report_passes(report: Report) -> None:
    refuse_incomplete(report, REASONS)


@pytest.mark.parametrize("reason", [FlagReason.DISAGREE, FlagReason.OFF_TOPIC])
def test_nobody_disagrees_with_a_name(reason: FlagReason) -> None:
    with pytest.raises(ReasonMissing):
        refuse_incomplete(Report(reason=reason), NAME_REASONS)


def standing(outcome: FlagOutcome, **others: object) -> ReportStanding:
    """How a counted report of a visible comment stands."""
    known = {"reason": FlagReason.SPAM, "is_withdrawn": False, "is_counted": True, "status": Status.VISIBLE}
    return ReportStanding(outcome=outcome, **{**known, **others})


@pytest.mark.parametrize(
    ("stands", "words"),
    [
        (standing(FlagOutcome.OPEN), "has not looked at it yet"),
        (standing(FlagOutcome.OPEN, is_withdrawn=True), "You have withdrawn"),
        (standing(FlagOutcome.OPEN, reason=FlagReason.DISAGREE, is_counted=False), "You can reply"),
        (standing(UPHELD), "agreed with you, and has acted."),
        (
            standing(UPHELD, status=Status.REMOVED, rule="rule 4, spam or advertising"),
            "removed the comment: rule 4, spam or advertising.",
        ),
        (standing(UPHELD, status=None), "agreed with you, and has acted."),
        (standing(REJECTED), "found that it breaks no rule"),
        (standing(REJECTED, is_counted=False), "for this reason before"),
        (standing(FlagOutcome.GONE, status=Status.DELETED), "Its author took the words back"),
        (standing(FlagOutcome.GONE, status=None), "The account was deleted"),
    ],
)
def test_the_outcome_is_told_in_words(stands: ReportStanding, words: str) -> None:
    assert words in standing_in_words(stands)


def test_thanks_are_for_what_a_moderator_will_look_at() -> None:
    assert told_after_flagging(standing(FlagOutcome.OPEN), is_repeat=False).startswith(
        "You reported this. Thank you."
    )
    before = told_after_flagging(standing(REJECTED), is_repeat=True)
    assert before.startswith("You have reported this already. A moderator looked")
    settled = told_after_flagging(standing(REJECTED, is_counted=False), is_repeat=False)
    assert "Thank you" not in settled
