"""How the API speaks HTTP: what it takes, what it refuses, what may be kept, and who may look."""

import pytest

from tests.accounts.people import make_member, signed_in
from tests.api.calling import API, Program, program_of
from tests.fixtures.site import Site
from tests.samples import SLUG

ARTICLE = f"/articles/{SLUG}"
COMMENTS = f"{ARTICLE}/comments"
EVERYBODYS = ("/articles", ARTICLE, f"{ARTICLE}/polls", COMMENTS, "/openapi.json")


@pytest.fixture
def program(site: Site) -> Program:
    """A member's."""
    return program_of(site, make_member(site))


def test_an_answer_has_a_tag_and_is_not_sent_twice(anybody: Program) -> None:
    for path in EVERYBODYS:
        answer, head = anybody.ask("GET", path), anybody.ask("HEAD", path)
        again = anybody.ask("GET", path, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert answer.headers["Cache-Control"].startswith("public, max-age=")
        assert (head.data, head.headers["ETag"]) == (b"", answer.headers["ETag"])
        assert head.headers["Content-Length"] == str(len(answer.data))


def test_another_vote_is_another_answer(site: Site, anybody: Program) -> None:
    tag = anybody.ask("GET", ARTICLE).headers["ETag"]
    site.vote("ada", "single", "yes")
    assert anybody.ask("GET", ARTICLE, headers={"If-None-Match": tag}).status_code == 200


def test_a_cookie_changes_nothing_and_none_is_set(site: Site, anybody: Program) -> None:
    browser = signed_in(site, make_member(site))
    browser.vote("after-vote", "yes")
    for path in EVERYBODYS:
        known, unknown = browser.client.get(API + path), anybody.ask("GET", path)
        assert known.data == unknown.data
        for answer in (known, unknown):
            assert "Set-Cookie" not in answer.headers
            assert "Cookie" not in answer.headers.get("Vary", "")


def test_scripts_of_other_sites_may_read_what_is_everybody_s(anybody: Program) -> None:
    for path in EVERYBODYS:
        answer = anybody.ask("GET", path, headers={"Origin": "https://elsewhere.example"})
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
        asked = anybody.ask("OPTIONS", path, headers={"Access-Control-Request-Method": "GET"})
        assert asked.headers["Access-Control-Allow-Methods"] == "GET, HEAD"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("GET", "/polls/999", 404), ("POST", "/articles", 405), ("GET", "/me", 401)],
)
def test_scripts_of_other_sites_learn_what_went_wrong(
    anybody: Program, method: str, path: str, status: int
) -> None:
    answer = anybody.ask(method, path)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_scripts_of_other_sites_write_nothing(site: Site, program: Program) -> None:
    before = site.stored()
    answer = program.ask(
        "POST", COMMENTS, json={"body": "Words."}, headers={"Origin": "https://elsewhere.example"}
    )
    assert (answer.status_code, answer.mimetype) == (403, "application/problem+json")
    assert site.stored() == before


def test_an_unknown_method_is_told_the_known_ones(anybody: Program) -> None:
    for method, path, allowed in (
        ("POST", "/articles", {"GET", "HEAD", "OPTIONS"}),
        ("DELETE", COMMENTS, {"GET", "HEAD", "OPTIONS", "POST"}),
        ("PATCH", "/polls/1/ballot", {"GET", "HEAD", "OPTIONS", "PUT", "DELETE"}),
    ):
        answer = anybody.ask(method, path)
        assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
        assert {name.strip() for name in answer.headers["Allow"].split(",")} == allowed


def test_who_takes_no_json_is_told(anybody: Program) -> None:
    accepted = {
        "*/*": 200,
        "application/*": 200,
        "text/html, application/json;q=0.1": 200,
        "text/html": 406,
        "application/json;q=0": 406,
    }
    for said, status in accepted.items():
        assert anybody.ask("GET", "/articles", headers={"Accept": said}).status_code == status, said


BODIES = [
    (b'{"body": "Words."}', "text/plain", 415),
    (b"body=Words", "application/x-www-form-urlencoded", 415),
    (b'{"body": "Words."}', "", 415),
    (b"{", "application/json", 400),
    (b"", "application/json", 400),
    (b"[" * 60_000, "application/json", 400),
    (b'{"body": "' + b"x" * 64_000 + b'"}', "application/json", 413),
    ('{"body": "Wörter."}'.encode(), "application/json; charset=utf-8", 201),
]


def test_a_body_is_json_and_says_so(program: Program) -> None:
    for sent, kind, status in BODIES:
        answer = program.ask("POST", COMMENTS, data=sent, content_type=kind)
        assert answer.status_code == status, answer.text
        assert answer.mimetype == ("application/json" if status == 201 else "application/problem+json")


def test_accidents_are_problems_too(site: Site, anybody: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("an accident")

    monkeypatch.setitem(site.app.view_functions, "api.articles", fail)
    problem = anybody.get("/articles", status=500)
    assert problem["detail"].startswith("Something went wrong on our side")
    assert "accident" not in str(problem)


def test_pages_still_answer_errors_as_pages(site: Site) -> None:
    assert site.app.test_client().get("/nowhere").mimetype == "text/html"
    assert site.app.test_client().get("/api/v2/articles").mimetype == "text/html"


def test_the_page_tells_of_every_operation(site: Site, anybody: Program) -> None:
    page = anybody.ask("GET", "/").text
    document = anybody.get("/openapi.json")
    assert document["openapi"] == "3.1.0"
    for path, methods in document["paths"].items():
        assert f"<code>{API}{path}</code>" in page
        for described in methods.values():
            assert described["summary"] in page
            assert f'id="{described["operationId"]}"' in page
    assert 'id="problem-poll-closed"' in page
    assert "str()" not in page
    assert site.app.test_client().get(API).status_code == 308
