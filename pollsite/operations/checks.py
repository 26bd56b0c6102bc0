"""What the doctor says of one thing, and how it is printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How it stands."""

    OK = "ok"
    ADVICE = "advice"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, how it stands in one sentence, and how to mend it: "" where nothing is to be mended."""

    name: str
    verdict: Verdict
    sentence: str
    mend: str = ""


def fine(name: str, sentence: str) -> Check:
    """It is as it should be."""
    return Check(name, Verdict.OK, sentence)


def advice(name: str, sentence: str, mend: str) -> Check:
    """It works, and could be better."""
    return Check(name, Verdict.ADVICE, sentence, mend)


def problem(name: str, sentence: str, mend: str) -> Check:
    """A site in production must not stay so."""
    return Check(name, Verdict.PROBLEM, sentence, mend)


def has_problem(checks: Sequence[Check]) -> bool:
    """Whether anything must be mended."""
    return any(check.verdict is Verdict.PROBLEM for check in checks)


def lines(checks: Sequence[Check]) -> list[str]:
    """A table for people: problems as they come, each with how to mend it below, and the sum last."""
    width = max((len(check.name) for check in checks), default=0)
    told = []
    for check in checks:
        told.append(f"{check.verdict.value:<8} {check.name:<{width}}  {check.sentence}")
        if check.mend:
            told.append(f"{'':<8} {'':<{width}}  → {check.mend}")
    numbers = {verdict: sum(check.verdict is verdict for check in checks) for verdict in Verdict}
    told.append(
        f"{numbers[Verdict.OK]} ok, {numbers[Verdict.ADVICE]} to consider, {numbers[Verdict.PROBLEM]} to mend."
    )
    return told
