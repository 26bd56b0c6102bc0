"""Comments from Disqus, WordPress and Isso, brought under an article: threads, times, names and words, once."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from pollsite.archive.foreign import Source
from pollsite.archive.foreign_names import is_name_of_guest, shown_name, signed
from pollsite.discussion.models import Comment
from pollsite.discussion.verifying import verify_discussions
from pollsite.moderation.deciding import decide
from pollsite.moderation.types import DecisionKind
from pollsite.moderation.verdicts import Verdict
from tests.archive.elsewhere import ADDRESS, disqus, disqus_post, isso, wordpress, wordpress_comment
from tests.fixtures.site import Site
from tests.samples import DURING, SLUG


def bring(site: Site, source: Source, file: Path | str, *options: str) -> tuple[int, str]:
    """Bring a file in, or a text as one; the exit code, and what is said."""
    if isinstance(file, str):
        text, file = file, site.folder / "comments.xml"
        file.write_text(text, encoding="utf-8")
    return site.run(
        "archive", "import-comments", "--from", source.value, "--article", SLUG, *options, str(file)
    )


def stored(site: Site) -> Sequence[Any]:
    """Every comment as it is stored, in the order of its number; all numbers are right."""
    with site.reading() as session:
        assert verify_discussions(session).differences == ()
        return session.scalars(select(Comment).order_by(Comment.id)).all()


def test_threads_times_and_names_are_kept(site: Site) -> None:
    file = disqus(disqus_post(2, "<p>No!</p>", parent=1, name="Bo"), disqus_post(1), disqus_post(3, parent=2))
    assert bring(site, Source.DISQUS, file)[0] == 0
    first, second, third = stored(site)
    assert (first.guest_name, second.guest_name) == ("Ada (Disqus)", "Bo (Disqus)")
    assert (second.parent_id, third.parent_id, third.depth) == (first.id, second.id, 2)
    assert first.replies == 2
    assert first.reader_id == third.reader_id != second.reader_id
    assert f"{first.created_at:%Y-%m-%d %H:%M} {third.published_at:%H}" == "2019-05-01 01:00 03"
    page = site.app.test_client().get(f"/articles/{SLUG}/discussion").text
    assert "Bo (Disqus)" in page
    assert "<p>No!</p>" in page
    assert "mail.example" not in page


def test_what_was_not_to_be_read_there_is_left_out_and_said(site: Site) -> None:
    code, said = bring(
        site,
        Source.DISQUS,
        disqus(
            disqus_post(1),
            disqus_post(2, "Buy", isSpam="true"),
            disqus_post(3, "Gone", isDeleted="true", parent=1),
            disqus_post(4, "To the one that is gone", parent=3),
            disqus_post(5, "", name="Cy"),
            disqus_post(6, createdAt="soon"),
        ),
    )
    assert code == 0, said
    for line in (
        "2 brought in",
        "1 left out: spam",
        "1 left out: deleted there",
        "without words",
        "without a time",
    ):
        assert line in said
    assert "1 of them answered one that is left out" in said
    first, answer = stored(site)
    assert answer.parent_id == first.id


def test_brought_in_twice_it_is_stored_once_and_what_is_new_is_added(site: Site) -> None:
    bring(site, Source.DISQUS, disqus(disqus_post(1)))
    before = site.stored()
    assert "1 here already" in bring(site, Source.DISQUS, disqus(disqus_post(1)))[1]
    assert site.stored() == before
    bring(site, Source.DISQUS, disqus(disqus_post(1), disqus_post(2, parent=1)))
    first, second = stored(site)
    assert (second.parent_id, first.replies) == (first.id, 1)


def test_what_a_moderator_has_removed_does_not_come_back(site: Site) -> None:
    bring(site, Source.DISQUS, disqus(disqus_post(1)))
    with site.writing() as session:
        number = session.scalars(select(Comment.id)).one()
        decide(session, Verdict(kind=DecisionKind.REMOVE, comment_id=number, rule=1), at=DURING)
    assert "1 here already" in bring(site, Source.DISQUS, disqus(disqus_post(1)))[1]
    assert stored(site)[0].status == "removed"


def test_wordpress_comments_come_with_their_line_breaks(site: Site) -> None:
    file = wordpress(
        wordpress_comment(1, "One line\nand <b>another</b>"),
        wordpress_comment(2, "An answer", parent=1),
        wordpress_comment(3, "Waits", approved="0"),
        wordpress_comment(4, "Link", kind="pingback"),
        wordpress_comment(5, "Bad", approved="spam"),
    )
    code, said = bring(site, Source.WORDPRESS, file)
    assert code == 0, said
    assert "not approved there" in said
    assert "links from other sites" in said
    first, answer = stored(site)
    assert first.body_html == "<p>One line<br>\nand <strong>another</strong></p>\n"
    assert (first.guest_name, answer.parent_id) == ("Bo (WordPress)", first.id)
    assert f"{first.created_at:%Y-%m-%d %H:%M:%S}" == "2018-02-03 04:01:06"


def test_isso_comments_are_markdown(site: Site) -> None:
    file = isso(
        site.folder / "comments.db",
        (1, None, 1_500_000_000.5, 1, "Cy", "I *agree*."),
        (2, 1, 1_500_000_100, 1, None, "Me too."),
        (3, None, 1_500_000_200, 2, "Di", "Waits."),
        (4, 1, 1_500_000_300, 4, None, ""),
    )
    code, said = bring(site, Source.ISSO, file)
    assert code == 0, said
    first, second = stored(site)
    assert first.body_html == "<p>I <em>agree</em>.</p>\n"
    assert (first.guest_name, second.guest_name) == ("Cy (Isso)", "A reader (Isso)")
    assert second.parent_id == first.id


def test_deep_threads_go_on_beside(site: Site) -> None:
    bring(site, Source.DISQUS, disqus(*(disqus_post(number, parent=number - 1) for number in range(1, 15))))
    assert [comment.depth for comment in stored(site)] == [*range(9), *[8] * 5]


def test_answers_in_a_circle_are_stored_once_each(site: Site) -> None:
    bring(
        site,
        Source.DISQUS,
        disqus(disqus_post(1, parent=2), disqus_post(2, parent=1), disqus_post(3, parent=3)),
    )
    assert len(stored(site)) == 3


@pytest.mark.parametrize(
    ("there", "here"),
    [
        ("Tom & Jerry", "Tom & Jerry"),
        ("J.R. (Bob) Smith", "J.R. (Bob) Smith"),
        ("user@123", "user@123"),
        ("C3PO!", "C3PO!"),
        ("王", "王"),
        ("Ülkü 🎉", "Ülkü"),
        ("\u202eevil", "evil"),
        ("<script>", "script"),
        ("cy@mail.example", "cy"),
        ("x" * 300, "x" * 40),
        ("admin", "A reader"),
        ("Mod & Erator", "A reader"),
        ("", "A reader"),
        ("?!", "A reader"),
    ],
)
def test_of_a_name_comes_along_what_can_be_shown(there: str, here: str) -> None:
    assert signed(there, Source.DISQUS) == f"{here} (Disqus)"
    assert is_name_of_guest(f"{here} (Disqus)")


@given(st.text(max_size=60))
def test_what_is_shown_of_a_name_is_shown_of_it_again(name: str) -> None:
    assert shown_name(shown_name(name)) == shown_name(name)


def test_people_are_told_apart_and_known_again(site: Site) -> None:
    posts = [
        disqus_post(1, name="John", mail="john"),
        disqus_post(2, name="John", mail="another.john"),
        disqus_post(3, name="🎉", mail="cy"),
        disqus_post(4, name="admin", mail="di"),
    ]
    said = bring(site, Source.DISQUS, disqus(*posts))[1]
    assert "2 of them are shown as A reader" in said
    assert "(Newest, Oldest)" in said
    assert len({comment.reader_id for comment in stored(site)}) == 4
    bring(site, Source.DISQUS, disqus(*posts, disqus_post(5, name="John", mail="another.john")))
    assert stored(site)[4].reader_id == stored(site)[1].reader_id
    bring(site, Source.DISQUS, disqus(disqus_post(6, name="Ülkü!?")))
    assert stored(site)[5].guest_name == "Ülkü! (Disqus)"


def test_times_that_cannot_be_are_left_out_and_those_to_come_are_now(site: Site) -> None:
    for at in ("0001-01-01T00:00:00Z", "1989-12-31T23:59:59Z"):
        said = bring(site, Source.DISQUS, disqus(disqus_post(1, createdAt=at)))[1]
        assert "1 left out: without a time" in said
    said = bring(site, Source.DISQUS, disqus(disqus_post(1, createdAt="2999-01-01T00:00:00Z")))[1]
    assert "1 of them are dated in the future" in said
    file = isso(site.folder / "comments.db", (1, None, -6e10, 1, "Cy", "x"))
    assert "without a time" in bring(site, Source.ISSO, file)[1]
    assert [comment.created_at.year < 2999 for comment in stored(site)] == [True]


def test_a_number_is_no_comment_by_itself(site: Site) -> None:
    bring(site, Source.WORDPRESS, wordpress(wordpress_comment(1, "Here.")))
    another_site_s = wordpress(wordpress_comment(1, "There.")).replace("2018-02-03", "2012-05-06")
    assert "1 brought in" in bring(site, Source.WORDPRESS, another_site_s)[1]
    twice = disqus(disqus_post(1, "One."), disqus_post(1, "Two."), disqus_post(2).replace(' dsq:id="2"', ""))
    said = bring(site, Source.DISQUS, twice)[1]
    assert "2 brought in" in said
    assert "1 left out: told twice in the file, or with the number of another" in said
    assert "2 here already" in bring(site, Source.DISQUS, twice)[1]
    assert [comment.body_source for comment in stored(site)] == ["Here.", "There.", "One.", "Words."]


def test_a_wordpress_comment_without_a_time_in_utc_has_its_own(site: Site) -> None:
    own = "<wp:comment_date>2018-02-03 05:01:06</wp:comment_date>"
    file = wordpress(wordpress_comment(1, "Words.").replace("2018-02-03 04:01:06", "0000-00-00 00:00:00"))
    file = file.replace("<wp:comment_content>", f"{own}<wp:comment_content>")
    assert "1 brought in" in bring(site, Source.WORDPRESS, file)[1]
    assert stored(site)[0].created_at.hour == 5


def test_two_pages_of_one_address_are_told_apart_by_their_number(site: Site) -> None:
    file = disqus(disqus_post(1), disqus_post(2).replace('id="10"', 'id="11"'), address=ADDRESS)
    file = file.replace("https://old.example/else", ADDRESS)
    code, said = bring(site, Source.DISQUS, file)
    assert (code, f"{ADDRESS} (10), {ADDRESS} (11)" in said) == (1, True)
    assert "1 brought in" in bring(site, Source.DISQUS, file, "--page", "11")[1]


def test_of_several_pages_the_one_that_is_meant_must_be_said(site: Site) -> None:
    file = disqus(
        disqus_post(1), disqus_post(2).replace('id="10"', 'id="11"'), address="https://old.example/?p=7"
    )
    code, said = bring(site, Source.DISQUS, file)
    assert code == 1
    assert "Say it with --page" in said
    assert "https://old.example/?p=7" in said
    assert stored(site) == []
    assert bring(site, Source.DISQUS, file, "--page", "https://old.example/?p=7")[0] == 0
    assert len(stored(site)) == 1


def test_an_article_that_is_not_there_is_said(site: Site) -> None:
    file = site.folder / "comments.xml"
    file.write_text(disqus(disqus_post(1)))
    code, said = site.run("archive", "import-comments", "--from", "disqus", "--article", "nowhere", str(file))
    assert code == 1, said
    assert "There is no article" in said
