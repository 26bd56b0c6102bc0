"""On the page itself a moderator finds a way to decide about each comment; nobody else does."""

from collections.abc import Callable

import pytest

from pollsite.accounts.types import Role
from tests.accounts.people import signed_in
from tests.browsing import Browser
from tests.discussion.scene import Scene
from tests.fixtures.site import Site
from tests.samples import SLUG

ARTICLE = f"/articles/{SLUG}"


@pytest.fixture
def scene(site: Site) -> Scene:
    """A comment by Ada; Ana moderates."""
    made = Scene(site)
    made.member("Ada")
    made.member("Ana", role=Role.MODERATOR)
    return made


@pytest.mark.parametrize("page", [ARTICLE, f"{ARTICLE}/discussion", f"{ARTICLE}/comments/1"])
def test_a_moderator_finds_a_link_on_each_comment_but_their_own(scene: Scene, page: str) -> None:
    comment, own = scene.post("Ada"), scene.post("Ana")
    html = signed_in(scene.site, scene.people["Ana"]).client.get(page).text
    assert f'href="/moderation/comments/{comment}"' in html
    assert f'href="/moderation/comments/{own}"' not in html


@pytest.mark.parametrize("page", [ARTICLE, f"{ARTICLE}/discussion", f"{ARTICLE}/comments/1"])
@pytest.mark.parametrize(
    "enter",
    [
        lambda scene: signed_in(scene.site, scene.people["Ada"]),
        lambda scene: scene.site.browser().touch(),
        lambda scene: scene.site.browser(),
    ],
    ids=["member", "guest", "nobody"],
)
def test_nobody_else_does_also_after_a_moderator_was_there(
    scene: Scene, page: str, enter: Callable[[Scene], Browser]
) -> None:
    scene.post("Ada")
    assert "/moderation" in signed_in(scene.site, scene.people["Ana"]).client.get(page).text
    assert "/moderation" not in enter(scene).client.get(page).text
