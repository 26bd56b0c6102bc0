"""The schema's history: one line of steps, there and back, that ends at exactly the tables of the code."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Dialect, Inspector, insert, inspect, select, text

from pollsite import migrating
from pollsite.accounts.models import ApiToken, EndedSession, Ignore, Passkey
from pollsite.articles.models import Media
from pollsite.db import NAMING_CONVENTION, Base, db
from pollsite.discussion.drafts import Draft, keep_draft
from pollsite.discussion.visits import note_visit
from pollsite.engines import SQLITE, WRITING
from pollsite.moderation.models import (
    Appeal,
    BallotDecision,
    BroughtRecord,
    Case,
    Decision,
    Flag,
    Sanction,
    SecondLook,
    Statement,
    WatchedWord,
)
from pollsite.polls.models import Ballot, BallotBurst, BallotOrigin, Wording
from tests.architecture.beside import fill_beside
from tests.architecture.schemas import Parts, schema_of
from tests.discussion.scene import Scene
from tests.fixtures.site import Site, reader
from tests.samples import DURING

SCRIPTS = ScriptDirectory(str(migrating.MIGRATIONS))
STEPS = [step.revision for step in reversed(list(SCRIPTS.walk_revisions()))]
PREFIXES = tuple(f"{kind}_" for kind in NAMING_CONVENTION)


@contextmanager
def schema_changes(site: Site) -> Iterator[tuple[Connection, Config]]:
    """A connection and Alembic's settings, as pollsite.migrating uses them; it has no way down of its own."""
    with site.app.app_context(), db.engine.connect() as plain:
        connection = plain.execution_options(**WRITING[plain.dialect.name])
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(migrating.MIGRATIONS))
        if connection.dialect.name == SQLITE:
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            yield connection, config


def downgrade(site: Site, revision: str) -> None:
    """Go back to the schema as it was at `revision`."""
    with schema_changes(site) as (_, config):
        command.downgrade(config, revision)


def schema(site: Site) -> Parts:
    """What the site's database is made of."""
    with schema_changes(site) as (connection, _):
        return schema_of(connection)


def rows(site: Site) -> dict[str, int]:
    """How many rows each table of ours has."""
    with schema_changes(site) as (connection, _):
        present = inspect(connection).get_table_names()
        return {
            name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in present
        }


@pytest.fixture
def used_site(site: Site) -> Site:
    """A site with rows in every table."""
    site.vote("ada", "single", "yes")
    site.peek("grace", "after-vote")
    hold_a_ballot(site)
    debate(Scene(site))
    fill_beside(site)
    with schema_changes(site) as (connection, _):
        connection.execute(insert(Media).values(digest="0", media_type="image/png", content=b"0"))
    assert [name for name, number in rows(site).items() if number == 0] == []
    return site


def hold_a_ballot(site: Site) -> None:
    """One more vote for yes waits, with what is known of where it came from, and a decision about it."""
    site.vote("mae", "single", "yes")
    with site.writing() as session:
        ballot = session.scalars(select(Ballot).where(Ballot.reader_id == reader("mae"))).one()
        of_wording = {"wording_id": ballot.wording_id}
        burst = BallotBurst(
            **of_wording, reason="speed", origin="", state="kept", began_at=DURING, latest_at=DURING
        )
        session.add(burst)
        session.flush()
        ballot.held, ballot.burst_id = "kept", burst.id
        session.add(
            BallotOrigin(**of_wording, reader_id=ballot.reader_id, address="a", browser="b", at=DURING)
        )
        session.add(BallotDecision(burst_id=burst.id, verdict="keep", ballots=1, at=DURING))
        wording = session.get_one(Wording, ballot.wording_id)
        wording.voters, wording.held = 1, 1
        session.execute(
            text(f"UPDATE options SET ballots = 1 WHERE position = 0 AND wording_id = {wording.id}")
        )


def debate(scene: Scene) -> None:
    """Two members talk, and leave something in every table of accounts and discussion."""
    ada, bea = scene.member("ada"), scene.member("bea")
    scene.vote("ada", "single", "yes")
    comment = scene.post("ada", about=("single",), stance=True)
    scene.post("bea", to=comment)
    scene.edit("ada", comment, "In other words.")
    scene.mark("bea", comment)
    scene.vote("bea", "single", "no")
    scene.vote("bea", "single", "yes")
    scene.credit("bea", comment, "single")
    with scene.site.writing() as session:
        article = {"article_id": scene.article_id, "at": scene.now}
        note_visit(session, account_id=bea.account_id, until=scene.now, **article)
        keep_draft(session, reader_id=bea.reader_id, parent_id=None, draft=Draft("Half a"), **article)
        session.add(EndedSession(id="0", ended_at=scene.now))
        days = {"created_at": scene.now, "expires_at": scene.now}
        words = {"name": "script", "digest": "0", "made_under": "0", "scopes": "vote"}
        session.add(ApiToken(account_id=ada.account_id, **words, **days))
        session.add(Ignore(account_id=ada.account_id, ignored_id=bea.account_id, at=scene.now))
        session.add(
            Passkey(
                user_id=ada.account_id,
                credential_id=b"0",
                public_key=b"0",
                backup_state=False,
                device_type="single_device",
                create_datetime=scene.now,
                lastuse_datetime=scene.now,
                name="a key",
                usage="secondary",
            )
        )
    moderate(scene, comment)


