"""A moderator works through the queue: by keyboard, on a phone, without a script; two of them at once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Response, expect

from pollsite.app import create_app
from pollsite.clock import now
from tests.discussion.scene import Scene
from tests.fixtures.browser import Served, serve, stop
from tests.fixtures.site import Site, settings_for
from tests.journeys.debaters import assert_fits, sign_in, tab_of
from tests.moderation.office import Office
from tests.moderation.piles import people, pile_up
from tests.samples import EVERYTHING, SLUG

NewReader = Callable[..., BrowserContext]
CASES = 50
READY = '#case[aria-busy="false"]'
"""A case whose keys work: the script is there, and does nothing just now."""
PHONE = {"width": 360, "height": 740}


@dataclass(frozen=True)
class Queue:
    """A site of its own; Ana and Max moderate it."""

    served: Served
    site: Site
    scene: Scene

    def pile(self, number: int) -> list[int]:
        """So many cases, the last of them a moment ago."""
        return pile_up(self.site, number, known=self.scene.people, until=datetime.now(UTC))

    def enter(self, context: BrowserContext, name: str = "ana", path: str = "moderation") -> Page:
        """A moderator who has signed in to see this page, with its script: no key pressed is too early for it."""
        page = tab_of(context, f"{self.served.address}account/sign-in?next=/{path}")
        sign_in(page, f"{name}@example.org")
        expect(page.locator(".desk")).to_be_visible()
        page.wait_for_load_state("domcontentloaded")
        if "/cases/" in path:
            expect(page.locator(READY)).to_be_visible()
        return page


@pytest.fixture
def queue(prepared_instance: Path) -> Iterator[Queue]:
    """Nothing waits yet."""
    served = serve(prepared_instance, "--workers", "1")
    site = Site(create_app(settings_for(prepared_instance)), prepared_instance)
    site.publish(EVERYTHING)
    scene = Scene(site, now=now())
    people(site, scene)
    yield Queue(served, site, scene)
    stop(served)


def case_on(page: Page) -> str:
    """The number of the case on the screen."""
    return page.locator("#case").get_attribute("data-case") or ""


def press(page: Page, key: str) -> None:
    """Press the key, and see another case take the place of this one."""
    before = case_on(page)
    page.keyboard.press(key)
    expect(page.locator(f'#case:not([data-case="{before}"])[aria-busy="false"]')).to_be_visible()


def test_a_moderator_clears_the_queue_by_keyboard(queue: Queue, new_reader: NewReader) -> None:
    queue.pile(CASES)
    page = queue.enter(new_reader())
    errors: list[str] = []
    loads: list[str] = []
    page.on("response", lambda answer: note_error(errors, answer))
    page.get_by_role("button", name="Start with the first").click()
    expect(page.locator(READY)).to_be_visible()
    page.on("load", lambda: loads.append(page.url))
    for place in range(CASES - 1):
        if place % 3:
            page.keyboard.press("2")
        press(page, "r" if place % 3 else "a")
        expect(page.locator("#case-heading")).to_be_focused()
    assert loads == []
    page.keyboard.press("a")
    expect(page.get_by_text("Everything is decided. Thank you.")).to_be_visible()
    assert errors == []


def note_error(errors: list[str], answer: Response) -> None:
    """Note what was answered with an error."""
    if answer.status >= 400:
        errors.append(f"{answer.status} {answer.url}")


def test_a_decision_is_told_and_taken_back(queue: Queue, new_reader: NewReader) -> None:
    first = queue.pile(2)[0]
    page = queue.enter(new_reader(), path=f"moderation/cases/{first}")
    expect(page.get_by_role("button", name="Remove by rule 2, personal attack")).to_be_visible()
    page.keyboard.press("4")
    expect(page.get_by_role("button", name="Remove by rule 4, spam or advertising")).to_be_visible()
    press(page, "r")
    status = page.locator("#desk-status")
    expect(status).to_have_text("Removed by rule 4, spam or advertising.")
    press(page, "u")
    assert case_on(page) == str(first)
    expect(status).to_contain_text("Taken back")
    expect(page.get_by_role("button", name="Undo")).to_be_hidden()


def test_keys_do_nothing_while_somebody_types(queue: Queue, new_reader: NewReader) -> None:
    first = queue.pile(2)[0]
    page = queue.enter(new_reader(), path=f"moderation/cases/{first}")
    page.get_by_text("Quote, note and length").click()
    note = page.get_by_label("Note to the author")
    note.press_sequentially("ar, jaw 4?")
    expect(note).to_have_value("ar, jaw 4?")
    assert case_on(page) == str(first)
    expect(page.get_by_label("2 personal attack")).to_be_checked()
    page.locator("#case-heading").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("a")
    assert case_on(page) == str(first)
    page.keyboard.press("Escape")
    press(page, "j")
    press(page, "k")
    assert case_on(page) == str(first)


def test_marked_words_are_the_quote(queue: Queue, new_reader: NewReader) -> None:
    first = queue.pile(2)[0]
    page = queue.enter(new_reader(), path=f"moderation/cases/{first}")
    page.locator("[data-quotable] p").dblclick(position={"x": 10, "y": 10})
    expect(page.locator("[data-quoting]")).to_have_text("quotes “You”")
    press(page, "r")
    page.goto(f"{queue.served.address}moderation?in=mine")
    expect(page.locator(".quoted")).to_have_text("You")


def test_two_moderators_see_each_other_and_never_begin_alike(queue: Queue, new_reader: NewReader) -> None:
    queue.pile(4)
    ana, max_ = queue.enter(new_reader()), queue.enter(new_reader(), "max")
    for page in (ana, max_):
        page.get_by_role("button", name="Start with the first").click()
        expect(page.locator("#case")).to_be_visible()
    assert case_on(ana) != case_on(max_)
    max_.goto(f"{queue.served.address}moderation/cases/{case_on(ana)}")
    expect(max_.locator("[data-claim]")).to_contain_text("Ana is looking at this until")
    ana.goto(f"{queue.served.address}moderation/words")
    max_.reload()
    expect(max_.locator("[data-claim]")).to_be_empty()


def test_who_comes_second_sees_the_first_decision(queue: Queue, new_reader: NewReader) -> None:
    first = queue.pile(3)[0]
    path = f"moderation/cases/{first}"
    ana, max_ = queue.enter(new_reader(), path=path), queue.enter(new_reader(), "max", path)
    press(ana, "a")
    max_.keyboard.press("r")
    expect(max_.get_by_role("alert")).to_contain_text("Somebody decided about this first")
    expect(max_.locator(".closed")).to_contain_text("Kept")
    expect(max_.locator(".closed")).to_contain_text("Ana")
    press(max_, "j")


def test_counts_move_while_somebody_looks(queue: Queue, new_reader: NewReader) -> None:
    queue.pile(2)
    page = queue.enter(new_reader())
    expect(page.locator(".waiting [data-count=all]")).to_have_text("2")
    queue.pile(1)
    expect(page.locator(".waiting [data-count=all]")).to_have_text("3", timeout=15_000)
    expect(page.locator(".filters [data-count=flagged]")).to_have_text("3")


def test_a_phone_without_a_script_is_enough(queue: Queue, new_reader: NewReader) -> None:
    queue.pile(3)
    page = queue.enter(new_reader(viewport=PHONE, java_script_enabled=False))
    expect(page.get_by_text("How this works")).to_be_visible()
    assert_fits(page)
    page.get_by_role("button", name="Start with the first").click()
    assert_fits(page)
    page.get_by_label("3 hate").check()
    page.get_by_role("button", name="Remove").click()
    expect(page.locator("#desk-status")).to_have_text("Removed by rule 3, hate")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back. It waits")).to_be_visible()
    for _ in range(3):
        page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("Everything is decided. Thank you.")).to_be_visible()
    page.get_by_role("link", name="Decided by me").first.click()
    assert page.locator(".step").count() == 5
    assert_fits(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(queue: Queue, new_reader: NewReader, width: int, scheme: str) -> None:
    queue.pile(4)
    desk = Office(queue.scene)
    comment = desk.post("Ben Alder", "A word about your face.")
    case_id = desk.flagged(comment, "Rosa Quick", "Sami Reed")
    desk.edit("Ben Alder", comment, "A word about your picture.")
    page = queue.enter(new_reader(viewport={"width": width, "height": 900}, color_scheme=scheme))
    for path in ("moderation", f"moderation/cases/{case_id}", "moderation/comments/1", "moderation?in=mine"):
        page.goto(f"{queue.served.address}{path}")
        assert_fits(page)
        assert Axe().run(page).response["violations"] == [], path


def test_from_a_comment_on_the_page_to_a_decision(queue: Queue, new_reader: NewReader) -> None:
    queue.scene.post("Ben Alder", "Nobody has reported this.")
    page = queue.enter(new_reader())
    page.goto(f"{queue.served.address}articles/{SLUG}")
    page.get_by_role("link", name="Moderate").click()
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("Everything is decided. Thank you.")).to_be_visible()


def test_a_held_comment_goes_out_of_sight_with_its_author_by_keyboard(
    queue: Queue, new_reader: NewReader
) -> None:
    held = queue.pile(4)[-1]
    page = queue.enter(new_reader(), path=f"moderation/cases/{held}?in=mine")
    suspend = page.get_by_role("button", name="Suspend 3 days and remove")
    expect(suspend).to_be_visible()
    page.keyboard.press("x")
    expect(page.get_by_role("button", name="Suspend 3 days and publish")).to_be_visible()
    page.keyboard.press("x")
    page.keyboard.press("n")
    note = page.get_by_label("Note to the author")
    expect(note).to_be_focused()
    note.press_sequentially("Next time, write about it.")
    page.locator("#case-heading").focus()
    page.keyboard.press("4")
    press(page, "s")
    expect(page.locator("#desk-status")).to_have_text(
        "Author suspended and comment removed by rule 4, spam or advertising."
    )
    expect(page.locator(".waiting [data-count=all]")).to_have_text("3", timeout=3_000)


def test_what_was_refused_has_the_focus_and_is_said_once(queue: Queue, new_reader: NewReader) -> None:
    first = queue.pile(3)[0]
    path = f"moderation/cases/{first}"
    ana, max_ = queue.enter(new_reader(), path=path), queue.enter(new_reader(), "max", path)
    press(ana, "a")
    max_.keyboard.press("r")
    expect(max_.locator("#refused")).to_be_focused()
    expect(max_.get_by_text("Somebody decided about this first")).to_have_count(1)
    expect(max_.locator("#case .step", has_text="Kept")).to_have_count(1)


def test_keys_are_shown_in_the_list_but_not_without_a_keyboard(queue: Queue, new_reader: NewReader) -> None:
    queue.pile(2)
    page = queue.enter(new_reader())
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_contain_text("down the list")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator(".case-line a.words").first).to_be_focused()
    phone = queue.enter(new_reader(viewport=PHONE, has_touch=True, is_mobile=True), "max")
    phone.get_by_role("button", name="Start with the first").click()
    expect(phone.locator(READY)).to_be_visible()
    assert phone.locator(".buttons kbd:visible").count() == 0


@pytest.mark.parametrize("width", [360, 1280])
def test_many_at_once_cover_nothing_and_axe_finds_nothing(
    queue: Queue, new_reader: NewReader, width: int
) -> None:
    queue.pile(24)
    page = queue.enter(new_reader(viewport={"width": width, "height": 700}))
    page.goto(f"{queue.served.address}moderation/comments/1/bulk")
    form = page.locator("form.decide")
    assert form.evaluate("form => getComputedStyle(form).position") == "static"
    assert_fits(page)
    assert Axe().run(page).response["violations"] == []
