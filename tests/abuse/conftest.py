"""Who sends hostile requests."""

import pytest

from pollsite.accounts.types import Role
from pollsite.ratelimit import Limiter
from tests.accounts.people import Person, make_member
from tests.discussion.scene import Scene
from tests.fixtures.site import Site


@pytest.fixture
def people(site: Site, monkeypatch: pytest.MonkeyPatch) -> list[Person]:
    """An author, a moderator and an admin, on a site that counts nothing: what is counted has tests of its own."""
    monkeypatch.setattr(Limiter, "count", lambda *_, **__: None)
    scene = Scene(site)
    author = scene.member("Ada")
    scene.post("Ada", about=("single",))
    scene.post("Guest", "A guest's words.")
    return [
        author,
        make_member(site, "Mia", role=Role.MODERATOR),
        make_member(site, "Rosa", role=Role.ADMIN),
    ]
