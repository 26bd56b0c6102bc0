"""How an engine would carry out a statement."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event

EXPLAINED = ("SELECT", "WITH", "UPDATE", "DELETE")


@contextmanager
def asked(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """What is asked of the database or changed in it meanwhile, as plan_of() takes it: (statement, parameters)."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        if statement.startswith(EXPLAINED):
            seen.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def plan_of(connection: Connection, statement: str, parameters: Any) -> list[str]:
    """The steps, in words like `SCAN comments` for one that reads a whole table; tables by their aliases.

    PostgreSQL scans small tables on purpose: fill them, and ANALYZE.
    """
    if connection.dialect.name == "sqlite":
        return [
            str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    explained = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar_one()
    return [_in_words(step) for step in _steps(explained[0]["Plan"])]


def _steps(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", ()):
        yield from _steps(below)


def _in_words(node: dict[str, Any]) -> str:
    kind = node["Node Type"]
    name = node.get("Alias", "")
    if kind == "Seq Scan" or ("Index" in kind and "Index Cond" not in node):
        return f"SCAN {name}" + (f" USING INDEX {node['Index Name']}" if "Index Name" in node else "")
    return f"{kind} {name} {node.get('Index Name', '')} {node.get('Index Cond', '')}"
