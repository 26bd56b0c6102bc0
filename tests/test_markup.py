"""The allow-list lets through what our renderer makes, takes out the rest, and refuses what it cannot vouch for."""

import sys
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsite import markup
from pollsite.markup import MarkupRefused, clean_article_html, is_safe_link

OURS = [
    "<p>A &quot;b&quot; &amp; &lt;c&gt; <em>d</em> <strong>e</strong> <s>f</s> <code>g</code><br>\nh</p>\n<hr>\n",
    '<h2 id="أهلا-بكم">أهلا</h2>\n<h6 id="x">y</h6>\n',
    '<p><mark class="asked asked-12" id="asks-who-2">One</mark><mark class="asked asked-12"> two</mark></p>\n',
    '<p><a href="https://e.org/?a=1&amp;b=%C3%A4#c" rel="noopener" title="it\'s &lt;i&gt;">x</a></p>\n',
    '<p><a href="mailto:a@e.org">x</a> <a href="#fn1">y</a></p>\n',
    '<figure class="left"><img src="/media/0a/b-c.svg" alt="" width="300" height="360" loading="lazy" '
    'decoding="async"><figcaption>d</figcaption></figure>\n',
    '<ol start="3">\n<li>a</li>\n</ol>\n<ul>\n<li>\n<p>b</p>\n</li>\n</ul>\n',
    '<table>\n<thead>\n<tr>\n<th class="cell-end">a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b</td>\n</tr>\n'
    "</tbody>\n</table>\n",
    '<section class="footnotes">\n<ol class="footnotes-list">\n<li id="fn1" class="footnote-item"><p>a '
    '<a href="#fnref1:1" class="footnote-backref">↩︎</a></p>\n</li>\n</ol>\n</section>\n',
    '<p><sup class="footnote-ref"><a href="#fn1" id="fnref1:1">[1:1]</a></sup></p>\n',
    "<pre><code>a\n\n  b\n</code></pre>\n",
    "<blockquote>\n<p>a</p>\n</blockquote>\n",
    "",
]


@pytest.mark.parametrize("html", OURS)
def test_what_our_renderer_makes_comes_back_unchanged(html: str) -> None:
    assert clean_article_html(html) == html


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("<script>alert(1)</script>", "alert(1)"),
        ('<p onclick="x" style="y" class="z">a</p>', "<p>a</p>"),
        ('<a href="javascript:x">a</a>', "<a>a</a>"),
        ('<a href="/path">a</a><a href="//e.org">b</a>', "<a>a</a><a>b</a>"),
        ('<a href="sms:1" target="_blank">a</a>', "<a>a</a>"),
        ('<img src="https://e.org/a.png" onerror="x" alt="a">', '<img alt="a">'),
        ('<img src="/media/../a.png">', "<img>"),
        ("<p>a<!-- b -->c</p>", "<p>ac</p>"),
        ("<svg><style>a</style></svg>", "a"),
        ('<mark class="asked other" id="x">a</mark>', "<mark>a</mark>"),
        ('<figure class="left right">a</figure>', "<figure>a</figure>"),
        ("<p>a", "<p>a</p>"),
        ("a < b & c", "a &lt; b &amp; c"),
        ("<form>a<input></form><button>b</button>", "ab"),
    ],
)
def test_everything_else_is_taken_out(html: str, cleaned: str) -> None:
    assert clean_article_html(html) == cleaned


@pytest.mark.parametrize(
    "html",
    [
        '<img alt="a<b">',
        '<p>a</p><a title="x>y">z</a>',
        "<p>a</p",
        "<p x='",
        "a > b <b",
        "<a title='\"'>x</a>",
    ],
)
def test_what_is_not_plainly_safe_is_never_handed_on(html: str) -> None:
    try:
        cleaned = clean_article_html(html)
    except MarkupRefused:
        return
    assert clean_article_html(cleaned) == cleaned


@pytest.mark.parametrize(
    "html",
    [
        "<p>a<b</p>", "<script>x</script>", "<p>a", "</p>", "<p><em>a</p></em>", '<p class="x">a</p>',
        '<a href="javascript:x">a</a>', "<a href='#x'>a</a>", "<P>a</P>", "<p >a</p>", "<!-- a -->", '</p class="x">',
    ],
)  # fmt: skip
def test_a_result_outside_the_grammar_is_refused(html: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup._article, "cleaner", Careless())
    with pytest.raises(MarkupRefused):
        clean_article_html(html)


class Careless:
    """A cleaner that lets everything through."""

    def clean(self, html: str) -> str:
        return html


@pytest.mark.parametrize(
    "url",
    ["https://e.org", "http://e.org:8080/a?b=c&d#e", "HTTPS://E.org/", "mailto:a@e.org?subject=b", "#a", "https://xn--e.org",
     "https://e.org/%C3%A4", "https://127.0.0.1/"],
)  # fmt: skip
def test_links_to_the_web_to_mail_and_within_the_page_are_safe(url: str) -> None:
    assert is_safe_link(url)


@pytest.mark.parametrize(
    "url",
    ["", "a", "/a", "//e.org", "javascript:x", " https://e.org", "https:e.org", "https:/e.org", "https://", "ftp://e.org",
     "https://ä.org", "https://e.org/ä", "https://e.org/\n", "https://e.org\\@f.org", "https://a@e.org", "tel:1", "sms:1",
     "mailto:", "#", "#a b", 'https://e.org/"x', "data:text/html,x", "vbscript:x", "java\tscript:x", "ｈttps://e.org",
     "https://e.org:99999999"],
)  # fmt: skip
def test_all_other_links_are_not(url: str) -> None:
    assert not is_safe_link(url)


PIECES = st.sampled_from(
    ["<", ">", '"', "'", "=", "/", " ", "&", ";", "a", "p", "img", "svg", "script", "math", "style", "title", "onx", "href",
     "src", "javascript:", "<!--", "-->", "<![CDATA[", "]]>", "\x00", "<p>", "</p>", "<table>", "<td>", "<pre>\n", "&lt;",
     "&#60;", '<a href="', "<mark", "noscript", "template", "\n"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join))
def test_cleaning_any_html_gives_a_result_that_stays_as_it_is_or_a_refusal(html: str) -> None:
    try:
        cleaned = clean_article_html(html)
    except MarkupRefused:
        return
    assert "<script" not in cleaned
    markup._article.vouch_for(cleaned)


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Threads that take turns after every few instructions."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("hasty_threads")
def test_threads_never_get_each_others_text() -> None:
    wrong: list[str] = []

    def clean(name: str) -> None:
        html = f'<p>{name}</p><a href="https://e.org/{name}">{name}</a>' * 3
        wrong.extend(name for _ in range(60) if clean_article_html(html) != html)

    threads = [threading.Thread(target=clean, args=(name * 20,)) for name in "abcdefgh"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
