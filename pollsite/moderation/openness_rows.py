"""The public numbers as the rows of a file: one number a row."""

from collections.abc import Iterator, Sequence

from pollsite.discussion.types import HoldReason
from pollsite.moderation.exports import Row
from pollsite.moderation.fairness import FairnessTable
from pollsite.moderation.month_figures import MonthFigures
from pollsite.moderation.rulebook import rule_in_words
from pollsite.moderation.types import Actor, AppealOutcome

COLUMNS = ("month", "measure", "detail", "by", "value")
OTHERWISE = "otherwise"


def openness_rows(months: Sequence[MonthFigures]) -> Iterator[Row]:
    """Every number by COLUMNS, hours with two places; a median of nothing is None."""
    for month in months:
        for (reason, outcome), number in sorted(month.flags.items()):
            yield _row(month, "flags", reason, outcome or "open", number)
        for step in month.steps:
            detail = step.kind if step.rule is None else f"{step.kind}, {rule_in_words(step.rule)}"
            yield _row(month, "steps", detail, step.actor, step.number)
            yield _row(month, "steps taken back", detail, step.actor, step.taken_back)
            yield _row(month, "comments removed", detail, step.actor, step.removed)
        yield _row(month, "cases decided", "", "", month.cases)
        yield _row(month, "median hours from opening to decision", "", "", _rounded(month.median_h))
        for hold in month.holds:
            yield _row(month, "holds", hold_kind(hold.reason), Actor.AUTOMATIC, hold.number)
            yield _row(month, "median hours held", hold_kind(hold.reason), "", _rounded(hold.median_h))
        for became in AppealOutcome:
            yield _row(month, "appeals", became or "open", "", month.appeals[became])
        yield _row(month, "second looks", "", "", month.looks)
        yield _row(month, "second looks that agreed", "", "", month.agreed)
        yield _row(month, "bursts of votes held", "", Actor.AUTOMATIC, month.bursts.held)
        yield _row(month, "bursts of votes decided", "", Actor.MODERATOR, month.bursts.decided)
        yield _row(month, "held votes counted", "", Actor.MODERATOR, month.bursts.counted)
        yield _row(month, "held votes left out", "", Actor.MODERATOR, month.bursts.left_out)


def fairness_rows(month: str, tables: Sequence[FairnessTable]) -> Iterator[Row]:
    """The same of removals by side; None where a number is withheld."""
    for table in tables:
        for side in table.sides:
            detail = f"{table.slug}: {table.question}: {side.label}"
            for measure, value in (
                ("comments by side", side.comments),
                ("removed by side", side.removed),
                ("percent removed by side", side.share),
            ):
                yield {"month": month, "measure": measure, "detail": detail, "by": "", "value": value}


def hold_kind(reason: str) -> str:
    """The reason if it is one of ours: what an operator once typed by hand is nobody's business."""
    return reason if reason in tuple(HoldReason) else OTHERWISE


def _row(month: MonthFigures, measure: str, detail: str, by: str, value: float | None) -> Row:
    return {"month": month.month, "measure": measure, "detail": str(detail), "by": str(by), "value": value}


def _rounded(hours: float | None) -> float | None:
    return None if hours is None else round(hours, 2)
