"""A comment as one reader sees it: what everybody shares, and what is theirs."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from pollsite.accounts.identicons import Identicon, identicon_path
from pollsite.discussion.limits import INDENT_DEPTH
from pollsite.discussion.records import Author, CommentRecord, ShownVote
from pollsite.discussion.types import Status
from pollsite.discussion.visibility import Shown
from pollsite.discussion.words import NOBODY, minds_in_words, moment_in_words
from pollsite.polls.choosing import positions_in
from pollsite.polls.types import PollDefinition

MAX_PORTRAITS = 2048
_portrait = lru_cache(maxsize=MAX_PORTRAITS)(identicon_path)


@dataclass(frozen=True, slots=True)
class Question:
    """A poll as a comment names it."""

    key: str
    question: str


@dataclass(frozen=True, slots=True)
class ChosenView:
    """A chosen answer; `tone` names the option's colour, everywhere the same."""

    label: str
    tone: str


@dataclass(frozen=True, slots=True)
class VoteView:
    """How the author voted when writing, and now: the same answers, others, or none if they withdrew."""

    about: Question
    then: tuple[ChosenView, ...]
    now: tuple[ChosenView, ...]


@dataclass(frozen=True, slots=True)
class ReaderState:
    """What is between one reader and one comment. `offers`: questions on which they may say that it changed their
    mind; `credited`: on which they said so. New ones lead to their neighbours, 0 for none. `moderates`: they may decide
    about it, for it is not their own.
    """

    own: bool = False
    mark: int = 0
    new: bool = False
    previous_new: int = 0
    next_new: int = 0
    offers: tuple[Question, ...] = ()
    credited: tuple[Question, ...] = ()
    may_show_vote: bool = False
    moderates: bool = False


NEUTRAL = ReaderState()
_BY_RULE = re.compile(r"rule ([1-9][0-9]?)\b")


@dataclass(frozen=True, slots=True)
class DebatedArticle:
    """What the comments of an article need of it. `polls` by number, in the publisher's order."""

    slug: str
    polls: Mapping[int, PollDefinition]
    takes_comments: bool = True

    def question(self, poll_id: int) -> Question | None:
        """The question as it is asked now; None if it no longer is."""
        poll = self.polls.get(poll_id)
        return Question(poll.key, poll.question) if poll else None

    def questions(self, poll_ids: Iterable[int]) -> tuple[Question, ...]:
        """Those of these polls that are still asked, in the publisher's order."""
        wanted = set(poll_ids)
        return tuple(
            Question(poll.key, poll.question) for number, poll in self.polls.items() if number in wanted
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentView:
    """Everything a template prints about a comment. `name` is "" where nobody may be named; `html` is "" where the
    words may not be read. `answers` is told where the indent does not show it. `tags` are the questions that no vote
    beside it names. `written_at` is when it was written, whenever a moderator let it be read. `explained`:
    its author, who looks at it, was told why it was removed, and can no longer rewrite it. `locked`: its thread takes
    no replies, which the thread's first comment says. `rule`: by which
    it was removed, 0 where none is told by its number.
    """

    id: int
    slug: str
    indent: int
    name: str
    account_id: int | None
    guest: bool
    portrait: Identicon | None
    answers: tuple[int, str] | None
    written_at: datetime
    written_words: str
    edited: bool
    html: str
    notice: str
    folded: bool
    visible: bool
    tags: tuple[Question, ...]
    votes: tuple[VoteView, ...]
    good: int
    minds: str
    stance_shown: bool
    takes_replies: bool
    explained: bool
    locked: bool
    rule: int
    state: ReaderState

    @property
    def address(self) -> str:
        """Where the comment stands with what it answers and its replies."""
        return f"/articles/{self.slug}/comments/{self.id}"


def view_comment(
    comment: CommentRecord,
    article: DebatedArticle,
    *,
    shown: Shown,
    votes: Iterable[ShownVote] = (),
    state: ReaderState = NEUTRAL,
    flat: bool = False,
) -> CommentView:
    """The comment as far as `shown` allows. `votes` are those that may stand beside it; `flat`: it stands in no thread."""
    author, is_visible = comment.author, comment.status is Status.VISIBLE
    told = tuple(_votes(votes, article))
    named = {vote.about for vote in told}
    return CommentView(
        id=comment.id,
        slug=article.slug,
        indent=0 if flat else min(comment.depth, INDENT_DEPTH),
        name=(author.name or NOBODY) if shown.author else "",
        account_id=author.account_id if shown.author else None,
        guest=shown.author and author.account_id is None and bool(author.name),
        portrait=_drawn(author) if shown.author else None,
        answers=_answers(comment, flat=flat),
        written_at=comment.created_at,
        written_words=moment_in_words(comment.created_at),
        edited=is_visible and comment.edited_at is not None and bool(author.name),
        html=comment.html if shown.words else "",
        notice=shown.notice,
        folded=shown.folded,
        visible=is_visible,
        tags=tuple(tag for tag in article.questions(comment.tags) if tag not in named) if is_visible else (),
        votes=told,
        good=comment.good if is_visible else 0,
        minds=minds_in_words(comment.minds) if is_visible else "",
        stance_shown=comment.stance_shown and state.own,
        takes_replies=is_visible and article.takes_comments and not comment.locked,
        explained=state.own and comment.status is Status.REMOVED,
        locked=comment.locked and comment.depth == 0,
        rule=_rule(comment),
        state=state,
    )


def _rule(comment: CommentRecord) -> int:
    """Why it was removed is stored in words, which begin with the rule's number."""
    named = _BY_RULE.match(comment.reason) if comment.status is Status.REMOVED else None
    return int(named[1]) if named else 0


def _drawn(author: Author) -> Identicon | None:
    """A member's drawing is their reader's, a guest's also their name's; none for whose account is gone."""
    if author.account_id is not None:
        return _portrait(author.reader_id)
    return _portrait(author.reader_id, author.name) if author.name else None


def _answers(comment: CommentRecord, *, flat: bool) -> tuple[int, str] | None:
    """Whom it answers, by the number of their comment: said where the place in the thread does not say it."""
    if comment.answers is None or not (flat or comment.depth > INDENT_DEPTH):
        return None
    named = comment.answers.status is Status.VISIBLE
    return comment.answers.comment_id, (comment.answers.name or NOBODY) if named else ""


def _votes(votes: Iterable[ShownVote], article: DebatedArticle) -> Iterable[VoteView]:
    """In the order of the questions; votes on an earlier wording are not told, for it is no longer asked."""
    by_wording = {vote.wording_id: vote for vote in votes}
    for poll in article.polls.values():
        vote = by_wording.get(poll.wording_id)
        if vote is not None:
            about = Question(poll.key, poll.question)
            yield VoteView(about, _chosen(poll, vote.then), _chosen(poll, vote.now))


def _chosen(poll: PollDefinition, choices: int) -> tuple[ChosenView, ...]:
    answers = [poll.choices[place] for place in positions_in(choices) if place < len(poll.choices)]
    return tuple(
        ChosenView(answer.label, "not-sure" if answer.not_sure else f"tone-{answer.position}")
        for answer in answers
    )
