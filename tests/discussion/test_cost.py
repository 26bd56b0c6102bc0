"""What reading costs: few statements, none twice, and no plan that looks at more of a large discussion than it shows."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select, text

from pollsite.app import create_app
from pollsite.articles.queries import find_article
from pollsite.db import db, reading
from pollsite.demo.filling import fill
from pollsite.demo.plan import Wish
from pollsite.discussion.models import Comment
from pollsite.discussion.personal import personal_in
from pollsite.discussion.queries import (
    comments_published_since,
    earlier_texts,
    find_comment,
    find_excerpt,
    latest_comments,
    shown_votes,
)
from pollsite.discussion.records import Listing
from pollsite.discussion.threads import page_of_threads
from pollsite.discussion.types import Sort
from pollsite.discussion.visits import note_visit
from pollsite.pages.versions import find_versions
from tests.accounts.people import signed_in
from tests.browsing import Browser
from tests.discussion.scene import Scene
from tests.engine import is_postgresql
from tests.fixtures.site import Site, copy_instance, reader, settings_for, statements
from tests.plans import asked, plan_of
from tests.samples import DURING, EVERYTHING, SLUG

COMMENTS = 3000
LARGE_EVERYWHERE = ("comments", "tags", "parents", "candidates", "firsts", "replies", "below", "above")
SMALL_HERE = (
    "marks",
    "stances",
    "changed_minds",
    "ballots",
    "ballot_revisions",
    "readers",
    "accounts",
    "parents_accounts",
    "counted",
)
"""PostgreSQL reads whole what has a few hundred rows."""
LARGE = LARGE_EVERYWHERE if is_postgresql() else (*LARGE_EVERYWHERE, *SMALL_HERE)
SCAN = re.compile(rf"SCAN ({'|'.join(LARGE)})\b")


@pytest.fixture(scope="module")
def large(template_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with COMMENTS made-up comments under its article."""
    folder = tmp_path_factory.mktemp("large") / "instance"
    copy_instance(template_folder, folder)
    site = Site(create_app(settings_for(folder)), folder)
    site.publish(EVERYTHING)
    wish = Wish(comments=COMMENTS, readers=300, seed=1, until=datetime(2026, 11, 24, tzinfo=UTC))
    with site.writing() as session:
        article = find_article(session.connection(), SLUG)
        assert article is not None
        fill(session, article, wish, progress=lambda _: None)
        if is_postgresql():
            session.execute(text("ANALYZE"))
    yield site
    site.app.extensions["pollsite-live"].stop()
    with site.app.app_context():
        db.session.remove()
        db.engine.dispose()


@contextmanager
def plans(connection: Connection) -> Iterator[list[str]]:
    """The steps of the plan of every statement sent meanwhile, once they have been sent."""
    steps: list[str] = []
    with asked(connection.engine) as seen:
        yield steps
    for statement, parameters in seen:
        steps.extend(plan_of(connection, statement, parameters))


def some_listings(poll_id: int) -> Iterator[Listing]:
    """Every order of everything and of a slice, from the beginning and from further on."""
    for sort in Sort:
        for poll in (None, poll_id):
            for cursor in ("", "0.1500", "5.1500.7"):
                yield Listing(1, sort, poll, cursor)


def test_no_page_of_threads_scans(large: Site) -> None:
    with large.app.app_context(), reading() as connection:
        for listing in some_listings(large.poll_id("single")):
            with plans(connection) as steps:
                page_of_threads(connection, listing, at=DURING)
            assert steps
            assert [step for step in steps if SCAN.search(step)] == [], listing


