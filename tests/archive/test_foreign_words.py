"""Words from elsewhere: their plainest shape comes along, nothing of theirs runs, and none is refused."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsite.archive.foreign import MAX_WORDS, ForeignComment
from pollsite.archive.foreign_words import Words, words_of
from pollsite.markup import MAX_CHARACTERS

LINK = '<a href="https://ex.org/a_b" rel="nofollow ugc noopener">'


def words(text: str, *, is_html: bool = True) -> Words | None:
    """What becomes of the words."""
    comment = ForeignComment(
        key="1", name="Ada", at=datetime(2020, 1, 1, tzinfo=UTC), words=text, is_html=is_html
    )
    return words_of(comment)


def html(text: str, *, is_html: bool = True) -> str:
    """Their HTML; there are some."""
    found = words(text, is_html=is_html)
    assert found is not None
    return found.html.strip()


@pytest.mark.parametrize(
    ("there", "here"),
    [
        ("<p>One</p><p>Two</p>", "<p>One</p>\n<p>Two</p>"),
        ("One<br>Two", "<p>One<br>\nTwo</p>"),
        ("<b>bold </b>word <i>it</i>", "<p><strong>bold</strong> word <em>it</em></p>"),
        ("<b>never closed", "<p>never closed</p>"),
        ('<a href="https://ex.org/a_b">here</a>', f"<p>{LINK}here</a></p>"),
        ("See https://ex.org/a_b.", f"<p>See {LINK}https://ex.org/a_b</a>.</p>"),
        ('<a href="javascript:alert(1)">x</a>', "<p>x</p>"),
        ("<blockquote>Said</blockquote>No", "<blockquote>\n<p>Said</p>\n</blockquote>\n<p>No</p>"),
        ("<script>alert(1)</script>x", "<p>x</p>"),
        ("<img src=x onerror=alert(1)>x", "<p>x</p>"),
        ("a &lt;b&gt; &amp;amp; c", "<p>a &lt;b&gt; &amp;amp; c</p>"),
        ("1. *not* a # list\n- nor this", "<p>1. *not* a # list<br>\n- nor this</p>"),
        ("<title>after", "<p>after</p>"),
        ("<script>never closed", "<p>never closed</p>"),
        ("2 <3 <!-- never closed", "<p>2 &lt;3 &lt;!-- never closed</p>"),
        ("<pre>if x:\n  y</pre>", "<p>if x:<br>\n\u00a0\u00a0y</p>"),
        ('<a title="1 > 0" HREF=https://ex.org/a_b>here</A >', f"<p>{LINK}here</a></p>"),
        ("[no](https://ex.org/a_b)", f"<p>[no]({LINK}https://ex.org/a_b</a>)</p>"),
    ],
)
def test_words_keep_their_plainest_shape(there: str, here: str) -> None:
    assert html(there) == here


def test_too_many_words_are_cut_and_said() -> None:
    found = words("word " * 3_000)
    assert found is not None
    assert found.is_shortened
    assert len(found.source) <= MAX_CHARACTERS
    assert found.source.endswith("word […]")


def test_of_what_is_far_too_long_the_beginning_is_looked_at_and_that_is_said() -> None:
    found = words("<i></i>" * 5_000 + "At last. " + " " * MAX_WORDS + "Never read.")
    assert found is not None
    assert found.is_shortened
    assert found.source == "At […]"


def test_too_many_links_become_words() -> None:
    text = html(" ".join(f"https://ex.org/{number}" for number in range(15)))
    assert text.count("<a ") == 10
    assert "ex.org/14" in text


def test_markdown_that_is_refused_comes_as_plain_text() -> None:
    found = words("[a](https://ex.org) " * 30, is_html=False)
    assert found is not None
    assert found.is_plain
    assert "<a " not in found.html


@pytest.mark.parametrize("text", ["", "  ", "<p> </p>", "<script>only</script>", "\u200b", "<!-- -->"])
def test_without_words_there_is_no_comment(text: str) -> None:
    assert words(text) is None


@given(
    st.lists(
        st.sampled_from(
            [
                "<b>",
                "</b>",
                "<a href='https://e.org'>",
                "</a>",
                "<blockquote>",
                "</blockquote>",
                "<li>",
                "<pre>",
                "&#0;",
                "&lt;",
                "\\",
                "`",
                "*",
                "_",
                ">",
                "\n",
                "https://e.org/*",
                "<![CDATA[",
                "<!--",
                "\x02",
                "\x03",
                "x",
                " ",
            ]
        )
        | st.text(max_size=5),
        max_size=40,
    ),
    st.booleans(),
)
def test_whatever_stands_there_is_taken_or_has_no_words(pieces: list[str], is_html: bool) -> None:
    found = words("".join(pieces), is_html=is_html)
    assert found is None or "<" in found.html
