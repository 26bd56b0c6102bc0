"""Made-up people: told from real ones, with names that members could have."""

import random

import pytest
from passlib.hash import argon2

from pollsite.accounts.names import clean_name, fold_name
from pollsite.demo.names import make_names
from pollsite.demo.people import FIRST_ID, FITS_NOTHING, LAST_ID, make_people


def test_names_are_names_that_members_could_have() -> None:
    names = make_names(random.Random(1), 3_000, fold=fold_name)
    assert [name for name in names if clean_name(name) != name] == []
    assert len({fold_name(name) for name in names}) == len(names)


def test_no_name_is_taken_that_somebody_has() -> None:
    before = make_names(random.Random(1), 300, fold=fold_name)
    taken = {fold_name(name) for name in before}
    assert taken.isdisjoint(map(fold_name, make_names(random.Random(1), 300, fold=fold_name, taken=taken)))


def test_ids_begin_alike_and_are_never_drawn_by_chance() -> None:
    people = make_people(random.Random(1), 200, fold=fold_name)
    assert all(FIRST_ID <= person.reader_id <= LAST_ID for person in people)
    assert len({person.reader_id for person in people}) == 200


@pytest.mark.parametrize("number", [2, 3, 10, 1_000])
def test_there_are_members_who_come_first_and_guests_who_write(number: int) -> None:
    people = make_people(random.Random(1), number, fold=fold_name)
    members = sum(person.is_member for person in people)
    writers = sum(bool(person.name) for person in people)
    assert 1 <= members < writers <= number == len(people)
    assert all(person.is_member for person in people[:members])
    assert all(person.name for person in people[:writers])


def test_nobody_signs_in_as_a_made_up_member() -> None:
    assert argon2.identify(FITS_NOTHING)
    assert not argon2.verify("", FITS_NOTHING)
