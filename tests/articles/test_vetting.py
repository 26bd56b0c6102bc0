"""The Markdown an article may use, and what is told about the rest: the line, and what to do."""

import pytest

from pollsite.articles.rendering import render_article
from pollsite.articles.types import Severity
from tests.articles.drafts import article, html_of, outline, problems_of, question, rendered, strangers_in


class TestMarkdown:
    @pytest.mark.parametrize(
        ("body", "html"),
        [
            (
                "Old *bread* is **good** ~~bad~~ `x<y`.",
                "<p>Old <em>bread</em> is <strong>good</strong> <s>bad</s> ",
            ),
            ("> Quoted.", "<blockquote>\n<p>Quoted.</p>\n</blockquote>"),
            ("1. One\n2. Two", "<ol>\n<li>One</li>\n<li>Two</li>\n</ol>"),
            ("3. Three", '<ol start="3">\n<li>Three</li>\n</ol>'),
            ("```python onclick=x\nx < y\n```", "<pre><code>x &lt; y\n</code></pre>"),
            ("| a | b |\n|--|:-:|\n| c | d |", '<th class="cell-center">b</th>'),
            ("| a | b |\n|:--|--:|\n| c | d |", '<td class="cell-start">c</td>\n<td class="cell-end">d</td>'),
            ("One  \ntwo\n\n---", "<p>One<br>\ntwo</p>\n<hr>"),
            ('"Quotes" -- and ... (c) stay', "<p>&quot;Quotes&quot; -- and ... (c) stay</p>"),
            ("<b>No</b> HTML &amp; &copy;", "<p>&lt;b&gt;No&lt;/b&gt; HTML &amp; ©</p>"),
            ("مرحبا **بالعالم**", "<p>مرحبا <strong>بالعالم</strong></p>"),
        ],
    )
    def test_markdown_becomes_plain_html(self, body: str, html: str) -> None:
        assert html in html_of(body)
        assert not problems_of(body)

    @pytest.mark.parametrize(
        ("body", "html"),
        [
            (
                "[x](https://e.org/ä?a=1&b=2)",
                '<a href="https://e.org/%C3%A4?a=1&amp;b=2" rel="noopener">x</a>',
            ),
            ("https://e.org/a.", '<a href="https://e.org/a" rel="noopener">https://e.org/a</a>.'),
            ("[x](HTTP://e.org 'T')", '<a href="HTTP://e.org" rel="noopener" title="T">x</a>'),
            ("[x](mailto:a@e.org)", '<a href="mailto:a@e.org">x</a>'),
            ("[x](#fn)", '<a href="#fn">x</a>'),
            ("[x][r]\n\n[r]: https://e.org", '<a href="https://e.org" rel="noopener">x</a>'),
            ("www.e.org a@e.org //e.org", "<p>www.e.org a@e.org //e.org</p>"),
        ],
    )
    def test_links_lead_to_the_web_to_mail_and_within_the_page(self, body: str, html: str) -> None:
        assert html in html_of(body)
        assert not problems_of(body)

    @pytest.mark.parametrize(
        "address",
        ["javascript:alert(1)", "/path", "page.html", "//e.org", "data:text/html,x", "tel:090012", "sms:1",
         "&#106;avascript:x", "https:e.org", "ftp://e.org", "https://e.org\\@f.org", "JaVaScRiPt:x", "<java script:x>"],
    )  # fmt: skip
    def test_any_other_link_is_a_problem_and_leads_nowhere(self, address: str) -> None:
        ((line, severity, message),) = problems_of(f"Text.\n\nMore [x]({address}).")
        assert (line, severity) == (23, Severity.ERROR)
        assert "links begin with https://, http://, mailto: or #" in message
        assert "<a>x</a>" in html_of(f"Text.\n\nMore [x]({address}).")

    def test_a_link_within_a_link_is_a_problem(self) -> None:
        ((_, severity, message),) = problems_of("[a <https://e.org> b](https://f.org)")
        assert severity is Severity.ERROR
        assert "stands inside another link" in message

    def test_braces_after_a_link_are_a_problem_and_come_to_nothing(self) -> None:
        body = "[x](https://e.org){.left onclick=x}"
        assert "A link takes no attributes" in problems_of(body)[0][2]
        assert html_of(body) == '<p><a href="https://e.org" rel="noopener">x</a></p>\n'

    def test_the_line_of_a_problem_counts_line_breaks_within_a_paragraph(self) -> None:
        assert problems_of("One\ntwo\n[x](y)")[0][0] == 23

    def test_nesting_too_deep_is_a_problem_since_its_words_would_be_lost(self) -> None:
        assert "nested deeper than 20" in problems_of(">" * 30 + " lost")[0][2]
        assert not problems_of(">" * 15 + " kept")

    @pytest.mark.parametrize("row", ["| c | d | e |", "c|d||e", "| c | d | e"])
    def test_a_row_with_more_cells_than_its_table_is_a_problem_since_their_words_would_be_lost(
        self, row: str
    ) -> None:
        ((line, severity, message),) = problems_of(f"| a | b |\n|--|--|\n| c | d |\n{row}")
        assert (line, severity) == (24, Severity.ERROR)
        assert "more cells than the head" in message
        assert problems_of(f"> | a | b |\n> |--|--|\n> {row}")[0][0] == 23

    @pytest.mark.parametrize("row", ["| c | d |", "c | d", "| c |", "| c | d ||", "c \\| d | e"])
    def test_a_row_with_as_many_cells_or_fewer_is_none(self, row: str) -> None:
        for sign in ("", "> "):
            assert not problems_of(f"{sign}a | b\n{sign}--|--\n{sign}{row}")

    def test_a_line_taken_for_a_link_address_is_told(self) -> None:
        ((line, severity, message),) = problems_of("Text.\n\n[Note]: this-is-no-address")
        assert (line, severity) == (23, Severity.WARNING)
        assert "“[note]: …” counts as a link's address, and no link uses it" in message

    def test_an_address_given_twice_is_told(self) -> None:
        told = problems_of("[x][r]\n\n[r]: https://e.org\n[r]: https://f.org")
        assert [(line, severity) for line, severity, _ in told] == [(24, Severity.WARNING)]


