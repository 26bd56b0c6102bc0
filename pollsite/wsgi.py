"""What a WSGI server loads: `gunicorn -c python:pollsite.gunicorn_conf pollsite.wsgi`."""

from pollsite.app import create_app
from pollsite.config import Settings
from pollsite.logs import configure_logs

configure_logs()
application = create_app(Settings.from_env())
