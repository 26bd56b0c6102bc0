"""What everybody may read as JSON is what pages show, by the same rules."""

import pytest

from pollsite.api import queries
from pollsite.discussion.limits import THREADS_PER_PAGE
from pollsite.discussion.types import Sort
from tests.api.calling import Program, program_of
from tests.discussion.scene import Scene
from tests.fixtures.site import Site
from tests.samples import EVERY_KIND, SLUG, article_text

HIDDEN = {"after-vote", "after-close"}


def test_the_list_of_articles_comes_in_pages(empty_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "ARTICLES_A_PAGE", 2)
    slugs = ["first", "second", "third"]
    for slug in slugs:
        empty_site.publish(article_text(slug=slug))
    anybody = Program(empty_site)
    first = anybody.get("/articles")
    second = anybody.get(f"/articles?after={first['next']}")
    assert second["next"] is None
    told = [line["slug"] for page in (first, second) for line in page["articles"]]
    assert told == slugs[::-1]
    assert first["articles"][0]["page"] == f"http://localhost/articles/{slugs[-1]}"


def test_an_article_is_told_with_its_text_questions_and_discussion(site: Site, anybody: Program) -> None:
    site.crowd("single", yes=3, no=1)
    article = anybody.get(f"/articles/{SLUG}")
    asked = [part["question"] for part in article["parts"] if part["question"]]
    assert asked == [question.key for question in EVERY_KIND] == [poll["key"] for poll in article["polls"]]
    assert "It begins with a plain paragraph." in article["parts"][0]["html"]
    assert article["discussion"]["openness"] == "open"
    assert anybody.get(f"/articles/{SLUG}/polls")["polls"] == article["polls"]


def test_results_are_told_with_their_denominator(site: Site, anybody: Program) -> None:
    site.crowd("single", yes=2, no=1)
    poll = anybody.get(f"/polls/{site.poll_id('single')}")
    counts = {option["key"]: (option["count"], option["percent"]) for option in poll["results"]["options"]}
    assert counts == {"yes": (2, 67), "no": (1, 33), "rarely": (0, 0), "not-sure": (0, 0)}
    assert poll["results"]["voters"] == 3
    unanswered = anybody.get(f"/polls/{site.poll_id('multiple')}")
    assert {option["percent"] for option in unanswered["results"]["options"]} == {None}


def test_hidden_results_are_in_no_answer(site: Site, anybody: Program) -> None:
    for key in HIDDEN:
        site.vote("ada", key, "yes")
    polls = anybody.get(f"/articles/{SLUG}/polls")["polls"]
    assert {poll["key"] for poll in polls if poll["results"] is None} == HIDDEN
    for key in HIDDEN:
        assert anybody.get(f"/polls/{site.poll_id(key)}")["results"] is None


def test_a_token_opens_no_more_of_what_is_everybody_s(site: Site, anybody: Program) -> None:
    scene = Scene(site)
    ada = scene.member("Ada")
    scene.vote("Ada", "after-vote", "yes")
    address = f"/polls/{site.poll_id('after-vote')}"
    assert program_of(site, ada).get(address) == anybody.get(address)


def test_a_thread_is_told_with_its_first_replies_and_the_way_to_the_rest(
    site: Site, anybody: Program
) -> None:
    scene = Scene(site)
    scene.member("Ada")
    scene.member("Bob")
    scene.vote("Ada", "single", "no")
    root = scene.post("Ada", "First *words*.", about=("single",), stance=True)
    replies = [scene.post("Bob", f"Reply {number}.", to=root) for number in range(4)]
    (thread,) = anybody.get(f"/articles/{SLUG}/comments")["threads"]
    assert thread["comment"]["html"] == "<p>First <em>words</em>.</p>\n"
    assert thread["comment"]["questions"] == ["single"]
    assert thread["comment"]["votes"] == [{"question": "single", "then": ["no"], "now": ["no"]}]
    assert thread["comment"]["author"]["name"] == "Ada"
    assert [comment["id"] for comment in thread["replies"]] == replies[:3]
    assert (thread["more_replies"], thread["comment"]["replies"]) == (1, 4)
    excerpt = anybody.get(f"/comments/{root}")
    assert [comment["id"] for comment in excerpt["below"]] == replies
    (above,) = anybody.get(f"/comments/{replies[0]}")["above"]
    assert above == excerpt["comment"]


def test_threads_come_in_pages_that_miss_and_repeat_nothing(site: Site, anybody: Program) -> None:
    scene = Scene(site)
    scene.member("Ada")
    posted = [scene.post("Ada", f"Words {number}.") for number in range(THREADS_PER_PAGE + 3)]
    found, following = [], ""
    for _ in range(2):
        page = anybody.get(f"/articles/{SLUG}/comments?sort=newest&after={following}")
        found += [thread["comment"]["id"] for thread in page["threads"]]
        following = page["next"] or ""
    assert found == posted[::-1]
    assert following == ""


def test_where_a_page_begins_is_said_for_one_order_only(site: Site, anybody: Program) -> None:
    scene = Scene(site)
    scene.member("Ada")
    for number in range(THREADS_PER_PAGE + 3):
        scene.post("Ada", f"Words {number}.")
    address = f"/articles/{SLUG}/comments"
    following = {sort: anybody.get(f"{address}?sort={sort}")["next"] for sort in Sort}
    for sort in Sort:
        for told, after in following.items():
            status = 200 if sort is told else 422
            assert anybody.ask("GET", f"{address}?sort={sort}&after={after}").status_code == status
    assert anybody.ask("GET", f"{address}?sort=best&after=best-").status_code == 422


def test_words_that_may_not_be_read_are_in_no_answer(site: Site, anybody: Program) -> None:
    scene = Scene(site)
    scene.member("Ada")
    removed, deleted = scene.post("Ada", "Zyxremoved."), scene.post("Ada", "Zyxdeleted.")
    scene.post("Ada", "A reply.", to=removed)
    scene.remove(removed)
    scene.delete("Ada", deleted)
    for address in (f"/articles/{SLUG}/comments", f"/comments/{removed}", f"/comments/{deleted}"):
        assert "Zyx" not in anybody.ask("GET", address).text
    comment = anybody.get(f"/comments/{removed}")["comment"]
    assert (comment["html"], comment["author"], comment["status"]) == (None, None, "removed")
    assert comment["notice"].startswith("Removed by a moderator")


NOT_THERE = [
    ("/articles/nowhere", 404),
    ("/articles/nowhere/polls", 404),
    ("/articles/nowhere/comments", 404),
    ("/polls/999", 404),
    ("/comments/999", 404),
    (f"/articles/{SLUG}/comments?question=nothing", 404),
    (f"/articles/{SLUG}/comments?sort=loudest", 422),
    (f"/articles/{SLUG}/comments?after=zzz", 422),
    (f"/articles/{SLUG}/comments?page=2", 422),
    ("/articles?after=2026-13-13.1", 422),
    (f"/articles/{SLUG}?x=1", 422),
    ("/polls/99999999999999", 404),
    ("/nowhere", 404),
]


def test_what_is_not_there_is_a_problem_with_a_sentence(anybody: Program) -> None:
    for path, status in NOT_THERE:
        problem = anybody.get(path, status=status)
        assert problem["status"] == status
        assert problem["detail"].endswith(".")
        assert problem["title"]
