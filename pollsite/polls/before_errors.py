"""Why an answer before reading is refused, each in a sentence that says what to do."""

from pollsite.polls.errors import ActRefused, PollError


class NotAskedBefore(PollError):
    """The article does not ask this question before reading."""

    status = 409

    def __init__(self) -> None:
        super().__init__("This question is not asked before reading. You can vote on it beside its sentence.")


class VotedAlready(PollError):
    """Who has voted has an opinion from after reading, or cannot have one from before it any more."""

    status = 409

    def __init__(self) -> None:
        super().__init__(
            "You have voted on this question already, so an answer from before reading can no longer be added."
        )


class NothingSaid(PollError):
    """The form came without an answer."""

    def __init__(self) -> None:
        super().__init__("Nothing was chosen, so nothing was kept. Choose an answer, or just read on.")


class NothingBefore(PollError):
    """There is no answer to withdraw."""

    status = 409

    def __init__(self) -> None:
        super().__init__("You have no answer from before reading here to withdraw.")


class BeforeRefused(ActRefused):
    """The same of an act on the question above the article; with `keys` None the page shows the answer that stands."""
