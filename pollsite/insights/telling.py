"""How a group's share of an answer may be told: in numbers, or where one is withheld in words that leave it open."""

from typing import Any

from pollsite.insights.claims import Claim, Share

NEARLY_ALL, MOST, FEWER, HARDLY_ANY = "nearly all", "most", "fewer than half", "hardly any"
CLEARLY = 10
"""All but one in so many are nearly all, and no more than one in so many hardly any."""
FEWEST_FOR_EXTREMES, FEWEST_FOR_HALVES = 40, 10
"""Of a group that is told of in words: any of five numbers or more would be told in the same ones."""


def share_kept(claim: Claim, share: Share, counts: dict[str, Any], group: int) -> dict[str, Any]:
    """`chose` and `of`, where both may be published, else None; and `word`, "" where there is none that would do.

    `counts` are the question's published ones, by group and option.
    """
    answered = counts["answered"][group]
    cells = [counts["cells"][group][position] for position in claim.positions]
    if answered is None or None in cells:
        return {"chose": None, "of": None, "word": word_for(share)}
    chose = sum(cells) if claim.chosen else answered - sum(cells)
    return {"chose": chose, "of": answered, "word": word_for(share)}


def word_for(share: Share) -> str:
    """About how many, in words."""
    if share.answered >= FEWEST_FOR_EXTREMES:
        if CLEARLY * (share.answered - share.chose) <= share.answered:
            return NEARLY_ALL
        if CLEARLY * share.chose <= share.answered:
            return HARDLY_ANY
    if share.answered < FEWEST_FOR_HALVES or share.part == 0.5:
        return ""
    return MOST if share.part > 0.5 else FEWER
