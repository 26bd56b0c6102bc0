"""Which comments wait for a moderator before anybody else may read them."""

from pollsite.discussion.types import HoldReason, Openness, Status


def hold_reason(*, is_guest: bool, openness: Openness) -> HoldReason | None:
    """Why a new comment is held; None if it is to be read at once. The reason that says most comes first."""
    if is_guest:
        return HoldReason.GUEST
    if openness is Openness.HOLDING:
        return HoldReason.EVERYTHING
    return None


def hold_reason_of_new_words(*, status: Status, is_guest: bool, openness: Openness) -> HoldReason | None:
    """Why a comment goes back to those that wait when its author gives it other words; None if it stays as it is.

    Whoever may not publish without a moderator may not publish by rewriting what one has let through.
    """
    if status is not Status.VISIBLE:
        return None
    return hold_reason(is_guest=is_guest, openness=openness)


def why_held(reason: str) -> str:
    """The sentence that tells an author why their comment waits; "" where a moderator has given a reason of their own."""
    return _WHY.get(reason, "")


_WHY: dict[str, str] = {
    HoldReason.GUEST: "So does everything that is written without an account.",
    HoldReason.EVERYTHING: "So does everything on this article for now.",
    HoldReason.BACKLOG: "So does everything on this article while the moderators have so much to look at.",
    HoldReason.FIRST: "So do everybody’s first comments; later ones are published at once.",
    HoldReason.LINK: "So does every comment with a link or an address in it.",
    HoldReason.WORD: "A moderator looks first at some words, and at signs that turn letters round.",
    HoldReason.AUTHOR: "A moderator has decided that your comments are looked at first.",
}
