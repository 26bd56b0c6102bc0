"""Nobody can put anything into a page that others are given, and nothing of one reader is in one."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.accounts.entering import letters, visitor
from tests.accounts.people import make_member, signed_in
from tests.architecture.test_routes import address_of, methods_of, rules
from tests.browsing import bare
from tests.discussion.scene import Scene
from tests.fixtures.site import Site
from tests.samples import SLUG

ARTICLE = f"/articles/{SLUG}"
KEPT = (ARTICLE, f"{ARTICLE}/discussion", f"{ARTICLE}/discussion.atom")
NAME = "Zq Nine"
UNKEYED = (
    # After James Kettle, "Practical Web Cache Poisoning" and "Web Cache Entanglement".
    {"X-Forwarded-Host": "zq9.example"},
    {"X-Forwarded-Host": "localhost", "X-Forwarded-Port": "4444"},
    {"X-Host": "zq9.example", "X-Forwarded-Server": "zq9.example"},
    {"Forwarded": "host=zq9.example;proto=https"},
    {"X-Forwarded-Proto": "https"},
    {"X-Forwarded-Scheme": "nothttps"},
    {"X-Forwarded-Prefix": "//zq9.example"},
    {"X-Script-Name": "/zq9"},
    {"X-Original-URL": "/account", "X-Rewrite-URL": "/account"},
    {"X-HTTP-Method-Override": "POST", "X-HTTP-Method": "DELETE", "X-Method-Override": "PUT"},
    {"Accept": "application/json"},
    {"Accept-Language": "zq9"},
    {"Accept-Encoding": "zq9, gzip;q=0, br"},
    {"Accept-Encoding": "*;q=0"},
    {"User-Agent": "zq9<zq9>"},
    {"Origin": "https://zq9.example", "Access-Control-Request-Method": "POST"},
    {"Referer": "https://zq9.example/<zq9>"},
    {"Authorization": "Basic enE5OnpxOQ=="},
    {"Cookie": "zq9=<zq9>; Pollsite=x; pollsite%3d=x"},
    {"Range": "bytes=0-9", "If-Range": '"x"'},
    {"Transfer-Encoding": "identity"},
    {"Content-Type": "multipart/form-data; boundary=zq9"},
    {"X-Requested-With": "XMLHttpRequest", "Purpose": "prefetch", "Sec-Fetch-Mode": "navigate"},
)
NOISE = (
    "utm_content=zq9",
    "changed=single",
    "withdrawn=single",
    "x=%22%3E%3Czq9%3E",
    "sort=newest;poll=single",  # cloaked from whoever parts at `&` alone
    "sort=newest&sort=oldest",
    "_method=POST&intent=post",
    "%00",
    "poll[]=zq9",
)


@pytest.fixture
def site(make_site: Callable[..., Site]) -> Site:
    """A site where somebody has written."""
    site = make_site()
    scene = Scene(site)
    scene.member("Ada")
    scene.post("Ada")
    return site


def body(client: FlaskClient, address: str) -> bytes:
    """What a first-time reader is given there."""
    answer = client.get(address)
    assert answer.status_code == 200
    return bare(answer)[1]


@pytest.mark.parametrize("address", KEPT)
def test_no_header_changes_what_the_next_reader_gets(site: Site, address: str) -> None:
    client = site.app.test_client()
    clean = body(client, address)
    for headers in UNKEYED:
        renewed = site.app.test_client()
        site.vote(
            "somebody", "single", ("yes", "no")[len(headers) % 2]
        )  # so that the page is made anew, for this one
        site.settle()
        said = renewed.get(address, headers=headers)
        assert said.status_code == 200, headers
        assert b"zq9" not in said.data, headers
        assert b"zq9" not in body(client, address), headers
    assert without_counts(body(client, address)) == without_counts(clean)


def without_counts(page: bytes) -> bytes:
    """The page but for what votes move."""
    picture = rb'<meta property="og:image(:alt)?" content="[^"]*">'
    return re.sub(rb"\d+", b"", re.sub(picture, b"", page))[:2_000]


@pytest.mark.parametrize("noise", NOISE)
def test_no_query_changes_what_the_next_reader_gets(site: Site, noise: str) -> None:
    clean = body(site.app.test_client(), ARTICLE)
    site.vote("somebody", "single", "yes")
    site.settle()
    for method in ("GET", "HEAD"):
        site.app.test_client().open(f"{ARTICLE}?{noise}", method=method)
        page = body(site.app.test_client(), ARTICLE)
        assert b"zq9" not in page
        assert without_counts(page) == without_counts(clean)


def test_a_get_with_a_body_is_a_get(site: Site) -> None:
    clean = body(site.app.test_client(), f"{ARTICLE}/discussion")
    site.app.test_client().get(f"{ARTICLE}/discussion", data={"sort": "oldest", "poll": "single"})
    assert body(site.app.test_client(), f"{ARTICLE}/discussion") == clean


def test_what_everybody_may_keep_says_nothing_of_one_reader(site: Site) -> None:
    person = make_member(site, NAME)
    who = signed_in(site, person)
    who.vote("single", "yes")
    secrets = (NAME, person.email, person.uniquifier, person.reader_id.hex)
    for rule in rules(site):
        if "GET" not in methods_of(rule) or rule.endpoint == "live.stream":
            continue
        answer = who.client.get(address_of(site, rule, poll="single"))
        control = answer.headers.get("Cache-Control", "")
        may_be_kept = "public" in control or "s-maxage" in control
        if may_be_kept:
            assert "Set-Cookie" not in answer.headers, rule.endpoint
            assert not [word for word in secrets if word in answer.text], rule.endpoint
            assert 'name="csrf_token" value="I' not in answer.text, rule.endpoint
        elif any(word in answer.text for word in secrets):
            assert "private" in control or "no-store" in control, rule.endpoint


@pytest.mark.parametrize(
    "tail",
    [
        "/x.css",
        "/.css",
        ";x.css",
        "%2fx.css",
        "%3b.js",
        "%00.css",
        "/..%2fstatic%2fx.css",
        "%23.css",
        "/%2e%2e/x.js",
    ],
)
def test_no_address_that_looks_like_a_file_is_a_page_of_one_reader(site: Site, tail: str) -> None:
    """Web cache deception, after Omer Gil."""
    who = signed_in(site, make_member(site, NAME))
    for page in ("/account", "/account/inbox", "/reports", ARTICLE):
        answer = who.client.get(page + tail)
        assert answer.status_code in (303, 308, 404), page + tail
        assert NAME not in answer.text or "private" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "host",
    [
        "zq9.example",
        "localhost.zq9.example",
        "localhost@zq9.example",
        "localhost:80@zq9.example",
        "zq9.example#localhost",
        "localhost, zq9.example",
        "localhost\tzq9.example",
        "[::1].zq9.example",
        "localhost:zq9",
        "",
    ],
)
def test_no_letter_is_written_under_another_name(site: Site, host: str) -> None:
    ada = make_member(site, NAME)
    asking = visitor(site)
    token = asking.token()
    form = {"email": ada.email, "csrf_token": token}
    answer = asking.client.post("/account/recover", data=form, headers={"Host": host})
    assert "zq9" not in answer.text.replace(ada.email, "")
    assert all("zq9" not in str(letter.get_content()).replace(ada.email, "") for letter in letters(site))
    if answer.status_code == 400:
        assert letters(site) == []


def test_a_letter_names_the_site_whoever_forwards(site: Site) -> None:
    ada = make_member(site, "Bea")
    asking = visitor(site)
    for headers in UNKEYED[:9]:
        asking.client.post(
            "/account/recover", data={"email": ada.email, "csrf_token": asking.token()}, headers=headers
        )
    assert letters(site)
    for letter in letters(site):
        assert re.findall(r"https?://[^/\s]+", str(letter.get_content())) == ["http://localhost"]


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/nowhere",
        "/account",
        "/moderation",
        "/articles/none",
        "/static/nothing.css",
        "/polls/1",
        "/robots.txt",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "TRACE", "ZQ9"])
def test_no_answer_can_be_framed_or_sniffed(site: Site, address: str, method: str) -> None:
    answer = site.app.test_client().open(address, method=method)
    assert answer.status_code < 500
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_no_file_can_be_sniffed(site: Site) -> None:
    page = site.app.test_client().get(ARTICLE).text
    files = sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page)))
    assert files
    for file in files:
        assert site.app.test_client().get(file).headers["X-Content-Type-Options"] == "nosniff", file
