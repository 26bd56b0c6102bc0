"""From an article file, read, to what its page shows: text in segments, and a poll's place after each asked sentence."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from markdown_it.token import Token

from pollsite.articles.anchoring import Missing, Place, Quote, fold, locate
from pollsite.articles.filler import filler_problems
from pollsite.articles.headings import NO_SECTION, name_headings, section_of
from pollsite.articles.markdown import inline_text, parse, to_html, word_count
from pollsite.articles.marking import Sentence, mark_sentences
from pollsite.articles.types import (
    Anchor,
    ArticleSource,
    Problem,
    Question,
    RenderedArticle,
    Segment,
    Severity,
)
from pollsite.articles.vetting import vet
from pollsite.markup import MarkupRefused, clean_article_html

_BLOCK_END = "\n"


@dataclass(frozen=True)
class Block:
    """A top-level block of the text (a paragraph, a whole list, all footnotes) and the section it stands in."""

    tokens: Sequence[Token]
    section: str

    @property
    def is_footnotes(self) -> bool:
        """Whether this is the block of all footnotes, which closes the article."""
        return self.tokens[0].type == "footnote_block_open"


@dataclass(frozen=True)
class Passage:
    """A paragraph, list item's text or cell: its token, its place in the quotable text, its top-level block."""

    inline: Token
    start: int
    text: str
    block: int


@dataclass(frozen=True)
class Placed:
    """A question whose sentence was found."""

    number: int
    question: Question
    place: Place
    passage: Passage
    anchor: Anchor


@dataclass(frozen=True)
class Placing:
    """What came of looking for every question's sentence."""

    placed: tuple[Placed, ...]
    orphans: tuple[str, ...]
    problems: tuple[Problem, ...]


def local_media_url(name: str) -> str:
    """Where a picture would be if pictures were served by name: good for checking, not for publishing."""
    return f"/media/{name}"


def render_article(
    source: ArticleSource,
    previous: Mapping[str, Anchor],
    *,
    media_url: Callable[[str], str] = local_media_url,
) -> RenderedArticle:
    """The article as its page shows it.

    `previous` holds the anchors stored at the last publication, by question key; a question without one is
    published for the first time. `media_url` gives the address of a picture file: /media/ and one or two plain
    names. Nothing is raised: an article whose `problems` hold an error must not be published. `anchors` holds
    the sentences found; an orphan keeps the anchor it had.
    """
    tokens, notes = parse(source.body)
    vetting = vet(tokens, notes, body_line=source.body_line, media_url=media_url)
    problems = vetting.problems
    headings = name_headings(tokens, body_line=source.body_line, problems=problems)
    blocks = list(_blocks(tokens))
    placing = _place_questions(source.questions, list(_passages(blocks)), blocks, previous)
    _mark(placing.placed)
    segments = tuple(_segments(blocks, _polls_after(blocks, placing, previous), notes, source, problems))
    problems += [*placing.problems, *_general_warnings(source)]
    return RenderedArticle(
        segments=segments,
        headings=headings,
        anchors={found.question.key: found.anchor for found in placing.placed},
        orphans=placing.orphans,
        media=vetting.media,
        words=sum(word_count(inline_text(token)) for token in tokens if token.type == "inline"),
        problems=tuple(sorted(problems, key=lambda problem: problem.line)),
    )


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    section, start, depth = NO_SECTION, 0, 0
    for index, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            begun = section_of(tokens[start])
            section = section if begun is None else begun
            yield Block(tokens[start : index + 1], section)
            start = index + 1


def _passages(blocks: Sequence[Block]) -> Iterator[Passage]:
    """Everything a question may quote: all text but headings, footnotes and code blocks."""
    start = 0
    for number, block in enumerate(blocks):
        for before, token in pairwise(block.tokens):
            quotable = before.type != "heading_open" and not block.is_footnotes
            text = inline_text(token) if token.type == "inline" and quotable else ""
            if text.strip():
                yield Passage(token, start, text, number)
                start += len(text) + len(_BLOCK_END)


