"""Fixtures of moderation's tests."""

import pytest

from tests.discussion.scene import Scene
from tests.fixtures.site import Site


@pytest.fixture
def scene(site: Site) -> Scene:
    """The discussion of an article that asks every kind of question; nobody has written yet."""
    return Scene(site)
