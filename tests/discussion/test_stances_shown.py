"""Votes beside comments, as readers see them: then and now, for those who may see the results, and credits."""

from tests.accounts.people import signed_in
from tests.browsing import Browser
from tests.discussion.reading import comment_on, plain
from tests.discussion.scene import Scene
from tests.samples import SLUG


def told(browser: Browser, number: int) -> str:
    """What stands with the comment under its article, in words."""
    return plain(comment_on(browser.read(), number))


def test_a_vote_is_shown_as_it_was_and_as_it_is(scene: Scene) -> None:
    scene.member("Ada")
    scene.vote("Ada", "single", "yes")
    number = scene.post("Ada", about=("single",), stance=True)
    reader = scene.site.browser().touch()
    assert "Voted “Yes indeed” on What about single?" in told(reader, number)
    scene.vote("Ada", "single", "no")
    assert "<s>“Yes indeed”</s>" in comment_on(reader.read(), number)
    assert "now “No indeed”" in told(reader, number)
    scene.vote("Ada", "single")
    assert "Voted “Yes indeed” , since withdrawn, on What" in told(reader, number)
    scene.vote("Ada", "single", "yes")
    assert "since withdrawn" not in told(reader, number)


def test_a_reply_tells_the_vote_on_what_its_thread_is_about(scene: Scene) -> None:
    scene.member("Ada"), scene.member("Bea")
    root = scene.post("Bea", about=("single",))
    scene.vote("Ada", "single", "rarely")
    assert "“Rarely indeed”" in told(scene.site.browser(), scene.post("Ada", to=root, stance=True))


def test_a_vote_is_told_from_ones_own_on(scene: Scene) -> None:
    scene.member("Ada")
    scene.vote("Ada", "after-vote", "yes")
    number = scene.post("Ada", about=("after-vote",), stance=True)
    reader, other = scene.site.browser().touch(), scene.site.browser().touch()
    for browser in (reader, other, scene.site.browser()):
        assert "oted “" not in told(browser, number)
    reader.vote("after-vote", "no")
    assert "“Yes indeed”" in told(reader, number)
    assert "oted “" not in told(other, number)
    reader.act("withdrawal", "after-vote")
    assert "oted “" not in told(reader, number)
    other.act("peek", "after-vote")
    assert "“Yes indeed”" in told(other, number)


def test_an_author_hides_and_shows_their_vote(scene: Scene) -> None:
    ada = signed_in(scene.site, scene.member("Ada"))
    scene.vote("Ada", "single", "yes")
    number = scene.post("Ada", about=("single",), stance=True)
    assert "You voted “Yes indeed”" in told(ada, number)
    assert "Hide my vote" in told(ada, number)
    scene.hide_stance("Ada", number)
    assert "oted “" not in told(ada, number)
    assert "Show my vote" in told(ada, number)
    assert "my vote" not in told(scene.site.browser(), number)
    scene.vote("Ada", "single")
    assert "Show my vote" not in told(ada, number)


def test_who_changed_their_vote_may_credit_one_comment(scene: Scene) -> None:
    bea = signed_in(scene.site, scene.member("Bea"))
    scene.member("Ada")
    one, other = scene.post("Ada", about=("single",)), scene.post("Ada", about=("single",))
    own, elsewhere = scene.post("Bea", about=("single",)), scene.post("Ada", about=("multiple",))
    scene.vote("Bea", "single", "yes")
    assert "This changed my mind" not in bea.read().text
    scene.vote("Bea", "single", "no")
    offered = ["This changed my mind" in told(bea, number) for number in (one, other, own, elsewhere)]
    assert offered == [True, True, False, False]
    scene.credit("Bea", one, "single")
    assert "Changed 1 mind" in told(bea, one)
    assert "It did not change my mind" in told(bea, one)
    assert "This changed my mind" not in bea.read().text
    assert "Changed 1 mind" in told(scene.site.browser(), one)


def test_marks_are_ones_own_to_see(scene: Scene) -> None:
    bea, ada = signed_in(scene.site, scene.member("Bea")), signed_in(scene.site, scene.member("Ada"))
    number = scene.post("Ada")
    scene.mark("Bea", number)
    assert 'value="none" aria-pressed="true">Good point' in comment_on(bea.read(), number)
    assert 'value="weak" aria-pressed="false">Weak point' in comment_on(bea.read(), number)
    assert 'aria-pressed="true"' not in comment_on(scene.site.browser().read(), number)
    assert "/mark" not in comment_on(ada.read(), number)
    assert "1 good point" in told(ada, number)
    assert f"/comments/{number}/edit" in comment_on(ada.read(), number)
    assert f"/comments/{number}/edit" not in comment_on(bea.read(), number)


def test_who_is_ignored_is_folded_away(scene: Scene) -> None:
    bea, ada = signed_in(scene.site, scene.member("Bea")), scene.member("Ada")
    number = scene.post("Ada", "Words not wanted.")
    bea.client.post(f"/members/{ada.account_id}/ignore", data={"csrf_token": bea.token})
    page = comment_on(bea.read(), number)
    assert "<details" in page
    assert "Hidden because you ignore this person · show" in plain(page)
    assert "<details" not in comment_on(scene.site.browser().read(SLUG), number)


def test_a_changed_vote_asks_whether_a_comment_did_it(scene: Scene) -> None:
    scene.member("Ada")
    scene.post("Ada", about=("single",))
    reader = scene.site.browser().touch()
    reader.vote("single", "yes")
    assert "data-changed" not in reader.read().text
    answer = reader.vote("single", "no")
    assert answer.headers["Location"].endswith("?changed=single#poll-single")
    page = reader.client.get(answer.headers["Location"]).text
    assert "Your vote was changed." in page
    assert "Did a comment change your mind?" in page
    slice_page = reader.client.get(f"/articles/{SLUG}/discussion?poll=single").text
    assert "You changed your vote on this question." in slice_page
    assert "Changed your mind?" in slice_page


def test_a_vote_beside_a_comment_names_its_question_once(scene: Scene) -> None:
    scene.member("Ada")
    scene.vote("Ada", "single", "yes")
    number = scene.post("Ada", about=("single", "multiple"), stance=True)
    said = told(scene.site.browser(), number)
    assert said.count("What about single?") == 1
    assert "About What about multiple?" in said
    assert 'class="chosen tone-0"' in comment_on(scene.site.browser().read(), number)
