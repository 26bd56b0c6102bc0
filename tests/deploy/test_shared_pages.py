"""What nginx keeps for everybody is the site's page for everybody: nobody's cookie, claim or question is in it."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count

import pytest

from tests.deploy.conftest import BEHIND_HTTPS
from tests.deploy.hosts import Host
from tests.deploy.visiting import ARTICLE, Visitor
from tests.fixtures.site import Site
from tests.nginx import Nginx
from tests.patience import eventually
from tests.setup.running import Answer, ask

pytestmark = pytest.mark.postgresql
FRESH = count()


@pytest.fixture(scope="module")
def host(new_host: Callable[[], Host]) -> Host:
    """A process of the site."""
    return new_host().wait()


@pytest.fixture(scope="module")
def nginx(host: Host) -> Iterator[Nginx]:
    """nginx in front of it."""
    with Nginx(servers=[host.server], changes=BEHIND_HTTPS) as nginx:
        yield nginx


def get(nginx: Nginx, path: str = ARTICLE, **headers: str) -> Answer:
    """A page, as somebody without a cookie asks for it."""
    return ask(f"127.0.0.1:{nginx.port}", path, **({"Host": "localhost"} | headers))


def kept(nginx: Nginx) -> list[str]:
    """How the requests so far were answered: MISS, HIT, BYPASS, …"""
    return [line.split()[6] for line in nginx.said("access").splitlines()]


def another() -> str:
    """An address of the article that nothing is kept under yet."""
    return f"{ARTICLE}?fresh={next(FRESH)}"


def test_a_page_for_everybody_is_kept_and_one_with_a_cookie_is_not(nginx: Nginx, site: Site) -> None:
    known = Visitor(nginx.port, encoding="").introduce()
    assert known.vote(site.poll_id("single"), "yes") == 303
    path = another()
    known.read(path)
    assert b"You voted" in known.body
    assert "You voted" not in get(nginx, path).text
    eventually(lambda: "HIT" in (get(nginx, path) and kept(nginx)))
    known.read(path)
    assert b"You voted" in known.body
    assert "You voted" not in get(nginx, path).text
    known.leave()


def test_a_vote_is_in_the_page_for_everybody_soon(nginx: Nginx, site: Site) -> None:
    get(nginx)
    assert Visitor(nginx.port).introduce().vote(site.poll_id("scale"), "agree") == 303
    eventually(lambda: "1 reader voted" in get(nginx).text)


def test_an_answer_that_sets_a_cookie_is_never_kept(nginx: Nginx) -> None:
    cookies = {get(nginx, "/token").headers["Set-Cookie"] for _ in range(3)}
    assert len(cookies) == 3
    assert set(kept(nginx)[-3:]) == {"MISS"}


@pytest.mark.parametrize("encoding", ["gzip, br", "GZIP;q=0.5", "identity", "gzip;q=0", ""])
def test_each_gets_the_encoding_that_they_take(encoding: str, nginx: Nginx) -> None:
    path = another()
    takes = "gzip" in encoding.lower() and "q=0" not in encoding.replace("q=0.5", "")
    for asked in ("gzip", "identity", encoding, encoding):
        answer = get(nginx, path, **{"Accept-Encoding": asked})
    assert answer.headers["Content-Encoding"] == ("gzip" if takes else None)


def test_who_has_the_page_already_is_told_so(nginx: Nginx) -> None:
    answer = get(nginx)
    again = get(nginx, **{"If-None-Match": answer.headers["ETag"]})
    assert (again.status, again.text) == (304, "")


CLAIMS = {
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "http",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-Port": "81",
    "X-Forwarded-For": "203.0.113.9",
    "X-Original-URL": "/account/sign-in",
    "X-Rewrite-URL": "/account/sign-in",
    "X-HTTP-Method-Override": "POST",
    "X-Host": "evil.example",
    "Forwarded": "host=evil.example",
    "X-Pollsite-Fragment": "1",
    "Sec-Fetch-Site": "cross-site",
    "Origin": "https://evil.example",
    "Referer": "https://evil.example/",
    "Accept": "application/json",
    "Accept-Language": "ar",
    "Range": "bytes=0-9",
    "If-None-Match": '"x"',
    "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT",
    "User-Agent": "<script>alert(1)</script>",
    "Upgrade-Insecure-Requests": "1",
    "Content-Length": "0",
    "Transfer-Encoding-Claimed": "chunked",
    "Save-Data": "on",
}


def test_nothing_that_one_claims_is_in_what_others_get(nginx: Nginx) -> None:
    for name, claimed in CLAIMS.items():
        clean, path = get(nginx, another()), another()
        get(nginx, path, **{name: claimed})
        others = get(nginx, path)
        assert others.status == 200
        assert others.text in (clean.text, get(nginx, another()).text), name  # a vote may be seen meanwhile
        assert others.headers["Location"] is None
        assert others.headers["Content-Type"] == clean.headers["Content-Type"]


@pytest.mark.parametrize(
    "name", ["localhost:81", "LOCALHOST", "localhost.", "localhost:evil", "evil.example"]
)
def test_a_page_asked_for_under_another_name_is_not_the_one_for_this(name: str, nginx: Nginx) -> None:
    path = another()
    with suppress(ConnectionError):
        get(nginx, path, Host=name)
    answer = get(nginx, path)
    assert answer.status == 200
    assert name not in answer.text.replace("https://localhost/", "")


@pytest.mark.parametrize(
    "question",
    ["<script>alert(1)</script>", "next=//evil.example", "page=2&page=3", "%0d%0aX-Evil:%201", "sort=x"],
)
def test_what_is_asked_beside_the_address_stays_with_who_asked(question: str, nginx: Nginx) -> None:
    get(nginx, f"{ARTICLE}?{question.replace(' ', '%20')}")
    answer = get(nginx)
    assert answer.status == 200
    assert "evil" not in answer.text.lower()
    assert answer.headers["X-Evil"] is None


def test_static_files_are_kept_by_nginx_and_by_browsers(nginx: Nginx) -> None:
    address = get(nginx).text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    for _ in range(2):
        answer = get(nginx, address, **{"Accept-Encoding": "gzip"})
        assert answer.status == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert kept(nginx)[-2:] == ["MISS", "HIT"]
    assert get(nginx, address.replace("static/", "static/0")).status == 404


def test_pages_outlast_the_process_that_made_them(nginx: Nginx, host: Host) -> None:
    assert get(nginx).status == 200
    host.stop()
    host.listener.close()
    assert get(nginx).status == 200
    eventually(lambda: kept(nginx)[-1] == "STALE" or get(nginx).status != 200)
    assert get(nginx).status == 200
    assert get(nginx, "/").status == 503
