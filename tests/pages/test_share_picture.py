"""Share pictures: what is on them, when they are another, how they are painted, and that hidden results are on none."""

import ast
import re
import threading
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image, ImageChops

from pollsite.pages.share_gallery import REST, Gallery, NotPainted, paint_apart
from pollsite.pages.share_lettering import LATIN, OTHER, Face, paintable, shortened, wrapped
from pollsite.pages.share_painting import INNER, MARGIN, PAPER, SANS, painted
from pollsite.pages.share_picture import HEIGHT, NOT_SURE, WIDTH, Line, SharePicture
from tests.architecture.tree import PACKAGE, named, parsed, python_files
from tests.fixtures.site import Site
from tests.samples import DURING, SINGLE, SLUG, article_text

PICTURE = re.compile(r'<meta property="og:image" content="http://localhost(/[^"]+)">')
SAMPLE = SharePicture(
    site="pollsite",
    kicker="On portraits",
    heading="Is it a portrait?",
    plain="A question with 2 answers",
    lines=(
        Line("Yes", "Answer 1", "75\u202f% · 3", 75, 0),
        Line("Not sure", "Not sure", "25\u202f% · 1", 25, NOT_SURE),
    ),
    total="4 readers voted",
    note="Self-selected readers, not a sample",
)
MANY = tuple(
    Line(f"Answer {place} " * 12, f"Answer {place}", "100\u202f% · 1,204,311", 100, place)
    for place in range(9)
)
ARABIC = replace(SAMPLE, heading="هل هذا أخلاقي؟", kicker="الصورة", from_right=True)
CORNERS = {
    "plain": SAMPLE,
    "long": replace(
        SAMPLE, site="S" * 90, kicker="K " * 90, heading="Heading " * 40, lines=MANY, note="n " * 200
    ),
    "one long word": replace(SAMPLE, heading="W" * 400, lines=(replace(SAMPLE.lines[0], label="w" * 400),)),
    "nothing": replace(SAMPLE, site="", kicker="", heading="", lines=(), total="", note=""),
    "from the right": ARABIC,
    "long from the right": replace(ARABIC, heading="هل هذا أخلاقي " * 30, lines=MANY),
    "letters nobody has": replace(
        SAMPLE, site="肖像", kicker="肖像", heading="肖像は倫理的か" * 20, note="肖像"
    ),
    "questions": replace(
        SAMPLE, lines=tuple(Line("Why? " * 60, "Question 1", "Because " * 60) for _ in range(3))
    ),
}


def picture_in(client: FlaskClient, slug: str = SLUG) -> str:
    """The path of the picture that an article's head names, to this client."""
    (found,) = PICTURE.findall(client.get(f"/articles/{slug}").text)
    return str(found)


class Painter:
    """Paints nothing, and notes what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, picture: SharePicture) -> bytes:
        """The picture's name, as bytes."""
        self.asked.append(picture.version)
        return picture.version.encode()


@pytest.fixture
def painter() -> Painter:
    """One painter."""
    return Painter()


@pytest.fixture
def gallery(tmp_path: Path, painter: Painter) -> Gallery:
    """An empty gallery with that painter."""
    return Gallery(tmp_path / "pictures", paint=painter)


def of_votes(number: int) -> SharePicture:
    """The sample after so many votes."""
    return replace(SAMPLE, total=f"{number} readers voted")


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


def test_a_child_process_paints() -> None:
    assert paint_apart(SAMPLE) == painted(SAMPLE)


def test_nothing_that_serves_the_site_imports_what_paints() -> None:
    imports = re.compile(r"^(?:from|import) (?:PIL|pollsite\.pages\.share_painting)\b", re.MULTILINE)
    users = {named(path) for path in python_files("pollsite") if imports.search(path.read_text())}
    assert users == {"pollsite/pages/share_lettering.py", "pollsite/pages/share_painting.py"}


def test_a_picture_is_painted_once(gallery: Gallery, painter: Painter) -> None:
    for _ in range(3):
        shown = gallery.show(SAMPLE, at=DURING)
        assert (shown.png, shown.exact) == (SAMPLE.version.encode(), True)
    assert painter.asked == [SAMPLE.version]


