"""No answer of a wording takes the label that another one has, or had: its votes would be read as the other's."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from pollsite.polls.errors import WordingConflict
from pollsite.polls.ledger_lines import read_line
from pollsite.polls.models import LedgerLine, Option, Poll


def refuse_exchanged_labels(
    session: Session, poll: Poll, options: Sequence[Option], labels: Mapping[str, str]
) -> None:
    """Raises WordingConflict if one of `labels`, by key, is another than now and was told of another of the options.

    Whoever publishes cannot vouch for that. What is no letter or digit, and how letters are cased, tells no labels apart.
    """
    changed = {option.key: labels[option.key] for option in options if option.label != labels[option.key]}
    if not changed:
        return
    for key, earlier in _labels_so_far(session, poll):
        for other, label in changed.items():
            if other != key and _plain(label) == _plain(earlier):
                raise WordingConflict(
                    f"{poll.key}: the answer {other} would now read “{label}”, under which readers voted for {key}. "
                    f"That is another question; start a new wording: raise wording to {poll.wording + 1}."
                )


def _labels_so_far(session: Session, poll: Poll) -> Iterator[tuple[str, str]]:
    """Keys and labels of the present wording, as the ledger tells them, each time that it was asked or corrected."""
    asked = select(LedgerLine.line).where(
        LedgerLine.poll_id == poll.id, LedgerLine.line.startswith('{"act":"wording",')
    )
    for row in map(read_line, session.scalars(asked.order_by(LedgerLine.number))):
        if row.wording == poll.wording:
            yield from row.answers


def _plain(label: str) -> str:
    return "".join(filter(str.isalnum, label.casefold())) or label.strip()
