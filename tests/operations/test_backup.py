"""`backup` and `restore`: the whole site in one file while it runs, and back, on either engine."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

from pollsite import migrating
from pollsite.accounts.models import Reader
from pollsite.accounts.services import create_account
from pollsite.articles.models import Media
from pollsite.cli.main import pollsite
from pollsite.db import db
from pollsite.operations.backing_up import back_up
from pollsite.pages.leaving import leave
from tests.accounts.people import make_member
from tests.architecture.tree import ROOT
from tests.fixtures.site import SECRET, Site, reader
from tests.operations.whole import (
    backup_of,
    empty_instance,
    environ_without_secret,
    fill,
    lines_of_tables,
    tables_of,
)
from tests.samples import DURING
from tests.setup.running import environment_of


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Site]:
    """An empty instance."""
    with empty_instance(tmp_path / "target") as site:
        yield site


def test_every_row_comes_back_as_it_was(site: Site, target: Site, tmp_path: Path) -> None:
    code, said = fill(site).run("backup", str(tmp_path / "backup.zip"))
    assert code == 0, said
    restored, told = target.run("restore", str(tmp_path / "backup.zip"))
    assert restored == 0, told
    assert lines_of_tables(told) == lines_of_tables(said)
    assert len(lines_of_tables(told)) == len(site.stored()) - 1
    assert target.stored() == site.stored()
    assert migrating.problems(target.app) == ()


def test_a_made_up_debate_comes_back_with_every_number_its_recount(
    site: Site, target: Site, tmp_path: Path
) -> None:
    code, said = site.run("demo", "fill", "--comments", "120", "--readers", "60", "--cases", "10")
    assert code == 0, said
    backup_of(site, tmp_path / "backup.zip")
    assert target.run("restore", str(tmp_path / "backup.zip"))[0] == 0
    assert target.stored() == site.stored()
    for words in ("tallies", "discussion", "moderation"):
        code, said = target.run(words, "verify")
        assert code == 0, said


def test_a_backup_is_its_owners_alone_and_overwrites_nothing(site: Site, tmp_path: Path) -> None:
    file = backup_of(site, tmp_path / "backup.zip")
    assert file.stat().st_mode & 0o777 == 0o600
    before = file.read_bytes()
    code, said = site.run("backup", str(file))
    assert (code, file.read_bytes()) == (1, before)
    assert "there already" in said
    assert [path.name for path in tmp_path.glob("*backup*")] == ["backup.zip"]


@pytest.mark.sqlite
def test_what_is_restored_is_its_owner_s_alone_at_once(site: Site, tmp_path: Path) -> None:
    file, folder = backup_of(site, tmp_path / "backup.zip"), tmp_path / "new"
    told = CliRunner().invoke(pollsite, ["restore", str(file)], env=environment_of(folder, {}))
    assert told.exit_code == 0, told.output
    assert [path for path in (folder, *folder.iterdir()) if path.stat().st_mode & 0o077] == []


def test_of_a_spoilt_backup_nothing_is_left_where_it_was_to_go(tmp_path: Path) -> None:
    (tmp_path / "spoilt.zip").write_bytes(b"PK and no more")
    told = CliRunner().invoke(
        pollsite, ["restore", str(tmp_path / "spoilt.zip")], env=environment_of(tmp_path / "new", {})
    )
    assert told.exit_code == 1
    assert not (tmp_path / "new").exists()


def test_a_backup_is_finished_though_nobody_reads_what_it_says(site: Site, tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    told = subprocess.run(
        [sys.executable, "-m", "pollsite", "backup", str(tmp_path / "backup.zip")],
        cwd=ROOT,
        env={**environment_of(site.folder, {}), **site.environ},
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)
    assert (told.returncode, told.stderr) == (0, "")
    assert site.run("backup", "--verify", str(tmp_path / "backup.zip"))[0] == 0


def test_a_folder_is_given_a_backup_named_by_its_moment(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    backup_of(site, folder)
    (file,) = folder.iterdir()
    assert file.match("pollsite-*Z.zip")


def test_where_nothing_can_be_written_nothing_is_left(site: Site, target: Site, tmp_path: Path) -> None:
    code, said = site.run("backup", str(tmp_path / "missing" / "backup.zip"))
    assert (code, "cannot be written" in said) == (1, True)
    code, said = target.run("backup", str(tmp_path / "backup.zip"))
    assert (code, "no site in this database" in said) == (1, True)
    assert [path.name for path in tmp_path.glob("*backup*")] == []


def test_where_there_is_no_room_nothing_is_left(site: Site, tmp_path: Path) -> None:
    with site.writing() as session:
        session.add(Media(digest="0", media_type="image/png", content=Random(1).randbytes(1_900_000)))
    command = f"ulimit -f 1000; exec {sys.executable} -m pollsite backup {tmp_path / 'backup.zip'}"
    environ = {**environment_of(site.folder, {}), **site.environ}
    said = subprocess.run(
        ["sh", "-c", command], env=environ, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert said.returncode == 1
    assert said.stderr == f"Error: {tmp_path / 'backup.zip'} cannot be written: File too large.\n"
    assert [path.name for path in tmp_path.glob("*backup*")] == []


def test_verify_says_whether_a_backup_is_whole(site: Site, tmp_path: Path) -> None:
    file = backup_of(fill(site), tmp_path / "backup.zip")
    code, said = site.run("backup", "--verify", str(file))
    assert (code, "is whole" in said) == (0, True), said
    with file.open("r+b") as written:
        middle = file.stat().st_size // 2
        written.seek(middle)
        other = bytes(255 - byte for byte in written.read(200))
        written.seek(middle)
        written.write(other)
    code, said = site.run("backup", "--verify", str(file))
    assert code == 1
    assert said.splitlines()[-1].startswith("Error: ")


def test_what_is_written_meanwhile_is_all_in_it_or_not_at_all(
    site: Site, target: Site, tmp_path: Path
) -> None:
    site.vote("ada", "single", "yes")

    def vote_meanwhile(table: str, _came_to: object) -> None:
        if table == "options":
            for name in ("bea", "cai"):
                site.vote(name, "single", "no")

    with site.app.app_context():
        back_up(db.engine, tmp_path / "backup.zip", secret=None, at=DURING, told=vote_meanwhile)
    assert site.counts("single")["no"] == 2
    assert target.run("restore", str(tmp_path / "backup.zip"))[0] == 0
    assert target.counts("single") == {"yes": 1, "no": 0, "rarely": 0, "not-sure": 0}
    assert target.mismatches() == ()


def test_an_instance_that_is_not_empty_is_left_alone(site: Site, make_site: object, tmp_path: Path) -> None:
    assert callable(make_site)
    other = make_site()
    file, before = backup_of(fill(site), tmp_path / "backup.zip"), other.stored()
    code, said = other.run("restore", str(file))
    assert (code, other.stored()) == (1, before)
    assert "not empty" in said


def test_an_instance_with_empty_tables_is_empty(site: Site, empty_site: Site, tmp_path: Path) -> None:
    file = backup_of(fill(site), tmp_path / "backup.zip")
    code, said = empty_site.run("restore", str(file))
    assert code == 0, said
    assert empty_site.stored() == site.stored()


def test_no_number_is_given_twice_after_a_restore(site: Site, target: Site, tmp_path: Path) -> None:
    ada = make_member(site, "ada")
    gone = make_member(site, "bea")
    with site.writing() as session:
        leave(session, account_id=gone.account_id, remove_words=True, at=DURING)
    assert target.run("restore", str(backup_of(site, tmp_path / "backup.zip")))[0] == 0
    with target.writing() as session:
        come = create_account(
            session, email="cai@example.org", name="cai", password_hash="x", at=DURING, confirmed=True
        )
        assert come.id > gone.account_id > ada.account_id


def test_the_log_is_still_only_added_to(site: Site, target: Site, tmp_path: Path) -> None:
    assert target.run("restore", str(backup_of(fill(site), tmp_path / "backup.zip")))[0] == 0
    with pytest.raises(DBAPIError, match="only added to"), target.writing() as session:
        session.execute(text("UPDATE decisions SET rule = 7"))


def test_an_older_version_s_backup_is_brought_up_to_date(target: Site, tmp_path: Path) -> None:
    with empty_instance(tmp_path / "older") as older:
        with older.app.app_context(), migrating.changing_schema(db.engine) as connection:
            migrating.reach(connection, "0006")
            connection.execute(insert(Reader), {"id": reader("ada"), "created_at": DURING})
        file = backup_of(older, tmp_path / "backup.zip")
    code, said = target.run("restore", str(file))
    assert code == 0, said
    assert "Then applied 0007, 0008" in said
    assert migrating.problems(target.app) == ()
    with target.reading() as session:
        assert session.scalars(select(Reader.created_at)).all() == [DURING]


def test_tables_without_rows_go_back_to_an_older_version_first(empty_site: Site, tmp_path: Path) -> None:
    with empty_instance(tmp_path / "older") as older:
        with older.app.app_context(), migrating.changing_schema(db.engine) as connection:
            migrating.reach(connection, "0006")
        file = backup_of(older, tmp_path / "backup.zip")
    code, said = empty_site.run("restore", str(file))
    assert code == 0, said
    assert migrating.problems(empty_site.app) == ()


def test_the_secret_comes_along_and_fits_again(site: Site, target: Site, tmp_path: Path) -> None:
    file = backup_of(site, tmp_path / "backup.zip")
    said = CliRunner().invoke(pollsite, ["restore", str(file)], env=environ_for_own(target)).output
    assert "secret is this instance's now" in said
    secret = target.folder / "secret_key"
    assert secret.read_text() == SECRET
    assert secret.stat().st_mode & 0o777 == 0o600


def environ_for_own(site: Site) -> dict[str, str | None]:
    """As environ_without_secret, whatever this process has."""
    return {**environ_without_secret(site), "POLLSITE_SECRET_KEY": None}


def test_another_secret_is_told_of(site: Site, target: Site, tmp_path: Path) -> None:
    file = backup_of(site, tmp_path / "backup.zip")
    environ = {**target.environ, "POLLSITE_SECRET_KEY": "another secret, which is as long as it must be"}
    said = CliRunner().invoke(pollsite, ["restore", str(file)], env=environ).output
    assert "POLLSITE_SECRET_KEY is another" in said


def test_a_backup_without_the_secret_says_so(site: Site, target: Site, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    assert site.run("backup", "--without-secret", str(file))[0] == 0
    with zipfile.ZipFile(file) as archive:
        assert "secret_key" not in archive.namelist()
    assert "without the site's secret" in site.run("backup", "--verify", str(file))[1]
    assert "holds no secret" in target.run("restore", str(file))[1]


def test_a_file_that_is_not_there_is_told_of(target: Site, tmp_path: Path) -> None:
    code, said = target.run("restore", str(tmp_path / "nothing.zip"))
    assert (code, "There is no file" in said) == (1, True)
    assert tables_of(target) == []
