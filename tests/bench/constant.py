"""The yardstick: a Flask view that returns a constant string, through gunicorn with the site's own settings."""

import click
from flask import Flask

from pollsite.cli.serve import Server, listen, url
from pollsite.config import Settings
from tests.bench.servers import WORKERS


def create_yardstick() -> Flask:
    """`/<size>` answers so many bytes, made once; `POST` likewise, whatever is sent."""
    app = Flask(__name__)
    pages: dict[int, str] = {}

    @app.route("/<int:size>", methods=["GET", "POST"])
    def constant(size: int) -> str:
        if size not in pages:
            pages[size] = "x" * size
        return pages[size]

    return app


class Yardstick(Server):
    """gunicorn as the site runs it, around another application."""

    def load(self) -> Flask:
        """Called in the worker."""
        return create_yardstick()


def main() -> None:
    """Serve on a free port and say which."""
    listener = listen("127.0.0.1", 0)
    click.echo(url(listener))
    Yardstick(
        Settings.from_env(),
        bind=f"fd://{listener.detach()}",
        workers=WORKERS,
        post_worker_init=lambda _worker: None,
    ).run()


if __name__ == "__main__":
    main()
