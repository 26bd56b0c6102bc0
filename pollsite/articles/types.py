"""What an article file says, and what came of it: frozen values that cross feature borders."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    SCALE = "scale"


class Visibility(StrEnum):
    """When a question's results may be seen."""

    ALWAYS = "always"
    AFTER_VOTE = "after_vote"
    AFTER_CLOSE = "after_close"


class Severity(StrEnum):
    """An error stops publishing; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an article file. `line` counts from 1 in the whole file, front matter included."""

    line: int
    message: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, kw_only=True)
class OptionSpec:
    """One answer. `exclusive`: cannot be combined with another answer of a multiple choice."""

    key: str
    label: str
    exclusive: bool = False
    not_sure: bool = False


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question of the front matter. `options` ends with the automatic "Not sure".

    `wording` counts from 1; the publisher raises it when a change alters the meaning. `beside` is the quoted
    sentence; `before` and `after` tell two equal sentences apart. `max_choices` is None unless kind is multiple.
    """

    key: str
    question: str
    kind: Kind
    options: tuple[OptionSpec, ...]
    beside: str
    visibility: Visibility = Visibility.ALWAYS
    wording: int = 1
    max_choices: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    before: str = ""
    after: str = ""
    line: int = 1


@dataclass(frozen=True, kw_only=True)
class ArticleSource:
    """A whole article file, read. `text` is the file as it was; `body` starts at line `body_line` of it. `shift` is the
    key of the question that is asked before reading too, "" for none.
    """

    title: str
    slug: str
    author: str
    published_on: date
    summary: str
    language: str
    questions: tuple[Question, ...]
    body: str
    body_line: int
    text: str
    shift: str = ""


@dataclass(frozen=True)
class Anchor:
    """A quoted sentence with up to CONTEXT characters of the text before and after it.

    `section` is the id of the heading it stands under ("" before the first). `occurrences` says how often
    the sentence stood in that revision of the text.
    """

    exact: str
    prefix: str
    suffix: str
    section: str
    occurrences: int = 1


@dataclass(frozen=True)
class Segment:
    """A run of rendered article: either `html`, or the place of the poll `poll` (its key), never both.

    `orphaned`: the sentence is gone or ambiguous; the poll stands at the end of its section.
    """

    html: str = ""
    poll: str = ""
    orphaned: bool = False


@dataclass(frozen=True)
class Heading:
    """One entry of the table of contents; `level` is 2 or 3."""

    level: int
    id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class RenderedArticle:
    """The body as segments in reading order, its headings, the anchors found by question key, the files used.

    `words` counts the body's words. `media` gives, for each picture file the body refers to, the line that does so first.
    """

    segments: tuple[Segment, ...]
    headings: tuple[Heading, ...]
    anchors: dict[str, Anchor]
    orphans: tuple[str, ...]
    media: Mapping[str, int]
    words: int
    problems: tuple[Problem, ...] = field(default=())
