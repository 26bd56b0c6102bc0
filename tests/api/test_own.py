"""A member's own program votes and comments by token, as its member would, and by nothing else."""

from typing import Any

import pytest

from pollsite.accounts.types import Scope
from pollsite.api.page_routes import OPERATIONS
from pollsite.discussion.models import Comment
from pollsite.discussion.types import Openness
from pollsite.ratelimit import Limiter, LimitReached
from tests.accounts.people import Person, make_member, signed_in
from tests.api.calling import API, Program, program_of
from tests.architecture.doors import DOORS, Role
from tests.discussion.scene import Scene
from tests.fixtures.site import Site
from tests.samples import SLUG

COMMENTS = f"/articles/{SLUG}/comments"
OWN = [operation for operation in OPERATIONS if operation.is_for_members]
BODIES: dict[str, Any] = {"cast": {"options": ["yes"], "wording": 1}, "post": {"body": "Words."}}


@pytest.fixture
def ada(site: Site) -> Person:
    """A member."""
    return make_member(site)


@pytest.fixture
def program(site: Site, ada: Person) -> Program:
    """Ada's, which may do everything."""
    return program_of(site, ada)


def path_of(site: Site, name: str, *, key: str = "single") -> str:
    """The address of an operation for members."""
    if name == "me":
        return "/me"
    return COMMENTS if name == "post" else f"/polls/{site.poll_id(key)}/ballot"


def test_a_program_learns_whose_token_it_has(ada: Person, site: Site) -> None:
    told = program_of(site, ada, Scope.VOTE).get("/me")
    assert (told["member"], told["name"], told["scopes"]) == (ada.account_id, "Ada", ["vote"])


def test_a_ballot_is_cast_changed_and_withdrawn(site: Site, program: Program) -> None:
    ballot = path_of(site, "cast", key="after-vote")
    assert program.get(ballot)["poll"]["results"] is None
    cast = program.send("PUT", ballot, {"options": ["yes"], "wording": 1})
    assert (cast["options"], cast["notice"]) == (["yes"], "Your vote was counted.")
    assert cast["poll"]["results"]["voters"] == 1
    assert program.send("PUT", ballot, {"options": ["no"], "wording": 1})["notice"].startswith(
        "Your vote was changed"
    )
    assert site.counts("after-vote") == {"yes": 0, "no": 1, "rarely": 0, "not-sure": 0}
    assert program.get(ballot)["options"] == ["no"]
    assert program.send("DELETE", ballot)["options"] == []
    assert site.state("after-vote").tally.voters == 0
    assert program.send("DELETE", ballot, status=409)["type"] == f"{API}/#problem-no-ballot"
    assert site.mismatches() == ()


def test_a_program_and_its_member_have_one_ballot(site: Site, ada: Person, program: Program) -> None:
    program.send("PUT", path_of(site, "cast"), {"options": ["yes"], "wording": 1})
    signed_in(site, ada).vote("single", "no")
    assert site.counts("single") == {"yes": 0, "no": 1, "rarely": 0, "not-sure": 0}
    assert program.get(path_of(site, "ballot"))["options"] == ["no"]


REFUSED_BALLOTS = [
    ("single", {"options": ["maybe"], "wording": 1}, 422, "unknown-option"),
    ("single", {"options": ["yes", "no"], "wording": 1}, 422, "too-many-options"),
    ("multiple", {"options": ["a", "none"], "wording": 1}, 422, "exclusive-combined"),
    ("single", {"options": ["yes"], "wording": 2}, 409, "wording-changed"),
    ("closed", {"options": ["yes"], "wording": 1}, 409, "poll-closed"),
    ("not-open", {"options": ["yes"], "wording": 1}, 409, "poll-not-open"),
    ("single", {"options": [], "wording": 1}, 422, "unfit"),
    ("single", {"options": ["yes"]}, 422, "unfit"),
    ("single", {"options": "yes", "wording": 1}, 422, "unfit"),
]


def test_a_ballot_is_refused_as_on_the_page(site: Site, program: Program) -> None:
    for key, body, status, kind in REFUSED_BALLOTS:
        problem = program.send("PUT", path_of(site, "cast", key=key), body, status=status)
        assert problem["type"] == f"{API}/#problem-{kind}"
        assert site.state(key).tally.voters == 0


def test_a_comment_is_posted_in_its_member_s_name(site: Site, ada: Person, program: Program) -> None:
    program.send("PUT", path_of(site, "cast"), {"options": ["yes"], "wording": 1})
    written = {"body": "Some *words*.", "questions": ["single"], "show_vote": True}
    posted = program.send("POST", COMMENTS, written, status=201)
    comment = posted["comment"]
    assert posted["notice"] == "Your comment was posted."
    assert (comment["author"], comment["html"]) == (
        {"name": "Ada", "member": ada.account_id},
        "<p>Some <em>words</em>.</p>\n",
    )
    assert comment["votes"] == [{"question": "single", "then": ["yes"], "now": ["yes"]}]
    assert Program(site).get(f"/comments/{comment['id']}")["comment"] == comment
    reply = program.send("POST", COMMENTS, {"body": "A reply.", "answers": comment["id"]}, status=201)
    assert reply["comment"]["answers"] == comment["id"]