class TestPictures:
    def test_a_picture_alone_becomes_a_figure_with_caption_and_size(self) -> None:
        body = '![A *hand*](hand.svg "Count "again""){.left width=300 height=360}'.replace(
            '"again"', "<again>"
        )
        assert html_of(body) == (
            '<figure class="left"><img src="/media/hand.svg" alt="A hand" width="300" height="360" loading="lazy" '
            'decoding="async"><figcaption>Count &lt;again&gt;</figcaption></figure>\n'
        )
        assert not problems_of(body)

    def test_a_picture_in_a_line_of_text_stays_in_it(self) -> None:
        body = 'See ![a hand](hand.png "H"){width=30 height=36} here.'
        assert "here." in html_of(body)
        assert '<img src="/media/hand.png" alt="a hand" width="30" height="36" loading="lazy"' in html_of(
            body
        )
        assert "figure" not in html_of(body)
        assert not problems_of(body)

    def test_pictures_are_addressed_by_the_caller_and_listed_once_in_order(self) -> None:
        body = (
            "![b](b.png){width=1 height=1}\n\n![a](a.png){width=1 height=1}\n\n![b](b.png){width=1 height=1}"
        )
        result = render_article(article(body), {}, media_url=lambda name: f"/media/0123abcd/{name}")
        assert list(result.media) == ["b.png", "a.png"]
        assert 'src="/media/0123abcd/a.png"' in result.segments[0].html

    def test_an_address_from_elsewhere_is_not_let_through_even_from_the_caller(self) -> None:
        body = "![b](b.png){width=1 height=1}"
        for address in ("https://e.org/b.png", '"><script>', "/media/../x", "//e.org/media/b.png"):
            (segment,) = render_article(article(body), {}, media_url={"b.png": address}.__getitem__).segments
            assert "src" not in segment.html
            assert "<script" not in segment.html

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("https://e.org/a.png", "nothing is sent to a third party; save the file beside the article"),
            ("//e.org/a.png", "nothing is sent to a third party"),
            ("data:image/png;base64,AAAA", "nothing is sent to a third party"),
            ("img/a.png", "needs a plain file name"),
            ("../a.png", "needs a plain file name"),
            (".a.png", "needs a plain file name"),
            ("a.bmp", "ending in .svg, .png"),
            ("a.svg?x", "needs a plain file name"),
            ("ä.png", "needs a plain file name"),
        ],
    )
    def test_a_picture_from_elsewhere_or_with_an_odd_name_is_a_problem(self, name: str, words: str) -> None:
        body = f"![Hand]({name})"
        ((line, severity, message),) = problems_of(body)
        assert (line, severity) == (21, Severity.ERROR)
        assert words in message
        assert html_of(body) == "<p>Hand</p>\n"

    @pytest.mark.parametrize(
        ("picture", "severity", "words"),
        [
            ("![](a.png){width=1 height=1}", Severity.WARNING, "has no description"),
            ("![a](a.png)", Severity.WARNING, "has no size, so the text will jump"),
            ("![a](a.png){width=1}", Severity.WARNING, "has no size"),
            (
                "![a](a.png){.left .big width=1 height=1}",
                Severity.ERROR,
                "“class=left big” is not for pictures",
            ),
            ("![a](a.png){width=0 height=1}", Severity.ERROR, "“width=0”"),
            ("![a](a.png){onclick=x width=1 height=1}", Severity.ERROR, "“onclick=x” is not for pictures"),
            ('![a](a.png){src="//e.org" width=1 height=1}', Severity.ERROR, "“src=//e.org”"),
            ("![a](a.png){#id width=1 height=1}", Severity.ERROR, "“id=id”"),
            ("![a](a.png){.left width=30% height=1}", Severity.ERROR, "cannot be read; write it as"),
            ("See ![a](a.png){.left width=1 height=1}", Severity.WARNING, "stands alone in its paragraph"),
        ],
    )
    def test_what_is_wrong_with_a_picture_is_told(self, picture: str, severity: Severity, words: str) -> None:
        assert any(told == severity and words in message for _, told, message in problems_of(picture))
        assert not strangers_in(rendered(picture))


