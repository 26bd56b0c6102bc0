"""What a page says about itself to machines: schema.org facts as JSON-LD, from plain values.

Only what everybody may read on that very page is in it: visible comments by their first words, but for those that
wait behind a notice, no stance, no result. A template prints it with `tojson`, which leaves no sign in it that could
end the element it stands in.
"""

from collections.abc import Callable, Iterable
from typing import Any

from pollsite.articles.queries import PublishedArticle
from pollsite.discussion.excerpts import EXCERPT_SOURCE, excerpt_of
from pollsite.discussion.records import CommentRecord, Excerpt, Thread
from pollsite.discussion.types import Status
from pollsite.discussion.words import NOBODY

MAX_TEXT = 300
"""Characters of a comment: enough to know it by, and the page stays light."""

Facts = dict[str, Any]
Absolute = Callable[[str], str]
"""From a path of the site to its whole address."""


def article_facts(
    article: PublishedArticle, threads: Iterable[Thread], *, comments: int, absolute: Absolute
) -> Facts:
    """An article with `comments` visible ones in all, and those threads of them that its page shows."""
    address = absolute(f"/articles/{article.slug}")
    facts = {
        **_context("Article", address),
        "headline": article.title,
        "description": article.summary,
        "inLanguage": article.language,
        "author": _person(article.author),
        "datePublished": article.published_on.isoformat(),
        "dateModified": article.updated_at.isoformat(),
        "wordCount": article.words,
        "commentCount": comments,
        "discussionUrl": f"{address}#discussion",
    }
    shown = [_thread_facts(article.slug, thread, absolute) for thread in threads]
    return _with_comments(facts, [facts for facts in shown if facts])


def comment_facts(article: PublishedArticle, excerpt: Excerpt, *, absolute: Absolute) -> Facts:
    """A comment on a page of its own, with the replies shown there; {} if its words may not be read."""
    comment = excerpt.comment
    if comment.status is not Status.VISIBLE:
        return {}
    facts = {
        **_context("DiscussionForumPosting", ""),
        **_facts(article.slug, comment, absolute),
        "@type": "DiscussionForumPosting",
        "headline": f"{_name(comment)} on “{article.title}”",
        "commentCount": comment.replies,
        "isPartOf": {
            "@type": "Article",
            "url": absolute(f"/articles/{article.slug}"),
            "headline": article.title,
        },
    }
    return _with_comments(facts, _visible(article.slug, excerpt.below, absolute))


def _context(kind: str, address: str) -> Facts:
    return {"@context": "https://schema.org", "@type": kind, "url": address}


def _thread_facts(slug: str, thread: Thread, absolute: Absolute) -> Facts:
    """A thread's first comment with those below it; the replies are nothing without it."""
    if thread.root.status is not Status.VISIBLE:
        return {}
    return _with_comments(_facts(slug, thread.root, absolute), _visible(slug, thread.replies, absolute))


def _visible(slug: str, comments: Iterable[CommentRecord], absolute: Absolute) -> list[Facts]:
    return [_facts(slug, comment, absolute) for comment in comments if comment.status is Status.VISIBLE]


def _with_comments(facts: Facts, comments: list[Facts]) -> Facts:
    return {**facts, "comment": comments} if comments else facts


def _facts(slug: str, comment: CommentRecord, absolute: Absolute) -> Facts:
    facts = {
        "@type": "Comment",
        "url": absolute(f"/articles/{slug}/comments/{comment.id}"),
        "author": _person(_name(comment)),
        "datePublished": comment.since.isoformat(timespec="seconds"),
    }
    if not comment.collapsed:
        facts["text"] = excerpt_of(comment.html[:EXCERPT_SOURCE], limit=MAX_TEXT)
    if comment.edited_at is not None:
        facts["dateModified"] = comment.edited_at.isoformat(timespec="seconds")
    return {**facts, "upvoteCount": comment.good} if comment.good else facts


def _person(name: str) -> Facts:
    return {"@type": "Person", "name": name}


def _name(comment: CommentRecord) -> str:
    return comment.author.name or NOBODY