def test_the_same_words_with_the_same_key_are_one_comment(site: Site, program: Program) -> None:
    answers = [
        program.send("POST", COMMENTS, {"body": body}, status=201, Idempotency_Key="evening")
        for body in ("Words.", "Words.", "Other words.")
    ]
    numbers = [answer["comment"]["id"] for answer in answers]
    assert numbers[0] == numbers[1] != numbers[2]
    assert answers[1]["notice"] == "You have posted this already: here it is."
    with site.reading() as session:
        assert session.query(Comment).count() == 2


def test_the_answer_says_where_the_comment_stands(program: Program) -> None:
    answer = program.ask("POST", COMMENTS, json={"body": "Words."})
    number = answer.get_json(force=True)["comment"]["id"]
    assert answer.headers["Location"] == f"{API}/comments/{number}"


def test_a_comment_that_waits_is_told_to_its_author_alone(site: Site, program: Program) -> None:
    Scene(site).set_openness(Openness.HOLDING)
    posted = program.send("POST", COMMENTS, {"body": "Words that wait."}, status=201)
    assert posted["comment"]["status"] == "held"
    assert posted["notice"] == "Your comment waits for a moderator."
    Program(site).get(f"/comments/{posted['comment']['id']}", status=404)


REFUSED_COMMENTS = [
    ({"body": "Words.", "answers": 999}, 409, "parent-gone"),
    ({"body": "Words.", "questions": ["nothing"]}, 409, "tag-not-asked"),
    ({"body": "> " * 30 + "deep"}, 422, "comment-refused"),
    ({"body": "x" * 5001}, 422, "unfit"),
    ({"body": "  "}, 422, "unfit"),
    ({"body": "Words.", "name": "Root"}, 422, "unfit"),
]


def test_a_comment_is_refused_as_on_the_page(site: Site, program: Program) -> None:
    for written, status, kind in REFUSED_COMMENTS:
        assert program.send("POST", COMMENTS, written, status=status)["type"] == f"{API}/#problem-{kind}"
    assert site.stored()["comments"] == []


def test_nothing_is_posted_where_no_comments_are_taken(site: Site, program: Program) -> None:
    Scene(site).set_openness(Openness.CLOSED)
    problem = program.send("POST", COMMENTS, {"body": "Words."}, status=409)
    assert problem["type"] == f"{API}/#problem-discussion-closed"
    program.send("POST", "/articles/nowhere/comments", {"body": "Words."}, status=404)


def test_every_door_of_a_token_is_an_operation() -> None:
    doors = {name for name, (_, role) in DOORS.items() if role is Role.TOKEN}
    assert doors == {f"own_api.{operation.name}" for operation in OWN}


@pytest.mark.parametrize("operation", OWN, ids=lambda operation: operation.name)
def test_nothing_but_a_token_opens_a_member_s_door(site: Site, ada: Person, operation: Any) -> None:
    path, body = path_of(site, operation.name), BODIES.get(operation.name)
    browser, before = signed_in(site, ada), site.stored()
    headers = {"X-CSRFToken": browser.token}
    by_cookie = browser.client.open(API + path, method=operation.method, json=body, headers=headers)
    assert by_cookie.status_code == 401
    assert by_cookie.headers["WWW-Authenticate"] == 'Bearer realm="pollsite"'
    for said in ("Bearer pollsite_made_up", "Basic YTpi", "Bearer", "Bearer a=b", "bearer \xff"):
        answer = Program(site).ask(operation.method, path, json=body, headers={"Authorization": said})
        assert answer.status_code == 401, said
    assert site.stored() == before


@pytest.mark.parametrize("operation", OWN, ids=lambda operation: operation.name)
def test_a_token_does_no_more_than_its_scopes(site: Site, ada: Person, operation: Any) -> None:
    others = [scope for scope in Scope if scope is not operation.scope]
    program, path = program_of(site, ada, *others), path_of(site, operation.name)
    before = site.stored()
    answer = program.ask(operation.method, path, json=BODIES.get(operation.name))
    if operation.scope is None:
        assert answer.status_code == 200
    else:
        assert answer.status_code == 403
        assert f'scope="{operation.scope}"' in answer.headers["WWW-Authenticate"]
    assert site.stored() == before


@pytest.mark.parametrize("operation", [one for one in OWN if one.writes], ids=lambda one: one.name)
def test_every_writer_answers_429_when_nothing_is_left(
    site: Site, program: Program, monkeypatch: pytest.MonkeyPatch, operation: Any
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise LimitReached(7, "Enough")

    monkeypatch.setattr(Limiter, "count", refuse)
    path, before = path_of(site, operation.name), site.stored()
    answer = program.ask(operation.method, path, json=BODIES.get(operation.name))
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert site.stored() == before


def test_what_is_a_member_s_own_is_kept_by_nobody(site: Site, program: Program) -> None:
    for path in ("/me", path_of(site, "ballot")):
        headers = program.ask("GET", path).headers
        assert (headers["Cache-Control"], headers["Vary"]) == ("private, no-store", "Authorization")
        assert "Access-Control-Allow-Origin" not in headers
