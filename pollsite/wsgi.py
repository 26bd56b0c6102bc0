"""What a WSGI server loads: `gunicorn -c python:pollsite.gunicorn_conf pollsite.wsgi`."""

import structlog
from flask import Flask

from pollsite.app import create_app
from pollsite.config import SettingsError
from pollsite.operations.closing import close_to_others
from pollsite.operations.settings_checks import shortcomings
from pollsite.operations.starting import give_up, usable_settings

log = structlog.get_logger()


def load() -> Flask:
    """The site. Where a setting is wrong, a sentence says so and gunicorn gives up, instead of trying for ever.

    A database that cannot be reached just now is waited for: `/readyz` says so meanwhile.
    """
    settings, unreached = usable_settings()
    if unreached:
        log.warning(unreached.sentence)
    for sentence in shortcomings(settings):
        log.warning(sentence)
    close_to_others(settings.instance_path)
    try:
        return create_app(settings)
    except SettingsError as problem:
        give_up(str(problem))


application = load()
