"""Why a statement is not shown, and an appeal not taken: each in a sentence that says what to do."""

from pollsite.moderation.errors import BarredFromCase, ModerationRefused
from pollsite.moderation.limits import APPEAL_WINDOW, MAX_APPEAL, MAX_NOTE


class StatementNotFound(ModerationRefused):
    """There is no such statement, or it is for somebody else: nobody learns which."""

    status = 404

    def __init__(self) -> None:
        super().__init__(
            "There is nothing here for you to read. If you were told of a decision, open this address where you "
            "wrote, or sign in as who you wrote as."
        )


class AppealEmpty(ModerationRefused):
    """An appeal says nothing."""

    status = 422

    def __init__(self) -> None:
        super().__init__("Say in a sentence or two why the decision is wrong; another moderator reads it.")


class AppealTooLong(ModerationRefused):
    """An appeal says too much."""

    status = 422

    def __init__(self, *, length: int) -> None:
        super().__init__(
            f"Your appeal has {length:,} characters; {MAX_APPEAL:,} are taken. Shorten it; your text is still here."
        )


class AppealTooLate(ModerationRefused):
    """The time for appeals is over."""

    def __init__(self) -> None:
        super().__init__(
            f"An appeal can be made for {APPEAL_WINDOW.days} days after a decision, and they are over. "
            "Your text is still here to copy."
        )


class AppealedBefore(ModerationRefused):
    """There is one appeal against a decision."""

    def __init__(self) -> None:
        super().__init__(
            "You have appealed against this decision before, and there is one appeal. Your text is still here to copy."
        )


class DecisionTakenBack(ModerationRefused):
    """What is appealed against does not hold any more."""

    def __init__(self) -> None:
        super().__init__("This decision was taken back, so there is nothing to appeal against any more.")


class OwnAppeal(BarredFromCase):
    """Nobody answers their own appeal."""

    def __init__(self) -> None:
        ModerationRefused.__init__(
            self, "This appeal is your own, so another moderator answers. Nothing was changed."
        )


class ReportedAppeal(BarredFromCase):
    """Nobody answers an appeal about what they reported."""

    def __init__(self) -> None:
        ModerationRefused.__init__(
            self, "You reported what this is about, so another moderator answers. Nothing was changed."
        )


class AnswerIncomplete(ModerationRefused):
    """An answer says neither yes nor no, or no without a reason."""

    status = 422

    def __init__(self) -> None:
        super().__init__(
            "Accept the appeal or reject it; where you reject it, tell its author why. Nothing was changed."
        )


class NoteTooLong(ModerationRefused):
    """An answer's note is too long."""

    status = 422

    def __init__(self) -> None:
        super().__init__(f"A note has at most {MAX_NOTE:,} characters. Shorten it; your text is still here.")
