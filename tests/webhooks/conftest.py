"""What the tests of webhooks share."""

from collections.abc import Iterator

import pytest

from tests.discussion.scene import Scene
from tests.fixtures.site import Site
from tests.webhooks.receiver import Receiver, receiver
from tests.webhooks.telling import Telling


@pytest.fixture
def elsewhere() -> Iterator[Receiver]:
    """Somebody who listens."""
    with receiver() as listening:
        yield listening


@pytest.fixture
def telling(site: Site, elsewhere: Receiver) -> Telling:
    """A site that tells nobody anything yet."""
    return Telling(Scene(site), elsewhere)
