"""Each asked sentence is marked, and its poll stands after its block; what was published before is followed."""

from pathlib import Path

import pytest

from pollsite.articles import types
from pollsite.articles.reading import read_article
from pollsite.articles.rendering import render_article
from pollsite.articles.types import Anchor, RenderedArticle, Segment, Severity
from tests.articles.drafts import html_of, outline, problems_of, question, rendered

CONTENT = Path(types.__file__).parent / "content"


class TestMarks:
    @pytest.mark.parametrize(
        ("body", "beside", "html"),
        [
            ("One. Two? Three.", "Two?", "One. {Two?} Three."),
            ("One *two* three.", "One two three.", "{One }<em>{two}</em>{ three.}"),
            ("*One two* three.", "two three.", "<em>One {two}</em>{ three.}"),
            ("**One *two* three.**", "o thr", "<strong>One <em>tw{o}</em>{ thr}ee.</strong>"),
            ("One `two` three.", "One two three.", "{One <code>two</code> three.}"),
            ("One `two` three.", "wo th", "One <code>t</code>{<code>wo</code> th}ree."),
            ("One\ntwo  \nthree.", "One two three.", "{One\ntwo<br>\nthree.}"),
            ("One &amp; two.", "One & two.", "{One &amp; two.}"),
            ("One \\*two\\*.", "One *two*.", "{One *two*.}"),
            ("It’s — “so…”", 'It\'s - "so..."', "{It’s — “so…”}"),
            ("One[^n] two.\n\n[^n]: N.", "One two.", '{One}<sup class="footnote-ref">'),
            ("خبز. هل هذا خبز؟", "هل هذا خبز؟", "خبز. {هل هذا خبز؟}"),
        ],
    )
    def test_the_sentence_is_marked_within_its_nesting(self, body: str, beside: str, html: str) -> None:
        shown = html_of(body, question(beside))
        first, again = '<mark class="asked asked-1" id="asks-q">', '<mark class="asked asked-1">'
        assert shown.count(first) == 1
        assert html in shown.replace(first, "{").replace(again, "{").replace("</mark>", "}")
        assert not problems_of(body, question(beside))

    def test_a_sentence_within_a_link_keeps_the_link_whole(self) -> None:
        shown = html_of("[One two](https://e.org) three.", question("two three."))
        assert (
            '>One <mark class="asked asked-1" id="asks-q">two</mark></a><mark class="asked asked-1"> three.'
            in shown
        )

    @pytest.mark.parametrize(
        "body",
        [
            "Well. Bread?",
            "- a\n- Bread?",
            "> 1. Bread?",
            "| a | b |\n|--|--|\n| Bread? | c |",
            "- a\n\n  Bread?",
        ],
    )
    def test_sentences_are_found_in_paragraphs_lists_quotations_and_tables(self, body: str) -> None:
        result = rendered(f"First.\n\n{body}\n\nLast.", question("Bread?"))
        assert 'id="asks-q">Bread?</mark>' in result.segments[0].html
        assert [segment.poll for segment in result.segments] == ["", "q", ""]

    @pytest.mark.parametrize(
        "body",
        ["## Bread?", "```\nBread?\n```", "    Bread?", "One.[^n]\n\n[^n]: Bread?", "![Bread?](a.png)"],
    )
    def test_sentences_are_not_found_in_headings_code_footnotes_and_pictures(self, body: str) -> None:
        told = problems_of(f"First.\n\n{body}", question("Bread?"))
        assert any("is not in the text" in message for _, _, message in told)

    def test_a_sentence_does_not_reach_over_two_paragraphs(self) -> None:
        assert "is not in the text" in problems_of("One.\n\nTwo.", question("One. Two."))[0][2]

    def test_marks_are_numbered_by_the_front_matter_and_polls_stand_in_the_order_of_the_text(self) -> None:
        result = rendered(
            "A? B?\n\nC?\n\nEnd.", question("C?", "c"), question("B?", "b"), question("A?", "a")
        )
        assert outline(result) == ["A? B?", "[a]", "[b]", "C?", "[c]", "End."]
        assert (
            '<mark class="asked asked-3" id="asks-a">A?</mark> <mark class="asked asked-2" id="asks-b">B?'
            in (result.segments[0].html)
        )

    def test_a_poll_stands_after_the_whole_top_level_block(self) -> None:
        result = rendered("> One?\n>\n> - two\n\nEnd.", question("One?"))
        assert outline(result) == ["One? two", "[q]", "End."]

    def test_sentences_that_overlap_are_a_problem(self) -> None:
        body, long, short = "One two three.", question("One two", "a"), question("two three.", "b", line=30)
        ((line, severity, message),) = problems_of(body, long, short)
        assert (line, severity) == (30, Severity.ERROR)
        assert message == "Question “b”: its sentence overlaps that of “a”; quote another, or less of it."

    def test_a_first_sentence_that_is_not_found_is_an_error_at_its_question(self) -> None:
        ((line, severity, message),) = problems_of(
            "Is bread a meal?", question("Is bread the meal?", line=12)
        )
        assert (line, severity) == (12, Severity.ERROR)
        assert message.startswith(
            "Question “q”: the sentence of “beside” is not in the text. The closest is “Is"
        )

    def test_before_and_after_choose_between_equal_sentences(self) -> None:
        result = rendered("A. So?\n\nB. So?", question("So?", before="B."))
        assert outline(result) == ["A. So? B. So?", "[q]"]
        assert not [told for told in result.problems if told.severity is Severity.ERROR]

    def test_the_anchor_remembers_section_and_surroundings(self) -> None:
        result = rendered("Intro.\n\n## Old\n\nOne. So? Two.", question("So?"))
        assert result.anchors == {"q": Anchor("So?", "Intro.\nOne. ", " Two.", section="old", occurrences=1)}

    def test_the_article_that_asks_nothing_is_told_so(self) -> None:
        assert "The article asks nothing" in rendered("One.").problems[0].message


