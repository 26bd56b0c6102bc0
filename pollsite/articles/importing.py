"""From a plain-text essay to an article file to be completed: every word kept, nothing taken for Markdown.

The first line that is not blank is the title. How paragraphs are told apart is decided once for the whole text:
it is *wrapped* when blank lines separate blocks of lines and nearly all of those lines were broken because the
next word would not have fitted; then a block is a paragraph. Otherwise (an essay typed with one line per
paragraph, or verse) every line that is not blank is a paragraph. A web address stays plain text.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pollsite.articles.fields import PLACEHOLDER, shortened
from pollsite.articles.filler import MARKER, looks_like_filler
from pollsite.articles.reading import SLUG_LENGTH, SUMMARY_LENGTH, TITLE_LENGTH, UNPRINTABLE
from pollsite.articles.types import Problem, Severity

WIDEST_WRAPPED_LINE = 120
WRAPPED_SHARE = 0.8
_LINE_END = re.compile(r"\r\n|\r|\n|\u2028|\u2029|\x85")
_ALWAYS_SPECIAL = re.compile(r"[\\`*_\[\]<>&{}~|^!]|(?<=[A-Za-z]):(?=//)|(?<=mailto):", re.IGNORECASE)
_SPECIAL_AT_START = re.compile(r"^(?:([#+=-])|([0-9]{1,9})([.)]))")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*(?=\s|$)")
_EXAMPLE = """\
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

    What a plain text does not say (the author; a slug, where the title has no Latin letter) is a PLACEHOLDER that
    reading refuses, and is reported as an error. Lines that look like template filler are kept, each below a
    MARKER that reading refuses too, and reported as warnings.
    """
    lines, problems = _clean_lines(text)
    title, *paragraphs = list(_paragraphs(lines)) or [Paragraph(1, ())]
    problems += _what_is_missing(title, paragraphs)
    problems += [
        Problem(told.line, f"“{shortened(told.text)}” looks like filler from a template; it is kept below a mark.")
        for told in paragraphs
        if looks_like_filler(told.text)
    ]
    problems.sort(key=lambda problem: problem.line)
    return _front_matter(title.text, paragraphs, today) + "\n" + _body(paragraphs), problems
