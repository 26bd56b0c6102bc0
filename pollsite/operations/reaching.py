"""Whether PostgreSQL can be used, before anything else is tried: a sentence, never a traceback, never the password."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import NullPool, create_engine, make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from pollsite.config import Settings, SettingsError
from pollsite.logs.words import without_values

OLDEST_SERVER = 13
"""The first with pg_current_snapshot(), by which we know that nobody has committed."""
OF_THE_SETTINGS = ("authentication failed", "does not exist", "no pg_hba.conf entry", "no password supplied")
"""What waiting does not mend."""
ALIVE_S = 5


@dataclass(frozen=True, slots=True)
class Unreached:
    """Why not, in a sentence, and whether it is the settings' fault rather than the network's."""

    sentence: str
    is_wrong: bool


def why_unreached(settings: Settings) -> Unreached | None:
    """Why PostgreSQL cannot be used; None where it can, and where SQLite is. Takes ALIVE_S at most for each address."""
    if not settings.postgresql:
        return None
    url = make_url(settings.postgresql)
    place = f"{url.host or 'its socket'}, port {url.port or 5432}, {url.database}"
    try:
        version = _version(settings.postgresql)
    except OperationalError as problem:
        return _told(place, str(problem.orig))
    except (SQLAlchemyError, UnicodeError, ValueError) as problem:
        return Unreached(f"DATABASE_URL cannot be used: {type(problem).__name__}.", is_wrong=True)
    if version < OLDEST_SERVER:
        return Unreached(
            f"PostgreSQL {version} at {place} is too old: pollsite needs {OLDEST_SERVER} or newer.",
            is_wrong=True,
        )
    return None


def refuse_unreached(settings: Settings) -> None:
    """Raise SettingsError, in a sentence, unless the database can be used now."""
    if found := why_unreached(settings):
        raise SettingsError(found.sentence)


def _version(url: str) -> int:
    manners: dict[str, Any] = {"connect_timeout": ALIVE_S, "prepare_threshold": None}
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=manners)
    with engine.connect() as connection:
        number = connection.exec_driver_sql("SELECT current_setting('server_version_num')").scalar_one()
    return int(number) // 10_000


def _told(place: str, message: str) -> Unreached:
    """libpq tells one line for each address it tried; what follows FATAL: is the server's own word."""
    lines = [line for line in message.splitlines() if line and not line[0].isspace()] or ["no answer"]
    reason = lines[-1].rpartition("failed: ")[2].rpartition("FATAL:")[2].strip().rstrip(".")
    wrong = any(sign in message for sign in OF_THE_SETTINGS)
    return Unreached(f"DATABASE_URL leads to no usable database ({place}): {without_values(reason)}.", wrong)
