"""Everything the site keeps about a member, in one file for them alone."""

import json
from typing import Any

import pytest

from pollsite.accounts.ignoring import ignore
from pollsite.discussion.types import Status
from pollsite.pages import my_data
from pollsite.polls.models import BeforeAnswer
from tests.accounts.people import signed_in
from tests.discussion.scene import WEAK, Scene
from tests.fixtures.site import Site
from tests.samples import DURING, SLUG


@pytest.fixture
def scene(site: Site) -> Scene:
    """Ada has done everything that can be done, and Bob has answered."""
    debate = Scene(site)
    debate.member("Ada")
    debate.member("Bob")
    debate.vote("Ada", "single", "no")
    first = debate.post("Ada", "First *words*.", about=("single",), stance=True)
    by_bob = debate.post("Bob", "Bob’s words.", about=("single",))
    debate.post("Bob", "Bob’s reply.", to=first)
    debate.edit("Ada", first, "Second words – „größer“.")
    debate.remove(debate.post("Ada", "Removed words."))
    debate.vote("Ada", "single", "yes")
    debate.credit("Ada", by_bob, "single")
    debate.mark("Ada", by_bob, WEAK)
    members = {
        "account_id": debate.people["Ada"].account_id,
        "ignored_id": debate.people["Bob"].account_id,
    }
    with site.writing() as session:
        ignore(session, **members, at=DURING)
    return debate


def data_of(scene: Scene, name: str) -> dict[str, Any]:
    """The member's file."""
    answer = signed_in(scene.site, scene.people[name]).client.get("/account/data")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == "attachment; filename=my-pollsite-data.json"
    assert answer.headers["Cache-Control"] == "private, no-store"
    read: dict[str, Any] = json.loads(answer.text)
    return read


def test_the_account_is_told_without_its_secrets(scene: Scene) -> None:
    data = data_of(scene, "Ada")
    person = scene.people["Ada"]
    assert data["account"]["name"] == "Ada"
    assert data["account"]["mail_address"] == person.email
    assert data["ignored_people"] == ["Bob"]
    for secret in (person.uniquifier, person.reader_id.hex, "argon2"):
        assert secret not in json.dumps(data)


def test_votes_are_told_in_words_with_their_history(scene: Scene) -> None:
    (vote,) = data_of(scene, "Ada")["votes"]
    assert (vote["article"], vote["wording"], vote["answers"]) == (SLUG, 1, ["Yes indeed"])
    assert vote["question"]
    assert [step["answers"] for step in vote["history"]] == [["No indeed"], ["Yes indeed"]]
    assert all(step["at"].startswith("2026-11-24T12:00:") for step in vote["history"])


def test_answers_before_reading_are_told(scene: Scene) -> None:
    ada = scene.people["Ada"].reader_id
    with scene.site.writing() as session:
        session.add(BeforeAnswer(wording_id=1, reader_id=ada, choices=2, at=DURING))
    (answer,) = data_of(scene, "Ada")["answers_before_reading"]
    assert (answer["article"], answer["answers"]) == (SLUG, ["No indeed"])
    assert data_of(scene, "Bob")["answers_before_reading"] == []


def test_comments_are_told_with_every_word_ever_written(scene: Scene) -> None:
    first, removed = data_of(scene, "Ada")["comments"]
    assert first["text"] == "Second words – „größer“."
    assert [old["text"] for old in first["earlier_texts"]] == ["First *words*."]
    assert first["questions"] == ["single"]
    assert [shown["answers"] for shown in first["votes_shown"]] == [["No indeed"]]
    assert (removed["status"], removed["reason"]) == (Status.REMOVED, "rule 3, personal attack")
    assert removed["text"] == "Removed words."


def test_marks_minds_and_notices_are_told(scene: Scene) -> None:
    data = data_of(scene, "Ada")
    assert [mark["mark"] for mark in data["marks"]] == ["weak point"]
    (mind,) = data["changed_minds"]
    assert (mind["before"], mind["after"]) == (["No indeed"], ["Yes indeed"])
    assert [notice["kind"] for notice in data["notices"]] == ["reply", "decision"]
    assert (data["visits"], data["drafts"], data["results_seen_without_voting"]) == ([], [], [])


def test_nothing_of_anybody_else_is_in_it(scene: Scene) -> None:
    text = json.dumps(data_of(scene, "Ada"), ensure_ascii=False)
    assert "Bob’s" not in text
    assert scene.people["Bob"].email not in text
    bob = data_of(scene, "Bob")
    assert bob["ignored_people"] == []
    assert "words – " not in json.dumps(bob, ensure_ascii=False)


def test_it_comes_in_portions(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = data_of(scene, "Ada")
    monkeypatch.setattr(my_data, "ROWS_AT_ONCE", 1)
    monkeypatch.setattr("pollsite.pages.account_routes.KEPT_IN_MEMORY_BYTES", 10)
    monkeypatch.setattr("pollsite.pages.account_routes.PIECE_BYTES", 100)
    assert data_of(scene, "Ada") | {"written_at": ""} == whole | {"written_at": ""}


def test_only_a_member_has_any(site: Site) -> None:
    answer = site.browser().touch().client.get("/account/data")
    assert (answer.status_code, answer.location) == (303, "/account/sign-in?next=/account")
