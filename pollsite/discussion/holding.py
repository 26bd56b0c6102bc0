"""Which comments wait for a moderator before anybody else may read them."""

from pollsite.discussion.types import HoldReason, Openness, Status


def hold_reason(*, is_guest: bool, openness: Openness) -> HoldReason | None:
    """Why a new comment is held; None if it is to be read at once. The reason that says most comes first."""
    if is_guest:
        return HoldReason.GUEST
    if openness is Openness.HOLDING:
        return HoldReason.EVERYTHING
    return None


def hold_reason_of_new_words(
    *, status: Status, is_guest: bool, openness: Openness, suspicion: HoldReason | None = None
) -> HoldReason | None:
    """Why a comment goes back to those that wait when its author gives it other words; None if it stays as it is.

    `suspicion`: what the overseer wants to have looked at. Whoever may not publish without a moderator may not publish
    by rewriting what one has let through.
    """
    if status is not Status.VISIBLE:
        return None
    return hold_reason(is_guest=is_guest, openness=openness) or suspicion
