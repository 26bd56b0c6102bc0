"""`database copy`: a site from one database into another, on either engine, equal table by table."""

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from pollsite.cli.main import pollsite
from tests.engine import database_of, drop_database
from tests.fixtures.site import Site, settings_for
from tests.operations.whole import backup_of, fill, lines_of_tables, tables_of


def address_of(site: Site) -> str:
    """Where the site's database is, as the command takes it."""
    return database_of(site.folder) or str(settings_for(site.folder).database_path)


def copied(site: Site, source: str, target: str) -> list[str]:
    """The lines of the tables that were copied."""
    code, said = site.run("database", "copy", source, target)
    assert code == 0, said
    assert "every table equals the source" in said
    return lines_of_tables(said)


def test_a_copy_in_a_file_is_the_site(site: Site, tmp_path: Path) -> None:
    fill(site)
    file = tmp_path / "copy.sqlite3"
    lines = copied(site, address_of(site), str(file))
    assert len(lines) == len(site.stored()) - 1
    with sqlite3.connect(file) as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("SELECT count(*) FROM comments").fetchone() == (2,)
    assert lines_of_tables(site.run("backup", str(tmp_path / "backup.zip"))[1]) == lines


@pytest.mark.postgresql
def test_there_and_back_every_table_comes_to_the_same(site: Site, tmp_path: Path) -> None:
    code, said = site.run("demo", "fill", "--comments", "120", "--readers", "60", "--cases", "10")
    assert code == 0, said
    other = database_of(tmp_path / "other")
    there = copied(site, address_of(site), str(tmp_path / "copy.sqlite3"))
    back = copied(site, str(tmp_path / "copy.sqlite3"), other)
    again = copied(site, f"sqlite:///{tmp_path / 'copy.sqlite3'}", str(tmp_path / "second.sqlite3"))
    assert there == back == again
    drop_database(tmp_path / "other")


@pytest.mark.postgresql
def test_a_backup_of_one_engine_is_restored_into_the_other(site: Site, tmp_path: Path) -> None:
    file = backup_of(fill(site), tmp_path / "backup.zip")
    lines = lines_of_tables(site.run("backup", "--verify", str(file))[1])
    embedded = {**site.environ, "POLLSITE_INSTANCE_PATH": str(tmp_path / "embedded"), "DATABASE_URL": ""}
    told = CliRunner().invoke(pollsite, ["restore", str(file)], env=embedded)
    assert lines_of_tables(told.output) == lines, told.output
    second = CliRunner().invoke(pollsite, ["backup", str(tmp_path / "second.zip")], env=embedded)
    assert lines_of_tables(second.output) == lines


@pytest.mark.postgresql
def test_the_setting_names_the_source_or_the_target(site: Site, tmp_path: Path) -> None:
    file = str(tmp_path / "copy.sqlite3")
    lines = copied(site, "DATABASE_URL", file)
    other = {**site.environ, "DATABASE_URL": database_of(tmp_path / "other")}
    told = CliRunner().invoke(pollsite, ["database", "copy", file, "DATABASE_URL"], env=other)
    assert lines_of_tables(told.output) == lines, told.output
    drop_database(tmp_path / "other")


@pytest.mark.sqlite
def test_a_setting_that_is_not_set_names_nothing(site: Site, tmp_path: Path) -> None:
    code, said = site.run("database", "copy", address_of(site), "DATABASE_URL")
    assert (code, "DATABASE_URL is not set" in said) == (1, True), said
    assert not (tmp_path / "DATABASE_URL").exists()


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("missing.sqlite3", "There is no file"),
        ("mysql://host/name", "is no database"),
        ("postgresql://", "is no database"),
        ("text.sqlite3", "cannot be read"),
        ("empty.sqlite3", "no site in this database"),
    ],
)
def test_what_is_no_site_is_not_copied(source: str, told: str, empty_site: Site, tmp_path: Path) -> None:
    (tmp_path / "text.sqlite3").write_text("This is no database." * 100)
    (tmp_path / "empty.sqlite3").touch()
    given = source if "://" in source else str(tmp_path / source)
    code, said = empty_site.run("database", "copy", given, address_of(empty_site))
    assert (code, told in said) == (1, True), said
    assert not (tmp_path / "missing.sqlite3").exists()


def test_nothing_is_copied_over_what_is_there(site: Site, make_site: object) -> None:
    assert callable(make_site)
    other = make_site()
    before = other.stored()
    code, said = site.run("database", "copy", address_of(site), address_of(other))
    assert (code, "not empty" in said) == (1, True)
    assert other.stored() == before


def test_a_copy_into_itself_is_refused(site: Site) -> None:
    code, said = site.run("database", "copy", address_of(site), address_of(site))
    assert (code, "the same database" in said) == (1, True), said
    assert "comments" in tables_of(site)


@pytest.mark.parametrize(
    "target",
    [
        "mysql://polls:hidden@host/name",
        "postgresql://polls:hidden@host:54x/name",
        "postgresql://polls:hidden",
    ],
)
def test_what_is_no_address_is_told_without_the_password(target: str, empty_site: Site) -> None:
    code, said = empty_site.run("database", "copy", "from.sqlite3", target)
    assert (code, "is no database" in said, "hidden" in said) == (1, True, False), said
