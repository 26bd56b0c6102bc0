"""Articles and questions as the API tells of them, to one reader or to everybody."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from pollsite.api import types as told
from pollsite.articles.queries import ArticleLine, PublishedArticle
from pollsite.discussion.records import DiscussionFacts
from pollsite.polls.choosing import positions_in
from pollsite.polls.rounding import percentages
from pollsite.polls.types import NO_STANDING, PollDefinition, PollState, Standing
from pollsite.polls.views import results_of
from pollsite.polls.visibility import results_visible
from pollsite.polls.words import hold_in_words

Absolute = Callable[[str], str]
"""The whole address of a page of this site."""


def line_told(line: ArticleLine, *, absolute: Absolute) -> told.ArticleLine:
    """An article in a list."""
    return told.ArticleLine(
        slug=line.slug,
        title=line.title,
        author=line.author,
        summary=line.summary,
        language=line.language,
        published_on=line.published_on,
        revision=line.revision,
        page=absolute(f"/articles/{line.slug}"),
    )


def article_told(
    article: PublishedArticle,
    *,
    polls: tuple[told.Poll, ...],
    discussion: DiscussionFacts,
    absolute: Absolute,
) -> told.Article:
    """An article, whole; `polls` as who asks may see them."""
    return told.Article(
        slug=article.slug,
        title=article.title,
        author=article.author,
        summary=article.summary,
        language=article.language,
        published_on=article.published_on,
        updated_at=article.updated_at,
        revision=article.revision,
        words=article.words,
        page=absolute(f"/articles/{article.slug}"),
        parts=tuple(_parts(article)),
        polls=polls,
        discussion=discussion_told(discussion, {poll.id: poll.key for poll in polls}),
    )


def _parts(article: PublishedArticle) -> Iterable[told.Part]:
    for segment in article.segments:
        yield told.Part(html=None if segment.poll else segment.html, question=segment.poll or None)


def discussion_told(facts: DiscussionFacts, keys: Mapping[int, str]) -> told.Discussion:
    """How a discussion stands; `keys` of the article's questions by poll id."""
    return told.Discussion(
        openness=facts.openness,
        comments=facts.comments,
        latest_at=facts.latest_at,
        about=tuple(told.SliceCount(key, facts.slices.get(number, 0)) for number, key in keys.items()),
    )


def poll_told(
    state: PollState, *, at: datetime, absolute: Absolute, standing: Standing = NO_STANDING
) -> told.Poll:
    """A question, with its results if who stands there may see them."""
    poll = state.definition
    return told.Poll(
        id=poll.id,
        article=poll.article_slug,
        key=poll.key,
        question=poll.question,
        kind=poll.kind,
        wording=poll.wording,
        max_choices=poll.max_choices,
        options=tuple(
            told.Option(choice.key, choice.label, choice.exclusive, choice.not_sure)
            for choice in poll.choices
        ),
        phase=poll.phase(at),
        opens_at=poll.opens_at,
        closes_at=poll.closes_at,
        edited_at=poll.edited_at,
        visibility=poll.visibility,
        results=_results(state) if results_visible(poll, standing, at=at) else None,
        page=absolute(f"/articles/{poll.article_slug}#poll-{poll.key}"),
    )


def _results(state: PollState) -> told.Results:
    poll, tally, worded = state.definition, state.tally, results_of(state)
    percents = percentages(tally.counts, voters=tally.voters, kind=poll.kind)
    return told.Results(
        version=tally.version,
        voters=tally.voters,
        held=tally.held,
        options=tuple(
            told.OptionCount(choice.key, count, percent if tally.voters else None)
            for choice, count, percent in zip(poll.choices, tally.counts, percents, strict=True)
        ),
        in_words=worded.leading,
        agreement=worded.agreement,
        earlier=tuple(
            told.EarlierWording(one.number, one.question, one.voters, one.held) for one in state.earlier
        ),
    )


def ballot_told(
    state: PollState, standing: Standing, *, at: datetime, absolute: Absolute, notice: str = ""
) -> told.Ballot:
    """A member's own answer."""
    return told.Ballot(
        poll=poll_told(state, at=at, absolute=absolute, standing=standing),
        options=keys_of(state.definition, standing.choices),
        held=hold_in_words(standing.hold),
        notice=notice,
    )


def keys_of(poll: PollDefinition, choices: int) -> tuple[str, ...]:
    """The keys of the answers in a mask, in the publisher's order."""
    return tuple(poll.choices[place].key for place in positions_in(choices) if place < len(poll.choices))
