"""Putting <mark> around quoted sentences, at the level of tokens, so that emphasis and links stay whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markdown_it.token import Token

from pollsite.articles.markdown import leaf_text

_IN_A_RUN = ("text", "code_inline", "softbreak", "hardbreak")


@dataclass(frozen=True)
class Sentence:
    """A stretch of a paragraph's text, from `start` to `end`, beside which the question `key` stands.

    `number` counts the questions from 1 in the order of the front matter.
    """

    start: int
    end: int
    number: int
    key: str


def mark_sentences(inline: Token, sentences: Sequence[Sentence]) -> None:
    """Mark the sentences, which do not overlap, in a paragraph's children.

    A mark never crosses a border of emphasis, link or footnote mark: it is closed before and opened again
    after. Only the first mark of a sentence carries its id.
    """
    marked: list[Token] = []
    begun: set[str] = set()
    current: Sentence | None = None
    for piece, sentence in _pieces(inline.children or [], sentences):
        if sentence is not current:
            if current is not None:
                marked.append(Token("mark_close", "mark", -1))
            if sentence is not None:
                marked.append(_mark_open(sentence, first=sentence.key not in begun))
                begun.add(sentence.key)
            current = sentence
        marked.append(piece)
    if current is not None:
        marked.append(Token("mark_close", "mark", -1))
    inline.children = marked


def _pieces(
    children: Sequence[Token], sentences: Sequence[Sentence]
) -> Iterator[tuple[Token, Sentence | None]]:
    """The children in order, text cut where a sentence begins or ends, each with the sentence it belongs to."""
    start = 0
    for child in children:
        end = start + len(leaf_text(child))
        if child.type not in _IN_A_RUN:
            yield child, None
        cuts = {cut for sentence in sentences for cut in (sentence.start, sentence.end) if start < cut < end}
        bounds = [start, *sorted(cuts), end] if end > start else []
        for left, right in pairwise(bounds):
            owner = next((told for told in sentences if told.start <= left and right <= told.end), None)
            whole = left == start and right == end
            yield child if whole else child.copy(content=child.content[left - start : right - start]), owner
        start = end


def _mark_open(sentence: Sentence, *, first: bool) -> Token:
    token = Token("mark_open", "mark", 1)
    token.attrs = {"class": f"asked asked-{sentence.number}"}
    if first:
        token.attrs["id"] = f"asks-{sentence.key}"
    return token
