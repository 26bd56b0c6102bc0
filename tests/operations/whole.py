"""Instances with something in every table, and empty ones; backups of them, whole and spoilt."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, text

from pollsite.app import create_app
from pollsite.articles.models import Media
from pollsite.db import db
from tests.architecture.beside import fill_beside
from tests.architecture.test_migrations import debate, hold_a_ballot
from tests.discussion.scene import Scene
from tests.engine import drop_database
from tests.fixtures.site import SECRET, Site, settings_for
from tests.zip_files import TakenApart

LIST = "backup.json"


def fill(site: Site) -> Site:
    """Put something into every table."""
    site.vote("ada", "single", "yes")
    site.peek("grace", "after-vote")
    hold_a_ballot(site)
    debate(Scene(site))
    fill_beside(site)
    with site.writing() as session:
        session.add(Media(digest="0", media_type="image/png", content=bytes(range(256))))
        session.execute(text("UPDATE comments SET guest_name = 'Žofie 𝔛 \u202e\u00a0\\\"' WHERE id = 1"))
    assert [name for name, rows in site.stored().items() if not rows] == []
    return site


@contextmanager
def empty_instance(folder: Path) -> Iterator[Site]:
    """An instance whose database has no tables yet."""
    folder.mkdir()
    site = Site(create_app(settings_for(folder)), folder)
    yield site
    with site.app.app_context():
        db.session.remove()
        db.engine.dispose()
    drop_database(folder)


def tables_of(site: Site) -> list[str]:
    """The names of all tables in the site's database."""
    with site.reading() as session:
        return inspect(session.connection()).get_table_names()


def backup_of(site: Site, file: Path) -> Path:
    """A backup of the site."""
    code, said = site.run("backup", str(file))
    assert code == 0, said
    return file


def lines_of_tables(said: str) -> list[str]:
    """What a command says of each table, in order of their names."""
    lines = (line.split() for line in said.splitlines())
    return sorted(" ".join(words) for words in lines if len(words) == 3 and len(words[2]) == 64)


class Spoilt(TakenApart):
    """A backup taken apart."""

    LIST = LIST

    def rows(self, table: str) -> list[list[Any]]:
        """A table's rows."""
        return [json.loads(line) for line in self.entries[f"tables/{table}.jsonl"].splitlines()]

    def place(self, table: str, column: str) -> int:
        """Where in a row the column stands."""
        return list(self.listed["tables"][table]["columns"]).index(column)

    def put(self, table: str, lines: bytes) -> None:
        """Give a table other lines, and the list the number and the hash that go with them."""
        self.entries[f"tables/{table}.jsonl"] = lines
        self.listed["tables"][table] |= {
            "rows": lines.count(b"\n"),
            "sha256": hashlib.sha256(lines).hexdigest(),
        }

    def put_rows(self, table: str, rows: list[list[Any]]) -> None:
        """The same, with rows."""
        lines = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
        self.put(table, "".join(lines).encode())

    def set(self, table: str, column: str, value: object) -> None:
        """Give the table's first row another value."""
        rows = self.rows(table)
        rows[0][self.place(table, column)] = value
        self.put_rows(table, rows)


def environ_without_secret(site: Site) -> Mapping[str, str]:
    """The site's environment, in which the instance makes its own secret."""
    return {name: value for name, value in site.environ.items() if value != SECRET}


Spoil = Callable[[Spoilt], None]
