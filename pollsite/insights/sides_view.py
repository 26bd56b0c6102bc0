"""What "The best of each side" shows one reader: a card for each side of a question, at equal size."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pollsite.discussion.records import ShownVote
from pollsite.discussion.views import ChosenView, CommentView, DebatedArticle, Question, view_comment
from pollsite.discussion.visibility import readable_votes, shown_of
from pollsite.insights.looking import Looking
from pollsite.insights.side_texts import ArgumentText
from pollsite.insights.sides import FEWEST_RATERS, Outcome, Side, side_in, sides_of
from pollsite.polls.types import PollDefinition

KIND = "sides"
_WHY_NONE = {
    Outcome.NONE: "Nobody on this side has let their vote stand beside an argument yet.",
    Outcome.FEW: "Not enough readers from the other side yet.",
    Outcome.UNCONVINCING: "Readers of every side have weighed these arguments. None is called good by all of them.",
    Outcome.FOUND: "The argument that was chosen can no longer be shown. Another one will be, once it has been looked for.",
}


@dataclass(frozen=True, slots=True)
class SideCard:
    """One side of a question by its answers, its best argument, and why it is that, or why there is none."""

    answers: tuple[ChosenView, ...]
    argument: CommentView | None
    sentence: str


@dataclass(frozen=True, slots=True)
class SidesQuestion:
    """A question with a card for each of its sides, in the publisher's order."""

    about: Question
    cards: tuple[SideCard, ...]

    @property
    def has_argument(self) -> bool:
        """Whether any side has one to show."""
        return any(card.argument for card in self.cards)


@dataclass(frozen=True, slots=True)
class SidesView:
    """`questions` have something to show, `others` nothing yet. `fewest`: so many of a side must have marked an argument."""

    questions: tuple[SidesQuestion, ...]
    others: tuple[Question, ...]
    computed_at: datetime
    fewest: int = FEWEST_RATERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The arguments as they are now, by number, and for whom they are read: nobody in particular, or a reader who
    ignores some accounts.
    """

    found: Mapping[int, ArgumentText]
    reader_id: UUID | None = None
    ignored: Set[int] = frozenset()


def arguments_of(looking: Looking) -> frozenset[int]:
    """The comments that the reader's page may show, by number."""
    return frozenset(
        best["comment"] for poll in _polls(looking) for side in _kept(looking, poll) for best in side["best"]
    )


def sides_view(looking: Looking, texts: Texts) -> SidesView | None:
    """The section, or None as long as nothing was worked out about a question whose results this reader may see."""
    kept = looking.kept.get(KIND)
    asked = [_question(looking, poll, texts) for poll in _polls(looking)]
    if kept is None or not asked:
        return None
    return SidesView(
        tuple(question for question in asked if question.has_argument),
        tuple(question.about for question in asked if not question.has_argument),
        kept.computed_at,
    )


def _polls(looking: Looking) -> tuple[PollDefinition, ...]:
    """The questions about which there is something kept: as they are worded now, and seen by the reader."""
    seen = [state.definition for state in looking.seen()]
    return tuple(poll for poll in seen if len(_kept(looking, poll)) == len(sides_of(poll)) > 0)


def _kept(looking: Looking, poll: PollDefinition) -> list[dict[str, Any]]:
    figure = looking.kept.get(KIND)
    return list(figure.body.get(str(poll.wording_id), ())) if figure else []


def _question(looking: Looking, poll: PollDefinition, texts: Texts) -> SidesQuestion:
    sides, kept = sides_of(poll), _kept(looking, poll)
    cards = (_card(looking, poll, sides, own, kept[own], texts) for own in range(len(sides)))
    return SidesQuestion(Question(poll.key, poll.question), tuple(cards))


def _card(
    looking: Looking,
    poll: PollDefinition,
    sides: tuple[Side, ...],
    own: int,
    kept: Mapping[str, Any],
    texts: Texts,
) -> SideCard:
    answers = tuple(_answer(poll, position) for position in sides[own].positions)
    for best in kept["best"]:
        text = texts.found.get(best["comment"])
        if text is not None and _still_stands(text, poll, sides, own):
            return SideCard(answers, _argument(looking, text, texts), _praise(best["others"]))
    return SideCard(answers, None, _WHY_NONE[Outcome(kept["outcome"])])


def _answer(poll: PollDefinition, position: int) -> ChosenView:
    return ChosenView(poll.choices[position].label, f"tone-{position}")


def _still_stands(text: ArgumentText, poll: PollDefinition, sides: tuple[Side, ...], own: int) -> bool:
    """Whether its author lets their vote be shown still, and it is a vote for this side."""
    votes = readable_votes(text.comment, text.votes, open_wordings={poll.wording_id})
    return any(_is_for(vote, sides, own) for vote in votes)


def _is_for(vote: ShownVote, sides: tuple[Side, ...], own: int) -> bool:
    return side_in(sides, vote.then) == own == side_in(sides, vote.now)


def _argument(looking: Looking, text: ArgumentText, texts: Texts) -> CommentView | None:
    shown = shown_of(text.comment, reader_id=texts.reader_id, ignored=texts.ignored)
    return (
        view_comment(text.comment, DebatedArticle(looking.slug, {}), shown=shown, flat=True)
        if shown
        else None
    )


def _praise(others: int) -> str:
    if not others:
        return "Readers of every side call it a good point."
    return f"At least {others:,} readers who answered otherwise call it a good point."
