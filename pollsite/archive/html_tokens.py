"""HTML taken apart in one pass, however broken it is: the time it takes grows with its length and no faster.

What is no tag is words: a sign < that begins nothing, a tag or a comment without its end.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from html import unescape

UNSEEN = frozenset({"script", "style", "template", "title", "noscript", "iframe", "object", "svg", "math"})
"""Elements that are left out with all they hold, if they end anywhere; else their beginning is."""
_MARK = re.compile(
    r"""<(?:(?P<note>!--)|(?P<other>[!?])"""
    r"""|(?P<end>/?)(?P<tag>[A-Za-z][A-Za-z0-9:-]*+)(?P<attributes>(?:[^<>"']|"[^"<]*"|'[^'<]*')*+)>)"""
)
_ATTRIBUTE = re.compile(r"""([^\s"'=/]++)(?:\s*+=\s*+("[^"]*"|'[^']*'|[^\s"'>]++))?""")
_ENDS = {tag: re.compile(f"(?i)</{tag}\\s*+>") for tag in UNSEEN}
_END_OF_NOTE, _END_OF_OTHER = re.compile("-->"), re.compile(">")


class Part(Enum):
    """What a token is."""

    WORDS = auto()
    BEGIN = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """`text`: words as they are meant, or the name of an element in small letters; `attributes` as they are written."""

    part: Part
    text: str
    attributes: str = ""

    def attribute(self, name: str) -> str:
        """The value of the first attribute of that name, "" for none."""
        for found in _ATTRIBUTE.finditer(self.attributes):
            if found[1].lower() == name:
                return unescape((found[2] or "").strip("\"'"))
        return ""


def tokens(html: str) -> Iterator[Token]:
    """The tokens one after the other."""
    return _Taking(html).tokens()


class _Taking:
    def __init__(self, html: str) -> None:
        self._html = html
        self._never: set[re.Pattern[str]] = set()
        """What does not come any more, so that nobody looks for it twice."""

    def tokens(self) -> Iterator[Token]:
        done = at = 0
        while mark := _MARK.search(self._html, at):
            at = mark.end()
            over = self._after(mark)
            if over is None:
                continue
            if mark.start() > done:
                yield self._words(done, mark.start())
            if mark["tag"] and over == at:
                yield Token(Part.END if mark["end"] else Part.BEGIN, mark["tag"].lower(), mark["attributes"])
            done = at = over
        if done < len(self._html):
            yield self._words(done, len(self._html))

    def _after(self, mark: re.Match[str]) -> int | None:
        """Where it goes on after what begins there: behind all that is not to be seen. None: it begins nothing."""
        if mark["note"]:
            return self._end_of(_END_OF_NOTE, mark.end())
        if mark["other"]:
            return self._end_of(_END_OF_OTHER, mark.end())
        tag = mark["tag"].lower()
        if tag in UNSEEN and not mark["end"]:
            return self._end_of(_ENDS[tag], mark.end()) or mark.end()
        return mark.end()

    def _end_of(self, pattern: re.Pattern[str], start: int) -> int | None:
        found = None if pattern in self._never else pattern.search(self._html, start)
        if found is None:
            self._never.add(pattern)
        return found.end() if found else None

    def _words(self, start: int, end: int) -> Token:
        return Token(Part.WORDS, unescape(self._html[start:end]))
