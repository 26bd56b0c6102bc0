"""What letters say: plain text, and of a comment only words that everybody may read. Nothing of anybody's vote."""

from pollsite.accounts.types import NoticeKind
from pollsite.discussion.addressees import Correspondence
from pollsite.discussion.types import Status
from pollsite.discussion.words import decision_sentence
from pollsite.mail import Letter

MAX_QUOTED = 1_500

_WHY = {
    NoticeKind.REPLY: "You get this email because you asked to be told when somebody answers you.",
    NoticeKind.DECISION: "You get this email because you asked to be told about decisions on your comments.",
}


def letter_about(due: Correspondence, *, address: str, stop_address: str) -> Letter | None:
    """The letter; None where there is nothing left to tell of, as with a reply that is no longer shown.

    `address` is the comment's, `stop_address` stops such letters; both are whole addresses.
    """
    if due.subscription.kind is NoticeKind.DECISION:
        return decision_letter(due, address=address, stop_address=stop_address)
    if due.status is not Status.VISIBLE:
        return None
    return reply_letter(due, address=address, stop_address=stop_address)


def reply_letter(due: Correspondence, *, address: str, stop_address: str) -> Letter:
    """Somebody has answered a comment."""
    author = due.author or "Somebody"
    text = f"{author} answered your comment under “{due.title}”:\n\n{quoted(due.source)}"
    return _letter(
        due, f"{author} answered you: {due.title}", text, "Read it in its place", address, stop_address
    )


def decision_letter(due: Correspondence, *, address: str, stop_address: str) -> Letter:
    """It was decided about a comment of the one who is written to."""
    text = f"About your comment under “{due.title}”:\n\n{decision_sentence(due.status, due.reason)}"
    if due.source:
        text += f"\n\n{quoted(due.source)}"
    return _letter(
        due, f"About your comment: {due.title}", text, "See it in its place", address, stop_address
    )


def _letter(
    due: Correspondence, subject: str, text: str, invitation: str, address: str, stop_address: str
) -> Letter:
    return wanted_letter(
        to=due.to,
        name=due.name,
        subject=subject,
        text=f"{text}\n\n{invitation}:\n{address}",
        why=_WHY[due.subscription.kind],
        stop_address=stop_address,
    )


def wanted_letter(*, to: str, name: str, subject: str, text: str, why: str, stop_address: str) -> Letter:
    """A letter to somebody who asked for such letters; `why` says so, `stop_address` stops them with one press."""
    return Letter(
        to=to,
        subject=subject,
        text=(
            f"Hello {name},\n\n{text}\n\n-- \n{why} "
            f"To stop them, open this address and press the button:\n{stop_address}\n"
        ),
        headers={
            "List-Unsubscribe": f"<{stop_address}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def quoted(source: str) -> str:
    """Words as letters quote them, each line marked, and not too many."""
    shortened = source if len(source) <= MAX_QUOTED else source[: MAX_QUOTED - 1] + "…"
    return "\n".join(f"> {line}" for line in shortened.split("\n"))
