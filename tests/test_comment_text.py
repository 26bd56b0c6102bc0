"""Whatever a reader types becomes safe HTML that loses no word, or a sentence that says why not."""

import json
import re
import sys
import threading
from collections.abc import Iterator
from html import unescape
from time import process_time
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsite import markup
from pollsite.markup import (
    MAX_CHARACTERS,
    MAX_LINKS,
    MAX_NESTING,
    CommentRefused,
    normalise_comment,
    render_comment,
)
from tests.hostile import PAYLOADS

REL = 'rel="nofollow ugc noopener"'
LINK = f'<a href="https://e.org" {REL}>'

RENDERED = [
    ("One.\nTwo.\n\nThree.", "<p>One.<br>\nTwo.</p>\n<p>Three.</p>\n"),
    ("*a* _b_ **c** __d__ `e`", "<p><em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong> <code>e</code></p>\n"),
    ("> a\n> b\n\nc", "<blockquote>\n<p>a<br>\nb</p>\n</blockquote>\n<p>c</p>\n"),
    ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
    ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>\n'),
    ("```\na <b>\n```", "<pre><code>a &lt;b&gt;\n</code></pre>\n"),
    ("```python\na\n```", "<pre><code>a\n</code></pre>\n"),
    ("```python", "<pre><code>python\n</code></pre>\n"),
    ("```what is this\na\n```", "<pre><code>what is this\na\n</code></pre>\n"),
    ("[a](https://e.org)", f"<p>{LINK}a</a></p>\n"),
    ("[a]() [*b]()", "<p>[a]() [*b]()</p>\n"),
    ('[a](https://e.org "t < u")', f"<p>{LINK}a</a> (t &lt; u)</p>\n"),
    ("<https://e.org> https://e.org", f"<p>{LINK}https://e.org</a> {LINK}https://e.org</a></p>\n"),
    ("<a@e.org>", f'<p><a href="mailto:a@e.org" {REL}>a@e.org</a></p>\n'),
    ("https://ü.org/ä?a=1&b", f'<p><a href="https://xn--tda.org/%C3%A4?a=1&amp;b" {REL}>https://ü.org/ä?a=1&amp;b</a></p>\n'),
    ("e.org a@e.org ftp://e.org //e.org", "<p>e.org a@e.org ftp://e.org //e.org</p>\n"),
]  # fmt: skip
LITERAL = [
    "# a", "a\n===", "a\n---", "***", "<b>a</b>", "<!-- a -->", "<script>a</script>", "&amp; &#60; &copy;",
    "[a]: https-ish", "| a | b |\n|---|---|\n| c | d |", "~~a~~", "[^1]", "[a](javascript:b)", "[a](/b)", "[a](//e.org)",
    "[a](sms:1)", "[a](tel:0900)", "[a](#b)", "[a](data:text/html,b)", "<javascript:a>", "[a][b]", "![a](b.png)",
    "[a]( javascript:b )", "a  b", "{.left}", "<a href=//e.org>", "[a](vbscript:b)", "[a](https:e.org)",
]  # fmt: skip
HOSTILE = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<svg/onload=alert(1)>", "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))", "[x](java\nscript:alert(1))", "[x](&#106;avascript:alert(1))", "![x](x onerror=alert(1))",
    '[x](https://e.org"onmouseover=alert(1))', "[x](https://e.org '\" onmouseover=alert(1) x=\"')", "<https://e.org\"onx=1>",
    "https://e.org/\"onmouseover=alert(1)", "`<script>`", "```<script>\nx\n```",
    "<math><mtext><style><img onerror=alert(1)>",
    "</p></blockquote></main><form>", "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "\x00<b\x00>",
    "<a href='data:text/html,<script>alert(1)</script>'>", "[x](https://e.org/\u202egnp.exe)", "\u202eabc\u202c",
    "a\u0300" * 300, "\ufeff\u200bx", "[x](mailto:a@e.org?subject=<script>)", "&lt;script&gt;alert(1)&lt;/script&gt;",
    "[a](<javascript:alert(1)>)", "[![x](javascript:a)](javascript:b)", "<style>*{display:none}</style>",
    "{{7*7}} {% raw %}",
    "]]><!DOCTYPE x [<!ENTITY a 'b'>]>", "\ud800 lone", "><" * 500, "'-alert(1)-'", "<plaintext>", "<textarea>", "<title>",
]  # fmt: skip
WORDS = ["alpha", "beta", "gamma", "delta", "omega"]
MARKDOWN = st.lists(
    st.sampled_from(
        [*WORDS, " ", "\n", "\n\n", "*", "**", "_", "`", "> ", "- ", "1. ", "# ", "    ", "\t", "[", "](", ")", "![",
         "](https://e.org ", "'", '"', "<b>", "&amp;", "|", "https://e.org/", "\\", "<", ">", "]: ", "<https://", "---\n"]
    ),
    max_size=40,
).map("".join)  # fmt: skip


def shown(html: str) -> str:
    """Everything a browser is told: words and addresses, also as they read without escapes."""
    return "\n".join((html, unescape(html), unquote(unescape(html)))).lower()


def lost(source: str, html: str) -> list[str]:
    """Words of the text that the HTML does not hold; the language of a code block is no word."""
    told = shown(html)
    text = re.sub(r"(?m)^([\s>*+-]|\d+[.)])*(```+|~~~+)[ \t]*[\w+#.-]*", "", normalise_comment(source))
    return [word for word in re.findall(r"[a-z]{3,}", text.lower()) if word not in told]


def assert_safe(source: str) -> None:
    """It is refused, or becomes what the strict reading vouches for, with every word."""
    try:
        html = render_comment(source)
    except CommentRefused:
        return
    markup._comment.vouch_for(html)
    assert lost(source, html) == [], source


