"""Pages of threads: each order as it is defined, every thread once, a place for a fresh one, true counts in words."""

from datetime import timedelta

import pytest

from pollsite.db import reading
from pollsite.discussion.records import Listing, ThreadPage
from pollsite.discussion.threads import page_of_threads
from pollsite.discussion.types import Openness, Sort
from tests.accounts.people import signed_in
from tests.discussion.reading import comment_on, comments_on, plain
from tests.discussion.scene import Scene
from tests.samples import SLUG

DISCUSSION = f"/articles/{SLUG}/discussion"
LONG_AFTER = timedelta(days=3)


def page(scene: Scene, listing: Listing, *, later: timedelta = LONG_AFTER) -> ThreadPage:
    """The page as it is so long after the last act."""
    with scene.site.app.app_context(), reading() as connection:
        return page_of_threads(connection, listing, at=scene.now + later)


def all_threads(
    scene: Scene, sort: Sort, poll: str = "", *, later: timedelta = LONG_AFTER
) -> list[list[int]]:
    """The numbers of the threads on each page."""
    poll_id = scene.site.poll_id(poll) if poll else None
    pages, cursor = [], ""
    while not pages or cursor:
        found = page(scene, Listing(scene.article_id, sort, poll_id, cursor), later=later)
        pages.append([thread.root.id for thread in found.threads])
        cursor = found.next_cursor
    return pages


@pytest.fixture
def busy(scene: Scene) -> Scene:
    """45 threads, some with marks, some with replies, every third about one question."""
    scene.member("Ada")
    for number in range(45):
        about = ("single",) if number % 3 == 0 else ()
        thread = scene.post("Ada", about=about)
        for _ in range(number % 4 if number < 9 else 0):
            scene.post("Ada", to=thread)
    return scene


def test_every_order_shows_every_thread_once(busy: Scene) -> None:
    first = set(all_threads(busy, Sort.OLDEST)[0])
    for sort in Sort:
        pages = all_threads(busy, sort)
        numbers = [number for page in pages for number in page]
        assert [len(page) for page in pages] == [20, 20, 5]
        assert len(set(numbers)) == 45
        assert first <= set(numbers)


def test_time_is_the_order_of_the_numbers(busy: Scene) -> None:
    oldest = [number for page in all_threads(busy, Sort.OLDEST) for number in page]
    newest = [number for page in all_threads(busy, Sort.NEWEST) for number in page]
    assert oldest == sorted(oldest) == newest[::-1]


def test_ties_stand_oldest_first_below_what_has_more(busy: Scene) -> None:
    threads = [number for page in all_threads(busy, Sort.OLDEST) for number in page]
    replies = {number: busy.comment(number).replies for number in threads}
    discussed = [number for page in all_threads(busy, Sort.DISCUSSED) for number in page]
    assert discussed == sorted(threads, key=lambda number: (-replies[number], number))


def test_the_best_stand_first(busy: Scene) -> None:
    threads = [number for page in all_threads(busy, Sort.OLDEST) for number in page]
    busy.marked(threads[30], good=3)
    busy.marked(threads[40], good=5, weak=4)
    best = [number for page in all_threads(busy, Sort.BEST) for number in page]
    assert best[:3] == [threads[30], threads[40], threads[0]]


def test_a_slice_holds_the_threads_about_its_question(busy: Scene) -> None:
    threads = [number for page in all_threads(busy, Sort.OLDEST) for number in page]
    for sort in Sort:
        sliced = [number for page in all_threads(busy, sort, "single") for number in page]
        assert sorted(sliced) == threads[::3]


def test_the_third_place_is_for_the_newest_thread_without_marks(busy: Scene) -> None:
    threads = [number for page in all_threads(busy, Sort.OLDEST) for number in page]
    early = timedelta(minutes=1)
    pages = all_threads(busy, Sort.BEST, later=early)
    assert pages[0] == [*threads[:2], threads[-1], *threads[2:19]]
    assert sorted(number for page in pages for number in page) == threads
    busy.marked(threads[-1], good=1, weak=2)
    assert all_threads(busy, Sort.BEST, later=early)[0][2] == threads[0] or threads[-1] not in threads[:3]
    assert threads[-2] in all_threads(busy, Sort.BEST, later=early)[0][:3]
    found = page(busy, Listing(busy.article_id), later=early)
    assert found.until == busy.comment(threads[-2]).published_at + timedelta(hours=24)
    assert threads[-2] not in all_threads(busy, Sort.BEST, later=timedelta(hours=25))[0]


