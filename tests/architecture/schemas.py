"""What a database's schema is made of, as text that can be compared."""

from sqlalchemy import Connection, text

Parts = dict[str, list[str]]
"""By what it is called, the lines that say what a table or an index is, sorted."""
_COLUMNS = """
SELECT relname, concat_ws(' ', attname, format_type(atttypid, atttypmod),
    CASE WHEN attnotnull THEN 'NOT NULL' END, pg_get_expr(adbin, adrelid), collname)
FROM pg_attribute
JOIN pg_class ON pg_class.oid = attrelid AND relkind = 'r' AND relnamespace = 'public'::regnamespace
LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
LEFT JOIN pg_collation ON pg_collation.oid = attcollation
WHERE attnum > 0 AND NOT attisdropped
"""
_CONSTRAINTS = """
SELECT conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
"""
_INDEXES = "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'"
_TRIGGERS = "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
_FUNCTIONS = (
    "SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
)


def schema_of(connection: Connection) -> Parts:
    """Every table and index: in which order a table that was made anew names its constraints means nothing."""
    if connection.dialect.name == "sqlite":
        made = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
        return {row.name: sorted(line.rstrip(", ") for line in row.sql.split("\n")) for row in made}
    parts: Parts = {}
    for asked in (_COLUMNS, _CONSTRAINTS, _INDEXES, _TRIGGERS, _FUNCTIONS):
        for name, line in connection.execute(text(asked)):
            parts.setdefault(name, []).append(line)
    return {name: sorted(lines) for name, lines in parts.items()}