QUESTIONS: dict[str, Callable[[Connection], object]] = {
    "one comment": lambda connection: find_excerpt(connection, 1500, article_id=1),
    "a number": lambda connection: find_comment(connection, 1500),
    "since": lambda connection: comments_published_since(connection, 1, since=DURING - timedelta(days=9)),
    "latest": lambda connection: latest_comments(connection, 1, limit=20),
    "latest of a thread": lambda connection: latest_comments(connection, 1, limit=20, root_id=1),
    "earlier": lambda connection: earlier_texts(connection, 1500),
    "votes": lambda connection: shown_votes(connection, range(1, 80)),
    "versions": lambda connection: find_versions(connection, SLUG, reader_id=reader("ada")),
    "personal": lambda connection: personal_in(
        connection, 1, reader_id=reader("ada"), account_id=1, comment_ids=range(1, 80), at=DURING
    ),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_nothing_that_is_asked_scans(large: Site, question: str) -> None:
    with large.app.app_context(), reading() as connection:
        with plans(connection) as steps:
            QUESTIONS[question](connection)
        assert steps
        assert [step for step in steps if SCAN.search(step)] == []


def test_a_scan_would_be_seen(large: Site) -> None:
    with large.app.app_context(), reading() as connection:
        with plans(connection) as steps:
            connection.execute(text("SELECT * FROM comments WHERE good = 3"))
        assert [step for step in steps if SCAN.search(step)]


def member_with_everything(scene: Scene) -> Browser:
    """A member with votes, marks, a stance, somebody ignored, and news."""
    ada = scene.member("Ada")
    for name in ("Bea", "Cid"):
        scene.member(name)
    scene.vote("Ada", "single", "yes")
    own = scene.post("Ada", about=("single",), stance=True)
    root = scene.post("Bea", to=own)
    scene.vote("Bea", "single", "no")
    scene.post("Bea", about=("single",), stance=True)
    scene.mark("Ada", root)
    scene.vote("Ada", "single", "no")
    with scene.site.writing() as session:
        note_visit(
            session, account_id=ada.account_id, article_id=scene.article_id, until=scene.now, at=scene.now
        )
    for number in range(30):
        scene.post("Cid" if number % 2 else "Bea")
    browser = signed_in(scene.site, ada)
    cid = scene.people["Cid"].account_id
    browser.client.post(f"/members/{cid}/ignore", data={"csrf_token": browser.token})
    return browser


def cost(site: Site, browser: Browser, address: str) -> int:
    """How many statements the page takes."""
    with statements(site) as seen:
        assert browser.client.get(address).status_code == 200
    return len(seen)


ADDRESSES = (
    f"/articles/{SLUG}",
    f"/articles/{SLUG}/discussion?sort=newest",
    f"/articles/{SLUG}/discussion?poll=single",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_member_costs_few_statements_and_none_again(scene: Scene, address: str) -> None:
    ada = member_with_everything(scene)
    assert 1 <= cost(scene.site, ada, address) <= 8
    assert cost(scene.site, ada, address) == 0
    scene.site.vote("somebody", "multiple", "a")
    assert 1 <= cost(scene.site, ada, address) <= 4
    scene.mark("Somebody", 1)
    assert 1 <= cost(scene.site, ada, address) <= 6
    assert cost(scene.site, ada, address) == 0


def test_what_changes_elsewhere_costs_three(scene: Scene) -> None:
    ada = member_with_everything(scene)
    cost(scene.site, ada, ADDRESSES[0])
    scene.site.peek("somebody", "after-vote")
    assert cost(scene.site, ada, ADDRESSES[0]) <= 3


@pytest.mark.parametrize(
    "address",
    [
        *ADDRESSES,
        f"/articles/{SLUG}/comments/1",
        f"/articles/{SLUG}/discussion/new?since=2020-01-01T00:00:00Z",
    ],
)
def test_the_cost_does_not_grow_with_the_discussion(scene: Scene, large: Site, address: str) -> None:
    scene.member("Ada")
    scene.post("Ada", about=("single",))
    large.app.extensions["pollsite-live"].stop()
    costs = [cost(site, site.browser().touch(), address) for site in (scene.site, large)]
    assert costs[1] <= min(8, costs[0] + 2)


def test_the_large_discussion_is_large(large: Site) -> None:
    with large.reading() as session:
        assert session.scalar(select(func.count()).select_from(Comment)) == COMMENTS
