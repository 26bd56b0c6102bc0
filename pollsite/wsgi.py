"""What a WSGI server loads: `gunicorn -c python:pollsite.gunicorn_conf pollsite.wsgi`."""

import sys

import structlog
from flask import Flask
from gunicorn.arbiter import Arbiter

from pollsite.app import create_app
from pollsite.config import Settings, SettingsError
from pollsite.logs.setup import configure_from_environment
from pollsite.operations.closing import close_to_others
from pollsite.operations.reaching import why_unreached
from pollsite.operations.settings_checks import shortcomings

log = structlog.get_logger()


def load() -> Flask:
    """The site. Where a setting is wrong, a sentence says so and gunicorn gives up, instead of trying for ever.

    A database that cannot be reached just now is waited for: `/readyz` says so meanwhile.
    """
    configure_from_environment()
    try:
        settings = Settings.from_env()
        if found := why_unreached(settings):
            if found.is_wrong:
                raise SettingsError(found.sentence)
            log.warning(found.sentence)
        for sentence in shortcomings(settings):
            log.warning(sentence)
        close_to_others(settings.instance_path)
        return create_app(settings)
    except SettingsError as problem:
        print(f"pollsite: {problem}", file=sys.stderr, flush=True)
        raise SystemExit(Arbiter.APP_LOAD_ERROR) from None


application = load()
