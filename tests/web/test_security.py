"""Security headers on every kind of answer, hosts we answer to, and requests that another site sent."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse, run_wsgi_app

from pollsite.clock import now
from pollsite.web.security import CONTENT_SECURITY_POLICY
from tests.browsing import FRAGMENT, Browser
from tests.fixtures.site import SECRET, Site
from tests.samples import SLUG, article_text

PAGE = f"/articles/{SLUG}"
EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'


def etag_of(client: FlaskClient, address: str) -> dict[str, str]:
    """The header of a client that has this answer already."""
    return {"If-None-Match": client.get(address).headers["ETag"]}


def stylesheet(client: FlaskClient) -> str:
    """The address of one of the page's stylesheets."""
    return client.get("/").text.split('rel="stylesheet" href="')[1].split('"')[0]


ANSWERS: dict[str, tuple[int, Callable[[FlaskClient], TestResponse]]] = {
    "home": (200, lambda client: client.get("/")),
    "shared page": (200, lambda client: client.get(PAGE)),
    "kept page": (200, lambda client: (client.get(PAGE), client.get(PAGE))[1]),
    "zipped page": (200, lambda client: client.get(PAGE, headers={"Accept-Encoding": "gzip"})),
    "head of a page": (200, lambda client: client.head(PAGE)),
    "unchanged page": (304, lambda client: client.get(PAGE, headers=etag_of(client, PAGE))),
    "fragment": (200, lambda client: client.get("/polls/1", headers=FRAGMENT)),
    "redirect": (303, lambda client: client.get("/polls/1")),
    "token": (200, lambda client: client.get("/token")),
    "asked to confirm": (
        403,
        lambda client: client.post("/polls/1/ballot", data={"option": "yes", "wording": 1}),
    ),
    "refused": (422, lambda client: client.post("/polls/1/ballot", data={"option": "maybe", "wording": 1})),
    "state": (200, lambda client: client.get("/live/state?articles=1")),
    "unchanged state": (
        304,
        lambda client: client.get(
            "/live/state?articles=1", headers=etag_of(client, "/live/state?articles=1")
        ),
    ),
    "head of a stream": (200, lambda client: client.head("/live?articles=1")),
    "static file": (200, lambda client: client.get(stylesheet(client))),
    "zipped static file": (
        200,
        lambda client: client.get(stylesheet(client), headers={"Accept-Encoding": "gzip"}),
    ),
    "missing static file": (404, lambda client: client.get("/static/0/css/none.css")),
    "missing page": (404, lambda client: client.get("/nowhere")),
    "wrong method": (405, lambda client: client.put("/")),
    "too much": (413, lambda client: client.post("/polls/1/ballot", data={"option": "x" * 70_000})),
    "strange host": (400, lambda client: client.get(PAGE, headers={"Host": "evil.example"})),
    "cross-site": (
        403,
        lambda client: client.post("/polls/1/ballot", headers={"Sec-Fetch-Site": "cross-site"}),
    ),
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_answer_carries_the_security_headers(client: FlaskClient, kind: str) -> None:
    status, ask = ANSWERS[kind]
    answer = ask(client)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in EXPECTED} == EXPECTED
    assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert answer.headers["Permissions-Policy"]
    assert len(answer.headers.getlist("Content-Security-Policy")) == 1


def test_even_an_unexpected_error_carries_them_and_says_nothing_of_its_cause(site: Site) -> None:
    def fail() -> str:
        raise ZeroDivisionError("the cause")

    site.app.add_url_rule("/fail", view_func=fail)
    answer = site.app.test_client().get("/fail")
    assert answer.status_code == 500
    assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert "Something went wrong on our side" in answer.text
    assert "the cause" not in answer.text