def test_who_asks_at_once_waits_for_one_painting(gallery: Gallery, painter: Painter) -> None:
    asking = [threading.Thread(target=gallery.show, args=(SAMPLE,), kwargs={"at": DURING}) for _ in range(8)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert painter.asked == [SAMPLE.version]


def test_while_votes_come_in_one_picture_stands_in_for_the_next(gallery: Gallery, painter: Painter) -> None:
    gallery.show(of_votes(1), at=DURING)
    soon = gallery.show(of_votes(2), at=DURING + REST - timedelta(seconds=1))
    assert (soon.png, soon.exact) == (of_votes(1).version.encode(), False)
    later = gallery.show(of_votes(3), at=DURING + REST)
    assert (later.png, later.exact) == (of_votes(3).version.encode(), True)
    assert painter.asked == [of_votes(1).version, of_votes(3).version]


@pytest.mark.parametrize(
    "other",
    [
        replace(SAMPLE, heading="Is it another?"),
        replace(SAMPLE, note="Results open with a vote"),
        replace(SAMPLE, lines=(Line("Yes", "Answer 1", tone=0, hidden=True), *SAMPLE.lines[1:])),
    ],
)
def test_no_picture_stands_in_for_one_that_shows_something_else(
    gallery: Gallery, other: SharePicture
) -> None:
    gallery.show(SAMPLE, at=DURING)
    assert gallery.show(other, at=DURING).exact


def test_of_one_shape_the_last_picture_is_kept(gallery: Gallery, tmp_path: Path) -> None:
    for number in range(3):
        gallery.show(of_votes(number), at=DURING + number * REST)
    gallery.show(ARABIC, at=DURING)
    kept = {file.stem for file in (tmp_path / "pictures").iterdir()}
    assert kept == {of_votes(2).version, ARABIC.version}


def test_a_disk_that_takes_nothing_is_no_reason_to_show_nothing(tmp_path: Path, painter: Painter) -> None:
    (tmp_path / "file").write_text("")
    gallery = Gallery(tmp_path / "file" / "pictures", paint=painter)
    assert gallery.show(SAMPLE, at=DURING).exact
    assert gallery.show(SAMPLE, at=DURING).exact


def test_a_picture_goes_to_the_child_as_it_is() -> None:
    assert SharePicture.from_json(ARABIC.to_json()) == ARABIC


def test_a_picture_can_be_said() -> None:
    assert SAMPLE.words == (
        "Is it a portrait? Yes: 75\u202f% · 3; Not sure: 25\u202f% · 1. "
        "4 readers voted. Self-selected readers, not a sample."
    )


@pytest.mark.parametrize("name", CORNERS)
def test_nothing_runs_out_of_the_picture(name: str) -> None:
    image = Image.open(BytesIO(painted(CORNERS[name]))).convert("RGB")
    assert image.size == (WIDTH, HEIGHT)
    paper = Image.new("RGB", image.size, image.getpixel((0, 0)))
    written = ImageChops.difference(image, paper).getbbox() or (WIDTH, HEIGHT, 0, 0)
    left, top, right, bottom = written
    assert left >= MARGIN - 4
    assert right <= WIDTH - MARGIN + 4
    assert top > 20
    assert bottom < HEIGHT - 20
    assert PAPER == "#fbf8f2"


@pytest.mark.parametrize(
    ("text", "painted_text"),
    [
        ("Yes, if disclosed", "Yes, if disclosed"),
        ("Să știm Łódź “ça” – 61\u202f%", "Să știm Łódź “ça” – 61\u202f%"),
        ("Yes 👍🏽!", "Yes !"),
        ("👍", "plain"),
        ("Да или нет?", "Да или нет?"),
        ("Ναι", "Ναι"),
        ("肖像", "plain"),
        ("Yes 肖像", "plain"),
        ("Да, ça", "plain"),
        ("", "plain"),
    ],
)
def test_what_no_font_has_is_said_otherwise(text: str, painted_text: str) -> None:
    assert paintable(text, "plain") == painted_text


@pytest.mark.parametrize(
    ("letters", "face"),
    [(LATIN, Face("newsreader.ttf", 500, 40)), (LATIN, Face("public-sans.ttf", 400, 40)), (OTHER, SANS)],
)
def test_the_fonts_have_every_letter_that_is_said_to_be_in_them(letters: frozenset[str], face: Face) -> None:
    font = face.font_for("" if letters is LATIN else "я")
    missing = font.getmask("\uffff")
    drawn = {letter: font.getmask(letter) for letter in letters}
    lacking = [
        f"{ord(one):x}"
        for one, mask in drawn.items()
        if mask.size == missing.size and bytes(mask) == bytes(missing)
    ]
    assert lacking == []


def test_lines_break_between_words_and_the_last_is_cut() -> None:
    words = "one two three four five six seven eight nine ten " * 5
    lines = wrapped(words, SANS, width=300, most=2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert all(SANS.width(line) <= 300 for line in lines)
    assert shortened("short", SANS, width=INNER) == "short"


def test_colours_are_those_of_the_pages() -> None:
    tokens = (PACKAGE.parent / "static" / "css" / "tokens.css").read_text()
    tree = parsed(PACKAGE / "pages" / "share_painting.py")
    used = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and re.match("#", str(node.value))
    }
    assert used
    assert {colour for colour in used if f"({colour}," not in tokens} == set()


def test_the_picture_of_a_short_article_has_its_author(site: Site, client: FlaskClient) -> None:
    site.publish(article_text(slug="short", title="A short one"))
    site.publish(article_text(SINGLE, slug="asking", title="One that asks"))
    assert picture_in(client, "short") != picture_in(client, "asking")
