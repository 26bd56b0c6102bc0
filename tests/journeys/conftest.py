"""What the journeys share: one site with a publisher."""

from collections.abc import Iterator

import pytest

from pollsite.app import create_app
from tests.fixtures.browser import serve, stop
from tests.fixtures.site import Site, settings_for
from tests.journeys.desk import Desk


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One site for all journeys that publish; each of them has an article of its own."""
    instance = tmp_path_factory.mktemp("desk") / "instance"
    served = serve(instance, "--workers", "1")
    yield Desk(served, Site(create_app(settings_for(instance)), instance))
    stop(served)
