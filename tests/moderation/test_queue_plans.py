"""What is asked of the queue is found by index, however much waits."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pollsite.app import create_app
from pollsite.db import db
from pollsite.moderation.case_view import find_subject, view_case
from pollsite.moderation.listing import Filter, Listing
from pollsite.moderation.queue import find_place, next_case, queue_counts, queue_page
from tests.fixtures.site import Site, copy_instance, settings_for, statements
from tests.moderation.heaps import heap_up
from tests.moderation.piles import people, pile_up
from tests.plans import asked, plan_of
from tests.samples import DURING, EVERYTHING

BIG = ("cases", "comments", "flags", "decisions")
COUNTED = ("SCAN cases USING INDEX ix_cases_kind", "SCAN cases USING INDEX ix_cases_opened")
"""Counting goes through the index of open cases; the oldest stands first in the other one."""


@pytest.fixture(scope="module")
def piled(template_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, int]]:
    """A queue of some length, and its moderator."""
    folder = tmp_path_factory.mktemp("piled") / "instance"
    copy_instance(template_folder, folder)
    site = Site(create_app(settings_for(folder)), folder)
    site.publish(EVERYTHING)
    known = people(site)
    heap_up(site, known=known)
    yield site, known["Ana"].account_id
    site.app.extensions["pollsite-live"].stop()
    with site.app.app_context():
        db.session.remove()
        db.engine.dispose()


def plans(site: Site, ask: Callable[[Any], object]) -> list[str]:
    """How the engine carries out every statement that `ask` sends."""
    with site.reading() as session:
        connection = session.connection()
        with asked(connection.engine) as seen:
            ask(session)
        return [step for statement, parameters in seen for step in plan_of(connection, statement, parameters)]


def scans(found: list[str]) -> list[str]:
    """Those steps that go through a whole table or index that grows."""
    return [
        step for step in found if step.startswith("SCAN") and step.split()[1] in BIG and step not in COUNTED
    ]


@pytest.mark.parametrize("listed", [kind for kind in Filter if kind is not Filter.MINE])
@pytest.mark.parametrize("search", ["", "portrait"])
def test_a_page_scans_nothing(piled: tuple[Site, int], listed: Filter, search: str) -> None:
    site, moderator_id = piled
    found = plans(
        site,
        lambda session: queue_page(
            session.connection(),
            Listing(listed, search),
            moderator_id=moderator_id,
            after=find_place(session.connection(), 20),
            at=DURING,
        ),
    )
    assert found
    assert scans(found) == []


@pytest.mark.parametrize("listed", [kind for kind in Filter if kind is not Filter.MINE])
def test_the_next_case_scans_nothing(piled: tuple[Site, int], listed: Filter) -> None:
    site, moderator_id = piled
    found = plans(
        site,
        lambda session: next_case(
            session.connection(),
            moderator_id,
            listing=Listing(listed),
            after=find_place(session.connection(), 20),
            at=DURING,
        ),
    )
    assert any("ix_cases" in step for step in found)
    assert scans(found) == []


def test_counting_goes_through_open_cases_alone(piled: tuple[Site, int]) -> None:
    site, moderator_id = piled
    assert scans(plans(site, lambda session: queue_counts(session.connection(), moderator_id))) == []


def test_a_case_is_found_by_index(piled: tuple[Site, int]) -> None:
    site, moderator_id = piled

    def look(session: Any) -> None:
        subject = find_subject(session, 20, moderator_id=moderator_id)
        view_case(session, subject, moderator_id=moderator_id, listing=Listing(), at=DURING)

    assert scans(plans(site, look)) == []


def test_a_case_costs_as_many_statements_whatever_waits(site: Site) -> None:
    known = people(site)
    counted = []
    for number in (5, 200):
        pile_up(site, number, known=known)
        with statements(site) as seen, site.reading() as session:
            subject = find_subject(session, 2, moderator_id=known["Ana"].account_id)
            view_case(session, subject, moderator_id=known["Ana"].account_id, listing=Listing(), at=DURING)
        counted.append(len(seen))
    assert counted[0] == counted[1]
