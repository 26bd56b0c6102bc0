"""Comments as another program has written them to a file: what is read of them, and what is left."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pollsite.archive.errors import ArchiveRefused

MAX_WORDS = 200_000
"""Characters of one comment in the file; what is longer is no comment."""


class Source(StrEnum):
    """The program the comments were written with."""

    DISQUS = "disqus"
    WORDPRESS = "wordpress"
    ISSO = "isso"

    @property
    def label(self) -> str:
        """As its makers write it."""
        return {"disqus": "Disqus", "wordpress": "WordPress", "isso": "Isso"}[self.value]


class LeftOut(StrEnum):
    """Why a comment of the file is not brought in."""

    SPAM = "spam"
    DELETED = "deleted there"
    UNAPPROVED = "not approved there"
    PINGBACK = "no comments but links from other sites"
    UNDATED = "without a time that can be read"
    EMPTY = "without words"


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignComment:
    """A comment of the file. `key` is its number there, `parent` that of what it answers, "" for none; `words` are
    HTML, or Markdown where the program lets people write that.
    """

    key: str
    parent: str = ""
    name: str
    at: datetime
    words: str
    is_html: bool = True


@dataclass(slots=True)
class ForeignPage:
    """What was said on one page of the site that the file is from. `names` are what the page is known by: its address,
    title, number.
    """

    names: tuple[str, ...]
    comments: list[ForeignComment] = field(default_factory=list)
    left_out: Counter[LeftOut] = field(default_factory=Counter)
    parents: dict[str, str] = field(default_factory=dict)
    """By the key of each comment that was left out, the key of what it answers."""

    def leave_out(self, key: str, parent: str, why: LeftOut) -> None:
        """The comment is not brought in; what answers it stands where it would have stood."""
        self.left_out[why] += 1
        self.parents[key] = parent

    @property
    def address(self) -> str:
        """What the operator is told of it."""
        return self.names[0]


def page_for(pages: Iterable[ForeignPage], *, slug: str, wanted: str | None) -> ForeignPage:
    """The page whose comments are meant: the one called `wanted`, else the one whose address ends with the article's
    `slug`, else the only one. Raises ArchiveRefused.
    """
    spoken = [page for page in pages if page.comments or page.left_out]
    if not spoken:
        raise ArchiveRefused("There are no comments in this file.")
    if wanted is not None:
        found = [page for page in spoken if wanted in page.names]
    else:
        found = [page for page in spoken if any(_ends_with(name, slug) for name in page.names)]
        found = found or (spoken if len(spoken) == 1 else [])
    if len(found) == 1:
        return found[0]
    names = ", ".join(page.address[:100] for page in (found or spoken)[:10])
    raise ArchiveRefused(
        f"The file has comments on {len(spoken)} pages, and it is not clear which are meant. "
        f"Say it with --page, by an address as it stands there: {names}."
    )


def _ends_with(name: str, slug: str) -> bool:
    last = re.split(r"[?#]", name)[0].rstrip("/").rpartition("/")[2]
    return last.removesuffix(".html") == slug
