"""How share pictures are painted: within their edges, with letters that the fonts have, by a process of their own."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from pollsite.pages.share_gallery import paint_apart
from pollsite.pages.share_lettering import LATIN, OTHER, Face, fitting, paintable, shortened, wrapped
from pollsite.pages.share_painting import INNER, MARGIN, SANS, painted
from pollsite.pages.share_picture import HEIGHT, WIDTH, Line
from tests.architecture.tree import PACKAGE, named, python_files
from tests.pages.pictures import ARABIC, MANY, SAMPLE

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


def test_a_child_process_paints() -> None:
    assert paint_apart(SAMPLE) == painted(SAMPLE)


def test_nothing_that_serves_the_site_imports_what_paints() -> None:
    imports = re.compile(r"^(?:from|import) (?:PIL|pollsite\.pages\.share_painting)\b", re.MULTILINE)
    users = {named(path) for path in python_files("pollsite") if imports.search(path.read_text())}
    assert users == {"pollsite/pages/share_lettering.py", "pollsite/pages/share_painting.py"}


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


def test_a_heading_in_two_scripts_is_set_in_one_font() -> None:
    words = "Is it a portrait, or is it only a likeness? Это портрет?"
    face, lines = fitting(words, SANS.set_for(words), sizes=(50,), width=700, most=3)
    assert len(lines) > 1
    assert {face.font_for(line).getname()[0] for line in lines} == {"DejaVu Sans"}
    assert SANS.set_for("Is it?").font_for("Is it?").getname()[0] != "DejaVu Sans"


@pytest.mark.parametrize(
    ("heading", "at_the_right"),
    [("هل هذا أخلاقي؟", True), ("«האם זה דיוקן?»", True), ("AI: האם זה דיוקן?", False), ("Is it?", False)],
)
def test_a_heading_begins_where_its_letters_do(heading: str, at_the_right: bool) -> None:
    picture = replace(SAMPLE, site="", kicker="", heading=heading, lines=(), total="", note="")
    image = Image.open(BytesIO(painted(picture))).convert("RGB").crop((0, MARGIN + 40, WIDTH, HEIGHT))
    paper = Image.new("RGB", image.size, image.getpixel((0, 0)))
    left, _, right, _ = ImageChops.difference(image, paper).getbbox() or (0, 0, 0, 0)
    assert (WIDTH - right < left) is at_the_right


def test_colours_are_those_of_the_pages() -> None:
    tokens = (PACKAGE.parent / "static" / "css" / "tokens.css").read_text()
    used = set(re.findall(r"#[0-9a-f]{6}", (PACKAGE / "pages" / "share_painting.py").read_text()))
    assert len(used) > 8
    assert {colour for colour in used if f"({colour}," not in tokens} == set()
