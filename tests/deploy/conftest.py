"""Processes on one database, and nginx in front, as deployed; a file's tests share one instance."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pollsite.app import create_app
from pollsite.db import db
from tests.deploy.hosts import Host, production
from tests.engine import drop_database
from tests.fixtures.site import Site, copy_instance, settings_for
from tests.nginx import Nginx

BEHIND_HTTPS = {"set $spoken http;": "set $spoken https;"}
"""The tests are what plain.conf allows for: something in front that speaks https with readers."""


@pytest.fixture(scope="module")
def instance(published_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An instance folder whose database has an article with every kind of question."""
    folder = tmp_path_factory.mktemp("deployed") / "instance"
    copy_instance(published_folder, folder)
    yield folder
    drop_database(folder)


@pytest.fixture(scope="module")
def site(instance: Path) -> Iterator[Site]:
    """The instance's database, looked at from here."""
    app = create_app(settings_for(instance))
    yield Site(app, instance)
    app.extensions["pollsite-live"].stop()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def new_host(instance: Path) -> Iterator[Callable[..., Host]]:
    """Starts processes of the instance, each with a folder of its own as on a machine of its own."""
    hosts: list[Host] = []

    def start(*, in_container: bool = False) -> Host:
        machine = instance.parent / f"machine-{len(hosts)}"
        machine.mkdir()
        (machine / "cache").symlink_to((instance / "cache").resolve())
        environment = production(instance, POLLSITE_INSTANCE_PATH=str(machine))
        hosts.append(Host(environment, machine / "log", in_container=in_container).start())
        return hosts[-1]

    yield start
    for host in hosts:
        host.remove()


@pytest.fixture
def new_nginx() -> Iterator[Callable[..., Nginx]]:
    """Starts nginx in front of servers."""
    started: list[Nginx] = []

    def start(*servers: str, certificate: Path | None = None, **changes: str) -> Nginx:
        started.append(Nginx(servers=servers, certificate=certificate, changes=BEHIND_HTTPS | changes))
        return started[-1].make().start()

    yield start
    for nginx in started:
        nginx.remove()
