"""Months, spans of time and medians in SQL, which the two databases spell differently."""

from typing import Any

from sqlalchemy import Integer, String, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class MonthOf(FunctionElement[str]):
    """The month of a moment in UTC, as in "2026-11"."""

    type = String()
    inherit_cache = True


class SecondsBetween(FunctionElement[int]):
    """Whole seconds from the first moment to the second."""

    type = Integer()
    inherit_cache = True


@compiles(MonthOf, "sqlite")
def _month_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    (moment,) = element.clauses
    return f"substr({compiler.process(moment, **options)}, 1, 7)"


@compiles(MonthOf, "postgresql")
def _month_on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    (moment,) = element.clauses
    return f"to_char({compiler.process(moment, **options)} AT TIME ZONE 'UTC', 'YYYY-MM')"


@compiles(SecondsBetween, "sqlite")
def _span_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    begin, end = (compiler.process(moment, **options) for moment in element.clauses)
    return f"CAST(round((julianday({end}) - julianday({begin})) * 86400) AS INTEGER)"


@compiles(SecondsBetween, "postgresql")
def _span_on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    begin, end = (compiler.process(moment, **options) for moment in element.clauses)
    return f"CAST(round(EXTRACT(epoch FROM ({end} - {begin}))) AS INTEGER)"


def medians(spans: Any, *groups: str) -> Any:
    """A statement for the median, as `median`, and how many there are, as `number`, of the column `span` of the
    subquery `spans`, in each group of its columns `groups`; of an even number the mean of the two in the middle.
    """
    by = [spans.c[name] for name in groups]
    ranked = select(
        *by,
        spans.c.span,
        func.row_number().over(partition_by=by, order_by=spans.c.span).label("place"),
        func.count().over(partition_by=by).label("number"),
    ).subquery("ranked")
    keys = [ranked.c[name] for name in groups]
    return (
        select(*keys, func.avg(ranked.c.span).label("median"), func.max(ranked.c.number).label("number"))
        .where(ranked.c.place * 2 >= ranked.c.number, ranked.c.place * 2 <= ranked.c.number + 2)
        .group_by(*keys)
    )
