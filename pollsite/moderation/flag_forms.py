"""The form of a report: what it may send, and what it prints, empty or with everything that was typed."""

from dataclasses import dataclass

from flask import request

from pollsite.discussion.subjects import Written
from pollsite.markup import normalise_comment
from pollsite.moderation.flag_errors import ReasonMissing
from pollsite.moderation.flagging import Report
from pollsite.moderation.limits import MAX_NOTE
from pollsite.moderation.reasons import GOOD_FAITH, ReasonLine
from pollsite.moderation.reports import ReportLine
from pollsite.moderation.types import FlagReason


@dataclass(frozen=True, slots=True)
class TypedReport:
    """What a person has entered; `reason` is "" where nothing was chosen."""

    reason: str = ""
    note: str = ""
    good_faith: bool = False


NOTHING_TYPED = TypedReport()


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagPage:
    """The page on which something is reported. `comment` is None for a name. `known` is what this reader has said of
    it before. Without a form, `refusal` says why; `error` stands above a form that comes back.
    """

    heading: str
    action: str
    back: str
    reasons: tuple[ReasonLine, ...]
    comment: Written | None = None
    name: str = ""
    typed: TypedReport = NOTHING_TYPED
    known: ReportLine | None = None
    refusal: str = ""
    error: str = ""
    token: str = ""
    max_note: int = MAX_NOTE
    good_faith: str = GOOD_FAITH

    @property
    def may_report(self) -> bool:
        """Whether there is a form: not where the reader's report stands already."""
        return not self.refusal and (
            self.known is None or self.known.standing.is_withdrawn or not self.known.standing.is_counted
        )


def typed_report() -> TypedReport:
    """Everything somebody has entered. Nothing is judged here."""
    sent = request.form
    note = sent.get("note", "").replace("\r\n", "\n")
    return TypedReport(sent.get("reason", ""), note, sent.get("good_faith") == "1")


def report_of(typed: TypedReport, *, origin: str) -> Report:
    """The report as it is stored. Raises ReasonMissing; for what else is missing see flagging.refuse_incomplete()."""
    if typed.reason not in list(FlagReason):
        raise ReasonMissing
    return Report(
        reason=FlagReason(typed.reason),
        note=normalise_comment(typed.note),
        good_faith=typed.good_faith,
        origin=origin,
    )
