"""What stands in frames on other sites: a poll, an article's questions, a discussion, as somebody sees them who comes
for the first time. Nothing of one reader is in it, and nothing in it can be sent.
"""

from dataclasses import dataclass
from datetime import datetime

from pollsite.articles.queries import PublishedArticle
from pollsite.discussion.views import CommentView, view_comment
from pollsite.discussion.visibility import shown_of
from pollsite.discussion.words import more_replies_in_words
from pollsite.pages.article_page import Standpoint
from pollsite.pages.debates import Debate
from pollsite.pages.discussing import debated
from pollsite.pages.embed_codes import DISCUSSION_HEIGHT, Framed, article_height, poll_height
from pollsite.pages.meta import Absolute
from pollsite.pages.share_results import is_public, leading_with_voters
from pollsite.pages.warm import WarmArticle, WarmPoll
from pollsite.polls.views import PollView, view_poll


@dataclass(frozen=True, slots=True, kw_only=True)
class PollFrame:
    """One poll; `vote` is the whole address of its place in the article."""

    article: PublishedArticle
    view: PollView
    vote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFrame:
    """An article's title and where readers stand; `page` is its whole address."""

    article: PublishedArticle
    standpoints: tuple[Standpoint, ...]
    page: str


@dataclass(frozen=True, slots=True)
class ThreadLines:
    """A thread's comments, from the first down, and in words how many more there are, "" for none."""

    comments: tuple[CommentView, ...]
    more: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionFrame:
    """The first page of a discussion; `count` of its comments in all, `page` its whole address."""

    article: PublishedArticle
    threads: tuple[ThreadLines, ...]
    count: int
    page: str
    goes_on: bool


def poll_frame(warm: WarmArticle, poll: WarmPoll, *, at: datetime, absolute: Absolute) -> PollFrame:
    """The poll with its results, if they may be seen without a vote."""
    return PollFrame(
        article=warm.article,
        view=view_poll(poll.state, at=at, results=poll.results),
        vote=framed_poll(warm, poll, absolute=absolute).page,
    )


def article_frame(warm: WarmArticle, *, at: datetime, absolute: Absolute) -> ArticleFrame:
    """The article's questions with what leads, where that may be seen without a vote."""
    return ArticleFrame(
        article=warm.article,
        standpoints=tuple(
            Standpoint(poll.state.definition, leading_with_voters(poll) if is_public(poll, at=at) else "")
            for poll in warm.polls
        ),
        page=framed_article(warm, absolute=absolute).page,
    )


def discussion_frame(warm: WarmArticle, debate: Debate, *, absolute: Absolute) -> DiscussionFrame:
    """Threads as everybody may read them. No vote stands beside a comment: its author agreed to that here, not there."""
    article = debated(warm)
    threads = []
    for thread in debate.page.threads:
        known = [(comment, shown_of(comment)) for comment in (thread.root, *thread.replies)]
        views = tuple(view_comment(comment, article, shown=shown) for comment, shown in known if shown)
        more = more_replies_in_words(thread.hidden_replies) if thread.hidden_replies else ""
        threads += [ThreadLines(views, more)] if views else []
    return DiscussionFrame(
        article=warm.article,
        threads=tuple(threads),
        count=warm.discussion.comments,
        page=framed_discussion(warm, absolute=absolute).page,
        goes_on=bool(debate.page.next_cursor),
    )


def framed_poll(warm: WarmArticle, poll: WarmPoll, *, absolute: Absolute) -> Framed:
    """Where a poll's frame is, and where it is answered."""
    asked = poll.state.definition
    return Framed(
        title=asked.question,
        frame=absolute(f"/embed/polls/{asked.id}"),
        page=absolute(f"/articles/{warm.article.slug}#poll-{asked.key}"),
        height=poll_height(asked.question, answers=len(asked.choices)),
    )


def framed_article(warm: WarmArticle, *, absolute: Absolute) -> Framed:
    """Where an article's frame is, and the article."""
    slug, title = warm.article.slug, warm.article.title
    return Framed(
        title=title,
        frame=absolute(f"/embed/articles/{slug}"),
        page=absolute(f"/articles/{slug}"),
        height=article_height(title, questions=len(warm.polls)),
    )


def framed_discussion(warm: WarmArticle, *, absolute: Absolute) -> Framed:
    """Where a discussion's frame is, and where it is gone on with."""
    slug = warm.article.slug
    return Framed(
        title=f"Discussion of “{warm.article.title}”",
        frame=absolute(f"/embed/articles/{slug}/discussion"),
        page=absolute(f"/articles/{slug}/discussion"),
        height=DISCUSSION_HEIGHT,
    )
