"""Comments as people write them, put together from sentences: few long ones, many short ones.

A text is a run of blocks (paragraphs, quotes, lists) that stand apart by a blank line, and each block renders by
itself. So a few thousand renderings make any number of comments, hardly two of them alike.
"""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from pollsite.demo import sentences

POOLED = 60
"""So many different paragraphs are made for each topic and side."""
DRIFT = 0.4
"""How often an answer, or a further paragraph, turns to another topic."""

_LENGTHS = ((0, 0.28), (1, 0.72), (2, 0.89), (3, 0.96), (5, 0.99), (8, 1.0))
"""So many paragraphs, up to which share of all comments; 0 is a reaction of a few words."""
_TRIES = 4
_TOPICS = tuple(sentences.TOPICS)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A comment's blocks as typed, and the sentences in it, the one that others may quote first."""

    blocks: tuple[str, ...]
    said: tuple[str, ...]

    @property
    def quotable(self) -> str:
        """What of it may be quoted."""
        return self.said[0]

    @property
    def source(self) -> str:
        """The whole as typed."""
        return "\n\n".join(self.blocks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a comment answers, and whether it agrees with that."""

    spoken: Spoken
    agreeing: bool


@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: str
    said: tuple[str, ...]


class Speech:
    """Makes texts. The same chance makes the same ones."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._paragraphs: dict[tuple[str, bool], list[_Paragraph]] = {}

    def opening(self, topic: str, *, at_ease: bool, article_quotes: tuple[str, ...] = ()) -> Spoken:
        """A comment that answers the article; now and then it quotes it."""
        chance = self._chance
        spoken = self._body(topic, at_ease=at_ease, length=max(1, self._length()))
        if article_quotes and chance.random() < 0.15:
            return _preceded(_quoting(chance.choice(article_quotes)), spoken)
        return spoken

    def answer(self, topic: str, *, at_ease: bool, to: Answered) -> Spoken:
        """A comment that answers another without repeating it; one in six quotes it."""
        chance, length = self._chance, self._length()
        reaction = self._reaction(to)
        if length:
            subject = chance.choice(_TOPICS) if chance.random() < DRIFT else topic
            spoken = self._body(subject, at_ease=at_ease, length=length, heard=to.spoken.said)
            spoken = _preceded(reaction, spoken) if chance.random() < 0.5 else spoken
        else:
            spoken = Spoken((reaction,), (reaction,))
        return _preceded(_quoting(to.spoken.quotable), spoken) if chance.random() < 0.17 else spoken

    def _length(self) -> int:
        drawn = self._chance.random()
        return next(length for length, up_to in _LENGTHS if drawn <= up_to)

    def _reaction(self, to: Answered) -> str:
        """A few words, other than those it answers."""
        known = sentences.REACTIONS_AGREEING if to.agreeing else sentences.REACTIONS_OBJECTING
        drawn = self._chance.choice(known)
        return self._chance.choice(known) if drawn in to.spoken.said else drawn

    def _body(self, topic: str, *, at_ease: bool, length: int, heard: tuple[str, ...] = ()) -> Spoken:
        """Up to so many paragraphs, none of which repeats another or what was `heard`, where that can be had."""
        first = self._paragraph(topic, at_ease=at_ease)
        for _ in range(_TRIES):
            if set(heard).isdisjoint(first.said):
                break
            first = self._paragraph(topic, at_ease=at_ease)
        blocks, said = [first.text], dict.fromkeys(first.said)
        for _ in range(length - 1):
            drifted = self._chance.choice(_TOPICS) if self._chance.random() < DRIFT else topic
            following = self._paragraph(drifted, at_ease=at_ease)
            if said.keys().isdisjoint(following.said):
                blocks.append(following.text)
                said.update(dict.fromkeys(following.said))
        for extras, share in ((sentences.LISTS, 0.04), (sentences.LINKS, 0.04), (sentences.CODE, 0.01)):
            if self._chance.random() < share:
                blocks.append(self._chance.choice(extras))
        return Spoken(tuple(blocks), tuple(said))

    def _paragraph(self, topic: str, *, at_ease: bool) -> _Paragraph:
        pool = self._paragraphs.setdefault((topic, at_ease), [])
        if len(pool) < POOLED:
            pool.append(self._make_paragraph(topic, at_ease=at_ease))
            return pool[-1]
        return self._chance.choice(pool)

    def _make_paragraph(self, topic: str, *, at_ease: bool) -> _Paragraph:
        chance, about = self._chance, sentences.TOPICS[topic]
        known = about.at_ease if at_ease else about.uneasy
        said = tuple(chance.sample(known, chance.choice((1, 1, 1, 2, 2, 3))))
        added = [
            chance.choice(closings)
            for closings, share in ((sentences.QUESTIONS, 0.25), (sentences.ASIDES, 0.2))
            if chance.random() < share
        ]
        return _Paragraph(" ".join((*said, *added)), (*said, *added))


@dataclass(slots=True)
class Renderings:
    """Blocks as HTML, each rendered once by `render`."""

    render: Callable[[str], str]
    _known: dict[str, str] = field(default_factory=dict)

    def html_of(self, blocks: Iterable[str]) -> str:
        """What rendering the whole text would give."""
        return "\n".join(self._html_of_block(block) for block in blocks)

    def _html_of_block(self, block: str) -> str:
        known = self._known.get(block)
        if known is None:
            known = self._known[block] = self.render(block).strip("\n")
        return known


def _preceded(block: str, spoken: Spoken) -> Spoken:
    return Spoken((block, *spoken.blocks), (*spoken.said, block))


def _quoting(sentence: str) -> str:
    return f"> {sentence}"