class TestPublicationAgain:
    ANCHOR = Anchor("So?", "One. ", " Two.", section="old", occurrences=1)

    def orphaned(self, body: str, *anchors: tuple[str, Anchor]) -> RenderedArticle:
        return rendered(
            body, *(question(anchor.exact, key) for key, anchor in anchors), previous=dict(anchors)
        )

    def test_a_moved_sentence_takes_its_poll_along(self) -> None:
        result = rendered("So? New.\n\n## Old\n\nEnd.", question("So?"), previous={"q": self.ANCHOR})
        assert outline(result) == ["So? New.", "[q]", "Old End."]
        assert result.anchors["q"].section == ""

    @pytest.mark.parametrize(
        ("body", "segments"),
        [
            (
                "Intro.\n\n## Old\n\nOne.\n\n- list\n\n## New\n\nEnd.",
                ["Intro. Old One. list", "[q?]", "New End."],
            ),
            ("Intro.\n\n## Old\n\nOne.\n\n### Sub\n\nEnd.", ["Intro. Old One.", "[q?]", "Sub End."]),
            ("## Old\n\n#### Deep\n\nOne.\n\n> ## Q", ["Old Deep One. Q", "[q?]"]),
            ("Intro.\n\n## Other\n\nEnd.", ["Intro. Other End.", "[q?]"]),
            ("## Old\n\nOne.[^n]\n\n[^n]: Note.", ["Old One. 1", "[q?]", "Note. ↩︎"]),
            ("## Other\n\nOne.[^n]\n\n[^n]: Note.", ["Other One. 1", "[q?]", "Note. ↩︎"]),
        ],
    )
    def test_an_orphan_stands_at_the_end_of_its_section_or_of_the_article(
        self, body: str, segments: list[str]
    ) -> None:
        result = self.orphaned(body, ("q", self.ANCHOR))
        assert outline(result) == segments
        assert (result.orphans, result.anchors) == (("q",), {})

    def test_an_orphan_from_before_the_first_heading_stands_before_it(self) -> None:
        anchor = Anchor("So?", "", "", section="", occurrences=1)
        assert outline(self.orphaned("Intro.\n\n## Old\n\nEnd.", ("q", anchor))) == [
            "Intro.",
            "[q?]",
            "Old End.",
        ]

    def test_orphans_come_after_the_polls_of_the_last_block(self) -> None:
        result = rendered(
            "## Old\n\nWhy?",
            question("So?", "gone"),
            question("Why?", "here"),
            previous={"gone": self.ANCHOR},
        )
        assert outline(result) == ["Old Why?", "[here]", "[gone?]"]

    def test_an_orphan_is_a_warning_at_its_question_and_does_not_stop_publishing(self) -> None:
        (told,) = self.orphaned("## Old\n\nEnd.", ("q", self.ANCHOR)).problems
        assert (told.line, told.severity) == (9, Severity.WARNING)
        assert (
            told.message == "Question “q”: the sentence is gone: the poll stands at the end of its section."
        )

    def test_a_lookalike_is_not_marked(self) -> None:
        anchor = Anchor("So?", "He said: ", " She left.", section="old", occurrences=2)
        result = self.orphaned("## Old\n\nThey all said: So? And so on.", ("q", anchor))
        assert outline(result) == ["Old They all said: So? And so on.", "[q?]"]
        assert "mark" not in result.segments[0].html

    def test_a_new_quote_that_is_not_found_is_an_error_not_an_orphan(self) -> None:
        result = rendered("## Old\n\nEnd.", question("Why?"), previous={"q": self.ANCHOR})
        assert result.orphans == ()
        assert result.problems[0].severity is Severity.ERROR

    def test_an_article_that_lost_all_its_text_still_shows_its_polls(self) -> None:
        assert self.orphaned("[r]: https://e.org", ("q", self.ANCHOR)).segments == (
            Segment(poll="q", orphaned=True),
        )


def test_the_article_we_ship_renders_without_a_problem() -> None:
    source = read_article((CONTENT / "to-ai-or-not-to-ai.md").read_text("utf-8"))
    result = render_article(source, {})
    assert result.problems == ()
    assert [segment.poll for segment in result.segments if segment.poll] == [
        told.key for told in source.questions
    ]
    assert (len(result.anchors), result.orphans) == (9, ())
    assert all((CONTENT / name).is_file() for name in result.media)
    again = render_article(source, result.anchors)
    assert again == result
