"""Whatever is sent, the answer is a sentence: never a traceback, never a vote nobody cast."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.browsing import FRAGMENT, Browser
from tests.fixtures.site import Site

ODD_TEXTS = (
    "\0",
    "\u202e\u2066",
    "‮nes‬",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "%00%ff",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "a" * 20_000,
    "😀" * 500,
    "yes\r\nSet-Cookie: a=b",
)
ODD_NUMBERS = ("", "-1", "1e9", "1" * 30, "1" * 5_000, "0x1", "1.5", "null", "9" * 19)


@pytest.fixture
def ada(site: Site) -> Browser:
    """A reader whose page has fetched a token."""
    return site.browser().touch()


@pytest.mark.parametrize("fragment", [False, True])
@pytest.mark.parametrize("option", ODD_TEXTS)
def test_an_answer_nobody_offers_is_refused_and_never_echoed(
    site: Site, ada: Browser, option: str, fragment: bool
) -> None:
    answer = ada.vote("single", option, fragment=fragment)
    assert answer.status_code == 422
    assert "does not belong to this question" in answer.text
    assert "<script>alert" not in answer.text
    assert "8641969" not in answer.text
    assert site.state("single").tally.voters == 0


@pytest.mark.parametrize("name", ["wording", "order"])
@pytest.mark.parametrize("value", ODD_NUMBERS)
def test_an_odd_number_in_a_form_is_no_accident(ada: Browser, name: str, value: str) -> None:
    answer = ada.act("ballot", "single", {"option": "yes", "wording": "1", name: value})
    assert answer.status_code in ((409, 422) if name == "wording" else (303,))


@pytest.mark.parametrize("value", ODD_NUMBERS)
def test_an_odd_order_gets_a_token_all_the_same(site: Site, value: str) -> None:
    answer = site.app.test_client().get("/token", query_string={"order": value})
    assert answer.status_code == 200


@pytest.mark.parametrize("number", ["0", "999", "9" * 19, "9" * 200, "9" * 3_900])
@pytest.mark.parametrize("act", ["ballot", "withdrawal", "peek", ""])
def test_a_poll_number_that_is_none_is_not_found(ada: Browser, number: str, act: str) -> None:
    address = f"/polls/{number}/{act}".rstrip("/")
    asks = ada.client.post if act else ada.client.get
    for token in (ada.token, ""):
        assert asks(address, data={"csrf_token": token, "option": "yes"}).status_code == 404


@pytest.mark.parametrize("number", ["-1", "x", "1.0", "%00", "1%00"])
def test_an_address_that_is_none_is_not_found(ada: Browser, number: str) -> None:
    assert ada.client.post(f"/polls/{number}/ballot", data={"csrf_token": ada.token}).status_code == 404


@pytest.mark.parametrize(
    "slug", ["%00", "%ff", "..%2f..", "a" * 3_000, "%f0%9f%98%80", "On-Portraits", "' --"]
)
def test_an_article_that_is_none_is_not_found(site: Site, slug: str) -> None:
    assert site.app.test_client().get(f"/articles/{slug}").status_code == 404


BODIES: dict[str, tuple[bytes, str]] = {
    "json list": (b"[1, 2]", "application/json"),
    "json nested": (b'{"option": [["yes"]], "wording": {}}', "application/json"),
    "json": (b'{"option": ["yes"], "wording": 1}', "application/json"),
    "broken json": (b"{", "application/json"),
    "nothing": (b"", ""),
    "binary": (bytes(range(256)) * 8, "application/octet-stream"),
    "binary as a form": (bytes(range(256)) * 8, "application/x-www-form-urlencoded"),
    "broken parts": (b"--x\r\nContent-Disposition: form-data\r\n\r\n", "multipart/form-data; boundary=x"),
    "parts without an end": (b"--x\r\n", "multipart/form-data; boundary=x"),
    "no boundary": (b"option=yes", "multipart/form-data"),
    "odd charset": (b"option=yes", "application/x-www-form-urlencoded; charset=no-such"),
}


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("headers", [{}, FRAGMENT], ids=["page", "fragment"])
def test_a_body_that_is_no_form_is_refused(
    site: Site, ada: Browser, body: str, headers: dict[str, str]
) -> None:
    content, content_type = BODIES[body]
    sent = {**headers, "X-CSRFToken": ada.token}
    answer = ada.client.post("/polls/1/ballot", data=content, content_type=content_type, headers=sent)
    assert 400 <= answer.status_code < 500
    assert site.state("single").tally.voters == 0


@pytest.mark.parametrize(
    "form",
    [
        {"option": "x" * 70_000},
        {"option": ["x" * 900] * 80},
        {"option": "yes", "wording": "1", "other": "y" * 64_000},
    ],
)
def test_too_much_at_once_is_refused_in_words(ada: Browser, form: dict[str, object]) -> None:
    answer = ada.act("ballot", "single", form)
    assert answer.status_code == 413
    assert "That was too much at once." in answer.text


def test_too_many_parts_are_refused(ada: Browser) -> None:
    form = {"csrf_token": ada.token, "option": ["yes"] * 60}
    answer = ada.client.post("/polls/1/ballot", data=form, content_type="multipart/form-data")
    assert answer.status_code == 413


@pytest.mark.parametrize("asked", ["", "x", "1,,2", "9" * 10, "-1", "1" + ",1" * 30, "%00", "1;2", "١"])
@pytest.mark.parametrize("door", ["/live", "/live/state"])
def test_articles_that_are_none_cannot_be_followed(site: Site, door: str, asked: str) -> None:
    answer = site.app.test_client().get(f"{door}?articles={asked}")
    assert answer.status_code in (400, 404) or asked.startswith("1,1")


@pytest.mark.parametrize("cookie", ["", "x", "." * 400, "eyJ9.x.y", "\x01", "a" * 8_000])
def test_a_cookie_we_did_not_write_is_nobody(site: Site, cookie: str) -> None:
    client = site.app.test_client()
    answer = client.get("/articles/on-portraits", headers={"Cookie": f"pollsite={cookie}"})
    assert answer.status_code == 200
    assert "You voted" not in answer.text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    form=st.dictionaries(
        st.sampled_from(["option", "wording", "order", "csrf_token", "x"]),
        st.lists(st.text(max_size=30), max_size=4),
        max_size=5,
    ),
    act=st.sampled_from(["ballot", "withdrawal", "peek"]),
    number=st.integers(1, 8),
    fragment=st.booleans(),
)
def test_no_form_breaks_the_site(
    site: Site, form: dict[str, list[str]], act: str, number: int, fragment: bool
) -> None:
    client = site.app.test_client()
    answer = client.post(f"/polls/{number}/{act}", data=form, headers=FRAGMENT if fragment else {})
    assert 400 <= answer.status_code < 500
    assert site.mismatches() == ()
