"""Frozen values about figures and what they were made from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edition:
    """What an article's figures would be made from now.

    `questions` are the numbers of the wordings that take part, in the publisher's order; `versions` is the sum of their
    tallies' versions, `discussion` the version of the debate, `revision` the last step of any ballot's history.
    """

    article_id: int
    slug: str
    questions: tuple[int, ...]
    voters: int
    versions: int
    discussion: int
    revision: int
