"""A plain-text essay becomes an article file: every word kept, nothing taken for Markdown, no filler unseen."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pollsite.articles.filler import MARKER, looks_like_filler
from pollsite.articles.importing import import_text
from pollsite.articles.markdown import inline_text, parse
from pollsite.articles.reading import read_article
from pollsite.articles.rendering import render_article
from pollsite.articles.types import Problem, Severity
from tests.articles.drafts import refusals_of

ORIGINAL = Path(__file__).parents[2].parent / "shared" / "essay" / "original.txt"
TODAY = date(2026, 11, 24)
FILLER = [
    "More text…",
    "This paragraph wraps around the left-floated image on desktop.",
    "It looks fine: on small screens, Massively stacks it.",
    "Keep telling your story here…",
    "Another section with a right-aligned image for visual rhythm.",
    "Wrap up the article with a conclusion or call-to-action.",
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit.",
    "Insert your introduction here",
    "Your text here.",
    "[placeholder]",
    "<Your name>",
    "TODO: find the figures",
]
OWN_WORDS = [
    "More text than picture, it tires the eye.",
    "The schools were massively underfunded. Massively.",
    "She kept telling her story, here and elsewhere.",
    "He drew a conclusion. It was a call to arms.",
    "Put the kettle on. Here, take mine.",
    "What is your story here? Nobody asked.",
    "An image, floated on the left of the river.",
    "Their to-do list [see above] was long.",
]


def imported(text: str) -> str:
    """The article file, its author filled in."""
    text, _ = import_text(text, today=TODAY)
    return text.replace('author: "TODO"', "author: A. Baker").replace('summary: "TODO"', "summary: On bread.")


def warnings_of(text: str) -> list[int]:
    return [
        problem.line for problem in import_text(text, today=TODAY)[1] if problem.severity is Severity.WARNING
    ]


def paragraphs_of(file_text: str) -> list[str]:
    """The words of every paragraph that a reader of the article would see."""
    tokens, _ = parse(read_article(file_text).body)
    assert {token.type for token in tokens} <= {"paragraph_open", "inline", "paragraph_close"}
    return [inline_text(token) for token in tokens if token.type == "inline"]


def test_the_first_line_is_the_title_and_the_others_are_paragraphs() -> None:
    source = read_article(imported("\n\nOn Bread & Wine: a Début\nFirst line.\n\n\nSecond “line”.\nThird.\n"))
    assert (source.title, source.slug) == ("On Bread & Wine: a Début", "on-bread-wine-a-debut")
    assert (source.published_on, source.language, source.questions) == (TODAY, "en", ())
    assert source.body == "\nFirst line.\n\nSecond “line”.\n\nThird.\n"


def test_the_file_as_imported_is_refused_until_author_and_summary_are_written() -> None:
    text, problems = import_text("Bread\n\nIt is old.", today=TODAY)
    assert problems == [
        Problem(1, f"The text does not say the “{name}”; write it in place of TODO.")
        for name in ("author", "summary")
    ]
    assert refusals_of(text) == [
        (4, "The article: “author” still says “TODO”; replace it with the real text."),
        (6, "The article: “summary” still says “TODO”; replace it with the real text."),
    ]


def test_the_example_of_a_question_is_one_once_it_is_uncommented() -> None:
    text = imported("Bread\n\nThe sentence of your text beside which the question stands, word for word.")
    asking = text.replace("questions: []\n", "").replace(
        "# Put questions like this one in place of the [] above:\n", ""
    )
    source = read_article(asking.replace("\n# ", "\n"))
    assert [option.label for option in source.questions[0].options] == ["Yes", "No", "Not sure"]
    assert render_article(source, {}).orphans == ()


def test_wrapped_text_is_cut_at_blank_lines_only() -> None:
    text = (
        "Bread\n\nThe bread of those days was grey and\nhard, and it was eaten with a knife.\n\n"
        "Nobody thought anything of that, as\nthere was nothing else to be had, in\nthose years.\n"
    )
    assert paragraphs_of(imported(text)) == [
        "The bread of those days was grey and hard, and it was eaten with a knife.",
        "Nobody thought anything of that, as there was nothing else to be had, in those years.",
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["A long paragraph on one line, " * 8, "and another " * 20, "", "A third."],
        [
            "Roses are red,",
            "so is this wine of ours,",
            "",
            "and bread,",
            "it is said,",
            "outlives the hours.",
        ],
    ],
)
def test_text_with_one_line_per_paragraph_is_cut_at_every_line(lines: list[str]) -> None:
    kept = [line.strip() for line in lines if line]
    assert paragraphs_of(imported("\n".join(["Title", "", *lines]))) == kept


def test_a_first_line_too_long_for_a_title_stays_in_the_text() -> None:
    line = "word " * 50 + "end."
    text, problems = import_text(line, today=TODAY)
    assert f"\n{line}\n" in text
    assert [problem.message for problem in problems] == [
        f"The text does not say the “{name}”; write it in place of TODO."
        for name in ("title", "slug", "author", "summary")
    ]


def test_a_title_without_latin_letters_leaves_the_slug_to_the_publisher() -> None:
    text, problems = import_text("خبز\n\nهو قديم.", today=TODAY)
    assert 'title: "خبز"\nslug: TODO\n' in text
    assert "“slug”" in problems[0].message
    assert any("“slug” still says “TODO”" in message for _, message in refusals_of(text))


@pytest.mark.parametrize(
    "line",
    [
        "# no heading", "- no list", "+ no list", "1. no list", "1986. A great year", "2) no list", "> no quotation", "---",
        "===", "***", "* * *", "```", "~~~", "no *emphasis* and _none_ here", "snake_case_name", "no `code`", "2 ** 3 ** 4",
        "[no](https://link)", "![no](picture.png)", "<https://no.link>", "https://no.link/a_b", "mailto:a@b.co",
        "&amp; &#65; &", "<b>no tag</b>", "a | b", ":--|--:", "[^1] no note", "[^1]: no note",
        "[a]: https://no.definition", "back\\slash\\",
        "^[no note]", "{.left}", "~~no strike~~", "\\*", "Tab\there", "“quotes” – … (c)",
    ],
)  # fmt: skip
def test_what_markdown_would_take_for_more_stays_text(line: str) -> None:
    assert paragraphs_of(imported(f"Title\n\nBefore {line}\n{line}\n\nAfter.")) == [
        f"Before {line}",
        line,
        "After.",
    ]


def test_the_blanks_before_a_line_do_not_make_it_code() -> None:
    assert paragraphs_of(imported("Title\n\n    Indented.\n\u3000Too.")) == ["Indented.", "Too."]


LINE = st.text(st.sampled_from("ab1 .)#*_-+=>[]()!`~|\\&;:<^{}x/h"), max_size=12)


@given(st.lists(LINE, max_size=8))
def test_every_line_of_any_text_is_shown_word_for_word(lines: list[str]) -> None:
    opening = "An opening line that is much too long for lines of its kind to be wrapped. " * 2
    text = "\n".join(["Title", "", opening, *lines])
    kept = [line.strip() for line in lines if line.strip()]
    assert paragraphs_of(imported(text).replace(MARKER, ""))[1:] == kept


@example(["1", "__", "1__"])
@given(st.lists(LINE.map(str.strip).filter(bool), min_size=3, max_size=8))
def test_wrapped_lines_are_shown_word_for_word_too(lines: list[str]) -> None:
    """Each line once in the middle of a paragraph, made as long as the widest, and once as its last line."""
    middle = "\n".join(line.ljust(12, "y") for line in lines)
    text = "Title\n\n" + "\n\n".join(f"{middle}\n{line}" for line in lines)
    shown = paragraphs_of(imported(text).replace(MARKER, ""))
    assert shown == [f"{middle}\n{line}".replace("\n", " ") for line in lines]


@given(st.text(max_size=120))
def test_any_text_at_all_is_imported_and_then_read_or_refused(text: str) -> None:
    refusals = refusals_of(imported(text), sound=True)
    assert all(line >= 1 and message for line, message in refusals)


def test_control_characters_are_left_out_and_told() -> None:
    text, problems = import_text("Title\n\nOne\x07 two\x00.\x0cNew page.", today=TODAY)
    assert text.endswith("\nOne two.\n\nNew page.\n")
    assert Problem(3, "Left out control characters that cannot be shown: 2.", Severity.WARNING) in problems


def test_an_empty_file_is_imported_as_an_article_to_be_written() -> None:
    assert [line for line, _ in refusals_of(import_text("", today=TODAY)[0])] == [2, 3, 4, 6, 21]


@pytest.mark.parametrize("line", FILLER)
def test_filler_is_kept_below_a_mark_and_told_by_its_line(line: str) -> None:
    text = f"Title\n\nMy own words.\n{line}\nMore words of mine."
    assert warnings_of(text) == [4]
    assert f"\n\n{MARKER}\n\n" in imported(text)
    assert "Delete this line to keep it, or delete both." in refusals_of(imported(text))[0][1]


@pytest.mark.parametrize("line", FILLER)
def test_filler_whose_mark_was_deleted_is_published_with_a_warning(line: str) -> None:
    kept = imported(f"Title\n\nMy own words.\n{line}").replace(MARKER + "\n\n", "")
    assert paragraphs_of(kept) == ["My own words.", line]
    told = [problem.message for problem in render_article(read_article(kept), {}).problems]
    assert any("looks like filler" in message for message in told)


@pytest.mark.parametrize("line", OWN_WORDS)
def test_own_words_are_not_taken_for_filler(line: str) -> None:
    assert not looks_like_filler(line)
    assert warnings_of(f"Title\n\n{line}") == []


def test_filler_over_several_wrapped_lines_is_seen() -> None:
    text = (
        "Title\n\nThe bread of those days was grey and\nhard, and it was eaten with a knife,\n"
        "when there was one at hand.\n\nWrap up the article with a conclusion\nor call-to-action.\n"
    )
    assert warnings_of(text) == [7]


def test_the_original_essay_is_kept_and_only_its_filler_is_told() -> None:
    """The essay stands beside the repository where it is developed; the cases above say the same of our words."""
    if not ORIGINAL.exists():
        return
    text = ORIGINAL.read_text("utf-8")
    lines = text.splitlines()
    filler = lines.index("More text…")
    assert warnings_of(text) == [
        number for number, line in enumerate(lines, 1) if number > filler and line.strip()
    ]
    kept = imported(text).replace(MARKER + "\n\n", "")
    assert paragraphs_of(kept) == [line.strip() for line in lines[1:] if line.strip()]
    assert not [
        told for told in render_article(read_article(kept), {}).problems if told.severity is Severity.ERROR
    ]
