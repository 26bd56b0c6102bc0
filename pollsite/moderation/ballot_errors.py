"""Why a decision about held votes is refused, each in a sentence that says what to do."""

from pollsite.moderation.errors import ModerationRefused


class NoBurstChosen(ModerationRefused):
    """The form named no group of held votes."""

    status = 422

    def __init__(self) -> None:
        super().__init__(
            "Nothing was chosen, so nothing was changed. Tick a group, or press a button beside one."
        )


class BurstNotFound(ModerationRefused):
    """There is no such group, or no such decision."""

    status = 404

    def __init__(self) -> None:
        super().__init__("There are no such held votes. Nothing was changed; what waits is listed below.")


class BurstDecided(ModerationRefused):
    """Somebody decided about it first, or took it back."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody decided about these votes meanwhile; their decision stands, and nothing of yours was stored. "
            "The list below is as it is now."
        )


class BurstGrown(ModerationRefused):
    """More votes have come to it than the moderator was shown."""

    def __init__(self, *, seen: int, ballots: int) -> None:
        super().__init__(
            f"The group has grown from {seen:,} to {ballots:,} votes since you looked, so nothing was changed. "
            "Look again, then decide."
        )