def moderate(scene: Scene, comment: int) -> None:
    """And something in every table of moderation."""
    ada, bea = scene.member("ada"), scene.member("bea")
    with scene.site.writing() as session:
        case = Case(kind="flagged", comment_id=comment, opened_at=scene.now, priority=2)
        appealed = Case(kind="appeal", comment_id=comment, opened_at=scene.now, priority=3)
        session.add_all((case, appealed))
        session.flush()
        flagged = {"comment_id": comment, "revision": 1, "reader_id": bea.reader_id}
        session.add(Flag(case_id=case.id, **flagged, reason="spam", weight=1000, at=scene.now))
        decision = Decision(case_id=case.id, comment_id=comment, kind="keep", actor="moderator", at=scene.now)
        session.add(decision)
        session.flush()
        about = {"decision_id": decision.id}
        words = {"quote": "", "note": ""}
        until = {"appeal_until": scene.now}
        session.add(
            Statement(**about, **words, **until, reader_id=ada.reader_id, restriction="warned", rule=2)
        )
        session.flush()
        session.add(Appeal(**about, text="No.", at=scene.now, case_id=appealed.id))
        session.add(SecondLook(**about, case_id=case.id))
        session.add(Sanction(account_id=ada.account_id, holding_id=decision.id))
        session.add(WatchedWord(folded="spam", words="spam", kind="suspect", at=scene.now))
        session.add(BroughtRecord(kind="decision", number=7, body="{}"))


def test_there_is_one_line_of_steps() -> None:
    assert SCRIPTS.get_heads() == STEPS[-1:]
    assert [f"{number:04}" for number in range(1, len(STEPS) + 1)] == STEPS


def test_the_last_step_ends_at_the_tables_of_the_code(site: Site) -> None:
    assert migrating.problems(site.app) == ()


@pytest.mark.parametrize("step", ["base", *STEPS[:-1]])
def test_the_way_back_and_forth_ends_where_it_began(used_site: Site, step: str) -> None:
    before = schema(used_site)
    downgrade(used_site, step)
    assert schema(used_site) != before
    assert migrating.upgrade(used_site.app) == tuple(
        STEPS if step == "base" else STEPS[STEPS.index(step) + 1 :]
    )
    assert schema(used_site) == before
    assert migrating.problems(used_site.app) == ()


def test_the_beginning_is_an_empty_database(used_site: Site) -> None:
    downgrade(used_site, "base")
    assert rows(used_site).keys() == {"alembic_version"}


def test_going_back_counts_what_was_held(used_site: Site) -> None:
    downgrade(used_site, "0006")
    with schema_changes(used_site) as (connection, _):
        wording = connection.execute(text("SELECT id, voters FROM wordings WHERE voters > 0")).one()
        ballots = text(f"SELECT ballots FROM options WHERE position = 0 AND wording_id = {wording.id}")
        assert (wording.voters, connection.execute(ballots).scalar_one()) == (4, 4)


def test_every_constraint_has_the_name_the_code_gives_it(site: Site) -> None:
    with schema_changes(site) as (connection, _):
        inspector = inspect(connection)
        found = {name: names_in_database(inspector, name) for name in Base.metadata.tables}
        expected = {name: names_in_code(connection, name) for name in Base.metadata.tables}
    assert found == expected
    assert all(name.startswith(PREFIXES) for names in found.values() for name in names)


def names_in_database(inspector: Inspector, table: str) -> set[str]:
    """The names of a table's keys, constraints and indexes; "None" for one that has none.

    SQLite keeps no name for a key whose numbers it never gives twice; PostgreSQL keeps an index for each promise that
    rows are unique.
    """
    constraints = (
        *([] if is_unnamed(inspector.dialect, table) else [inspector.get_pk_constraint(table)]),
        *inspector.get_unique_constraints(table),
        *inspector.get_foreign_keys(table),
        *inspector.get_check_constraints(table),
        *inspector.get_indexes(table),
    )
    return {str(constraint["name"]) for constraint in constraints}


def is_unnamed(dialect: Dialect, table: str) -> bool:
    """Whether the table's key has no name in the database."""
    known = Base.metadata.tables[table].dialect_options["sqlite"]
    return dialect.name == SQLITE and bool(known["autoincrement"])


def names_in_code(connection: Connection, table: str) -> set[str]:
    """The names the convention makes for the same."""
    known = Base.metadata.tables[table]
    write = connection.dialect.identifier_preparer
    unnamed = {known.primary_key} if is_unnamed(connection.dialect, table) else set()
    return {str(write.format_constraint(constraint)) for constraint in known.constraints - unnamed} | {
        str(write.format_index(index)) for index in known.indexes
    }
