"""No reader's text ever runs: hostile texts in every field, in a real browser, without the policy and with it."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Page
from werkzeug.serving import make_server

from pollsite.markup import CommentRefused
from tests.discussion.scene import Scene
from tests.fixtures.site import Site
from tests.hostile import OWN, hostile_texts
from tests.samples import SLUG

NewReader = Callable[..., BrowserContext]
POLICY = "Content-Security-Policy"
PER_THREAD = 4
WATCH = """
window.ran = [];
for (const name of ["alert", "confirm", "prompt", "print", "open"]) window[name] = () => window.ran.push(name);
"""
STRANGERS = """
() => {
  const allowed = "P EM STRONG CODE PRE BLOCKQUOTE UL OL LI BR A".split(" ");
  const within = [...document.querySelectorAll(".comment-body *")];
  const odd = within.filter((node) => !allowed.includes(node.tagName)).map((node) => node.tagName);
  const links = within.filter((node) => node.tagName === "A" && !/^(https?|mailto):/i.test(node.getAttribute("href")));
  const handlers = [...document.querySelectorAll("*")].flatMap((node) =>
    [...node.attributes].filter(({ name }) => name.startsWith("on")).map(({ name }) => `${node.tagName} ${name}`));
  return [...odd, ...links.map((link) => link.outerHTML), ...handlers];
}
"""
GET_FIELDS = (
    f"/articles/{SLUG}?change=",
    f"/articles/{SLUG}?withdrawn=",
    f"/articles/{SLUG}/discussion?sort=",
    f"/articles/{SLUG}/discussion?poll=",
    f"/articles/{SLUG}/discussion?after=",
    f"/articles/{SLUG}/discussion/new?since=",
    f"/articles/{SLUG}/comment?quote=",
    f"/articles/{SLUG}/comment?parent=",
    "/account/sign-in?next=",
    "/unsubscribe/",
    "/articles/",
)


class Unguarded:
    """The site with its policy taken away, so that nothing but its pages stands between a text and a script."""

    def __init__(self, app: Any) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        def bare(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, [pair for pair in headers if pair[0] != POLICY], *rest)

        return self._app(environ, bare)


@contextmanager
def listening(app: Any) -> Iterator[str]:
    """The application at an address of this machine."""
    server = make_server("localhost", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


@pytest.fixture
def debate(site: Site) -> tuple[Site, int]:
    """A discussion in which every text is a comment, and how many there are."""
    scene = Scene(site)
    scene.member("Mallory")
    thread: list[int] = []
    stored: set[int] = set()
    for text in hostile_texts():
        thread = thread if len(thread) < PER_THREAD else []
        try:
            about = () if thread else ("single",)
            thread.append(scene.post("Mallory", text, to=thread[0] if thread else None, about=about))
        except CommentRefused:
            continue
        stored.add(thread[-1])
    scene.remove(scene.post("Mallory", "Removed.", to=thread[0]), OWN[0])
    return site, len(stored)


def watched(context: BrowserContext, address: str) -> tuple[Page, list[str]]:
    """A page that notes every attempt to run something or to ask another site."""
    context.add_init_script(WATCH)
    page = context.new_page()
    alarms: list[str] = []
    page.on("dialog", lambda dialog: (alarms.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on(
        "request",
        lambda asked: alarms.append(asked.url) if not asked.url.startswith((address, "data:")) else None,
    )
    return page, alarms


def look(page: Page, address: str, alarms: list[str]) -> None:
    """Open the address; nothing may have run, and nothing stands in it that we did not put there."""
    page.goto(address, wait_until="domcontentloaded")
    assert page.evaluate("() => window.ran") == [], address
    assert page.evaluate(STRANGERS) == [], address
    assert alarms == [], address


@pytest.mark.parametrize("guarded", [False, True], ids=["without-policy", "with-policy"])
def test_no_comment_runs_and_none_breaks_the_page(
    debate: tuple[Site, int], new_reader: NewReader, guarded: bool
) -> None:
    site, stored = debate
    with listening(site.app if guarded else Unguarded(site.app)) as address:
        page, alarms = watched(new_reader(), address)
        at, seen = f"{address}/articles/{SLUG}/discussion?sort=oldest", 0
        while at:
            look(page, at, alarms)
            seen += page.locator(".threads .comment .comment-body").count()
            older = page.locator("a[rel=next]")
            at = address + str(older.get_attribute("href")) if older.count() else ""
            assert page.locator("footer.site-footer").count() == 1
        assert seen == stored


@pytest.mark.parametrize("guarded", [False, True], ids=["without-policy", "with-policy"])
def test_no_field_of_an_address_runs(site: Site, new_reader: NewReader, guarded: bool) -> None:
    with listening(site.app if guarded else Unguarded(site.app)) as address:
        page, alarms = watched(new_reader(), address)
        for field in GET_FIELDS:
            for text in OWN[::6]:
                look(page, f"{address}{field}{quote(text, safe='')[:2000]}", alarms)


@pytest.mark.parametrize("guarded", [False, True], ids=["without-policy", "with-policy"])
def test_no_field_of_a_form_runs(site: Site, new_reader: NewReader, guarded: bool) -> None:
    with listening(site.app if guarded else Unguarded(site.app)) as address:
        page, alarms = watched(new_reader(), address)
        for path in (
            f"/articles/{SLUG}/comment",
            "/account/register",
            "/account/sign-in",
            "/account/recover",
        ):
            for text in OWN[::8]:
                page.goto(address + path, wait_until="domcontentloaded")
                form = page.locator("main form").last
                typed = re.sub(r"[\x00-\x08\n\r\u2028\u2029]", " ", text)
                for field in form.locator("input:not([type=hidden], [type=checkbox]), textarea").all():
                    field.fill(typed)
                with page.expect_navigation(wait_until="domcontentloaded"):
                    form.evaluate("(form) => form.submit()")
                assert page.evaluate("() => window.ran") == []
                assert page.evaluate(STRANGERS) == []
                assert alarms == []


def test_no_comment_runs_in_a_feed(debate: tuple[Site, int]) -> None:
    site, _ = debate
    feed = site.app.test_client().get(f"/articles/{SLUG}/discussion.atom")
    assert feed.status_code == 200
    assert "<script" not in feed.text
