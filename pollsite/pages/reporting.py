"""What a page says to the reader who has just reported something on it, as long as it is true."""

from uuid import UUID

from pollsite.db import db
from pollsite.moderation.report_words import told_after_flagging
from pollsite.moderation.reports import ReportLine, find_report

_TOLD = ("flagged", "flagged-before")


def told_of_comment(told: str, comment_id: int, *, reader_id: UUID | None) -> str:
    """The sentence for `?told=flagged`, which ends before the words “Your reports”; "" where nothing was reported by
    this reader. One statement at most.
    """
    if reader_id is None or told not in _TOLD:
        return ""
    return _told(told, find_report(db.session().connection(), reader_id, comment_id=comment_id))


def told_of_name(told: str, account_id: int, *, reader_id: UUID | None) -> str:
    """The same on a member's page."""
    if reader_id is None or told not in _TOLD:
        return ""
    return _told(told, find_report(db.session().connection(), reader_id, account_id=account_id))


def _told(told: str, report: ReportLine | None) -> str:
    if report is None or report.standing.is_withdrawn:
        return ""
    return told_after_flagging(report.standing, is_repeat=told == "flagged-before")
