"""A made-up debate takes its course: who says what to whom and when, and what becomes of it."""

import random

from pollsite.demo.people import MINUTE_S
from pollsite.demo.said import Earlier, Said, Stage, count_replies
from pollsite.demo.sentences import TOPICS
from pollsite.demo.texts import Answered, Speech, Spoken
from pollsite.demo.threads import Growth, Place
from pollsite.discussion.limits import EDIT_WINDOW
from pollsite.discussion.types import HoldReason, Status
from pollsite.moderation.rulebook import rule_in_words

GUEST_SHARE = 0.14
OWN_CAMP = 0.4
EDITED = 0.05
STANCE_SHOWN = 0.3
RULES = tuple(rule_in_words(number) for number in (2, 4, 1))
_QUESTIONS = ((0, 0.2), (1, 0.78), (2, 0.95), (3, 1.0))
"""So many questions, up to which share of all threads."""


class Debate:
    """Makes the comments one after the other. The same chance makes the same ones."""

    def __init__(self, chance: random.Random, stage: Stage) -> None:
        self._chance = chance
        self._stage = stage
        self._growth = Growth(chance)
        self._speech = Speech(chance)
        self._said: list[Said] = []

    def hold(self, number: int) -> list[Said]:
        """So many comments, in the order in which they were written; to be called once."""
        for place in range(number):
            at = self._stage.lasts * ((place + self._chance.random()) / number) ** 1.7
            comment = self._say(self._growth.next_place(at), at)
            self._growth.publish(comment.published_at)
            self._said.append(comment)
        self._edit_some()
        count_replies(self._said)
        return self._said

    def _say(self, place: Place, at: float) -> Said:
        answered = None if place.answers is None else self._said[place.answers]
        author = self._author(answered)
        at_ease = self._stage.people[author].leaning > 0
        topic, questions = (answered.topic, answered.questions) if answered else self._subject()
        published_at, status, reason = self._fate(author, at)
        return Said(
            place=place,
            author=author,
            at_ease=at_ease,
            topic=topic,
            questions=questions,
            spoken=self._words(topic, answered, at_ease=at_ease),
            created_at=at,
            published_at=published_at,
            status=status,
            reason=reason,
            stances=self._stances(author, questions, at) if status is Status.VISIBLE else (),
        )

    def _words(self, topic: str, answered: Said | None, *, at_ease: bool) -> Spoken:
        if answered is None:
            return self._speech.opening(topic, at_ease=at_ease, article_quotes=self._stage.quotes)
        to = Answered(spoken=answered.spoken, agreeing=at_ease is answered.at_ease)
        return self._speech.answer(topic, at_ease=at_ease, to=to)

    def _author(self, answered: Said | None) -> int:
        """Few write much; one does not answer oneself, and answers the other camp more often than one's own."""
        chosen = self._writer()
        for _ in range(4):
            if answered is None or self._would_answer(chosen, answered):
                break
            chosen = self._writer()
        return chosen

    def _would_answer(self, person: int, answered: Said) -> bool:
        same_camp = self._at_ease(person) is answered.at_ease
        return person != answered.author and (not same_camp or self._chance.random() < OWN_CAMP)

    def _writer(self) -> int:
        stage, chance = self._stage, self._chance
        if chance.random() < GUEST_SHARE and stage.writers > stage.members:
            return chance.randrange(stage.members, stage.writers)
        return int(stage.members * chance.random() ** 2.2)

    def _at_ease(self, person: int) -> bool:
        return self._stage.people[person].leaning > 0

    def _subject(self) -> tuple[str, tuple[str, ...]]:
        """A topic, and the questions that a new thread is about: the topic's own first, if the article asks it."""
        chance, asked = self._chance, list(self._stage.polls)
        topic = chance.choice(tuple(TOPICS))
        drawn = chance.random()
        number = min(len(asked), next(number for number, up_to in _QUESTIONS if drawn <= up_to))
        first = [topic] if topic in asked else []
        others = chance.sample(asked, len(asked))
        return topic, tuple(dict.fromkeys([*first, *others]))[:number]

    def _fate(self, author: int, at: float) -> tuple[float | None, Status, str]:
        """Since when it can be read, and what became of it: a guest's words wait for a moderator."""
        chance, stage = self._chance, self._stage
        drawn = chance.random()
        if stage.people[author].is_member:
            if drawn < 0.965:
                return at, Status.VISIBLE, ""
            if drawn < 0.99:
                return at, Status.DELETED, ""
            return at, Status.REMOVED, chance.choice(RULES)
        looked_at = at + chance.expovariate(1 / (45 * MINUTE_S))
        if drawn < 0.1 or looked_at > stage.lasts:
            return None, Status.HELD, HoldReason.GUEST
        if drawn < 0.15:
            return None, Status.REMOVED, chance.choice(RULES)
        return looked_at, Status.VISIBLE, ""

    def _stances(self, author: int, questions: tuple[str, ...], at: float) -> tuple[tuple[int, int], ...]:
        if not questions or self._chance.random() >= STANCE_SHOWN:
            return ()
        wordings = [self._stage.polls[key][1] for key in questions]
        votes = self._stage.votings[author]
        shown = [(wording, votes[wording].choices_at(at)) for wording in wordings if wording in votes]
        return tuple((wording, choices) for wording, choices in shown if choices)

    def _edit_some(self) -> None:
        first_answers: dict[int, float] = {}
        for comment in self._said:
            if comment.place.answers is not None:
                first_answers.setdefault(comment.place.answers, comment.created_at)
        for number, comment in enumerate(self._said):
            if comment.is_visible and self._chance.random() < EDITED:
                self._edit(comment, answered_at=first_answers.get(number))

    def _edit(self, comment: Said, *, answered_at: float | None) -> None:
        """It said less before, or something a little different."""
        published_at = comment.published_at or comment.created_at
        at = published_at + self._chance.expovariate(1 / (12 * MINUTE_S))
        if at >= self._stage.lasts:
            return
        before = self._words(comment.topic, None, at_ease=comment.at_ease)
        answered = answered_at is not None and answered_at <= at
        comment.earlier = Earlier(
            before, at, public=answered or at - published_at > EDIT_WINDOW.total_seconds()
        )
