"""INSERT … ON CONFLICT, which both databases know and SQLAlchemy spells twice."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite


def inserting(dialect: str, table: Any) -> Any:
    """The dialect's own INSERT into the table, which can say what to do on a conflict."""
    make: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[dialect]
    return make(table)
