"""Why a poll refuses, each in a sentence that says what to do. `status` is the HTTP code of the answer."""

from typing import Protocol


class Refusal(Protocol):
    """Whatever is refused: str() is the sentence for the reader; the seconds until trying again, where known."""

    status: int
    retry_after_s: int | None


class PollError(Exception):
    """Parent of every refusal; str() is the sentence for the reader."""

    status = 422
    retry_after_s: int | None = None


class PollNotFound(PollError):
    """No such poll, or its article no longer asks it."""

    status = 404

    def __init__(self) -> None:
        super().__init__("This question is no longer asked here. Nothing was recorded.")


class PollNotOpen(PollError):
    """Voting has not begun."""

    status = 409


class PollClosed(PollError):
    """Voting has ended."""

    status = 409


class WordingChanged(PollError):
    """The reader answered a wording that is no longer asked."""

    status = 409

    def __init__(self) -> None:
        super().__init__(
            "The question was reworded while you had it open, so your answer was not counted. "
            "Please read it again and choose."
        )


class NoOptionChosen(PollError):
    """The form came without an answer."""

    def __init__(self) -> None:
        super().__init__("Nothing was chosen, so nothing was counted. Choose an answer, then vote.")


class UnknownOption(PollError):
    """The form named an answer that this question does not have."""

    def __init__(self) -> None:
        super().__init__("That answer does not belong to this question. Choose one of those shown.")


class TooManyOptions(PollError):
    """More answers than the question takes."""

    def __init__(self, *, chosen: int, limit: int) -> None:
        answers = "one answer" if limit == 1 else f"{limit} answers"
        super().__init__(
            f"You chose {chosen}; this question takes at most {answers}. Remove some, then vote."
        )


class ExclusiveCombined(PollError):
    """An answer that stands alone was combined with another."""

    def __init__(self, label: str) -> None:
        super().__init__(f"“{label}” cannot be combined with another answer. Keep it, or the others.")


class FormIncomplete(PollError):
    """The form came without the number of the wording it answers."""

    def __init__(self) -> None:
        super().__init__(
            "The form arrived incomplete, so nothing was counted. Please choose again, then vote."
        )


class NotStored(PollError):
    """The database did not take the act."""

    status = 503
    retry_after_s = 10

    def __init__(self) -> None:
        super().__init__(
            "The site could not store this just now, so nothing was changed. Please try again in a moment."
        )


class NoBallot(PollError):
    """There is no vote to withdraw."""

    status = 409

    def __init__(self) -> None:
        super().__init__("You have no vote here to withdraw.")


class NothingToPeek(PollError):
    """The results cannot be opened this way."""

    status = 409

    def __init__(self) -> None:
        super().__init__("These results open only when the poll closes.")


class ActRefused(Exception):
    """A reader's act on a poll was refused; whatever they had chosen is kept for the page that says so.

    `keys` is None for an act that chooses nothing: the page then shows the standing vote.
    """

    def __init__(self, poll_id: int, keys: tuple[str, ...] | None, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.poll_id = poll_id
        self.keys = keys
        self.sentence = str(refusal)
        self.status = refusal.status
        self.retry_after_s = refusal.retry_after_s


class WordingConflict(PollError):
    """A republished question would falsify its tally; the message tells the publisher what to change."""
