"""The headings of an article: their rank, their ids, and the sections they begin."""

import re
import unicodedata
from collections.abc import Iterator

from markdown_it.token import Token

from pollsite.articles.markdown import inline_text
from pollsite.articles.types import Heading, Problem, Severity

NO_SECTION = ""
SECTION_LEVELS = (2, 3)
_FALLBACK_ID = "section"
# Ids that the page itself uses, and those of quoted sentences, polls and footnotes.
_TAKEN = re.compile(
    r"content|announcer|contents-title|standpoints-title|live-controls|(?:asks|poll|question|error)-.*|fn(?:ref)?[0-9].*"
)


def name_headings(tokens: list[Token], *, body_line: int, problems: list[Problem]) -> tuple[Heading, ...]:
    """Give every heading its id, in place, and return those of the contents: the top-level ones of rank 2 and 3.

    The article's title is the only heading of rank 1; another in the text is made rank 2, with a warning.
    """
    taken: dict[str, int] = {}
    contents: list[Heading] = []
    for index, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        text = inline_text(tokens[index + 1]).strip()
        line = body_line + (token.map[0] if token.map else 0)
        problems += _problems_of(token.tag, text, line)
        token.tag = tokens[index + 2].tag = "h2" if token.tag == "h1" else token.tag
        token.attrs["id"] = _unused(heading_id(text), taken)
        if section_of(token) is not None and text:
            contents.append(Heading(int(token.tag[1]), str(token.attrs["id"]), text))
    return tuple(contents)


def heading_id(text: str) -> str:
    """The id that a heading's text asks for: its letters and digits in any script, joined by hyphens."""
    signs = (sign if unicodedata.category(sign)[0] in "LNM" else " " for sign in text.casefold())
    name = "-".join("".join(signs).split()) or _FALLBACK_ID
    return f"{_FALLBACK_ID}-{name}" if _TAKEN.fullmatch(name) else name


def section_of(token: Token) -> str | None:
    """The id of the section that a token begins; None if it begins none."""
    if token.type != "heading_open" or token.level or int(token.tag[1]) not in SECTION_LEVELS:
        return None
    return str(token.attrs["id"])


def _problems_of(tag: str, text: str, line: int) -> Iterator[Problem]:
    if tag == "h1":
        told = f"“# {text}” has the rank of the article's title and is shown as “## {text}”; write it so."
        yield Problem(line, told, Severity.WARNING)
    if not text:
        yield Problem(line, "This heading is empty; write its words, or remove the #.", Severity.WARNING)


def _unused(name: str, taken: dict[str, int]) -> str:
    """The name, or the name with the first number that makes it new; `taken` keeps the last number of each name."""
    unused, number = name, taken.get(name, 1)
    while unused in taken:
        number += 1
        unused = f"{name}-{number}"
    taken[name] = number
    taken.setdefault(unused, 1)
    return unused
