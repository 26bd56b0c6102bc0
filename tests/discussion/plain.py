"""A discussion as plainly as it can be thought of: a list of comments, and everything else counted from it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import sqrt

from pollsite.discussion.types import MarkKind, Sort, Status

Z = 1.281551565545


@dataclass
class Said:
    """A comment, with what readers attached to it."""

    id: int
    author: str
    parent: "Said | None"
    status: Status
    text: str
    at: datetime
    tags: frozenset[str] = frozenset()
    published_at: datetime | None = None
    edited: bool = False
    earlier: list[tuple[str, bool]] = field(default_factory=list)
    marks: dict[str, MarkKind] = field(default_factory=dict)
    fans: set[str] = field(default_factory=set)

    @property
    def is_visible(self) -> bool:
        """Whether everybody may read it."""
        return self.status is Status.VISIBLE

    def count(self, kind: MarkKind) -> int:
        """How many marks of the kind it has."""
        return list(self.marks.values()).count(kind)

    @property
    def bound(self) -> float:
        """Wilson's lower bound, written another way than in the code."""
        good, n = self.count(MarkKind.GOOD), len(self.marks)
        if not good:
            return 0.0
        p = good / n
        return (p + Z**2 / (2 * n) - Z * sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))) / (1 + Z**2 / n)


@dataclass
class Plain:
    """All comments in the order in which they were written; threads are at most `depth` + 1 levels deep."""

    depth: int
    said: dict[int, Said] = field(default_factory=dict)

    def above(self, comment: Said) -> Said | None:
        """The comment it stands under: the one it answers, or that one's own when no deeper level is left."""
        if comment.parent is None:
            return None
        is_deepest = self.level(comment.parent) == self.depth
        return self.above(comment.parent) if is_deepest else comment.parent

    def level(self, comment: Said) -> int:
        """How deep it stands, 0 for a thread's first comment."""
        above = self.above(comment)
        return 0 if above is None else self.level(above) + 1

    def below(self, comment: Said | None) -> list[Said]:
        """What stands directly under it, oldest first; the threads for None."""
        return [one for one in self.said.values() if self.above(one) is comment]

    def thread(self, comment: Said) -> Iterator[Said]:
        """It and everything below, in reading order."""
        yield comment
        for reply in self.below(comment):
            yield from self.thread(reply)

    def root(self, comment: Said) -> Said:
        """The first comment of its thread."""
        above = self.above(comment)
        return comment if above is None else self.root(above)

    def replies(self, comment: Said) -> int:
        """How many visible comments are below it."""
        return self.visible(self.thread(comment)) - comment.is_visible

    def visible(self, comments: Iterable[Said]) -> int:
        """How many of them everybody may read."""
        return sum(one.is_visible for one in comments)

    def is_listed(self, comment: Said) -> bool:
        """Whether a page has a place for it."""
        return comment.is_visible or self.replies(comment) > 0

    def threads(self, sort: Sort, tag: str | None = None) -> list[int]:
        """The listed threads, of one slice or all, in their order."""
        roots = [one for one in self.below(None) if self.is_listed(one) and (tag is None or tag in one.tags)]
        keys = {
            Sort.BEST: lambda one: -round(one.bound * 10**9),
            Sort.NEWEST: lambda one: -one.id,
            Sort.OLDEST: lambda one: one.id,
            Sort.DISCUSSED: lambda one: -self.replies(one),
            Sort.MINDS: lambda one: -len(one.fans),
        }
        return [one.id for one in sorted(roots, key=lambda one: (keys[sort](one), one.id))]

    def fresh(self, shown: Iterable[int], *, among: Iterable[int], at: datetime) -> int | None:
        """The newest young thread with few marks that is not shown."""
        candidates = [
            one
            for one in map(self.said.__getitem__, set(among) - set(shown))
            if one.is_visible
            and one.published_at is not None
            and at - one.published_at < timedelta(hours=24)
            and len(one.marks) < 3
        ]
        return max((one.id for one in candidates), default=None)

    def slice_count(self, tag: str) -> int:
        """How many visible comments the threads about a question hold."""
        return sum(self.visible(self.thread(root)) for root in self.below(None) if tag in root.tags)

    def face(self, comment: Said) -> tuple[object, ...]:
        """What others see of it."""
        if not self.is_listed(comment):
            return ()
        words = (comment.text, comment.edited, comment.tags) if comment.is_visible else ()
        return (
            comment.status,
            words,
            comment.count(MarkKind.GOOD),
            len(comment.fans),
            self.replies(comment),
        )
