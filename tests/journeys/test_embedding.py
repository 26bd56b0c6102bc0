"""Polls in frames of another site, in a real browser: high enough, on allowed sites only, answered in a tab of their own."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect

from pollsite.app import create_app
from tests.fixtures.browser import Served, serve, stop
from tests.fixtures.site import Site, settings_for
from tests.journeys.desk import NewReader
from tests.samples import SINGLE, SLUG, article_text

OTHER = replace(SINGLE, key="other", visibility="after_vote")
LIAR = """<script>
window.said = [];
addEventListener("message", ({ data }) => said.push(data.height));
function lie() {
  postMessage({ pollsite: "height", height: 4000 }, "*");
  document.querySelector("iframe").contentWindow.postMessage({ pollsite: "height?" }, "*");
}
</script>"""


class Blog:
    """Another site, on a port of its own: one page, whatever is asked for."""

    def __init__(self) -> None:
        self.html = ""
        blog = self

        class Pages(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = f"<!doctype html><title>A blog</title>{blog.html}".encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def origin(self, name: str) -> str:
        """The site under this name."""
        return f"http://{name}.localhost:{self._server.server_port}"

    def open(self, context: BrowserContext, html: str, *, name: str = "blog") -> Page:
        """A page with this HTML, under that name."""
        self.html = html
        page = context.new_page()
        page.goto(self.origin(name))
        return page

    def close(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def blog() -> Iterator[Blog]:
    """One other site for all tests here."""
    blog = Blog()
    yield blog
    blog.close()


@pytest.fixture(scope="module")
def served(blog: Blog, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site that lets blog.localhost show its frames, and no other."""
    instance = tmp_path_factory.mktemp("framed") / "instance"
    served = serve(instance, "--workers", "1", POLLSITE_EMBED_SITES=blog.origin("blog"))
    yield served
    stop(served)


@pytest.fixture(scope="module")
def site(served: Served) -> Site:
    """Its publisher, and readers at the services' door."""
    site = Site(create_app(settings_for(served.instance)), served.instance)
    site.publish(article_text(SINGLE, OTHER))
    site.crowd("single", yes=3, no=1)
    return site


def element(served: Served, path: str, **attributes: str) -> str:
    """What a publisher copies: the element with a link in it, and the script."""
    said = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return (
        f'<pollsite-embed src="{served.address}{path}"{said}><a href="{served.address}">What about it?</a>'
        f'</pollsite-embed>\n<script async src="{served.address}embed.js"></script>'
    )


def inner(page: Page) -> Frame:
    """What stands in the page's one frame."""
    handle = page.locator("iframe").element_handle()
    frame = handle.content_frame()
    assert frame is not None
    return frame


def test_a_frame_is_as_high_as_what_is_in_it(
    served: Served, site: Site, blog: Blog, new_reader: NewReader
) -> None:
    context = new_reader(viewport={"width": 360, "height": 700})
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = blog.open(context, element(served, f"embed/polls/{site.poll_id('single')}"))
    frame = page.locator("iframe")
    expect(frame).to_have_attribute("title", "What about it?")
    expect(page.frame_locator("iframe").get_by_text("4 readers voted")).to_be_visible()
    expect(page.get_by_role("link", name="What about it?")).to_have_count(0)
    page.wait_for_function("parseFloat(document.querySelector('iframe').style.height) > 0")
    inside = inner(page)
    assert inside.evaluate("document.documentElement.scrollHeight - innerHeight") == 0
    assert inside.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    inside.evaluate("document.querySelector('main').style.paddingBlockEnd = '300px'")
    page.wait_for_function("parseFloat(document.querySelector('iframe').style.height) > 600")
    ours = (served.address, blog.origin("blog"))
    assert [url for url in asked if not url.startswith(ours)] == []
    assert context.cookies() == []


def test_a_vote_opens_the_question_in_a_tab_of_its_own_and_the_frame_is_read_anew(
    served: Served, site: Site, blog: Blog, new_reader: NewReader
) -> None:
    context = new_reader()
    page = blog.open(context, element(served, f"embed/polls/{site.poll_id('single')}"))
    with context.expect_page() as opened:
        page.frame_locator("iframe").get_by_role("link", name="Vote on pollsite").click()
    tab = opened.value
    poll = tab.locator("#poll-single")
    poll.get_by_label("Yes indeed").check()
    poll.get_by_role("button", name="Vote", exact=True).click()
    expect(poll.locator(".standing")).to_be_visible()
    assert tab.evaluate("opener") is None
    tab.close()
    inner(page).evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.frame_locator("iframe").get_by_text("5 readers voted")).to_be_visible()


