"""What everybody may read: articles, questions with their tallies, comments. The same with a token and without."""

from datetime import datetime

from flask import Blueprint

from pollsite.api.comment_types import Excerpt, ExcerptAsked, Threads, ThreadsAsked
from pollsite.api.comments_telling import Teller, own_cursor
from pollsite.api.errors import NothingThere
from pollsite.api.operations import PREFIX, Operation
from pollsite.api.queries import page_of_articles
from pollsite.api.serving import Answer, Call, opened, refuse_in_json
from pollsite.api.telling import article_told, line_told, poll_told
from pollsite.api.types import Article, Articles, ArticlesAsked, Poll, Polls
from pollsite.db import db
from pollsite.discussion.records import Listing
from pollsite.pages.around import Asking, find_around, find_slug
from pollsite.pages.debates import Votes
from pollsite.pages.readers import NOBODY, Visitor, debates, find_reading, reader_of
from pollsite.pages.warm import Reading, WarmArticle
from pollsite.polls.queries import get_state
from pollsite.web.addresses import absolute

blueprint = Blueprint("api", __name__, url_prefix=PREFIX)
refuse_in_json(blueprint)

ARTICLES = Operation(
    name="articles",
    method="GET",
    rule="/articles",
    summary="Articles, newest first",
    asks=ArticlesAsked,
    answers=Articles,
)
ARTICLE = Operation(
    name="article",
    method="GET",
    rule="/articles/<slug>",
    summary="An article: its text, its questions, its discussion’s state",
    answers=Article,
)
POLLS = Operation(
    name="polls",
    method="GET",
    rule="/articles/<slug>/polls",
    summary="An article’s questions with their tallies",
    answers=Polls,
)
POLL = Operation(
    name="poll",
    method="GET",
    rule="/polls/<int:poll_id>",
    summary="A question with its tally",
    answers=Poll,
)
THREADS = Operation(
    name="threads",
    method="GET",
    rule="/articles/<slug>/comments",
    summary="An article’s threads, a page at a time",
    asks=ThreadsAsked,
    answers=Threads,
)
COMMENT = Operation(
    name="comment",
    method="GET",
    rule="/comments/<int:comment_id>",
    summary="A comment with what it answers and its replies",
    asks=ExcerptAsked,
    answers=Excerpt,
)
READING = (ARTICLES, ARTICLE, POLLS, POLL, THREADS, COMMENT)


@opened(blueprint, ARTICLES)
def articles(call: Call) -> Answer:
    """A page of the list of articles."""
    lines, following = page_of_articles(db.session(), after=call.asked.after)
    return Answer(Articles(tuple(line_told(line, absolute=absolute) for line in lines), following or None))


@opened(blueprint, ARTICLE)
def article(call: Call, slug: str) -> Answer:
    """One article."""
    warm = reading_of(slug).warm
    told = article_told(
        warm.article, polls=_polls(warm, at=call.at), discussion=warm.discussion, absolute=absolute
    )
    return Answer(told)


@opened(blueprint, POLLS)
def polls(call: Call, slug: str) -> Answer:
    """Its questions."""
    return Answer(Polls(_polls(reading_of(slug).warm, at=call.at)))


@opened(blueprint, POLL)
def poll(call: Call, poll_id: int) -> Answer:
    """One question."""
    return Answer(poll_told(get_state(db.session(), poll_id), at=call.at, absolute=absolute))


@opened(blueprint, THREADS)
def threads(call: Call, slug: str) -> Answer:
    """A page of threads."""
    read, asked = reading_of(slug), call.asked
    about = read.warm.find_poll(asked.question)
    if asked.question is not None and about is None:
        raise NothingThere("question of that key")
    cursor = own_cursor(asked.after, sort=asked.sort)
    listing = Listing(read.warm.article.id, asked.sort, about.id if about else None, cursor)
    debate = debates().find(read.warm, listing, at=call.at)
    return Answer(teller_of(read, debate.votes, at=call.at).threads(debate.page, sort=asked.sort))


@opened(blueprint, COMMENT)
def comment(call: Call, comment_id: int) -> Answer:
    """One comment in its thread."""
    found = find_slug(comment_id)
    if found is None:
        raise NothingThere("comment")
    read = reading_of(found[1])
    asking = Asking(article_id=read.warm.article.id, reader_id=None, account_id=None, at=call.at)
    around = find_around(comment_id, asking, after=call.asked.after)
    excerpt = teller_of(read, around.votes, at=call.at).excerpt(around.excerpt) if around else None
    if excerpt is None:
        raise NothingThere("comment")
    return Answer(excerpt)


def reading_of(slug: str) -> Reading:
    """The article as everybody sees it. Raises NothingThere."""
    read = find_reading(slug, NOBODY)
    if read is None:
        raise NothingThere("article")
    return read


def _polls(warm: WarmArticle, *, at: datetime) -> tuple[Poll, ...]:
    return tuple(poll_told(poll.state, at=at, absolute=absolute) for poll in warm.polls)


def teller_of(read: Reading, votes: Votes, *, who: Visitor = NOBODY, at: datetime) -> Teller:
    """Tells `who` of the article's comments."""
    return Teller(
        slug=read.warm.article.slug,
        polls=tuple(poll.state.definition for poll in read.warm.polls),
        open_wordings=reader_of(read, who, at=at).open_wordings,
        votes=votes,
        absolute=absolute,
        reader_id=who.reader_id,
    )
