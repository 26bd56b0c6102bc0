"""Share pictures: what is on them, when they are another, and that hidden results are on none."""

import re
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image

from pollsite.pages.share_gallery import Gallery, NotPainted
from pollsite.pages.share_picture import Line, SharePicture
from tests.fixtures.site import Site
from tests.pages.pictures import ARABIC, SAMPLE, Painter
from tests.samples import SINGLE, SLUG, article_text

PICTURE = re.compile(r'<meta property="og:image" content="http://localhost(/[^"]+)">')


def picture_in(client: FlaskClient, slug: str = SLUG) -> str:
    """The path of the picture that an article's head names, to this client."""
    (found,) = PICTURE.findall(client.get(f"/articles/{slug}").text)
    return str(found)


def test_an_article_names_a_picture_and_it_is_one(site: Site, client: FlaskClient) -> None:
    site.crowd("single", yes=3, no=1)
    answer = client.get(picture_in(client))
    assert answer.mimetype == "image/png"
    assert Image.open(BytesIO(answer.data)).size == (1200, 630)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    page = client.get(f"/articles/{SLUG}").text
    assert '"twitter:card" content="summary_large_image"' in page
    assert "Yes indeed\u00a0·\u00a075\u202f% · 4 readers voted" in page.split('og:image:alt" content="')[1]


def test_a_vote_that_everybody_sees_makes_another_picture(site: Site, client: FlaskClient) -> None:
    before = picture_in(client)
    site.vote("ada", "single", "yes")
    site.settle()
    assert picture_in(client) != before


@pytest.mark.parametrize("key", ["after-vote", "after-close"])
def test_hidden_votes_make_no_other_picture(site: Site, client: FlaskClient, key: str) -> None:
    at_poll = f"/articles/{SLUG}/polls/{key}/share-0.png"
    before = picture_in(client), client.get(at_poll).location
    site.crowd(key, yes=5, no=2)
    site.settle()
    assert (picture_in(client), client.get(at_poll).location) == before


def test_who_may_see_more_is_named_the_picture_for_everybody(site: Site, client: FlaskClient) -> None:
    voter = site.browser().touch()
    voter.vote("after-vote", "yes")
    assert picture_in(voter.client) == picture_in(client)


def test_an_old_address_leads_to_the_present_picture(site: Site, client: FlaskClient) -> None:
    old = picture_in(client)
    site.vote("ada", "single", "yes")
    site.settle()
    answer = client.get(old)
    assert (answer.status_code, answer.location) == (302, picture_in(client))
    assert answer.headers["Cache-Control"] == "public, max-age=30"


@pytest.mark.parametrize(
    "address", ["/articles/none/share-0.png", f"/articles/{SLUG}/polls/none/share-0.png"]
)
def test_of_what_is_not_there_is_no_picture(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_picture_that_cannot_be_painted_is_asked_for_again(site: Site, client: FlaskClient) -> None:
    def fail(_picture: SharePicture) -> bytes:
        raise NotPainted("no paint")

    site.app.extensions["pollsite-gallery"] = Gallery(site.folder / "pictures", paint=fail)
    answer = client.get(picture_in(client))
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"


def test_every_poll_has_a_picture_of_its_own(site: Site, client: FlaskClient) -> None:
    site.app.extensions["pollsite-gallery"] = Gallery(site.folder / "pictures", paint=Painter())
    found = {
        client.get(f"/articles/{SLUG}/polls/{key}/share-0.png", follow_redirects=True).data
        for key in ("single", "multiple", "scale", "after-vote", "after-close", "closed", "not-open")
    }
    assert len(found) == 7


def test_a_picture_goes_to_the_child_as_it_is() -> None:
    assert SharePicture.from_json(ARABIC.to_json()) == ARABIC


def test_a_picture_can_be_said() -> None:
    assert SAMPLE.words == (
        "Is it a portrait? Yes: 75\u202f% · 3; Not sure: 25\u202f% · 1. "
        "4 readers voted. Self-selected readers, not a sample."
    )


def test_a_question_in_a_picture_is_said_with_one_mark_at_its_end() -> None:
    assert Line("Is it right?", "Question 1", "Yes · 61\u202f%").words == "Is it right? Yes · 61\u202f%"
    assert Line("Yes", "Answer 1", "61\u202f%").words == "Yes: 61\u202f%"


def test_the_picture_of_a_short_article_has_its_author(site: Site, client: FlaskClient) -> None:
    site.publish(article_text(slug="short", title="A short one"))
    site.publish(article_text(SINGLE, slug="asking", title="One that asks"))
    assert picture_in(client, "short") != picture_in(client, "asking")