def test_a_picture_runs_nothing_wherever_it_is_opened(site: Site) -> None:
    (site.folder / "dot.svg").write_bytes(PICTURE)
    site.publish(article_text(slug="pictured", closing="![A dot](dot.svg)"))
    client = site.app.test_client()
    address = client.get("/articles/pictured").text.split('src="/media')[1].split('"')[0]
    for headers, status in (({}, 200), (etag_of(client, f"/media{address}"), 304)):
        answer = client.get(f"/media{address}", headers=headers)
        assert answer.status_code == status
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "directive", ["default-src 'none'", "script-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"]
)
def test_the_policy_forbids_what_is_not_ours(directive: str) -> None:
    assert directive in CONTENT_SECURITY_POLICY.split("; ")
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "evil.example:80",
        "localhost@evil.example",
        "",
        "a b",
        "..",
        "\xff",
    ],
)
@pytest.mark.parametrize("address", ["/", PAGE, "/token", "/live/state?articles=1", "/nowhere"])
def test_a_host_we_do_not_answer_to_is_refused(client: FlaskClient, host: str, address: str) -> None:
    answer = client.get(address, headers={"Host": host})
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers


def test_a_request_without_a_host_is_refused(site: Site) -> None:
    environ = site.app.test_request_context(PAGE).request.environ.copy()
    environ.pop("HTTP_HOST", None)
    environ["SERVER_NAME"] = "203.0.113.9"
    _body, status, _headers = run_wsgi_app(site.app, environ)
    assert status.startswith("400")


def test_a_forwarded_host_is_nothing_to_us(client: FlaskClient) -> None:
    answer = client.get("/polls/1", headers={"X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in f"{answer.headers}{answer.text}"


FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost.evil.example"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
]


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize("act", ["ballot", "withdrawal", "peek"])
def test_a_form_that_another_site_sent_is_refused_without_a_cookie(
    site: Site, headers: dict[str, str], act: str
) -> None:
    known, nobody = site.browser().touch(), site.browser()
    for browser in (known, nobody):
        form = {"option": "yes", "wording": "1", "csrf_token": browser.token}
        answer = browser.client.post(f"/polls/1/{act}", data=form, headers=headers)
        assert answer.status_code == 403
        assert "This form was sent from another site." in answer.text
        assert "Set-Cookie" not in answer.headers
    assert site.state("single").tally.voters == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Origin": "http://localhost"},
        {},
    ],
)
def test_our_own_forms_pass(site: Site, headers: dict[str, str]) -> None:
    browser = site.browser().touch()
    form = {"option": "yes", "wording": "1", "csrf_token": browser.token}
    assert browser.client.post("/polls/1/ballot", data=form, headers=headers).status_code == 303


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_link_from_another_site_is_welcome(client: FlaskClient, headers: dict[str, str]) -> None:
    assert client.get(PAGE, headers=headers).status_code == 200


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(site: Site) -> None:
    cookie = site.app.test_client().get("/token").headers["Set-Cookie"]
    assert cookie.startswith("pollsite=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert SECRET not in cookie


def test_the_cookie_lasts_thirteen_months(site: Site) -> None:
    site.browser().touch()
    client = site.app.test_client()
    client.get("/token")
    cookie = client.get_cookie("pollsite")
    assert cookie
    assert cookie.expires
    assert 390 <= (cookie.expires - now()).days <= 400


def test_over_https_the_cookie_is_locked_to_the_host(make_site: Callable[..., Site]) -> None:
    client = make_site(https=True).app.test_client()
    answer = client.get("/token", base_url="https://localhost")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-pollsite=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_over_https_a_vote_counts_and_one_without_a_referrer_is_asked_again(
    make_site: Callable[..., Site],
) -> None:
    site = make_site(https=True)
    browser: Browser = site.browser()
    base = "https://localhost"
    token = browser.client.get("/token", base_url=base).get_json()["token"]
    form = {"option": "yes", "wording": "1", "csrf_token": token}
    page = browser.client.post("/polls/1/ballot", data=form, base_url=base)
    assert page.status_code == 403
    assert "Confirm your vote" in page.text
    referred = {"Referer": f"{base}{PAGE}"}
    assert (
        browser.client.post("/polls/1/ballot", data=form, base_url=base, headers=referred).status_code == 303
    )
    assert site.counts("single")["yes"] == 1
