"""What gunicorn looks at before it serves: where a setting is wrong it gives up, with one sentence, and once."""

import sys
from typing import NoReturn

import structlog
from gunicorn.arbiter import Arbiter

from pollsite.config import Settings, SettingsError
from pollsite.logs.setup import configure_from_environment, is_json_asked_for
from pollsite.operations.reaching import Unreached, why_unreached

log = structlog.get_logger()


def usable_settings() -> tuple[Settings, Unreached | None]:
    """The settings; and why the database cannot be reached just now, which is waited for. Else it gives up.

    Raises SystemExit with the code by which gunicorn's first process knows that trying again is of no use.
    """
    configure_from_environment()
    try:
        settings = Settings.from_env()
        found = why_unreached(settings)
    except SettingsError as problem:
        give_up(str(problem))
    if found and found.is_wrong:
        give_up(found.sentence)
    return settings, found


def give_up(sentence: str) -> NoReturn:
    """Say why on standard error, in the log's own form where that is JSON, and end."""
    if is_json_asked_for():
        log.critical(sentence)
    else:
        print(f"pollsite: {sentence}", file=sys.stderr, flush=True)
    raise SystemExit(Arbiter.APP_LOAD_ERROR)
