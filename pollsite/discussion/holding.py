"""Which comments wait for a moderator before anybody else may read them."""

from pollsite.discussion.types import HoldReason, Openness


def hold_reason(*, is_guest: bool, openness: Openness) -> HoldReason | None:
    """Why a new comment is held; None if it is to be read at once. The reason that says most comes first."""
    if is_guest:
        return HoldReason.GUEST
    if openness is Openness.HOLDING:
        return HoldReason.EVERYTHING
    return None
