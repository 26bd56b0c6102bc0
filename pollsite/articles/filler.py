"""Template filler: the lines that a page template came with and nobody replaced.

What looks like filler is never dropped and never published unseen. Importing keeps it and writes a
MARKER line above it; while a MARKER stands in the text, reading refuses the article. Once the publisher has
deleted the marker, the line counts as theirs: it is published, with a warning.
"""

import re
from collections.abc import Iterator

from pollsite.articles.fields import shortened
from pollsite.articles.types import Problem, Severity

MARKER = "[[CHECK: is the next paragraph left from a template? Delete this line to keep it, or delete both]]"
_MARKER_START = "[[CHECK:"
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_SIGNS = re.compile(
    r"""
      ^ more\ (?:text|content) (?:\ here)? [.…\ ]* $
    | ^ (?:keep|continue|start)\ (?:telling|writing)\ your\ (?:story|text)\b
    | \b (?:left|right|center|centre)-(?:floated|aligned)\ image \b
    | \b conclusion\ or\ (?:a\ )?call[-\ ]to[-\ ]action \b
    | ^ wrap\ up\ (?:the|your)\ (?:article|post|essay|story) \b
    | \b lorem\ ipsum \b | \b dolor\ sit\ amet \b
    | ^ \W* (?:insert|add|enter|type|paste)\ [^.!?]{1,80}\ here [.…!\])}>\ ]* $
    | ^ \W* (?:your|some|sample|dummy|placeholder)\ (?:text|content|story|title|paragraph)
      (?:\ goes)? (?:\ here)? \W* $
    | [\[{<] [^\]}>]{0,80}? \b (?:placeholder|todo|tbd|your\ \w+) \b [^\]}>]{0,80} [\]}>] (?![(\[:])
    | (?-i: (?<=[a-z,]\ ) Massively \b )
    | (?-i: \b (?:TODO|TBD|FIXME) \b )
    """,
    re.IGNORECASE | re.VERBOSE,
)


def looks_like_filler(paragraph: str) -> bool:
    """Whether a line or paragraph of plain text reads like something a template came with."""
    return _SIGNS.search(paragraph.strip()) is not None


def marker_problems(body: str, body_line: int) -> list[Problem]:
    """One error for each MARKER that importing left and nobody has answered."""
    told = (
        "Is the paragraph below this mark left from a template? Delete this line to keep it, or delete both."
    )
    return [
        Problem(body_line + number, told)
        for number, line in enumerate(body.split("\n"))
        if line.strip().startswith(_MARKER_START)
    ]


def filler_problems(body: str, body_line: int) -> list[Problem]:
    """One warning for each line or paragraph of the Markdown `body` that looks like filler, markers apart."""
    return [
        Problem(body_line + number, _warning(text), Severity.WARNING) for number, text in _filler_in(body)
    ]


def _filler_in(body: str) -> Iterator[tuple[int, str]]:
    """The suspects with their 0-based lines: a line, or a paragraph where only its lines together tell."""
    paragraph: list[tuple[int, str]] = []
    for number, line in [*enumerate(body.split("\n")), (0, "")]:
        text = _ESCAPED.sub(r"\1", line).strip()
        if text and not line.strip().startswith(_MARKER_START):
            paragraph.append((number, text))
            continue
        found = [(at, words) for at, words in paragraph if looks_like_filler(words)]
        whole = " ".join(words for _, words in paragraph)
        if not found and looks_like_filler(whole):
            found = [(paragraph[0][0], whole)]
        yield from found
        paragraph = []


def _warning(text: str) -> str:
    return f"“{shortened(text)}” looks like filler from a template; replace or delete it if it is."