@pytest.mark.parametrize(("source", "html"), RENDERED)
def test_what_markdown_may_do(source: str, html: str) -> None:
    assert render_comment(source) == html


@pytest.mark.parametrize("source", LITERAL)
def test_all_else_stays_as_it_was_typed(source: str) -> None:
    lines = unescape(render_comment(source)).replace("<br>\n", "\n")
    assert lines == f"<p>{source}</p>\n"


@pytest.mark.parametrize("source", HOSTILE)
def test_hostile_words_are_words(source: str) -> None:
    assert_safe(source)
    assert_safe(f"> - {source}\n\n[{source}](https://e.org)\n\n`{source}`")


def test_published_payloads_are_words() -> None:
    """The lists stand beside the repository where it is developed; elsewhere our own cases above must do."""
    for path in sorted(PAYLOADS.glob("*.json")):
        for payload in json.loads(path.read_text("utf-8")):
            assert_safe(payload)


# What follows the sign of a code block names its language, which is not shown.
@given(MARKDOWN.filter(lambda source: "```" not in source))
def test_no_word_is_lost_in_silence(source: str) -> None:
    try:
        html = render_comment(source)
    except CommentRefused:
        return
    markup._comment.vouch_for(html)
    words = unescape(html)
    assert [word for word in WORDS if source.count(word) > words.count(word)] == []


@given(st.text(max_size=80))
def test_any_text_is_rendered_or_refused(source: str) -> None:
    assert_safe(source)


@given(
    st.lists(st.sampled_from(["> ", "- ", "1. ", "  ", "* ", "+ ", ">", "\n", "alpha "]), max_size=60).map(
        "".join
    )
)
def test_nests_too_deep_are_refused_and_not_cut_off(nest: str) -> None:
    source = nest + "omega"
    try:
        html = render_comment(source)
    except CommentRefused:
        return
    assert html.count("omega") == 1
    assert html.count("alpha") == source.count("alpha")


@pytest.mark.parametrize("sign", [">", "- ", "1. ", "> - "])
def test_nesting_has_a_limit_that_is_said(sign: str) -> None:
    deep = MAX_NESTING // len(sign.split())
    assert render_comment(sign * deep + "x").count("x") == 1
    for more in (deep + 1, deep + 3, 50):
        with pytest.raises(CommentRefused, match=f"nested {MAX_NESTING} deep"):
            render_comment(sign * more + "x")


def test_length_and_links_have_limits_that_are_said() -> None:
    assert render_comment("x" * MAX_CHARACTERS)
    with pytest.raises(CommentRefused, match="at most 5,000 characters; this one has 5,001"):
        render_comment("x" * (MAX_CHARACTERS + 1))
    assert render_comment("https://e.org " * MAX_LINKS).count("<a ") == MAX_LINKS
    with pytest.raises(CommentRefused, match="10 links; this one has 11"):
        render_comment("https://e.org " * (MAX_LINKS + 1))


@pytest.mark.parametrize("source", ["", " \n\t", "\u200b\u2060", "\x00\x01", "\u202e", "\ud800"])
def test_nothing_is_not_a_comment(source: str) -> None:
    with pytest.raises(CommentRefused, match="nothing to post"):
        render_comment(source)


@pytest.mark.parametrize(
    ("source", "text"),
    [("\r\n a\r\nb\rc\n ", "a\nb\nc"), ("a\x00b\x1b\x7f\x85c\td", "abc\td"), ("é e\u0301 ﬁ", "é e\u0301 ﬁ"),
     ("\ud800x", "x")],
)  # fmt: skip
def test_text_is_kept_as_typed_but_for_ends_and_controls(source: str, text: str) -> None:
    assert normalise_comment(source) == text == normalise_comment(text)


def test_whatever_the_libraries_stumble_over_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(_html: str) -> str:
        raise RecursionError

    monkeypatch.setattr(markup._comment, "cleaner", type("Stumbling", (), {"clean": staticmethod(stumble)})())
    with pytest.raises(CommentRefused, match="more plainly"):
        render_comment("x")


GROWING = ["*a ", "**", "[", "[a](", "![", "`", "``a", "<", "&amp;", "a@b.co ", "\\", "_a_", "[](", '"', "((", "]", "<a ",
           "https://e.org/", "x", "*_", "\n> a", "\n- a", "\n", "[a](<", "http://", "é", "](", "&#1;", "``\n"]  # fmt: skip


@pytest.mark.parametrize("piece", GROWING)
def test_twice_the_text_takes_about_twice_the_time(piece: str) -> None:
    """Quadratic growth would take four times; the best of several tries leaves out what else the machine did."""
    whole = (piece * MAX_CHARACTERS)[:MAX_CHARACTERS]
    half = whole[: MAX_CHARACTERS // 2]
    assert any(cost(whole) < 3 * cost(half) for _ in range(8))


def cost(source: str) -> float:
    """Seconds of CPU, at best."""
    times = []
    for _ in range(2):
        begun = process_time()
        assert_rendered(source)
        times.append(process_time() - begun)
    return min(times)


def assert_rendered(source: str) -> None:
    """Rendered or refused."""
    try:
        assert render_comment(source)
    except CommentRefused:
        return


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Threads that take turns after every few instructions."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("hasty_threads")
def test_threads_never_get_each_others_words() -> None:
    wrong: list[str] = []

    def render(name: str) -> None:
        source = f"{name} https://{name}.org *{name}*"
        expected = (
            f'<p>{name} <a href="https://{name}.org" {REL}>https://{name}.org</a> <em>{name}</em></p>\n'
        )
        wrong.extend(name for _ in range(60) if render_comment(source) != expected)

    threads = [threading.Thread(target=render, args=(name * 20,)) for name in "abcdefgh"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