def test_a_thread_shows_its_first_three_replies_and_counts_the_rest(scene: Scene) -> None:
    scene.member("Ada")
    root = scene.post("Ada")
    first, second = scene.post("Ada", to=root), scene.post("Ada", to=root)
    below = [scene.post("Ada", to=first) for _ in range(3)]
    (thread,) = page(scene, Listing(scene.article_id)).threads
    assert [reply.id for reply in thread.replies] == [first, *below[:2]]
    assert thread.hidden_replies == 2
    scene.delete("Ada", first)
    (thread,) = page(scene, Listing(scene.article_id)).threads
    assert [reply.id for reply in thread.replies] == [first, *below[:2]]
    assert thread.hidden_replies == 2
    answer = scene.site.browser().client.get(DISCUSSION)
    assert "Show 2 more replies" in answer.text
    assert plain(comment_on(answer, first)).startswith("Removed by its author.")
    assert second not in comments_on(answer)


def test_counts_are_told_with_the_discussion_and_each_question(busy: Scene) -> None:
    article = busy.site.browser().read().text
    total = sum(busy.comment(number).replies + 1 for number in all_numbers(busy))
    assert f"{total} comments" in plain(article)
    sliced = [number for page in all_threads(busy, Sort.OLDEST, "single") for number in page]
    about = sum(busy.comment(number).replies + 1 for number in sliced)
    assert f'href="{DISCUSSION}?poll=single#discussion"><bdi>{about} comments on this question' in article
    assert "Comment on this question" in article


def all_numbers(scene: Scene) -> list[int]:
    """The first comments of all threads."""
    return [number for page in all_threads(scene, Sort.OLDEST) for number in page]


def test_pages_follow_each_other_by_their_links(busy: Scene) -> None:
    client = busy.site.browser().client
    address, seen = f"{DISCUSSION}?sort=discussed&poll=single", []
    while address:
        answer = client.get(address)
        seen += [number for number in comments_on(answer) if busy.comment(number).depth == 0]
        _, found, rest = answer.text.partition('<p class="older" lang="en"><a href="')
        address = rest.split("#")[0].replace("&amp;", "&") if found else ""
    assert seen == [number for page in all_threads(busy, Sort.DISCUSSED, "single") for number in page]


@pytest.mark.parametrize(
    ("query", "code", "sentence"),
    [
        ("sort=loudest", 400, "Threads cannot be sorted like that."),
        ("after=x", 400, "There is no such page of this discussion."),
        ("poll=no-such", 404, "This article asks no such question."),
    ],
)
def test_what_cannot_be_listed_is_said_so(scene: Scene, query: str, code: int, sentence: str) -> None:
    answer = scene.site.browser().client.get(f"{DISCUSSION}?{query}")
    assert answer.status_code == code
    assert sentence in answer.text


def test_an_empty_discussion_invites(scene: Scene) -> None:
    client = scene.site.browser().client
    assert "Nobody has written yet" in client.get(DISCUSSION).text
    assert "Nobody has written yet" in scene.site.browser().read().text
    scene.member("Ada")
    scene.post("Ada")
    sliced = client.get(f"{DISCUSSION}?poll=single").text
    assert "Nobody has written about this question yet" in sliced
    assert 'value="single" checked' in sliced


def test_a_closed_discussion_says_so_and_offers_no_form(scene: Scene) -> None:
    ada = scene.member("Ada")
    comment = scene.post("Ada")
    scene.set_openness(Openness.CLOSED)
    for browser in (scene.site.browser(), signed_in(scene.site, ada)):
        text = browser.read().text
        assert "This discussion is closed" in text
        assert "comment-form" not in text
        assert f"/comment?parent={comment}" not in text


def test_only_good_points_are_counted_aloud(scene: Scene) -> None:
    scene.member("Ada")
    comment = scene.post("Ada")
    scene.marked(comment, good=2, weak=5)
    words = plain(comment_on(scene.site.browser().client.get(DISCUSSION), comment))
    assert "Good point 2 Weak point Reply" in words


@pytest.mark.parametrize("openness", [Openness.OPEN, Openness.CLOSED])
@pytest.mark.parametrize("sliced", ["", "?poll=single"])
def test_an_empty_discussion_says_so_in_one_sentence(scene: Scene, openness: Openness, sliced: str) -> None:
    scene.set_openness(openness)
    page = scene.site.browser().client.get(f"{DISCUSSION}{sliced}").text
    assert page.count("Nobody") == 1 + page.count("Nobody voted")
    assert ("sets the tone" in page) == (openness is Openness.OPEN and not sliced)
    assert "No comments yet" not in page


def test_a_slice_stands_beside_its_question(scene: Scene) -> None:
    reader = scene.site.browser().touch()
    reader.vote("single", "yes")
    shared = scene.site.browser().client.get(f"{DISCUSSION}?poll=single").text
    own = reader.client.get(f"{DISCUSSION}?poll=single").text
    assert 'class="ballot"' in shared
    assert "You voted" not in shared
    assert "You voted" in own
    assert f'name="csrf_token" value="{reader.token}"' in own or 'name="csrf_token" value="I' in own
    assert "poll-card" not in scene.site.browser().client.get(DISCUSSION).text
