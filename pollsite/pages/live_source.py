"""What streams are told: states of polls for those who may see them, and public facts about the article."""

import json
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from pollsite.articles.models import Article
from pollsite.discussion.models import Discussion
from pollsite.live.types import Message, Snapshot, article_topic, poll_topic
from pollsite.pages.versions import article_versions
from pollsite.polls.queries import article_states, standings_in_article
from pollsite.polls.types import NO_STANDING, PollDefinition, PollState, next_change
from pollsite.polls.views import results_of
from pollsite.polls.visibility import results_visible


class ArticleSource:
    """The live feature's view of articles and polls."""

    def versions(self, connection: Connection, article_ids: Collection[int]) -> dict[int, int]:
        """By article id, a number that grows with every change. One statement."""
        rows = connection.execute(article_versions().where(Article.id.in_(article_ids)))
        return {row.id: row.version for row in rows}

    def messages(self, connection: Connection, article_id: int, *, at: datetime) -> Snapshot:
        """The state of the article and of each of its polls, and when one of them next opens or closes."""
        states = article_states(connection, article_id)
        article = connection.execute(
            select(Article.revision, Article.version, Discussion.comments, Discussion.version.label("debate"))
            .outerjoin(Discussion, Discussion.article_id == Article.id)
            .where(Article.id == article_id)
        ).one_or_none()
        if article is None:
            return Snapshot((), None)
        facts = {
            "article": article_id,
            "v": article.version + (article.debate or 0),
            "revision": article.revision,
            "comments": article.comments or 0,
            "phases": {str(state.definition.id): state.definition.phase(at) for state in states},
        }
        messages = [Message(article_topic(article_id), _json(facts))]
        messages += [Message(results_topic(state.definition), _json(_poll_facts(state))) for state in states]
        return Snapshot(tuple(messages), next_change([state.definition for state in states], at=at))


def audible_topics(
    session: Session, article_ids: Collection[int], *, reader_id: UUID | None, at: datetime
) -> frozenset[str]:
    """What this reader may hear: the articles there are, and the polls whose results their page shows them."""
    known = session.scalars(select(Article.id).where(Article.id.in_(article_ids)).order_by(Article.id)).all()
    topics = {article_topic(article_id) for article_id in known}
    for article_id in known:
        own = standings_in_article(session, article_id, reader_id) if reader_id else {}
        polls = [state.definition for state in article_states(session.connection(), article_id)]
        topics |= {
            results_topic(poll)
            for poll in polls
            if results_visible(poll, own.get(poll.wording_id, NO_STANDING), at=at)
        }
    return frozenset(topics)


def results_topic(poll: PollDefinition) -> str:
    """Named for the wording and the rule too: who was let in under others does not hear these results."""
    return f"{poll_topic(poll.id)}:{poll.wording_id}:{poll.visibility}:{poll.closes_at}"


def _poll_facts(state: PollState) -> dict[str, object]:
    results = results_of(state)
    return {
        "poll": state.definition.id,
        "wording": state.definition.wording,
        "v": results.version,
        "counts": [row.count for row in results.rows],
        "percents": [row.percent for row in results.rows],
        "voters": results.voters,
        "held": results.held,
        "agreement": results.agreement,
        "earlier": results.earlier,
        "leading": results.leading,
        "ledger": results.ledger,
    }


def _json(facts: dict[str, object]) -> str:
    return json.dumps(facts, separators=(",", ":"), ensure_ascii=False)
