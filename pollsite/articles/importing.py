"""From a plain-text essay to an article file to be completed: every word kept, nothing taken for Markdown.

The first line that is not blank is the title. How paragraphs are told apart is decided once for the whole text:
it is *wrapped* when blank lines separate blocks of lines, and nearly all of those lines (a few at least) were
broken because the next word would not have fitted; then a block is a paragraph. Otherwise (an essay typed with one line per
paragraph, or verse) every line that is not blank is a paragraph. A web address stays plain text.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from pollsite.articles.fields import PLACEHOLDER, shortened
from pollsite.articles.filler import MARKER, looks_like_filler
from pollsite.articles.frontmatter import FENCE
from pollsite.articles.reading import SLUG_LENGTH, TITLE_LENGTH, UNPRINTABLE
from pollsite.articles.types import Problem, Severity

WIDEST_WRAPPED_LINE = 120
WRAPPED_SHARE = 0.8
FEWEST_BROKEN_LINES = 3
_LINE_END = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_SPECIAL = re.compile(
    r"""[\\`*\[\]<~|]            # code, emphasis, links, addresses, strikethrough, tables
    | (?<![^\W_])_ | _(?![^\W_]) # emphasis; one between two letters means nothing
    | &(?=\#?\w+;)               # signs written as entities
    | (?<=[a-z]):(?=//) | (?<=mailto):
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SPECIAL_AT_START = re.compile(r"^([0-9]{1,9}(?=[.)])|(?=[#+=>:-]))")
_EXAMPLE = """\
# Put questions like this one in place of the [] above:
# questions:
#   - key: worth-it
#     question: Is it worth it?
#     kind: single
#     beside: "The sentence of your text beside which the question stands, word for word."
#     options:
#       - key: "yes"
#         label: "Yes"
#       - key: "no"
#         label: "No"
"""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the essay, its lines, and the line of the essay it begins on."""

    line: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The paragraph as one line."""
        return " ".join(self.lines)


def import_text(text: str, *, today: date) -> tuple[str, list[Problem]]:
    """The article file made from `text`, and what its publisher should know, by line of `text`.

    What a plain text does not say (author and summary; a slug, where the title has no Latin letter) is a PLACEHOLDER that
    reading refuses, and is reported as an error. Lines that look like template filler are kept, each below a
    MARKER that reading refuses too, and reported as warnings.
    """
    lines, problems = _clean_lines(text)
    title, paragraphs = _title_and_paragraphs(lines)
    filler = [paragraph for paragraph in paragraphs if looks_like_filler(paragraph.text)]
    fields = {
        "title": title or PLACEHOLDER,
        "slug": _slug(title) or PLACEHOLDER,
        "author": PLACEHOLDER,
        "date": today.isoformat(),
        "summary": PLACEHOLDER,
    }
    problems += [*_what_to_fill_in(fields), *map(_filler_warning, filler)]
    body = "\n\n".join(_markdown(paragraph) for paragraph in paragraphs)
    return f"{_front_matter(fields)}\n{body}\n", sorted(problems, key=lambda problem: problem.line)


def _clean_lines(text: str) -> tuple[list[str], list[Problem]]:
    """The lines without blanks around them and without signs that no reader could see."""
    lines: list[str] = []
    problems: list[Problem] = []
    for number, line in enumerate(_LINE_END.split(text.removeprefix("\ufeff")), 1):
        cleaned, dropped = UNPRINTABLE.subn("", line)
        if dropped:
            told = f"Left out control characters that cannot be shown: {dropped}."
            problems.append(Problem(number, told, Severity.WARNING))
        lines.append(cleaned.strip())
    return lines, problems


def _title_and_paragraphs(lines: Sequence[str]) -> tuple[str, list[Paragraph]]:
    """The first line that is not blank, if it is short enough for a title, and the paragraphs of the rest."""
    first = next((number for number, line in enumerate(lines) if line), len(lines))
    title = lines[first] if first < len(lines) else ""
    if len(title) > TITLE_LENGTH:
        return "", list(_paragraphs(lines, first))
    return title, list(_paragraphs(lines, first + 1))


def _paragraphs(lines: Sequence[str], first: int) -> Iterator[Paragraph]:
    blocks = list(_blocks(lines, first))
    if _is_wrapped(blocks):
        yield from blocks
        return
    for block in blocks:
        for number, line in enumerate(block.lines, block.line):
            yield Paragraph(number, (line,))


def _blocks(lines: Sequence[str], first: int) -> Iterator[Paragraph]:
    """The runs of lines from the 0-based `first` on that are not blank."""
    pending: list[str] = []
    for number, line in enumerate([*lines[first:], ""], first):
        if line:
            pending.append(line)
        elif pending:
            yield Paragraph(number - len(pending) + 1, tuple(pending))
            pending = []


def _is_wrapped(blocks: Sequence[Paragraph]) -> bool:
    """Whether the lines were broken for want of room: see the top of this file."""
    broken = [(line, following) for block in blocks for line, following in pairwise(block.lines)]
    width = max((len(line) for block in blocks for line in block.lines), default=0)
    if len(blocks) < 2 or len(broken) < FEWEST_BROKEN_LINES or width > WIDEST_WRAPPED_LINE:
        return False
    full = sum(1 for line, following in broken if len(line) + 1 + len(following.split()[0]) > width)
    return full >= WRAPPED_SHARE * len(broken)


def _slug(title: str) -> str:
    """The title's Latin letters and digits, without accents; "" if it has none."""
    latin = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall("[a-z0-9]+", latin.replace("'", ""))
    return "-".join(words)[:SLUG_LENGTH].strip("-")


def _what_to_fill_in(fields: dict[str, str]) -> Iterator[Problem]:
    for name, value in fields.items():
        if value == PLACEHOLDER:
            yield Problem(1, f"The text does not say the “{name}”; write it in place of {PLACEHOLDER}.")


def _filler_warning(paragraph: Paragraph) -> Problem:
    told = f"“{shortened(paragraph.text)}” looks like filler from a template; it is kept, below a mark to answer."
    return Problem(paragraph.line, told, Severity.WARNING)


def _front_matter(fields: dict[str, str]) -> str:
    """The fields; texts stand between double quotes, as JSON writes them, which YAML reads alike."""
    plain = ("date", "slug")
    lines = [
        f"{name}: {value if name in plain else json.dumps(value, ensure_ascii=False)}"
        for name, value in fields.items()
    ]
    language = "language: en  # assumed; if the text is in another, write it: de, pt-BR, ar"
    return "\n".join([FENCE, *lines, language, "questions: []", f"{_EXAMPLE}{FENCE}", ""])


def _markdown(paragraph: Paragraph) -> str:
    text = "\n".join(_escaped(line) for line in paragraph.lines)
    return f"{MARKER}\n\n{text}" if looks_like_filler(paragraph.text) else text


def _escaped(line: str) -> str:
    """The line with a backslash before whatever Markdown would take for more than text."""
    return _SPECIAL_AT_START.sub(r"\1\\", _SPECIAL.sub(r"\\\g<0>", line))
