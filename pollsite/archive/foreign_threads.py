"""The order in which comments from elsewhere are stored: oldest first, and nothing before what it answers."""

from collections.abc import Iterator, Mapping

from pollsite.archive.foreign import ForeignComment, ForeignPage


def in_order(page: ForeignPage) -> Iterator[tuple[ForeignComment, str]]:
    """Each comment of the page once, with the key of the kept comment that it answers, "" for none.

    What answered a comment that was left out answers what that one answered; where answers go round in a circle, one of
    them answers nothing.
    """
    kept = {comment.key: comment for comment in sorted(page.comments, key=_age)}
    done: set[str] = set()
    for comment in kept.values():
        waiting: list[ForeignComment] = []
        seen: set[str] = set()
        step: ForeignComment | None = comment
        while step is not None and step.key not in done and step.key not in seen:
            waiting.append(step)
            seen.add(step.key)
            step = kept.get(_kept_parent(step.parent, kept, page.parents))
        for each in reversed(waiting):
            parent = _kept_parent(each.parent, kept, page.parents)
            done.add(each.key)
            yield each, parent if parent in done and parent != each.key else ""


def count_raised(page: ForeignPage) -> int:
    """How many answered a comment that was left out, or is not in the file."""
    return sum(bool(comment.parent) and comment.parent not in page.taken for comment in page.comments)


def _age(comment: ForeignComment) -> tuple[object, int, str]:
    return comment.at, len(comment.key), comment.key


def _kept_parent(key: str, kept: Mapping[str, ForeignComment], left_out: Mapping[str, str]) -> str:
    """The nearest comment above that is kept, "" for none."""
    seen: set[str] = set()
    while key and key not in kept and key not in seen:
        seen.add(key)
        key = left_out.get(key, "")
    return key if key in kept else ""
