"""Share pictures of an article and of its polls: what somebody who comes for the first time sees of their results.

Such a picture goes to people who never voted, so it shows what is visible without a vote, and its name, which stands
in pages, moves with nothing else.
"""

from datetime import datetime

from pollsite.articles.types import Kind
from pollsite.pages.share_picture import NOT_SURE, Line, SharePicture
from pollsite.pages.warm import WarmArticle, WarmPoll
from pollsite.polls.types import NO_STANDING
from pollsite.polls.views import ResultRow
from pollsite.polls.visibility import results_visible
from pollsite.polls.words import counted
from pollsite.web.templating import direction_of

MOST_QUESTIONS = 3
SELF_SELECTED = "Self-selected readers, not a sample"
HIDDEN_UNTIL = {"after_close": "Results open when the poll closes", "after_vote": "Results open with a vote"}


def article_picture(warm: WarmArticle, *, site: str, at: datetime) -> SharePicture:
    """The article with where readers stand: its first questions, those first whose results everybody sees."""
    shown = sorted(warm.polls, key=lambda poll: not is_public(poll, at=at))[:MOST_QUESTIONS]
    number = len(warm.polls)
    return SharePicture(
        site=site,
        kicker="",
        heading=warm.article.title,
        plain="An article" + (f" with {counted(number, 'question', 'questions')}" if number else ""),
        lines=tuple(_question(poll, at=at) for poll in shown),
        total="",
        note=SELF_SELECTED if number else warm.article.author,
        from_right=direction_of(warm.article.language) == "rtl",
    )


def poll_picture(warm: WarmArticle, poll: WarmPoll, *, site: str, at: datetime) -> SharePicture:
    """The poll with its present result, or its answers alone while that is hidden."""
    definition, results, public = poll.state.definition, poll.results, is_public(poll, at=at)
    return SharePicture(
        site=site,
        kicker=warm.article.title,
        heading=definition.question,
        plain=f"A question with {len(definition.choices)} answers",
        lines=tuple(_answer(row, begun=results.begun, public=public) for row in results.rows),
        total=_total(poll) if public else "",
        note=SELF_SELECTED if public else HIDDEN_UNTIL[definition.visibility],
        from_right=direction_of(warm.article.language) == "rtl",
    )


def is_public(poll: WarmPoll, *, at: datetime) -> bool:
    """Whether somebody who never voted sees the poll's results."""
    return results_visible(poll.state.definition, NO_STANDING, at=at)


def leading_with_voters(poll: WarmPoll) -> str:
    """ "Yes, if disclosed · 61 % · 1,204 readers voted": for who may see the results."""
    leading = f"{poll.results.leading} · " if poll.results.begun else ""
    return f"{leading}{poll.results.voters}"


def _question(poll: WarmPoll, *, at: datetime) -> Line:
    asked = poll.state.definition
    plain = f"Question {asked.position + 1}"
    if not is_public(poll, at=at):
        return Line(asked.question, plain, HIDDEN_UNTIL[asked.visibility], hidden=True)
    return Line(asked.question, plain, leading_with_voters(poll))


def _total(poll: WarmPoll) -> str:
    several = " · % of voters" if poll.state.definition.kind is Kind.MULTIPLE else ""
    return f"{poll.results.voters}{several}"


def _answer(row: ResultRow, *, begun: bool, public: bool) -> Line:
    tone = NOT_SURE if row.not_sure else row.position
    plain = "Not sure" if row.not_sure else f"Answer {row.position + 1}"
    if not public:
        return Line(row.label, plain, tone=tone, hidden=True)
    figure = f"{row.percent}\u202f% · {row.count:,}" if begun else ""
    return Line(row.label, plain, figure, percent=row.percent, tone=tone)
