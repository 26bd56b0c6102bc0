"""Why a decision is not taken, or not taken back: each in a sentence that says what to do."""

from pollsite.moderation.errors import BarredFromCase, ModerationRefused
from pollsite.moderation.limits import MAX_BULK, MAX_NOTE, MAX_SUSPENSION_DAYS


class OwnWordsDecided(BarredFromCase):
    """Nobody decides about what they wrote."""

    def __init__(self) -> None:
        ModerationRefused.__init__(
            self,
            "These words, or this name, are your own, so another moderator decides. Nothing was changed.",
        )


class OwnReportDecided(BarredFromCase):
    """Nobody decides about what they reported, also where they have withdrawn their report."""

    def __init__(self) -> None:
        ModerationRefused.__init__(
            self,
            "You reported this yourself, so another moderator decides, also where you withdrew your report. "
            "Nothing was changed.",
        )


class AppealedAgainst(BarredFromCase):
    """Nobody takes a decision again that was appealed against, so that the appeal is not theirs to end."""

    def __init__(self) -> None:
        ModerationRefused.__init__(
            self,
            "You restricted these very words, or this name, before, and their author appealed; so another moderator "
            "decides whether to restrict them again. You can keep or restore them. Nothing was changed.",
        )


class Outranked(BarredFromCase):
    """Only an admin restricts somebody who runs the site with them."""

    def __init__(self) -> None:
        ModerationRefused.__init__(
            self,
            "Its author is a moderator or runs the site, so only an admin can do this. Nothing was changed.",
        )


class DecisionUnknown(ModerationRefused):
    """The form names no decision that can be taken here."""

    status = 422

    def __init__(self) -> None:
        super().__init__(
            "This cannot be decided here. Choose one of the buttons; what you wrote is still here."
        )


class RuleMissing(ModerationRefused):
    """A restriction names no rule of the rulebook."""

    status = 422

    def __init__(self) -> None:
        super().__init__(
            "Say which rule this breaks: its author is told, and can appeal. Nothing was changed."
        )


class DaysMissing(ModerationRefused):
    """A suspension without a length, or with one that is not offered."""

    status = 422

    def __init__(self) -> None:
        super().__init__(
            f"A suspension lasts 1 to {MAX_SUSPENSION_DAYS} days. Say how many; nothing was changed."
        )


class DecisionTooLong(ModerationRefused):
    """A note or a quotation is too long."""

    status = 422

    def __init__(self) -> None:
        super().__init__(
            f"The note and the quoted words have at most {MAX_NOTE:,} characters each. Shorten them; they are still here."
        )


class NoAccountToRestrict(ModerationRefused):
    """A guest cannot be warned, suspended or held: there is nobody to tell."""

    status = 422

    def __init__(self) -> None:
        super().__init__(
            "Its author has no account, so there is nobody to warn, suspend or hold. You can keep the words or remove "
            "them; what a guest writes waits for you anyway."
        )


class NothingRemoved(ModerationRefused):
    """What is to be restored was not removed, or was restored before."""

    def __init__(self) -> None:
        super().__init__("There is no removal left to take back here, so nothing was changed.")


class NothingLocked(ModerationRefused):
    """A thread is to be unlocked that takes replies."""

    def __init__(self) -> None:
        super().__init__("This thread takes replies already, so nothing was changed.")


class NothingToLift(ModerationRefused):
    """An author is to be freed who is not held."""

    def __init__(self) -> None:
        super().__init__("This author is not held by any decision, so nothing was changed.")


class NotYoursToUndo(ModerationRefused):
    """A moderator takes back their own decisions."""

    status = 403

    def __init__(self) -> None:
        super().__init__(
            "Another moderator decided this. They can take it back, and so can an admin; nothing was changed."
        )


class NotTheLatest(ModerationRefused):
    """Something was decided since."""

    def __init__(self) -> None:
        super().__init__(
            "Something else was decided here since, so this cannot simply be taken back. Look at it as it is now, and "
            "decide anew; nothing was changed."
        )


class NotToBeUndone(ModerationRefused):
    """The step takes another one back, or nobody decided it."""

    def __init__(self) -> None:
        super().__init__("This step cannot be taken back. Decide anew instead; nothing was changed.")


class NothingChosen(ModerationRefused):
    """A bulk without anything in it, or with too much."""

    status = 422

    def __init__(self) -> None:
        super().__init__(f"Tick between 1 and {MAX_BULK} of the comments. Nothing was changed.")


class NothingWaits(ModerationRefused):
    """There is nothing to keep that was not kept before."""

    def __init__(self) -> None:
        super().__init__("Everybody can read it, and nobody has reported it, so there was nothing to decide.")
