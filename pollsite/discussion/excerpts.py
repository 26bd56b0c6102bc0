"""The first words of a comment, for lists and letters: from its stored HTML, so without a trace of markup."""

from html.parser import HTMLParser

MAX_EXCERPT = 240
EXCERPT_SOURCE = 2_000
"""So many characters of a comment's HTML are enough to make an excerpt of."""


def excerpt_of(html: str, *, limit: int = MAX_EXCERPT) -> str:
    """At most `limit` characters of what the comment says itself; what it quotes only if it says nothing else.

    `html` may break off anywhere.
    """
    own, all_words = _Words(with_quotes=False), _Words(with_quotes=True)
    for words in (own, all_words):
        words.feed(html)
        said = " ".join("".join(words.pieces).split())
        if said:
            return _shortened(said, limit)
    return ""


def _shortened(said: str, limit: int) -> str:
    if len(said) <= limit:
        return said
    cut = said[: limit - 1]
    at_word = cut.rpartition(" ")[0]
    return (at_word if len(at_word) > limit // 2 else cut) + "…"


class _Words(HTMLParser):
    """Collects the text between tags; a blank stands for each tag that ends a line."""

    def __init__(self, *, with_quotes: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._with_quotes = with_quotes
        self._quotes = 0
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._quotes += tag == "blockquote"
        self._end_line(tag)

    def handle_endtag(self, tag: str) -> None:
        self._quotes -= tag == "blockquote"
        self._end_line(tag)

    def handle_data(self, data: str) -> None:
        if self._with_quotes or not self._quotes:
            self.pieces.append(data)

    def _end_line(self, tag: str) -> None:
        if tag in ("p", "br", "li", "pre", "blockquote"):
            self.pieces.append(" ")
