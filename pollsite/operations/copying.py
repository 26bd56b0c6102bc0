"""Moving a site from one database into another, whichever engines keep them."""

from pathlib import Path

from sqlalchemy import make_url

from pollsite.operations.errors import OperationRefused
from pollsite.operations.holdings import DATABASE_ERRORS, Stored, Told, bring, in_words
from pollsite.operations.opening import file_of, opened
from pollsite.operations.tables import snapshot


def copy_database(source: str, target: str, *, told: Told) -> tuple[str, ...]:
    """Copy all that is stored in `source` at this moment into the empty `target`; the migrations applied there.

    Both are addresses of opening.database_url(). The source is only read, and may be in use. Raises OperationRefused,
    or MigrationError, and the target is as it was.
    """
    file = file_of(source)
    if file is not None and not file.is_file():
        raise OperationRefused(f"There is no file {file}.")
    if make_url(source) == make_url(target) or _is_one_file(file, file_of(target)):
        raise OperationRefused("Source and target are the same database: name a new one.")
    with opened(source) as from_engine, opened(target) as into:
        try:
            with snapshot(from_engine) as connection:
                return bring(into, Stored.of(connection), told=told)
        except DATABASE_ERRORS as problem:
            raise OperationRefused(f"The source cannot be read: {in_words(problem)}.") from problem


def _is_one_file(source: Path | None, target: Path | None) -> bool:
    return source is not None and target is not None and target.exists() and source.samefile(target)
