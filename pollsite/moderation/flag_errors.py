"""Why a report is refused, each in a sentence that says what to do."""

from datetime import datetime

from pollsite.moderation.errors import ModerationRefused


class ReportIncomplete(ModerationRefused):
    """Parent of what the form lacks: it is shown again, as it was filled in."""

    status = 422


class ReasonMissing(ReportIncomplete):
    """No reason was chosen, or one that is not offered here."""

    def __init__(self) -> None:
        super().__init__("Choose what is wrong with it, then send the report.")


class NoteMissing(ReportIncomplete):
    """Something else is wrong, and it is not said what."""

    def __init__(self) -> None:
        super().__init__("Say in your own words what is wrong with it, then send the report.")


class GroundsMissing(ReportIncomplete):
    """Content is said to be illegal, without saying why or in good faith."""

    def __init__(self) -> None:
        super().__init__(
            "For illegal content, say what is illegal and why, and tick the box below; then send the report."
        )


class NoteTooLong(ReportIncomplete):
    """The note is longer than is kept."""

    def __init__(self, *, limit: int) -> None:
        super().__init__(f"A note has {limit:,} characters at most. Shorten it, then send the report.")


class NothingToReport(ModerationRefused):
    """There is no such comment or name, or nothing of it that this reader may read."""

    status = 404

    def __init__(self) -> None:
        super().__init__("This is not here any more, so there is nothing to report.")


class OwnWords(ModerationRefused):
    """Somebody reports themselves."""

    def __init__(self) -> None:
        super().__init__("This is yours, so you cannot report it. You can change it, or take it back.")


class AnsweredIt(ModerationRefused):
    """Somebody reports what they have answered."""

    def __init__(self) -> None:
        super().__init__(
            "You have answered this comment, and nobody does both. Delete your reply if you would rather report it."
        )


class SuspendedReporter(ModerationRefused):
    """Who is suspended does not report."""

    status = 403

    def __init__(self, until: datetime) -> None:
        super().__init__(
            f"Your account is suspended until {until.day} {until:%B %Y, %H:%M} UTC, so it cannot report anything "
            "until then. You can read and vote."
        )
