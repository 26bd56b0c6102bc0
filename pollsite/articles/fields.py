"""One mapping of the front matter, its values taken one by one; what is wrong is collected, never raised.

Whoever takes a wrong value gets a harmless stand-in, so that one problem does not hide the next. An article
with problems is refused as a whole (see reading.py), so no stand-in is ever published.
"""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import TypeVar

import yaml

from pollsite.articles.types import Problem

PLACEHOLDER = "TODO"
SHOWN_LENGTH = 60
ChoiceT = TypeVar("ChoiceT", bound=StrEnum)
_PLACEHOLDERS = re.compile(r"(?:todo|tbd|fixme|xxx)(?::.*|[. ]*)", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\n]+")
_WHOLE_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
_PLAIN_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FLAGS = {"true": True, "yes": True, "false": False, "no": False}


@dataclass
class Fields:
    """The fields of `owner` ("The article", "Question “ethical”"), which begins on `line`."""

    owner: str
    line: int
    nodes: dict[str, yaml.Node]
    problems: list[Problem]

    def report(self, message: str, name: str = "") -> None:
        """Note a problem at the field `name`, or at the beginning of the mapping."""
        line = line_of(self.nodes[name]) if name in self.nodes else self.line
        self.problems.append(Problem(line, f"{self.owner}: {message}"))

    def text(self, name: str, *, limit: int, default: str | None = None) -> str:
        """One line of text, runs of blanks and line ends made one blank; required if it has no default."""
        value = self._scalar(name)
        if value is None or (not value and default is not None):
            if default is None and name not in self.nodes:
                self.report(f"“{name}” is missing; add a line “{name}: …”.")
            return default or ""
        if not value:
            self.report(f"“{name}” is empty; fill it in.", name)
        if _PLACEHOLDERS.fullmatch(value):
            self.report(f"“{name}” still says “{shortened(value)}”; replace it with the real text.", name)
        if len(value) > limit:
            self.report(f"“{name}” has {len(value)} characters; shorten it to {limit}.", name)
        return value

    def code(self, name: str, *, shape: re.Pattern[str], limit: int, hint: str) -> str:
        """A text of the given shape; `hint` tells the publisher what that is."""
        value = self.text(name, limit=limit)
        if value and not shape.fullmatch(value) and not _PLACEHOLDERS.fullmatch(value):
            self.report(f"“{name}: {shortened(value)}” will not do; {hint}.", name)
        return value

    def choice(self, name: str, default: ChoiceT) -> ChoiceT:
        """One of the values of the default's enumeration."""
        value = self._scalar(name)
        known = [member.value for member in type(default)]
        if not value or value in known:
            return type(default)(value) if value else default
        self.report(f"“{name}: {shortened(value)}” is not known; write {' or '.join(known)}.", name)
        return default

    def whole_number(self, name: str, *, most: int, default: int) -> int:
        """A number from 1 to `most`."""
        value = self._scalar(name)
        if not value:
            return default
        if _WHOLE_NUMBER.fullmatch(value) and int(value) <= most:
            return int(value)
        self.report(f"“{name}: {shortened(value)}” must be a whole number from 1 to {most}.", name)
        return default

    def flag(self, name: str) -> bool:
        """True or false; absent means false."""
        value = (self._scalar(name) or "false").casefold()
        if value not in _FLAGS:
            self.report(f"“{name}” must be true or false.", name)
        return _FLAGS.get(value, False)

    def day(self, name: str) -> date:
        """A calendar date, which must be given."""
        value = self.text(name, limit=40)
        try:
            return date.fromisoformat(value if _PLAIN_DATE.fullmatch(value) else "")
        except ValueError:
            if value and not _PLACEHOLDERS.fullmatch(value):
                self.report(f"“{name}: {shortened(value)}” is not a date; write it as 2026-11-23.", name)
            return date.min

    def moment(self, name: str) -> datetime | None:
        """An instant in UTC; a plain date means its first instant; None when the field is absent or wrong."""
        value = self._scalar(name)
        if not value:
            return None
        try:
            if _PLAIN_DATE.fullmatch(value):
                return datetime.combine(date.fromisoformat(value), time(), UTC)
            instant = datetime.fromisoformat(value)
            if instant.tzinfo is not None:
                return instant.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        hint = "write a date (2026-12-01) or a time with its zone (2026-12-01T18:00+01:00)"
        self.report(f"“{name}: {shortened(value)}” is not a time; {hint}.", name)
        return None

    def items(self, name: str) -> Sequence[yaml.Node]:
        """The entries of a list; none when the field is absent, empty or (reported) not a list."""
        node = self.nodes.get(name)
        if isinstance(node, yaml.SequenceNode):
            entries: list[yaml.Node] = node.value
            return entries
        if isinstance(node, yaml.MappingNode) or (node is not None and node.value):
            self.report(f"“{name}” must be a list: one entry on a line, each beginning with “- ”.", name)
        return ()

    def _scalar(self, name: str) -> str | None:
        """The text as typed, tidied; None when the field is absent or (reported) not a single text."""
        node = self.nodes.get(name)
        if node is None:
            return None
        if not isinstance(node, yaml.ScalarNode):
            self.report(f"“{name}” must be one text, not a list or further fields.", name)
            return None
        return _SPACES.sub(" ", node.value).strip()


def fields_of(node: yaml.Node, *, owner: str, known: Sequence[str], problems: list[Problem]) -> Fields:
    """The fields of a mapping; unknown and repeated ones are reported, as is anything but a mapping."""
    fields = Fields(owner, line_of(node), {}, problems)
    if not isinstance(node, yaml.MappingNode):
        fields.report(f"Here belong the fields {', '.join(f'“{name}:”' for name in known[:3])} and so on.")
        return fields
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else ""
        if name not in known:
            problems.append(Problem(line_of(key), f"{owner}: {_unknown(name, known)}"))
        elif name in fields.nodes:
            problems.append(Problem(line_of(key), f"{owner}: “{name}” is given twice; keep one of them."))
        else:
            fields.nodes[name] = value
    return fields


def shortened(text: str) -> str:
    """As much of a text as a message can quote."""
    return text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"


def line_of(node: yaml.Node) -> int:
    """The line of the file on which a node begins."""
    return int(node.start_mark.line) + 1


def _unknown(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name.casefold(), known, n=1)
    if near:
        return f"“{shortened(name)}” is not a field; did you mean “{near[0]}”?"
    return f"“{shortened(name)}” is not a field; the fields are {', '.join(known)}."
