"""A comment's HTML, as other programs keep it, turned into the small Markdown that comments are written in here.

Only words and their plainest shape come along: paragraphs, emphasis, quotes, lists, links. Whatever else the HTML holds is
left out, and what is made of it goes through the one renderer that every comment goes through.
"""

import re
from collections.abc import Iterator

from pollsite.archive.html_tokens import Part, Token, tokens
from pollsite.markup import MAX_LINKS, is_safe_link

_BLOCKS = frozenset(
    {"p", "div", "section", "article", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "ul", "ol", "pre"}
)
_EMPHASIS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_SIGNS = re.compile(r"([\\`*_\[\]<>!#+\-~|&=])")
_NUMBERED = re.compile(r"^([ \t]*\d+)([.)])", re.MULTILINE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_ADDRESS = re.compile(r"(?i)(https?://[^\s<>\"]*[^\s<>\".,;:!?)\]}'])")
_SCHEME = re.compile(r"(?i)\b(?:[a-z][a-z0-9+.-]{0,30}://|mailto:)")
_INDENT = re.compile(r"(?m)^[ \t]+")
_TAB, _BLANK = 4, "\u00a0"
_QUOTE, _END_OF_QUOTE = "\x02", "\x03"
MAX_QUOTES = 6
"""Quotes one inside the other; deeper ones stand in the deepest."""
MAX_EMPHASIS = 6
"""Emphasis inside emphasis; what is deeper is not emphasised once more."""


def source_of_html(html: str) -> str:
    """The Markdown source of a comment's HTML; line breaks in it are kept, as WordPress means them."""
    reading = _Reading()
    for token in tokens(html):
        reading.take(token)
    return reading.source()


def plain_source(text: str) -> str:
    """Text as Markdown that shows it as it stands, with addresses but no links: where nothing else will do."""
    return escaped(_SCHEME.sub("", _CONTROLS.sub("", text)))


def escaped(text: str) -> str:
    """Text with Markdown's signs made plain."""
    return _NUMBERED.sub(r"\1\\\2", _SIGNS.sub(r"\\\1", text))


class _Reading:
    """Takes HTML piece by piece, however broken it is."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._quotes = self._links = self._deeper = self._pre = 0
        self._emphasised: list[tuple[str, int]] = []
        self._link = ("", 0)

    def source(self) -> str:
        """What came of it: each line of a quote begins with its signs, and blank lines are single."""
        self._end_block()
        lines, quotes = [], 0
        for piece in re.split(f"({_QUOTE}|{_END_OF_QUOTE})", "".join(self._pieces)):
            if piece in (_QUOTE, _END_OF_QUOTE):
                quotes += 1 if piece == _QUOTE else -1
                lines.append("> " * min(quotes, MAX_QUOTES))
            else:
                lines += [
                    ("> " * min(quotes, MAX_QUOTES) + line.strip(" \t")).rstrip()
                    for line in piece.split("\n")
                ]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

    def take(self, token: Token) -> None:
        """The next token."""
        if token.part is Part.WORDS:
            text = _CONTROLS.sub("", token.text)
            self._pieces += self._words(_INDENT.sub(_kept, text) if self._pre else text)
        elif token.part is Part.BEGIN:
            self._begin(token)
        else:
            self._end(token.text)

    def _begin(self, token: Token) -> None:
        tag = token.text
        if tag == "a":
            self._begin_link(token.attribute("href"))
        elif tag in _EMPHASIS:
            self._begin_emphasis(tag)
        elif tag == "br":
            self._pieces.append("\n")
        elif tag == "li":
            self._end_block()
            self._pieces.append("- ")
        elif tag == "blockquote":
            self._end_block()
            self._quotes += 1
            self._pieces.append(_QUOTE)
        elif tag in _BLOCKS:
            self._end_block()
            self._pre += tag == "pre"

    def _end(self, tag: str) -> None:
        if tag == "a":
            self._end_link()
        elif tag in _EMPHASIS:
            self._emphasise(tag)
        elif tag == "blockquote" and self._quotes:
            self._end_block()
            self._quotes -= 1
            self._pieces.append(_END_OF_QUOTE)
        elif tag in _BLOCKS:
            self._end_block()
            self._pre = 0 if tag == "pre" else self._pre

    def _words(self, text: str) -> Iterator[str]:
        """The text with its addresses as links, while there may be more."""
        for place, piece in enumerate(_ADDRESS.split(text)):
            if place % 2 == 0:
                yield escaped(piece)
            elif not self._link[0] and self._links < MAX_LINKS and is_safe_link(piece):
                self._links += 1
                yield f"<{piece}>"
            else:
                yield escaped(piece if self._link[0] else _SCHEME.sub("", piece))

    def _end_block(self) -> None:
        self._end_link()
        self._emphasised.clear()
        self._deeper = 0
        self._pieces.append("\n\n")

    def _begin_link(self, target: str) -> None:
        self._end_link()
        target = re.sub(r"[\s\x00-\x1f]", "", target).replace("\\", "%5C")
        if self._links < MAX_LINKS and is_safe_link(target) and not target.startswith("#"):
            self._links += 1
            self._link = (target, len(self._pieces))
            self._pieces.append("[")

    def _end_link(self) -> None:
        target, begun = self._link
        if target:
            if not "".join(self._pieces[begun + 1 :]).strip():
                self._pieces.append(escaped(target))
            self._pieces.append(f"](<{target}>)")
        self._link = ("", 0)

    def _begin_emphasis(self, tag: str) -> None:
        if len(self._emphasised) < MAX_EMPHASIS:
            self._emphasised.append((tag, len(self._pieces)))
        else:
            self._deeper += 1

    def _emphasise(self, tag: str) -> None:
        """Put the signs around the words, close to them, as Markdown wants it."""
        if self._deeper:
            self._deeper -= 1
            return
        if not self._emphasised or self._emphasised[-1][0] != tag:
            return
        _, begun = self._emphasised.pop()
        words = "".join(self._pieces[begun:])
        core = words.strip()
        if core and "\n\n" not in core and not self._link[0]:
            before, _, after = words.partition(core)
            self._pieces[begun:] = [before + _EMPHASIS[tag] + core + _EMPHASIS[tag] + after]


def _kept(indent: re.Match[str]) -> str:
    """Blanks that stay: as Markdown, others at the beginning of a line are none."""
    return _BLANK * len(indent[0].expandtabs(_TAB))
