"""Flask-Security writes through the request's session: at once, beside other writers, and never while it hashes."""

import multiprocessing
import sqlite3
import threading
from pathlib import Path

import psycopg
import pytest
from flask_security import hash_password

from pollsite.accounts.models import Account
from pollsite.app import create_app
from pollsite.db import db, keep_writes
from pollsite.engines import WRITERS_LOCK
from tests.accounts.entering import Visitor, letters, link_in, sign_in_at_the_door, visitor
from tests.accounts.people import PASSWORD, account_of, make_member, signed_in
from tests.engine import database_of
from tests.fixtures.site import Site, settings_for


def test_a_session_that_has_read_writes_after_somebody_else_did(site: Site) -> None:
    ada, bob = make_member(site, "Ada"), make_member(site, "Bob")
    with site.app.app_context():
        account = db.session.get_one(Account, ada.account_id)

        def write_meanwhile() -> None:
            with site.writing() as session:
                session.get_one(Account, bob.account_id).portrait = "photo"

        meanwhile = threading.Thread(target=write_meanwhile)
        meanwhile.start()
        meanwhile.join()
        account.portrait = "none"
        keep_writes()
        account.mail_replies = True
        keep_writes()
    stored = account_of(site, ada)
    assert (stored.portrait, stored.mail_replies) == ("none", True)
    assert account_of(site, bob).portrait == "photo"


def test_what_is_undone_leaves_the_lock(site: Site) -> None:
    ada = make_member(site, "Ada")
    with site.app.app_context():
        db.session.get_one(Account, ada.account_id).portrait = "none"
        db.session.flush()
        db.session.rollback()
        assert lock_is_free(site.folder)
        db.session.get_one(Account, ada.account_id).portrait = "photo"
        keep_writes()
    assert account_of(site, ada).portrait == "photo"


def lock_is_free(folder: Path) -> bool:
    """Whether somebody else could write now."""
    if url := database_of(folder):
        with psycopg.connect(url) as other:
            asked = other.execute("SELECT pg_try_advisory_xact_lock(%s)", (WRITERS_LOCK,))
            return bool((asked.fetchone() or (False,))[0])
    with sqlite3.connect(folder / "pollsite.sqlite3", timeout=0, isolation_level=None) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        other.execute("ROLLBACK")
    return True


@pytest.mark.parametrize("where", ["changeable", "recoverable", "registerable"])
def test_nobody_waits_while_a_password_is_hashed(
    site: Site, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    ada, guest, free = make_member(site, "Ada"), visitor(site), []

    def hash_and_look(password: str) -> str:
        free.append(lock_is_free(site.folder))
        return str(hash_password(password))

    monkeypatch.setattr(f"flask_security.{where}.hash_password", hash_and_look)
    if where == "changeable":
        here = Visitor(signed_in(site, ada).client)
        here.send("/account/password", password=PASSWORD, new_password="another long one")
    elif where == "recoverable":
        guest.send("/account/recover", email=ada.email)
        guest.send(link_in(letters(site)[0]), password="another long one")
    else:
        guest.send("/account/register", email="b@example.org", name="Bob", password=PASSWORD)
    assert free == [True]


def test_members_sign_in_while_readers_vote(site: Site) -> None:
    people = [make_member(site, f"Member {number}") for number in range(4)]
    statuses: list[int] = []

    def come_in(number: int) -> None:
        guest = visitor(site)
        statuses.append(sign_in_at_the_door(guest, people[number]).status_code)
        changed = guest.send("/account/password", password=PASSWORD, new_password=f"password of {number}!")
        statuses.append(changed.status_code)

    def vote() -> None:
        for _ in range(10):
            statuses.append(site.browser().touch().vote("single", "yes").status_code)

    threads = [threading.Thread(target=come_in, args=(number,)) for number in range(4)]
    threads += [threading.Thread(target=vote) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) <= {302, 303}
    assert site.counts("single")["yes"] == 20
    assert site.mismatches() == ()


def test_two_processes_write_to_accounts(site: Site) -> None:
    ada = make_member(site, "Ada")
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_touch_often, args=(site.folder, ada.account_id)) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]


def _touch_often(folder: Path, account_id: int) -> None:
    """Read, then write, as Flask-Security's views do, many times; a lock that is not waited for ends the process."""
    app = create_app(settings_for(folder))
    for number in range(50):
        with app.app_context():
            account = db.session.get_one(Account, account_id)
            account.mail_replies = not account.mail_replies
            account.portrait = "photo" if number % 2 else "none"
            keep_writes()
