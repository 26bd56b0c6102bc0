"""The opinion map as the page prints it for one reader: words first, then groups, what they share, and the picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pollsite.insights.looking import Kept, Looking
from pollsite.insights.map_picture import LETTERS, MapPicture, draw_map
from pollsite.insights.map_place import Answered, Point, is_within, nearest_group, place_of
from pollsite.insights.map_tables import MapTable, tables_of
from pollsite.insights.map_words import (
    CHANCE,
    few_in_words,
    groups_in_words,
    missing_in_words,
    own_in_words,
    same_in_words,
)
from pollsite.insights.saying import Said, Voiced, said_of, voiced
from pollsite.polls.rounding import largest_remainder

MAP = "map"
"""The kind of the figure that is kept."""
FEWEST_READERS, FEWEST_QUESTIONS = 20, 3
"""So many readers, with answers to so many questions, make a map."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupView:
    """A group: its letter and size, what is typical of it, and for who is nearest to it what of that they say too, and what
    not. `is_own`: they stand in its area as well.
    """

    letter: str
    number: int
    size: int
    percent: int
    is_own: bool
    is_nearest: bool
    typical: tuple[Said, ...]

    @property
    def alike(self) -> tuple[Said, ...]:
        """What the reader says as well."""
        return tuple(said for said in self.typical if said.own is True)

    @property
    def unlike(self) -> tuple[Said, ...]:
        """Where the reader answered otherwise."""
        return tuple(said for said in self.typical if said.own is False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MapView:
    """What the section prints. Without `readers` there is no map yet; without `groups` and `picture` no clear groups."""

    sentences: tuple[str, ...]
    readers: int
    groups: tuple[GroupView, ...] = ()
    shared: tuple[Voiced, ...] = ()
    dividing: tuple[Said, ...] = ()
    halving: tuple[Voiced, ...] = ()
    tables: tuple[MapTable, ...] = ()
    picture: MapPicture | None = None
    computed_at: datetime

    @property
    def own(self) -> GroupView | None:
        """The group that the reader is in, or nearest to."""
        return next((group for group in self.groups if group.is_nearest), None)


def map_view(looking: Looking) -> MapView | None:
    """The section for this reader, or None while nothing is kept, or too few questions are asked for a map."""
    kept = looking.kept.get(MAP)
    if kept is None or len(kept.body["questions"]) < FEWEST_QUESTIONS:
        return None
    answers = _answers(looking, kept.body)
    if "claims" not in kept.body:
        few = few_in_words(FEWEST_READERS, least=kept.body["least"], questions=len(answers))
        return MapView(sentences=(few,), readers=0, computed_at=kept.computed_at)
    return _view(looking, kept, answers)


def _answers(looking: Looking, body: Mapping[str, Any]) -> list[Answered]:
    asked = {state.definition.wording_id: state.definition for state in looking.polls}
    polls = [asked.get(wording_id) for wording_id in body["questions"]]
    return [Answered(poll, looking.standing(poll).choices if poll else 0) for poll in polls]


def _view(looking: Looking, kept: Kept, answers: list[Answered]) -> MapView:
    body = kept.body
    place = _place(body, answers)
    groups = _groups(looking, body, answers, place)
    missing = _missing(body, answers) if groups and not place else []
    return MapView(
        sentences=(*_sentences(groups, body["readers"]), *missing),
        readers=body["readers"],
        groups=groups,
        shared=voiced(looking, body, body["shared"]),
        dividing=said_of(looking, body, body["dividing"], answers, group=0) if groups else (),
        halving=() if groups else voiced(looking, body, body["dividing"]),
        tables=tables_of(looking, body),
        picture=draw_map(body, place) if groups else None,
        computed_at=kept.computed_at,
    )


def _place(body: Mapping[str, Any], answers: Sequence[Answered]) -> Point | None:
    """Where the reader stands, if they have answered enough, and this is no map that was brought back by an archive."""
    answered = sum(answer.choices != 0 for answer in answers)
    return place_of(body["axes"], answers) if "axes" in body and answered >= body["least"] else None


def _missing(body: Mapping[str, Any], answers: Sequence[Answered]) -> list[str]:
    """What a reader who is not on the map can do to be."""
    answered = sum(answer.choices != 0 for answer in answers)
    return [missing_in_words(answered, least=body["least"], questions=len(answers))] if "axes" in body else []


def _groups(
    looking: Looking, body: Mapping[str, Any], answers: list[Answered], place: Point | None
) -> tuple[GroupView, ...]:
    sizes = [group["size"] for group in body["groups"]]
    percents = largest_remainder(sizes)
    nearest = nearest_group(place, [group["centre"] for group in body["groups"]]) if place and sizes else None
    return tuple(
        GroupView(
            letter=LETTERS[number],
            number=number,
            size=size,
            percent=percents[number],
            is_own=number == nearest and _is_in(body["groups"][number], place),
            is_nearest=number == nearest,
            typical=said_of(looking, body, body["typical"][number], answers, group=number),
        )
        for number, size in enumerate(sizes)
    )


def _is_in(group: Mapping[str, Any], place: Point | None) -> bool:
    return place is not None and is_within(place, group["centre"], group["area"])


def _sentences(groups: tuple[GroupView, ...], readers: int) -> list[str]:
    if not groups:
        return [CHANCE]
    own = next((group for group in groups if group.is_nearest), None)
    if own:
        return _own_sentences(own, readers)
    return [groups_in_words([group.size for group in groups], [group.percent for group in groups], readers)]


def _own_sentences(own: GroupView, readers: int) -> list[str]:
    """With whom the reader is, and how far."""
    told = own_in_words(own.letter, size=own.size, percent=own.percent, whole=readers, within=own.is_own)
    answered = len(own.alike) + len(own.unlike)
    return [told, same_in_words(own.letter, alike=len(own.alike), of=answered)] if answered else [told]
