"""The front matter of an article file: YAML between two lines of ---, as nodes that know their lines.

Every scalar is a string here: `no` and `2026-11-23` stay what the publisher typed.
"""

import re

import yaml

from pollsite.articles.errors import ArticleInvalid
from pollsite.articles.types import Problem

FENCE = "---"
MAX_DEPTH = 8
_PLAIN_WORDS = {
    "mapping values are not allowed": "A text with a colon in it must stand between double quotes.",
    "found character '\\t'": "Indent with spaces; a tab is not allowed here.",
    "cannot start any token": "A text that begins with @, % or ` must stand between double quotes.",
    "unexpected end of stream": "A quotation mark is opened and never closed.",
    "could not find expected ':'": "A colon is missing after a field's name, or a quotation mark at the end.",
    "expected <block end>": "The indentation differs from above, or a quoted text has quotes inside.",
    "expected ',' or": "A text that begins with [ or { must stand between double quotes.",
    "unknown escape character": "Inside double quotes a backslash must be doubled: \\\\.",
    "while scanning an alias": "A text that begins with * must stand between double quotes.",
    "while scanning an anchor": "A text that begins with & must stand between double quotes.",
}


def split_file(text: str) -> tuple[str, str, int]:
    """The front matter, the body, and the line of the file on which the body starts.

    The front matter keeps an empty line in place of its first ---, so that its lines count like the file's.
    Raises ArticleInvalid when either --- is missing.
    """
    lines = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))
    if lines[0].rstrip() != FENCE:
        raise ArticleInvalid(
            [Problem(1, "Begin the file with a line ---, then title: and the other fields, then --- again.")]
        )
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    if end is None:
        raise ArticleInvalid(
            [Problem(1, "The fields have no end: write a line --- between them and the text.")]
        )
    return "\n".join(["", *lines[1:end]]), "\n".join(lines[end + 1 :]), end + 2


def compose(front: str) -> yaml.MappingNode:
    """The front matter as a mapping of nodes, none of them shared. Raises ArticleInvalid if it is none."""
    loader = _Loader(front)
    try:
        root = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        raise ArticleInvalid([*loader.refused, _in_plain_words(error)]) from error
    except _TooDeep as error:
        raise ArticleInvalid(loader.refused) from error
    finally:
        loader.dispose()
    if loader.refused:
        raise ArticleInvalid(loader.refused)
    if not isinstance(root, yaml.MappingNode):
        raise ArticleInvalid([Problem(2, "Between the --- lines belong fields, as in “title: My essay”.")])
    return root


class _TooDeep(Exception):
    """There is no point in composing the rest."""


class _Loader(yaml.SafeLoader):
    """Refuses references and tags, which make a small file large or a text something else.

    Nothing is composed deeper than MAX_DEPTH, since the composer calls itself for every level.
    """

    def __init__(self, front: str) -> None:
        super().__init__(front)
        self.refused: list[Problem] = []
        self.depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: yaml.NodeEvent = self.peek_event()  # type: ignore[no-untyped-call]
        self._refuse_reference(event)
        if isinstance(event, yaml.AliasEvent):
            self.get_event()  # type: ignore[no-untyped-call]
            return yaml.ScalarNode("", "")
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.refused.append(Problem(_line_of(event), f"Fields may be nested at most {MAX_DEPTH} deep."))
            raise _TooDeep
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def _refuse_reference(self, event: yaml.NodeEvent) -> None:
        line = _line_of(event)
        if event.anchor is not None:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            told = f"“{sign}{event.anchor}” would be a YAML reference, which has no use here"
            self.refused.append(
                Problem(line, f"{told}; put a text that begins with {sign} between double quotes.")
            )
        if getattr(event, "tag", None) is not None:
            self.refused.append(Problem(line, "A text that begins with ! must stand between double quotes."))


def _line_of(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _in_plain_words(error: yaml.MarkedYAMLError) -> Problem:
    told = f"{error.context or ''} {error.problem or ''}"
    mark = error.problem_mark or error.context_mark
    if "expected a single document" in told:
        return Problem(
            mark.line + 1 if mark else 2, "The fields end here, but more follow; remove this line."
        )
    help_text = next((words for sign, words in _PLAIN_WORDS.items() if sign in told), "")
    told = f"The fields cannot be read here ({error.problem}); compare this line with the ones above."
    return Problem(mark.line + 1 if mark else 2, help_text or told)
