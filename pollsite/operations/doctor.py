"""What a site in production lacks: every check in one list, each by itself, whatever becomes of the others."""

from collections.abc import Iterator
from datetime import datetime

from redis import Redis, RedisError
from sqlalchemy import Engine

from pollsite.config import Settings
from pollsite.logs.words import without_values
from pollsite.operations.checks import Check, advice, fine, problem
from pollsite.operations.database_checks import check_database
from pollsite.operations.health import asking_engine
from pollsite.operations.machine_checks import check_machine
from pollsite.operations.reaching import why_unreached
from pollsite.operations.settings_checks import check_settings
from pollsite.operations.site_gauges import letters
from pollsite.own_secret import NAME

REDIS_PATIENCE_S = 2.0
MANY_LETTERS = 50


def examine(settings: Settings, engine: Engine, *, at: datetime) -> Iterator[Check]:
    """Every check, in the order of the table. Reads only."""
    own = settings.instance_path / NAME
    is_own = own.exists() and own.read_text().strip() == settings.secret_key
    yield from check_settings(settings, own_secret=is_own)
    yield from check_machine(settings, at=at)
    yield from _letters(settings)
    yield from _redis(settings)
    yield from _database(settings, engine, at=at)


def _database(settings: Settings, engine: Engine, *, at: datetime) -> Iterator[Check]:
    if found := why_unreached(settings):
        yield problem("database", found.sentence, "Set DATABASE_URL right, or start PostgreSQL.")
        return
    if not settings.postgresql and not settings.database_path.exists():
        yield problem(
            "database", "There is none yet.", "Run `python3 -m pollsite serve`, or `database upgrade`."
        )
        return
    kind = "PostgreSQL" if settings.postgresql else f"SQLite, {settings.database_path}"
    yield fine("database", f"It answers: {kind}.")
    yield from check_database(asking_engine(engine), synchronous=settings.sqlite_synchronous, at=at)


def _redis(settings: Settings) -> Iterator[Check]:
    if not settings.redis_url:
        if settings.postgresql:
            yield advice(
                "redis",
                "Each host counts its limits by itself.",
                "With several hosts, set REDIS_URL to one for all.",
            )
        return
    try:
        with Redis.from_url(
            settings.redis_url, socket_timeout=REDIS_PATIENCE_S, socket_connect_timeout=REDIS_PATIENCE_S
        ) as server:
            server.ping()
    except (RedisError, OSError, ValueError) as failure:
        told = f"It does not answer ({without_values(type(failure).__name__)}): each host counts its limits by itself."
        yield problem("redis", told, "Start it, or set REDIS_URL right.")
    else:
        yield fine("redis", "It answers: all hosts count limits together.")


def _letters(settings: Settings) -> Iterator[Check]:
    waiting, refused = letters(settings.instance_path / "outbox")
    if settings.smtp_url and waiting > MANY_LETTERS:
        yield problem(
            "letters",
            f"{waiting:,} letters wait.",
            "See whether the mail server answers; the log says why not.",
        )
    if refused:
        yield advice(
            "letters",
            f"{refused:,} letters were refused by the mail server for good.",
            "Look at outbox/*.refused, then delete them.",
        )
