"""Comments as another program has written them to a file: what is read of them, and what is left."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from pollsite.archive.errors import ArchiveRefused

MAX_WORDS = 50_000
"""Characters of one comment in the file that are looked at; the rest is left out, and said."""
EARLIEST_YEAR = 1990
"""Nobody has commented on a web page before it."""
DIGEST_LENGTH = 24


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
    TWICE = "told twice in the file, or with the number of another"


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignComment:
    """A comment of the file. `key` is its number there, `parent` that of what it answers, "" for none; `words` are
    HTML, or Markdown where the program lets people write that, of which MAX_WORDS are looked at. `person` tells its
    author from others with the same `name`, as far as the file does: see person_of().
    """

    key: str
    parent: str = ""
    name: str
    at: datetime
    words: str
    is_html: bool = True
    person: str = ""


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

    taken: set[str] = field(default_factory=set)
    """The keys of `comments`."""

    def add(self, comment: ForeignComment) -> None:
        """One more comment. One without a number gets one that its words, name and time make; no number counts twice."""
        if not comment.key:
            comment = replace(
                comment, key=f"~{digest_of(comment.at.isoformat(), comment.name, comment.words)}"
            )
        if comment.key in self.taken:
            self.left_out[LeftOut.TWICE] += 1
            return
        self.taken.add(comment.key)
        self.comments.append(comment)

    def leave_out(self, key: str, parent: str, why: LeftOut) -> None:
        """The comment is not brought in; what answers it stands where it would have stood."""
        self.left_out[why] += 1
        self.parents[key] = parent

    @property
    def address(self) -> str:
        """What the operator is told of it."""
        return self.names[0]


def digest_of(*facts: str) -> str:
    """Short, and another for other facts."""
    return sha256("\n".join(facts).encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST_LENGTH]


def person_of(*facts: str) -> str:
    """A digest of the first fact that is given, as an account there or a mail address: it tells people of one name apart
    while a file is read, and is kept nowhere.
    """
    return next((digest_of(fact.casefold()) for fact in facts if fact), "")


def believed(at: datetime) -> datetime | None:
    """The time, unless nobody can have commented then."""
    return at if at.year >= EARLIEST_YEAR else None


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
    told = Counter(page.address for page in found or spoken)
    names = ", ".join(
        page.address[:100] if told[page.address] == 1 else f"{page.address[:100]} ({page.names[-1]})"
        for page in (found or spoken)[:10]
    )
    raise ArchiveRefused(
        f"The file has comments on {len(spoken)} pages, and it is not clear which are meant. "
        f"Say it with --page, by an address as it stands there, or the number behind it: {names}."
    )


def _ends_with(name: str, slug: str) -> bool:
    last = re.split(r"[?#]", name)[0].rstrip("/").rpartition("/")[2]
    return last.removesuffix(".html") == slug
