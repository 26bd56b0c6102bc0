"""`pollsite serve`: one process that prepares the instance, then becomes the server."""

import errno
import logging
import os
import socket
import threading
import webbrowser
from collections.abc import Mapping
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from pollsite import gunicorn_conf
from pollsite.accounts.first_admin import first_admin_path
from pollsite.app import create_app
from pollsite.cli.errors import ADMINISTERED, NOT_ADMINISTERED, CommandError
from pollsite.config import Settings
from pollsite.gunicorn_conf import default_workers
from pollsite.logs.setup import configure_from_environment
from pollsite.operations.runs import Run
from pollsite.operations.settings_checks import shortcomings
from pollsite.strictness import ipv6_host
from pollsite.web.templating import compile_templates

BACKLOG = 2048
DEFAULT_HOST = "127.0.0.1"
PORT = click.IntRange(0, 65535)


@click.command()
@click.option(
    "--host", default=DEFAULT_HOST, show_default=True, help="Address to listen at; 0.0.0.0 is every."
)
@click.option("--port", default=8000, show_default=True, type=PORT, help="0 takes a free one.")
@click.option(
    "--workers", default=default_workers(), show_default=True, type=click.IntRange(1), help="Processes."
)
@click.option("--browser/--no-browser", default=False, help="Open the home page in the browser.")
def serve(host: str, port: int, workers: int, browser: bool) -> None:
    """Run the site on this machine: prepares the instance folder and the database, then serves."""
    configure_from_environment(level=logging.WARNING)
    settings = trusting(Settings.from_env(), host)
    listener = listen(host, port)
    address = url(listener)
    for sentence in shortcomings(settings):
        click.echo(f"pollsite: {sentence}")
    app = create_app(settings)
    compile_templates(app)
    if not prepare_apart(app, settings):
        click.echo(f"pollsite: {first_admin_invitation(settings, address)}")
    _explain_trusted_hosts(host)
    run = Run(settings.instance_path)
    run.begin()
    server = Server(
        app,
        bind=f"fd://{listener.detach()}",
        workers=workers,
        post_worker_init=_announcement(address, workers, settings, browser=browser),
        on_starting=gunicorn_conf.settle,
        on_exit=lambda _server: run.end(),
    )
    server.run()


def trusting(settings: Settings, host: str) -> Settings:
    """The settings, answering to the address that was asked for as well."""
    names = ipv6_host(host) if ":" in host else (host,)
    if is_any_address(host) or names[0] in settings.trusted_hosts:
        return settings
    return replace(settings, trusted_hosts=(*settings.trusted_hosts, *names))


def is_any_address(host: str) -> bool:
    """Whether listening there means at every address of this machine: 0.0.0.0 or ::"""
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; readers who come before the server is up wait in its queue.

    Raises CommandError when the port is taken or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as problem:
        raise CommandError(_why_not_listening(problem, host, port)) from problem


def _why_not_listening(problem: OSError, host: str, port: int) -> str:
    if problem.errno == errno.EADDRINUSE:
        return f"Port {port} of {host} is in use: stop what runs there, or choose another, as in --port {port + 1}."
    reason = str(problem.strerror).partition(" (")[0]
    return f"Cannot listen at {host}, port {port}: {reason}."


def prepare_apart(app: Flask, settings: Settings) -> bool:
    """Prepare the instance in a process of its own; returns whether somebody administers the site.

    What only that needs (Alembic above all) takes a tenth of the memory, which the server then does without.
    Exits with that process's code if it failed, which it has said in words.
    """
    child = os.fork()
    if child == 0:
        from pollsite.cli.preparing import prepare

        os._exit(prepare(app, settings))
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code not in (ADMINISTERED, NOT_ADMINISTERED):
        raise click.exceptions.Exit(abs(code))
    return code == ADMINISTERED


def first_admin_invitation(settings: Settings, address: str) -> str:
    """How somebody comes to administer a site that nobody does."""
    link = (settings.address or address.rstrip("/")) + first_admin_path(settings.secret_key)
    return f"nobody administers this site yet; open {link} once to become its first admin"


def url(listener: socket.socket) -> str:
    """Where a browser on this machine finds what listens here."""
    host, port = listener.getsockname()[:2]
    if is_any_address(host) or host == DEFAULT_HOST:
        host = "localhost"  # passkeys belong to a name
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _explain_trusted_hosts(host: str) -> None:
    if is_any_address(host):
        click.echo(
            "pollsite: other machines are answered once their name for this one is set, "
            "for example POLLSITE_TRUSTED_HOSTS=polls.example.org"
        )


def _announcement(address: str, workers: int, settings: Settings, *, browser: bool) -> Any:
    """gunicorn's hook in a worker that has its app: the first one says that the site answers."""

    def announce(worker: Any) -> None:
        gunicorn_conf.begin(worker)
        if worker.age > 1:
            return
        processes = "1 worker" if workers == 1 else f"{workers} workers"
        streams = worker.wsgi.extensions["pollsite-live"].mode.value
        database = "PostgreSQL" if settings.postgresql else _shortest(settings.database_path)
        click.echo(
            f"pollsite: {address} ({processes}, streams by {streams}, database {database}; Ctrl-C stops)"
        )
        if browser:
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    return announce


def _shortest(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn in this process, with gunicorn_conf and the options given.

    The workers share the memory of one app, which has nothing open and no thread of its own when they begin.
    """

    def __init__(self, app: Flask, **options: Any) -> None:
        self.app = app
        self.options: Mapping[str, Any] = options
        super().__init__(prog="pollsite")

    def load_config(self) -> None:
        """gunicorn_conf first, then the options."""
        for name, value in {**vars(gunicorn_conf), **self.options}.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """Called in the worker."""
        return self.app
