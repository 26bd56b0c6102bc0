"""A poll as one reader sees it: the numbers everybody shares, and what is theirs."""

from dataclasses import dataclass
from datetime import datetime

from pollsite.polls.choosing import positions_in
from pollsite.polls.ledger_lines import LedgerRow
from pollsite.polls.ledger_words import Receipt, ledger_in_words, receipt_of
from pollsite.polls.ordering import in_reader_order
from pollsite.polls.rounding import percentages
from pollsite.polls.types import NO_STANDING, Phase, PollDefinition, PollState, Standing
from pollsite.polls.visibility import may_peek, results_visible
from pollsite.polls.words import (
    HELD_NOTE,
    DatedWords,
    agreement_in_words,
    date_in_words,
    earlier_in_words,
    hold_in_words,
    leading_in_words,
    phase_in_words,
    voters_in_words,
)


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One answer's count and whole percent; `position` names its colour."""

    position: int
    label: str
    count: int
    percent: int
    not_sure: bool


@dataclass(frozen=True, slots=True)
class Results:
    """A poll's numbers, ready to print: the same for everybody who may see them. Rows in publisher's order.

    `held` says what held votes are, "" where there are none.
    """

    version: int
    rows: tuple[ResultRow, ...]
    voters: str
    held: str
    agreement: str
    earlier: str
    leading: str
    ledger: str

    @property
    def begun(self) -> bool:
        """Whether anybody has voted: without a vote there are no percentages."""
        return any(row.count for row in self.rows)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer in the form. `result` is None where results are hidden."""

    key: str
    label: str
    checked: bool
    exclusive: bool
    not_sure: bool
    result: ResultRow | None


COUNTED = "Your vote was counted."
RECORDED = "Your vote was recorded."
CHANGED = "Your vote was changed."
WITHDRAWN = "Your vote was withdrawn and is no longer counted."


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer not (yet) counted: the form is shown with `keys` chosen, and the sentence that says why.

    Without a sentence, the reader asked to change their vote; `keys` None leaves the standing vote chosen.
    """

    poll_id: int
    keys: tuple[str, ...] | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PollView:
    """Everything a template prints about a poll for one reader. `answers` is empty when there is no form; `held` says
    why their vote is not counted; `receipt` is there where they asked for it.
    """

    poll: PollDefinition
    answers: tuple[AnswerRow, ...]
    results: Results | None
    phase: Phase
    phase_words: DatedWords | None
    edited: str
    your_vote: tuple[str, ...]
    held: str
    peekable: bool
    error: str
    notice: str = ""
    receipt: Receipt | None = None

    @property
    def open(self) -> bool:
        """Whether votes are taken now."""
        return self.phase is Phase.OPEN

    @property
    def just_changed(self) -> bool:
        """Whether the reader has this moment put another answer in place of theirs."""
        return self.notice.startswith(CHANGED)

    @property
    def multiple(self) -> bool:
        """Whether more than one answer may be chosen."""
        return self.poll.max_choices > 1


def results_of(state: PollState) -> Results:
    """Rounded and worded results of a poll; whether they may be seen is visibility's business."""
    poll, tally = state.definition, state.tally
    percents = percentages(tally.counts, voters=tally.voters, kind=poll.kind)
    rows = tuple(
        ResultRow(choice.position, choice.label, count, percent, choice.not_sure)
        for choice, count, percent in zip(poll.choices, tally.counts, percents, strict=True)
    )
    return Results(
        version=tally.version,
        rows=rows,
        voters=voters_in_words(state),
        held=HELD_NOTE if tally.held else "",
        agreement=agreement_in_words(state),
        earlier=earlier_in_words(state),
        leading=leading_in_words(state, percents),
        ledger=ledger_in_words(state.ledger),
    )


def view_poll(
    state: PollState,
    *,
    at: datetime,
    results: Results | None = None,
    standing: Standing = NO_STANDING,
    seed: int = 0,
    draft: Draft | None = None,
    notice: str = "",
    receipt: LedgerRow | None = None,
) -> PollView:
    """The poll for one reader: with a form while they may still answer, with results if they may see them.

    `results` saves computing results_of(state) again. `seed` is the reader's shuffle seed.
    """
    poll = state.definition
    visible = (results or results_of(state)) if results_visible(poll, standing, at=at) else None
    is_open = poll.phase(at) is Phase.OPEN
    with_form = draft is not None or poll.phase(at) is Phase.NOT_OPEN or (is_open and not standing.choices)
    chosen = {poll.choices[i].key for i in positions_in(standing.choices)}
    if draft is not None and draft.keys is not None:
        chosen = set(draft.keys)
    return PollView(
        poll=poll,
        answers=answer_rows(poll, visible, chosen=chosen, seed=seed) if with_form else (),
        results=visible,
        phase=poll.phase(at),
        phase_words=phase_in_words(poll, at=at),
        edited=date_in_words(poll.edited_at) if poll.edited_at else "",
        your_vote=tuple(poll.choices[i].label for i in positions_in(standing.choices)),
        held=hold_in_words(standing.hold),
        peekable=may_peek(poll, standing, at=at),
        error=draft.sentence if draft else "",
        notice=notice,
        receipt=receipt_of(poll, receipt, visible=visible is not None) if receipt else None,
    )


def answer_rows(
    poll: PollDefinition, results: Results | None, *, chosen: set[str], seed: int
) -> tuple[AnswerRow, ...]:
    """The answers of a form in this reader's order, those with the keys `chosen` checked."""
    return tuple(
        AnswerRow(
            choice.key,
            choice.label,
            choice.key in chosen,
            choice.exclusive or choice.not_sure,
            choice.not_sure,
            results.rows[choice.position] if results else None,
        )
        for choice in in_reader_order(poll, seed=seed)
    )