def test_a_plain_frame_needs_no_script(served: Served, site: Site, blog: Blog, new_reader: NewReader) -> None:
    context = new_reader(java_script_enabled=False)
    frame = f'<iframe src="{served.address}embed/articles/{SLUG}" width="400" height="500"></iframe>'
    page = blog.open(context, frame)
    inside = page.frame_locator("iframe")
    expect(inside.get_by_role("link", name="What about single?")).to_be_visible()
    expect(inside.get_by_text("Results open with your vote")).to_be_visible()
    page = blog.open(context, element(served, f"embed/articles/{SLUG}"))
    expect(page.get_by_role("link", name="What about it?")).to_be_visible()


def test_neither_side_believes_a_message_of_anybody_else(
    served: Served, site: Site, blog: Blog, new_reader: NewReader
) -> None:
    page = blog.open(new_reader(), LIAR + element(served, f"embed/articles/{SLUG}"))
    expect(page.frame_locator("iframe").get_by_role("heading", name="On portraits")).to_be_visible()
    page.wait_for_function("said.length > 0")
    before = page.locator("iframe").evaluate("(frame) => frame.style.height")
    page.evaluate("lie()")
    page.wait_for_function("said.includes(4000)")
    assert page.locator("iframe").evaluate("(frame) => frame.style.height") == before
    assert all(isinstance(height, int) for height in page.evaluate("said"))


@pytest.mark.parametrize(("path", "name"), [(f"embed/articles/{SLUG}", "other"), ("privacy", "blog")])
def test_a_site_that_is_not_named_keeps_its_link(
    served: Served, site: Site, blog: Blog, browser: Browser, path: str, name: str
) -> None:
    context = browser.new_context()  # what the policy stops is meant here
    said: list[str] = []
    context.on("console", lambda message: said.append(message.text))
    page = blog.open(context, element(served, path), name=name)
    page.wait_for_load_state("networkidle")
    assert any("frame-ancestors" in words for words in said)
    assert inner(page).locator("main").count() == 0
    expect(page.get_by_role("link", name="What about it?")).to_be_visible()
    assert page.locator("iframe").evaluate("(frame) => frame.getBoundingClientRect().height") == 0
    context.close()


def test_an_element_without_a_good_address_keeps_its_link(
    served: Served, blog: Blog, new_reader: NewReader
) -> None:
    sources = ("", "https://", "javascript:alert(1)", "data:text/html,x")
    links = "".join(f'<pollsite-embed src="{one}"><a href="/">Link</a></pollsite-embed>' for one in sources)
    page = blog.open(new_reader(), f'{links}<script src="{served.address}embed.js"></script>')
    page.wait_for_function("Boolean(customElements.get('pollsite-embed'))")
    expect(page.get_by_role("link", name="Link")).to_have_count(len(sources))
    assert page.locator("iframe").count() == 0


def test_an_element_that_is_moved_shows_its_frame_again(
    served: Served, site: Site, blog: Blog, new_reader: NewReader
) -> None:
    page = blog.open(new_reader(), element(served, f"embed/articles/{SLUG}"))
    high = "parseFloat(document.querySelector('iframe')?.style.height) > 0"
    page.wait_for_function(high)
    page.evaluate("document.body.append(document.querySelector('pollsite-embed'))")
    page.wait_for_function(high)
    expect(page.locator("pollsite-embed > *")).to_have_count(1)


def test_a_question_leads_to_its_code_which_can_be_copied(
    served: Served, site: Site, new_reader: NewReader
) -> None:
    page = new_reader(permissions=["clipboard-read", "clipboard-write"]).new_page()
    page.goto(f"{served.address}articles/{SLUG}")
    page.locator("#poll-single").get_by_role("link", name="Embed").click()
    code = page.locator("#script-poll-single")
    expect(code).to_be_visible()
    page.locator("#poll-single").get_by_role("button", name="Copy").first.click()
    expect(page.locator("#poll-single").get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == code.input_value()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(served: Served, site: Site, new_reader: NewReader, scheme: str) -> None:
    page = new_reader(color_scheme=scheme, viewport={"width": 360, "height": 700}).new_page()
    for path in (
        f"embed/polls/{site.poll_id('single')}",
        f"embed/polls/{site.poll_id('other')}",
        f"embed/articles/{SLUG}",
        f"embed/articles/{SLUG}/discussion",
        f"articles/{SLUG}/embed",
    ):
        page.goto(served.address + path)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") == 360
