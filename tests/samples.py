"""Samples: polls as values for the pure rules, and small article files that ask every kind of question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pollsite.articles.types import Kind, Visibility
from pollsite.polls.types import Choice, EarlierWording, PollDefinition, PollState, Tally

OPENS = datetime(2026, 11, 1, tzinfo=UTC)
BEFORE = datetime(2026, 10, 31, 23, 59, tzinfo=UTC)
DURING = datetime(2026, 11, 24, 12, tzinfo=UTC)
CLOSES = datetime(2026, 12, 1, 18, tzinfo=UTC)
AFTER = datetime(2026, 12, 1, 18, 0, 1, tzinfo=UTC)

SLUG = "on-portraits"
LONG_PAST, FAR_AHEAD = "2020-01-01", "2099-01-01"


def make_poll(
    *,
    kind: Kind = Kind.SINGLE,
    visibility: Visibility = Visibility.ALWAYS,
    options: Sequence[str] = ("yes", "no", "rarely"),
    exclusive: Sequence[str] = (),
    max_choices: int = 1,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    number: int = 1,
    wording: int = 1,
) -> PollDefinition:
    """A poll whose labels are its keys in capitals, with "Not sure" last, as publishing would make it."""
    choices = [
        Choice(place, key, key.capitalize(), key in exclusive, not_sure=False)
        for place, key in enumerate(options)
    ]
    return PollDefinition(
        id=number,
        article_id=1,
        article_slug=SLUG,
        key="sample",
        position=0,
        visibility=visibility,
        opens_at=opens_at,
        closes_at=closes_at,
        wording=wording,
        wording_id=number,
        kind=kind,
        question="Is it a portrait?",
        max_choices=max_choices,
        edited_at=None,
        choices=(*choices, Choice(len(options), "not-sure", "Not sure", exclusive=True, not_sure=True)),
    )


def make_state(
    poll: PollDefinition,
    counts: Sequence[int],
    *,
    voters: int | None = None,
    earlier: Sequence[EarlierWording] = (),
) -> PollState:
    """The poll with these counts; `voters` is their sum unless given."""
    return PollState(poll, Tally(7, sum(counts) if voters is None else voters, tuple(counts)), tuple(earlier))


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question of an article file. `options` are keys; their labels are `labels`, or made from the keys."""

    key: str
    question: str = ""
    kind: str = "single"
    visibility: str = "always"
    options: tuple[str, ...] = ("yes", "no", "rarely")
    labels: tuple[str, ...] = ()
    exclusive: tuple[str, ...] = ()
    max: int | None = None
    opens: str = ""
    closes: str = ""
    wording: int = 1

    @property
    def sentence(self) -> str:
        """The sentence of the article that raises it."""
        return f"One may well wonder about {self.key} here."

    def front_matter(self) -> str:
        """Its entry under `questions:`."""
        lines = [
            f"- key: {self.key}",
            f'  question: "{self.question or f"What about {self.key}?"}"',
            f"  kind: {self.kind}",
            f"  visibility: {self.visibility}",
            f'  beside: "{self.sentence}"',
            f"  wording: {self.wording}",
        ]
        for name, value in (("max", self.max), ("opens", self.opens), ("closes", self.closes)):
            lines += [f"  {name}: {value}"] if value else []
        return "\n".join(f"  {line}" for line in lines + self._options()) + "\n"

    def _options(self) -> list[str]:
        if self.kind == "scale":
            return []
        lines = ["  options:"]
        labels = self.labels or tuple(f"{key.capitalize()} indeed" for key in self.options)
        for key, label in zip(self.options, labels, strict=True):
            lines += [f'    - key: "{key}"', f'      label: "{label}"']
            lines += ["      exclusive: true"] if key in self.exclusive else []
        return lines


def article_text(
    *questions: Asked,
    slug: str = SLUG,
    title: str = "On portraits",
    language: str = "en",
    closing: str = "That is all there is to say.",
) -> str:
    """An article file that asks `questions` in their order, each beside a sentence of its own."""
    body = "\n\n".join(f"Portraits come in many kinds. {asked.sentence} And so on." for asked in questions)
    asked = "questions:\n" + "".join(question.front_matter() for question in questions) if questions else ""
    return (
        f'---\ntitle: "{title}"\nslug: {slug}\nauthor: A tester\ndate: 2026-11-23\n'
        f"summary: A short text about portraits.\nlanguage: {language}\n{asked}---\n"
        f"It begins with a plain paragraph.\n\n{body}\n\n{closing}\n"
    )


SINGLE = Asked(key="single")
MULTIPLE = Asked(key="multiple", kind="multiple", options=("a", "b", "c", "none"), exclusive=("none",), max=2)
SCALE = Asked(key="scale", kind="scale")
AFTER_VOTE = Asked(key="after-vote", visibility="after_vote")
AFTER_CLOSE = Asked(key="after-close", visibility="after_close", opens=LONG_PAST, closes=FAR_AHEAD)
CLOSED = Asked(key="closed", visibility="after_close", opens="2019-01-01", closes=LONG_PAST)
NOT_OPEN = Asked(key="not-open", opens=FAR_AHEAD)

EVERY_KIND = (SINGLE, MULTIPLE, SCALE, AFTER_VOTE, AFTER_CLOSE, CLOSED, NOT_OPEN)
EVERYTHING = article_text(*EVERY_KIND)
