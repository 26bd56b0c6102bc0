"""Why moderation refuses, each in a sentence that says what to do. `status` is the HTTP code of the answer."""

from pollsite.discussion.errors import DiscussionRefused


class ModerationRefused(Exception):
    """Parent of what a moderator, a reporter or an appellant is refused; str() is the sentence."""

    status = 409
    retry_after_s: int | None = None


class WordsRefused(DiscussionRefused):
    """Parent of what a commenter is refused by the gate: answered like every refusal of a discussion."""

    status = 403


class CaseNotFound(ModerationRefused):
    """There is no such case, or none that this moderator may see."""

    status = 404

    def __init__(self) -> None:
        super().__init__("There is no such case. It may have been withdrawn; go on with the next one.")


class StaleDecision(ModerationRefused):
    """Somebody decided first, or the case was closed. `decision_id` is what was decided, None if nothing was."""

    def __init__(self, decision_id: int | None) -> None:
        self.decision_id = decision_id
        super().__init__(
            "Somebody decided about this first; their decision stands, and yours was not stored."
            if decision_id
            else "This case was closed meanwhile without a decision, so yours was not stored."
        )


class BarredFromCase(ModerationRefused):
    """Who took the first decision does not decide about the appeal."""

    status = 403

    def __init__(self) -> None:
        super().__init__(
            "You took the decision this is about, so another moderator answers. Nothing was changed."
        )


class NotStored(ModerationRefused):
    """The database did not take the act."""

    status = 503
    retry_after_s = 10

    def __init__(self) -> None:
        super().__init__(
            "The site could not store this just now, so nothing was changed. Please try again in a moment."
        )
