"""What the API answers and takes about articles, questions and ballots: the document at /openapi.json is made from this."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from pollsite.accounts.types import Scope
from pollsite.api.fields import Told
from pollsite.articles.types import Kind, Visibility
from pollsite.discussion.types import Openness
from pollsite.numbers import MAX_NUMBER
from pollsite.polls.types import Phase

MAX_CURSOR = 80
MAX_KEY = 60
MAX_ANSWERS = 32

RowNumber = Annotated[int, Told("The number in its address.", least=1, most=MAX_NUMBER)]
Slug = Annotated[str, Told("The article’s name in addresses.", min_length=1, max_length=120)]
Key = Annotated[str, Told("The question’s key, unique within its article.")]
Next = Annotated[str | None, Told("What `after` of the next page is; null on the last.")]
Cursor = Annotated[str, Told("Where the page begins: `next` of the one before.", max_length=MAX_CURSOR)]


@dataclass(frozen=True, slots=True)
class FaultTold:
    """One thing wrong with what was sent."""

    at: Annotated[str, Told("A JSON pointer into the body, or the name of a parameter.")]
    detail: Annotated[str, Told("What is wrong there.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why something was not done (RFC 9457)."""

    type: Annotated[str, Told("Names the kind of problem: an address below this API’s page, or about:blank.")]
    title: Annotated[str, Told("The same for every problem of that kind.")]
    status: Annotated[int, Told("The HTTP status.")]
    detail: Annotated[str, Told("A sentence for people: the one that pages show.")]
    faults: Annotated[tuple[FaultTold, ...], Told("What does not fit, where that is known.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleLine:
    """An article as lists name it."""

    slug: Slug
    title: str
    author: str
    summary: str
    language: Annotated[str, Told("A BCP 47 language tag.")]
    published_on: date
    revision: Annotated[int, Told("Counts the texts it has had, from 1.")]
    page: Annotated[str, Told("Its page for people.")]


@dataclass(frozen=True, slots=True)
class Articles:
    """Some articles, newest first."""

    articles: tuple[ArticleLine, ...]
    next: Next


@dataclass(frozen=True, slots=True)
class ArticlesAsked:
    """Which page of articles."""

    after: Cursor = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of an article: rendered text, or the place of a question."""

    html: Annotated[str | None, Told("Safe HTML; null where a question stands.")]
    question: Annotated[str | None, Told("The key of the question that stands there; null for text.")]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be given."""

    key: Annotated[str, Told("What a ballot names it by.")]
    label: str
    exclusive: Annotated[bool, Told("Whether it can be combined with no other.")]
    not_sure: Annotated[bool, Told("Whether it is “Not sure”, which every question has.")]


@dataclass(frozen=True, slots=True)
class OptionCount:
    """One answer’s share."""

    key: str
    count: int
    percent: Annotated[
        int | None, Told("Of `voters`; single answers add to 100. Null while nobody has voted.")
    ]


@dataclass(frozen=True, slots=True)
class EarlierWording:
    """What became of the votes under an earlier wording."""

    number: int
    question: str
    voters: int
    held: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """A question’s results, in its publisher’s order of answers."""

    version: Annotated[int, Told("Grows with each change.")]
    voters: Annotated[int, Told("Who is counted: the denominator of every percentage.")]
    held: Annotated[int, Told("Ballots that are kept apart and are in none of the counts.")]
    options: tuple[OptionCount, ...]
    in_words: Annotated[str, Told("The leading answer, as pages say it.")]
    agreement: Annotated[
        str, Told("For a scale, who leans to its first side, with the denominator; else empty.")
    ]
    earlier: tuple[EarlierWording, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """A question as it is asked now."""

    id: RowNumber
    article: Slug
    key: Key
    question: str
    kind: Kind
    wording: Annotated[int, Told("Counts what the question has meant, from 1. A ballot names it.")]
    max_choices: Annotated[int, Told("So many answers at most.")]
    options: tuple[Option, ...]
    phase: Phase
    opens_at: datetime | None
    closes_at: datetime | None
    edited_at: Annotated[datetime | None, Told("When its words last changed without another meaning.")]
    visibility: Annotated[Visibility, Told("When results can be seen.")]
    results: Annotated[Results | None, Told("Null where who asks may not see them now.")]
    page: Annotated[str, Told("Where it stands in its article, for people.")]


@dataclass(frozen=True, slots=True)
class Polls:
    """Every question of an article, in its publisher’s order."""

    polls: tuple[Poll, ...]


@dataclass(frozen=True, slots=True)
class SliceCount:
    """How many comments are about a question."""

    question: Key
    comments: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Discussion:
    """How an article’s discussion stands."""

    openness: Annotated[
        Openness, Told("Whether comments are taken: at once, after a moderator has looked, or not.")
    ]
    comments: Annotated[int, Told("How many can be read.")]
    latest_at: Annotated[datetime | None, Told("When the last of them was published.")]
    about: tuple[SliceCount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article with its text, its questions and how its discussion stands."""

    slug: Slug
    title: str
    author: str
    summary: str
    language: Annotated[str, Told("A BCP 47 language tag.")]
    published_on: date
    updated_at: datetime
    revision: Annotated[int, Told("Counts the texts it has had, from 1.")]
    words: int
    page: Annotated[str, Told("Its page for people.")]
    parts: tuple[Part, ...]
    polls: tuple[Poll, ...]
    discussion: Discussion


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotCast:
    """An answer: it takes the place of an earlier one."""

    options: Annotated[
        tuple[Annotated[str, Told(max_length=MAX_KEY)], ...],
        Told("The keys of the answers chosen.", min_length=1, max_length=MAX_ANSWERS),
    ]
    wording: Annotated[int, Told("The number of the wording that was read.", least=1, most=MAX_NUMBER)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """A member’s own answer, and the question as it is open to them."""

    poll: Poll
    options: Annotated[tuple[str, ...], Told("The keys of the answers that stand; empty for no vote.")]
    held: Annotated[str, Told("Why the vote is kept apart and not counted; empty for one that counts.")]
    notice: Annotated[str, Told("What has just become of it, in a sentence; empty for a mere look.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """Whose token it is, and what it may do."""

    member: Annotated[int, Told("The member’s number.")]
    name: str
    token: Annotated[str, Told("What its owner calls it.")]
    scopes: tuple[Scope, ...]
    ends_at: datetime
