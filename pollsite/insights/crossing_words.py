"""What a pair of questions says, in sentences."""

from pollsite.articles.types import Visibility
from pollsite.insights.crossing_pairs import Cell, Contrast, Pair, Row
from pollsite.polls.types import PollDefinition
from pollsite.polls.words import counted

LEVEL_POINTS = 3
"""Rows that differ by less are said to answer alike."""
TWICE = "That is one question twice. Choose two, and they are set against each other."
UNKNOWN = "This article asks no such question; it may have asked it earlier. Choose two from the list."


def pair_in_words(pair: Pair) -> str:
    """ "Of the 200 readers who answered “Yes” to “Used one?”, 61 % (122) say “Fine” to “Ethical?”; of the 206 who
    answered “No”, 34 % (70)."; without a comparison, why there is none.
    """
    contrast = pair.contrast
    if contrast is None:
        return _uncompared(pair)
    if contrast.points < LEVEL_POINTS:
        return _level(pair, contrast)
    most, least = contrast.cell(contrast.most), contrast.cell(contrast.least)
    return (
        f"Of the {contrast.most.total:,} readers who answered “{contrast.most.choice.label}” to “{pair.of.question}”, "
        f"{most.percent}\u202f% ({most.count:,}) say “{contrast.choice.label}” to “{pair.by.question}”; "
        f"of the {contrast.least.total:,} who answered “{contrast.least.choice.label}”, "
        f"{least.percent}\u202f% ({least.count:,})."
    )


def _uncompared(pair: Pair) -> str:
    have = f"{counted(pair.both, 'reader has', 'readers have')} answered both questions"
    if pair.is_whole:
        return f"{have}: too few in each row to compare."
    return f"{have}: what is withheld leaves too little to compare."


def _level(pair: Pair, contrast: Contrast) -> str:
    """That readers say much the same is said only if nothing that is withheld could turn it round."""
    most, least = contrast.cell(contrast.most), contrast.cell(contrast.least)
    if pair.is_whole and not pair.differs_by(LEVEL_POINTS):
        return (
            f"Whatever they answered to “{pair.of.question}”, readers say much the same to “{pair.by.question}”: "
            f"“{contrast.choice.label}”, {_share(most, contrast.most)} of those who answered "
            f"“{contrast.most.choice.label}”, and {_share(least, contrast.least)} of those who answered "
            f"“{contrast.least.choice.label}”."
        )
    told = (
        f"To “{pair.by.question}”, {_share(most, contrast.most)} of those who answered "
        f"“{contrast.most.choice.label}” to “{pair.of.question}” say “{contrast.choice.label}”, and "
        f"{_share(least, contrast.least)} of those who answered “{contrast.least.choice.label}”."
    )
    return told if pair.is_whole else f"{told} Some numbers are withheld, and other answers may differ more."


def _share(cell: Cell, row: Row) -> str:
    return f"{cell.percent}\u202f% ({cell.count:,} of {row.total:,})"


def hidden_in_words(poll: PollDefinition) -> str:
    """Why this reader may not see a question set against others yet."""
    when = "when the poll closes" if poll.visibility is Visibility.AFTER_CLOSE else "with your vote"
    return (
        f"The results of “{poll.question}” open {when}; until then it is set against no other question here."
    )


def none_in_words(fewest: int) -> str:
    """Where no two questions can be set against each other yet, whichever are chosen."""
    return (
        "Two questions are set against each other here, whichever you choose, "
        f"once {fewest} readers have answered both."
    )


def few_in_words(fewest: int) -> str:
    """Where too few have answered both of two questions."""
    return f"Too few have answered both questions to set one against the other: it takes {fewest} readers."
