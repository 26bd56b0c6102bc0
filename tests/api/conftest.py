"""What the tests of the API share."""

import pytest

from tests.api.calling import Program
from tests.fixtures.site import Site


@pytest.fixture
def anybody(site: Site) -> Program:
    """Nobody in particular."""
    return Program(site)