class TestFootnotes:
    def test_footnotes_come_last_after_every_poll(self) -> None:
        result = rendered("One.[^n]\n\n[^n]: A *note*.\n\nTwo.", question("Two."))
        assert outline(result) == ["One. 1 Two.", "[q]", "A note . ↩︎"]
        assert '<a href="#fn1" id="fnref1">1</a>' in result.segments[0].html
        assert result.segments[2].html.startswith(
            '<section class="footnotes">\n<ol class="footnotes-list">\n<li id="fn1"'
        )

    def test_an_inline_footnote_works_too(self) -> None:
        assert outline(rendered("One.^[A note.] Two.")) == ["One. 1 Two. A note. ↩︎"]

    @pytest.mark.parametrize(
        ("body", "line", "severity", "words"),
        [
            ("One.\n\n[^n]: Lost.", 23, Severity.WARNING, "Nothing in the text refers to the footnote [^n]"),
            ("One.[^n]", 21, Severity.WARNING, "There is no footnote [^n]"),
            ("One.[^n]\n\n[^n]: A.\n\n[^n]: B.", 25, Severity.ERROR, "two footnotes [^n]"),
            ("One.[^n]\n\n[^n]: [^m]: A.", 23, Severity.ERROR, "[^m] stands inside another footnote"),
            ("One\ntwo.^[[x](y)]", 22, Severity.ERROR, "The link to “y”"),
            ("[one ^[two] three](https://e.org)", 21, Severity.ERROR, "put it after the link"),
        ],
    )
    def test_a_footnote_that_would_be_lost_is_told(
        self, body: str, line: int, severity: Severity, words: str
    ) -> None:
        told = problems_of(body)
        assert any((at, how) == (line, severity) and words in message for at, how, message in told), told

    def test_a_picture_alone_in_an_inline_footnote_stays_well_formed(self) -> None:
        assert not [
            told for told in problems_of("One.^[![a](a.png){width=1 height=1}]") if told[1] is Severity.ERROR
        ]


class TestHeadings:
    def test_headings_get_ids_from_their_words_and_make_the_contents(self) -> None:
        result = rendered(
            "## Old *bread*, `new`!\n\n### Old bread new\n\n#### Deep\n\n> ## Quoted\n\n## أهلا بكم"
        )
        assert [(told.level, told.id, told.text) for told in result.headings] == [
            (2, "old-bread-new", "Old bread, new!"),
            (3, "old-bread-new-2", "Old bread new"),
            (2, "أهلا-بكم", "أهلا بكم"),
        ]
        assert '<h4 id="deep">Deep</h4>' in result.segments[0].html

    def test_ids_that_the_page_needs_itself_are_left_to_it(self) -> None:
        body = "## Content\n\n## Poll x\n\n## FN1\n\n## Asks who\n\n## ?!\n\n## Pollen"
        assert [told.id for told in rendered(body).headings] == [
            "section-content", "section-poll-x", "section-fn1", "section-asks-who", "section", "pollen",
        ]  # fmt: skip

    def test_a_second_title_is_lowered_with_a_warning(self) -> None:
        ((line, severity, message),) = problems_of("One.\n\n# Bread")
        assert (line, severity) == (23, Severity.WARNING)
        assert "write it so" in message
        assert html_of("# Bread") == '<h2 id="bread">Bread</h2>\n'

    def test_an_empty_heading_is_told(self) -> None:
        assert "This heading is empty" in problems_of("##\n\nText.")[0][2]

    def test_words_are_counted_without_markdown_and_signs(self) -> None:
        assert rendered("## One two\n\nthree *four* – [five](https://e.org)!\n\n- six").words == 6
        assert rendered("面包是一餐吗").words == 3


class TestFiller:
    @pytest.mark.parametrize("line", ["More text…", "TODO: check", "Lorem ipsum dolor", "\\[placeholder\\]"])
    def test_filler_left_in_the_text_is_warned_about_at_its_line(self, line: str) -> None:
        ((at, severity, message),) = problems_of(f"One.\n\n{line}\n\nTwo.")
        assert (at, severity) == (23, Severity.WARNING)
        assert "looks like filler from a template" in message