def _place_questions(
    questions: Sequence[Question],
    passages: Sequence[Passage],
    blocks: Sequence[Block],
    previous: Mapping[str, Anchor],
) -> Placing:
    text = fold(_BLOCK_END.join(passage.text for passage in passages))
    placed: list[Placed] = []
    orphans: list[str] = []
    problems: list[Problem] = []
    for number, question in enumerate(questions, 1):
        quote = Quote(exact=question.beside, before=question.before, after=question.after)
        outcome = locate(text, quote, previous.get(question.key))
        if isinstance(outcome, Missing):
            severity = Severity.WARNING if outcome.orphaned else Severity.ERROR
            problems.append(_problem(question, outcome.reason, severity))
            orphans += [question.key] if outcome.orphaned else []
            continue
        passage = next(told for told in reversed(passages) if told.start <= outcome.start)
        anchor = replace(outcome.anchor, section=blocks[passage.block].section)
        found = Placed(number, question, outcome, passage, anchor)
        overlapped = next((other for other in placed if _overlap(found.place, other.place)), None)
        if overlapped is None:
            placed.append(found)
        else:
            told = f"its sentence overlaps that of “{overlapped.question.key}”; quote another, or less of it."
            problems.append(_problem(question, told, Severity.ERROR))
    return Placing(tuple(placed), tuple(orphans), tuple(problems))


def _problem(question: Question, message: str, severity: Severity) -> Problem:
    return Problem(question.line, f"Question “{question.key}”: {message}", severity)


def _overlap(one: Place, other: Place) -> bool:
    return one.start < other.end and other.start < one.end


def _mark(placed: Sequence[Placed]) -> None:
    for passage in {id(found.passage): found.passage for found in placed}.values():
        sentences = [
            Sentence(
                found.place.start - passage.start,
                found.place.end - passage.start,
                found.number,
                found.question.key,
            )
            for found in placed
            if found.passage is passage
        ]
        mark_sentences(passage.inline, sentences)


def _polls_after(
    blocks: Sequence[Block], placing: Placing, previous: Mapping[str, Anchor]
) -> dict[int, list[Segment]]:
    """By number of block, the polls that stand after it: in the order of their sentences, then the orphans."""
    after: dict[int, list[Segment]] = {}
    for found in sorted(placing.placed, key=lambda found: found.place.start):
        after.setdefault(found.passage.block, []).append(Segment(poll=found.question.key))
    for key in placing.orphans:
        last = _end_of_section(blocks, previous[key].section)
        after.setdefault(last, []).append(Segment(poll=key, orphaned=True))
    return after


def _end_of_section(blocks: Sequence[Block], section: str) -> int:
    """The last block of a section, or of the article where the section is gone; −1 in an empty article."""
    numbered = [(number, block) for number, block in enumerate(blocks) if not block.is_footnotes]
    inside = [number for number, block in numbered if block.section == section]
    return max(inside or [number for number, _ in numbered], default=-1)


def _segments(
    blocks: Sequence[Block],
    polls: Mapping[int, Sequence[Segment]],
    notes: dict[str, object],
    source: ArticleSource,
    problems: list[Problem],
) -> Iterator[Segment]:
    """HTML and polls in reading order; HTML that cannot be vouched for is left out and reported as an error."""
    yield from polls.get(-1, ())
    pending: list[Token] = []
    for number, block in enumerate(blocks):
        pending += block.tokens
        if number not in polls and number + 1 < len(blocks):
            continue
        try:
            yield Segment(html=clean_article_html(to_html(pending, notes)))
        except MarkupRefused as refused:
            line = next((token.map[0] for token in pending if token.map), 0)
            told = f"The text from here to the next poll cannot be shown safely: {refused}. Write it more plainly."
            problems.append(Problem(source.body_line + line, told))
        yield from polls.get(number, ())
        pending = []


def _general_warnings(source: ArticleSource) -> list[Problem]:
    warnings = filler_problems(source.body, source.body_line)
    if not source.questions:
        told = "The article asks nothing: add “questions” to the front matter, or publish it without polls."
        warnings.append(Problem(1, told, Severity.WARNING))
    return warnings
