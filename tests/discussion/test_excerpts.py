"""The first words of a comment, without a trace of markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsite.discussion.excerpts import EXCERPT_SOURCE, MAX_EXCERPT, excerpt_of
from pollsite.markup import CommentRefused, normalise_comment, render_comment

EXCERPTS = {
    "": "",
    "<p>One.</p>\n<p>Two.</p>": "One. Two.",
    "<p>A<br>line</p>": "A line",
    "<p>Not <em>quite</em> so, <strong>no</strong>.</p>": "Not quite so, no.",
    "<blockquote><p>Theirs.</p><blockquote><p>Older.</p></blockquote></blockquote><p>Mine.</p>": "Mine.",
    "<blockquote><p>Only theirs.</p></blockquote>": "Only theirs.",
    "<ul><li>one</li><li>two</li></ul>": "one two",
    "<p>1 &lt; 2 &amp;amp; so on</p>": "1 < 2 &amp; so on",
    "<pre><code>a  b\n</code></pre>": "a b",
    '<p>See <a href="https://example.org/?a=1" rel="ugc">this</a></p': "See this",
    '<p>Broken off <a href="https://exa': "Broken off",
}


@pytest.mark.parametrize(("html", "words"), EXCERPTS.items())
def test_an_excerpt_is_what_a_reader_would_read(html: str, words: str) -> None:
    assert excerpt_of(html) == words


def test_a_long_comment_is_cut_between_words() -> None:
    excerpt = excerpt_of(f"<p>{'word ' * 200}</p>")
    assert excerpt.endswith("word…")
    assert len(excerpt) <= MAX_EXCERPT
    assert len(excerpt_of(f"<p>{'w' * 1000}</p>")) == MAX_EXCERPT


@given(st.text(st.sampled_from("ab <>&*_`[]()>-\n\"'"), min_size=1, max_size=300), st.integers(0, 400))
def test_an_excerpt_of_anything_cut_anywhere_is_short_and_on_one_line(typed: str, cut: int) -> None:
    try:
        html = render_comment(normalise_comment(typed))
    except CommentRefused:
        return
    excerpt = excerpt_of(html[: min(cut, EXCERPT_SOURCE)])
    assert len(excerpt) <= MAX_EXCERPT
    assert "\n" not in excerpt
