"""Run by Alembic for each command; the connection comes from pollsite.migrating, already in a transaction."""

from typing import Any, Literal

from alembic import context
from sqlalchemy.types import TypeDecorator

from pollsite.db import Base


def render_item(kind: str, item: Any, _autogenerating: object) -> str | Literal[False]:
    """Write our column types as what they are stored as: a migration must not change when our code does."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
