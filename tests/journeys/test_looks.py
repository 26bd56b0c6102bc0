"""How pages look where it matters to a reader: on paper, on a narrow screen, in other scripts and colours, without votes."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, FloatRect, Locator, Page, expect

from pollsite.app import create_app
from tests.fixtures.browser import Served, serve, stop
from tests.fixtures.site import Site, settings_for
from tests.samples import AFTER_CLOSE, AFTER_VOTE, EVERYTHING, NOT_OPEN, SINGLE, Asked, article_text

NewReader = Callable[..., BrowserContext]

EMPTY, EMPTY_YET, COUNTED, VOTED = (
    Asked(key=key, closes="2098-01-01") for key in ("empty", "empty-yet", "counted", "voted")
)
SCALE = Asked(key="agreed", kind="scale")
TIED = 24
CROWD = tuple(Asked(key=f"q{number}") for number in range(1, TIED + 3))
TABLE = "\n".join(f"|{'word |' * 9}" if row != 1 else f"|{'--|' * 9}" for row in range(4))
ARABIC = replace(SINGLE, key="arabic", question="هل هذا أخلاقي؟", labels=("نعم", "لا", "نادرا"))


@dataclass(frozen=True)
class Press:
    """A running site and its publisher."""

    served: Served
    site: Site

    def open(self, context: BrowserContext, slug: str) -> Page:
        """The article in a new tab."""
        page = context.new_page()
        page.goto(f"{self.served.address}articles/{slug}")
        return page


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Press]:
    """One site for all tests here, with polls in every state."""
    instance = tmp_path_factory.mktemp("looks") / "instance"
    served = serve(instance, "--workers", "1")
    site = Site(create_app(settings_for(instance)), instance)
    site.publish(EVERYTHING)
    site.publish(article_text(EMPTY, EMPTY_YET, COUNTED, VOTED, SCALE, slug="tallies", closing=TABLE))
    site.publish(article_text(*CROWD, slug="crowded"))
    site.publish(article_text(ARABIC, slug="arabic", language="ar", title="الصورة"))
    site.crowd("counted", yes=6, no=1)
    site.crowd("voted", yes=2)
    site.crowd("agreed", agree=3)
    site.crowd("arabic", yes=3, no=1)
    yield Press(served, site)
    stop(served)


def box(place: Locator) -> FloatRect:
    """Where it stands on the page."""
    found = place.bounding_box()
    assert found is not None, "it does not show"
    return found


def style(place: Locator, name: str) -> str:
    """A computed style."""
    return str(place.evaluate("(element, name) => getComputedStyle(element)[name]", name))


def text_box(place: Locator) -> dict[str, float]:
    """Where its words stand, without paddings."""
    script = """(element) => {
        const range = document.createRange();
        range.selectNodeContents(element);
        return range.getBoundingClientRect().toJSON();
    }"""
    found: dict[str, float] = place.evaluate(script)
    return found


@pytest.fixture
def paper(press: Press, new_reader: NewReader) -> Page:
    """The article that asks every kind of question, as it is printed."""
    page = press.open(new_reader(), "on-portraits")
    page.emulate_media(media="print")
    return page


def test_paper_shows_every_question_and_no_control(paper: Page) -> None:
    questions = paper.locator(".poll .question")
    assert questions.count() == 7
    for question in questions.all():
        expect(question).to_be_visible()
    for control in paper.locator("button, input, .site-footer, .live-controls").all():
        expect(control).not_to_be_visible()


@pytest.mark.parametrize(
    ("poll", "words"), [(AFTER_VOTE, "Results open with a vote"), (AFTER_CLOSE, "Results open when the poll")]
)
def test_paper_says_when_hidden_results_open(paper: Page, poll: Asked, words: str) -> None:
    expect(paper.locator(f"#poll-{poll.key} .state")).to_contain_text(words, use_inner_text=True)


def test_paper_keeps_the_mark_of_a_sentence(paper: Page) -> None:
    assert "underline" in style(paper.locator("mark.asked").first, "textDecorationLine")


@pytest.mark.parametrize(("slug", "key"), [("tallies", EMPTY.key), ("on-portraits", NOT_OPEN.key)])
def test_a_poll_without_votes_shows_no_percentage(
    press: Press, new_reader: NewReader, slug: str, key: str
) -> None:
    poll = press.open(new_reader(), slug).locator(f"#poll-{key}")
    expect(poll.locator(".state")).to_contain_text("No votes yet")
    assert "%" not in poll.inner_text()
    assert "%" not in poll.aria_snapshot()
    expect(poll.locator(".answer .bar").first).not_to_be_visible()


def test_the_first_vote_brings_the_numbers(press: Press, new_reader: NewReader) -> None:
    page = press.open(new_reader(), "tallies")
    expect(page.locator("[data-live-status]")).to_have_text("Tallies are live.")
    poll = page.locator(f"#poll-{EMPTY_YET.key}")
    press.site.vote("ada", EMPTY_YET.key, "yes")
    answer = poll.locator(".answer", has_text="Yes indeed")
    expect(answer.locator(".percent")).to_have_text("100\u202f%")
    expect(answer.locator(".bar")).to_be_visible()


def test_an_answer_shows_its_count_beside_its_percentage(press: Press, new_reader: NewReader) -> None:
    answer = press.open(new_reader(), "tallies").locator("#poll-counted .answer", has_text="Yes indeed")
    assert answer.inner_text().split() == ["Yes", "indeed", "6", "86", "%"]


def test_not_sure_stands_apart_in_form_and_results(press: Press, new_reader: NewReader) -> None:
    page = press.open(new_reader(), "on-portraits")
    for words in ("#poll-single .answer .label", "#poll-after-vote .answer .label", "#poll-closed tbody th"):
        *_, above, last, apart = (text_box(place)["bottom"] for place in page.locator(words).all())
        assert apart - last > last - above + 4


def test_a_bar_is_as_long_after_the_vote_as_before(press: Press, new_reader: NewReader) -> None:
    page = press.open(new_reader(), "tallies")
    poll = page.locator(f"#poll-{VOTED.key}")
    before = box(poll.locator(".bar").first)
    poll.get_by_label("Yes indeed").check()
    poll.get_by_role("button", name="Vote", exact=True).click()
    expect(poll.locator(".standing")).to_be_visible()
    after = box(poll.locator(".bar").first)
    assert (after["x"], after["width"]) == (before["x"], before["width"])


@pytest.mark.parametrize("width", [320, 1280])
def test_no_line_of_a_polls_state_begins_with_a_dot(press: Press, new_reader: NewReader, width: int) -> None:
    page = press.open(new_reader(viewport={"width": width, "height": 900}), "tallies")
    state = page.locator("#poll-counted .state")
    expect(state).to_contain_text("Open until")
    clipped_at = box(state)["x"]
    for part in state.locator("bdi").all():
        if box(part)["x"] < clipped_at + 8:
            assert abs(box(part)["x"] - clipped_at) < 1, "its dot is on the other side of the edge"


def test_agreement_stands_with_the_results_above_the_button(press: Press, new_reader: NewReader) -> None:
    poll = press.open(new_reader(), "tallies").locator(f"#poll-{SCALE.key}")
    assert box(poll.locator(".agreement"))["y"] < box(poll.get_by_role("button", name="Vote"))["y"]


def test_a_question_is_said_once(press: Press, new_reader: NewReader) -> None:
    page = press.open(new_reader(), "on-portraits")
    for key, named in (("single", ["group"]), ("closed", [])):
        said = page.locator(f"#poll-{key}").aria_snapshot()
        assert re.findall(rf'- (\w+) "What about {key}\?', said) == named


@pytest.mark.parametrize("width", [320, 768])
def test_a_wide_table_makes_no_page_wide(press: Press, new_reader: NewReader, width: int) -> None:
    page = press.open(new_reader(viewport={"width": width, "height": 900}), "tallies")
    table = page.get_by_role("region", name="Table")
    assert table.evaluate("(box) => box.scrollWidth > box.clientWidth") is (width < 400)
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.fixture
def arabic(press: Press, new_reader: NewReader) -> Page:
    """An article that is written from right to left."""
    return press.open(new_reader(viewport={"width": 1280, "height": 900}), "arabic")


def test_english_keeps_its_order_among_arabic(arabic: Page) -> None:
    for words in (
        ".state bdi",
        ".actions",
        ".site-footer",
        ".percent",
        ".live-controls",
        ".byline bdi[lang]",
    ):
        assert style(arabic.locator(words).first, "direction") == "ltr"
    assert style(arabic.locator(".question").first, "direction") == "rtl"
    for words in (".state", ".actions", ".site-footer", ".byline bdi[lang]", ".standpoints h2"):
        expect(arabic.locator(words).first).to_have_attribute("lang", "en")


def test_in_arabic_the_margin_is_left_and_bars_grow_from_the_right(arabic: Page) -> None:
    poll, bar = (
        box(arabic.locator("#poll-arabic")),
        arabic.locator(".answer .bar", has=arabic.locator("rect")),
    )
    assert poll["x"] + poll["width"] < box(arabic.locator("h1"))["x"]
    whole, grown = box(bar.first), box(bar.first.locator("rect"))
    assert grown["x"] > whole["x"]
    assert abs(grown["x"] + grown["width"] - whole["x"] - whole["width"]) < 1


def test_the_home_page_runs_each_article_in_its_direction(press: Press, new_reader: NewReader) -> None:
    page = new_reader().new_page()
    page.goto(press.served.address)
    for title, direction in (("الصورة", "rtl"), ("On portraits", "ltr")):
        assert style(page.locator(".teaser", has_text=title).first, "direction") == direction


def test_the_footer_stands_below_the_last_poll_of_a_crowded_margin(
    press: Press, new_reader: NewReader
) -> None:
    page = press.open(new_reader(viewport={"width": 1280, "height": 900}), "crowded")
    polls, footer = page.locator(".poll"), box(page.locator(".site-footer"))
    assert max(box(poll)["y"] + box(poll)["height"] for poll in polls.all()) < footer["y"]
    height = page.evaluate("document.documentElement.scrollHeight")
    assert height + 1 > footer["y"] + footer["height"]


def test_polls_past_the_last_number_stand_after_their_paragraphs(press: Press, new_reader: NewReader) -> None:
    page = press.open(new_reader(viewport={"width": 1280, "height": 900}), "crowded")
    placed = [style(poll, "position") for poll in page.locator(".poll").all()]
    assert placed == ["absolute"] * TIED + ["static"] * 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_keep_the_mark_of_a_sentence(press: Press, new_reader: NewReader, scheme: str) -> None:
    page = press.open(new_reader(forced_colors="active", color_scheme=scheme), "on-portraits")
    mark = page.locator("mark.asked").first
    assert "underline" in style(mark, "textDecorationLine")
    assert style(mark, "color") == style(mark.locator(".."), "color")
    thin = style(mark, "textDecorationThickness")
    page.locator(".poll [name=option]").first.focus()
    assert style(mark, "textDecorationThickness") != thin


@pytest.mark.parametrize("slug", ["on-portraits", "tallies", "arabic"])
def test_axe_finds_nothing(press: Press, new_reader: NewReader, slug: str) -> None:
    found = Axe().run(press.open(new_reader(), slug))
    assert found.violations_count == 0, found.generate_report()
