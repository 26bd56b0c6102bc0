"""Who reads this request's page, and what that opens to them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from flask import Response, current_app

from pollsite.accounts.identity import find_member, find_reader_id
from pollsite.accounts.types import Member, Role
from pollsite.discussion.records import Personal
from pollsite.pages.debates import Debates
from pollsite.pages.discussing import Reader
from pollsite.pages.warm import Reading, WarmArticle, WarmArticles
from pollsite.polls.types import NO_STANDING
from pollsite.polls.visibility import results_visible


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person with a cookie, or nobody in particular; `member` is None for who is not signed in."""

    reader_id: UUID | None
    member: Member | None

    @property
    def signed_in(self) -> bool:
        """Whether they are signed in."""
        return self.member is not None

    @property
    def moderates(self) -> bool:
        """Whether they decide about comments."""
        return self.member is not None and self.member.role.includes(Role.MODERATOR)

    @property
    def account_id(self) -> int | None:
        """Their account's number."""
        return self.member.account_id if self.member else None


NOBODY = Visitor(None, None)


def visitor() -> Visitor:
    """The request's."""
    reader_id = find_reader_id()
    return Visitor(reader_id, find_member()) if reader_id else NOBODY


def find_reading(slug: str, who: Visitor) -> Reading | None:
    """The article as it is now and where this visitor stands in it, or None."""
    articles: WarmArticles = current_app.extensions["pollsite-warm"]
    return articles.find(slug, reader_id=who.reader_id)


def debates() -> Debates:
    """The pages of threads kept ready in this process."""
    known: Debates = current_app.extensions["pollsite-debates"]
    return known


def reader_of(
    read: Reading, who: Visitor, *, at: datetime, ask: Callable[[UUID], Personal] | None = None
) -> Reader:
    """Where the visitor may see results and voted; `ask` finds what they did in the discussion."""
    open_wordings, voted = read.draw("rights", partial(_rights, read, at=at), at=at)
    personal = ask(who.reader_id) if ask and who.reader_id else None
    return Reader(open_wordings=open_wordings, voted=voted, personal=personal, moderates=who.moderates)


def _rights(read: Reading, *, at: datetime) -> tuple[frozenset[int], frozenset[int]]:
    """The wordings whose results may be seen, and the polls voted in."""
    open_wordings, voted = set(), set()
    for poll in read.warm.polls:
        definition = poll.state.definition
        standing = read.standings.get(definition.wording_id, NO_STANDING)
        if results_visible(definition, standing, at=at):
            open_wordings.add(definition.wording_id)
        if standing.choices:
            voted.add(poll.id)
    return frozenset(open_wordings), frozenset(voted)


def private(html: bytes | str) -> Response:
    """A page for this request's visitor, and nobody else."""
    response = Response(html, mimetype="text/html")
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Cookie"
    return response


def until_of(article: WarmArticle, *others: datetime | None, at: datetime) -> datetime | None:
    """When time alone changes a page: a poll opens or closes, or at one of the other moments."""
    moments = (article.next_change(at=at), *others)
    return min((moment for moment in moments if moment is not None), default=None)
