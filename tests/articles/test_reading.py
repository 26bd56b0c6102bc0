"""An article file is read whole, or refused with every problem, its line and what to do about it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsite.articles import types
from pollsite.articles.errors import ArticleError, ArticleInvalid
from pollsite.articles.questions import MOST_QUESTIONS
from pollsite.articles.reading import read_article
from pollsite.articles.types import ArticleSource, Kind, OptionSpec, Severity
from tests.articles.drafts import file_of, only_refusal_of, refusals_of

CONTENT = Path(types.__file__).parent / "content"


def only_question_of(**fields: str) -> types.Question:
    (question,) = read_article(file_of(fields)).questions
    return question


def test_every_field_of_a_sound_file_is_read() -> None:
    text = file_of({"before": "Old.", "after": "New.", "wording": "3"})
    assert read_article(text) == ArticleSource(
        title="Bread",
        slug="bread",
        author="A. Baker",
        published_on=date(2026, 11, 23),
        summary="On bread.",
        language="en",
        questions=(
            types.Question(
                key="stale",
                question="Is stale bread bread?",
                kind=Kind.SINGLE,
                options=(
                    OptionSpec(key="yes", label="Yes"),
                    OptionSpec(key="no", label="No"),
                    OptionSpec(key="not-sure", label="Not sure", exclusive=True, not_sure=True),
                ),
                beside="Bread stays bread.",
                before="Old.",
                after="New.",
                wording=3,
                line=9,
            ),
        ),
        body="Bread stays bread.\n",
        body_line=18,
        text=text,
    )


def test_yes_no_and_dates_stay_the_words_that_were_typed() -> None:
    source = read_article(file_of(title="no", author="2026-11-23", summary="yes"))
    assert (source.title, source.author, source.summary) == ("no", "2026-11-23", "yes")


def test_an_article_without_questions_is_read() -> None:
    assert read_article(file_of()).questions == ()
    assert read_article(file_of(questions="[]")).questions == ()


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm() -> None:
    text = "\ufeff" + file_of(body="One.\n\nTwo.\n").replace("\n", "\r\n")
    source = read_article(text)
    assert (source.body, source.text) == ("One.\n\nTwo.\n", text)


def test_a_text_folded_over_lines_is_one_line() -> None:
    assert read_article(file_of(summary=">\n  On bread,\n  and more.")).summary == "On bread, and more."


def test_a_no_break_space_is_kept() -> None:
    assert read_article(file_of(title="« Le\u00a0pain »")).title == "« Le\u00a0pain »"


def test_scale_without_options_has_five_steps_of_agreement() -> None:
    question = only_question_of(kind="scale", options="")
    assert [option.label for option in question.options] == [
        "Strongly agree",
        "Agree",
        "Neither agree nor disagree",
        "Disagree",
        "Strongly disagree",
        "Not sure",
    ]


def test_multiple_choice_takes_all_its_options_unless_told_otherwise() -> None:
    assert only_question_of(kind="multiple").max_choices == 2
    assert only_question_of(kind="multiple", max="1").max_choices == 1
    assert only_question_of(kind="single").max_choices is None


def test_exclusive_options_and_a_label_for_not_sure_are_read() -> None:
    options = "[{key: a, label: A, exclusive: true}, {key: b, label: B, exclusive: no}]"
    question = only_question_of(kind="multiple", options=options, not_sure="Weiß nicht")
    assert [(option.label, option.exclusive) for option in question.options] == [
        ("A", True),
        ("B", False),
        ("Weiß nicht", True),
    ]


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-12-01", datetime(2026, 12, 1, tzinfo=UTC)),
        ("2026-12-01T18:00+01:00", datetime(2026, 12, 1, 17, tzinfo=UTC)),
        ("2026-12-01T18:00:00Z", datetime(2026, 12, 1, 18, tzinfo=UTC)),
    ],
)
def test_times_are_instants_in_utc_and_a_date_is_its_midnight(written: str, instant: datetime) -> None:
    assert only_question_of(closes=written).closes_at == instant


@pytest.mark.parametrize("language", ["en", "pt-BR", "ar", "zh-Hant-TW", "sl-rozaj-biske"])
def test_language_tags_are_taken(language: str) -> None:
    assert read_article(file_of(language=language)).language == language


@pytest.mark.parametrize(
    ("fields", "line", "words"),
    [
        ({"title": ""}, 2, "“title” is missing; add a line “title: …”"),
        ({"title": '""'}, 2, "“title” is empty"),
        ({"title": "[a, b]"}, 2, "“title” must be one text"),
        ({"title": "x" * 201}, 2, "201 characters; shorten it to 200"),
        ({"slug": "Fresh_Bread"}, 3, "small letters a–z, digits and hyphens"),
        ({"slug": "x" * 81}, 3, "shorten it to 80"),
        ({"author": "TODO"}, 4, "“author” still says “TODO”; replace it"),
        ({"author": "'TODO: ask her'"}, 4, "replace it with the real text"),
        ({"date": "23.11.2026"}, 5, "is not a date; write it as 2026-11-23"),
        ({"date": "2026-02-30"}, 5, "is not a date"),
        ({"date": "2026-11-23T10:00"}, 5, "is not a date"),
        ({"summary": "x" * 301}, 6, "shorten it to 300"),
        ({"language": "english"}, 7, "language tag such as en, pt-BR or ar"),
        ({"sumary": "x"}, 8, "“sumary” is not a field; did you mean “summary”?"),
        ({"colour": "x"}, 8, "the fields are title, slug, author"),
        ({"questions": "none"}, 8, "must be a list: one entry on a line"),
        ({"questions": "\n  - just words"}, 9, "Here belong the fields “key:”"),
    ],
)
def test_a_wrong_field_of_the_article_is_named_with_its_line(
    fields: dict[str, str], line: int, words: str
) -> None:
    problems = refusals_of(file_of(**fields))
    assert any(at == line and words in message for at, message in problems), problems


@pytest.mark.parametrize(
    ("fields", "line", "words"),
    [
        ({"key": ""}, 9, "“key” is missing"),
        ({"key": "Stale!"}, 9, "small letters"),
        ({"key": "x" * 41}, 9, "shorten it to 40"),
        ({"question": ""}, 9, "“question” is missing"),
        ({"question": "x" * 201}, 10, "shorten it to 200"),
        ({"kind": ""}, 9, "“kind” is missing; add a line “kind: single or multiple or scale”"),
        ({"kind": "ranking"}, 11, "write single or multiple or scale"),
        ({"beside": ""}, 9, "“beside” is missing"),
        ({"beside": '""'}, 12, "“beside” is empty"),
        ({"options": ""}, 9, "2 to 12 answers belong under “options”; here are 0"),
        ({"options": "[{key: a, label: A}]"}, 13, "here are 1"),
        ({"options": "[a, b]"}, 13, "Here belong the fields “key:”, “label:”"),
        ({"options": "{key: a, label: A}"}, 13, "must be a list"),
        ({"options": "[{key: a, label: A}, {key: a, label: B}]"}, 13, "two answers have the key “a”"),
        ({"options": "[{key: a, label: A}, {key: b, label: a}]"}, 13, "two answers have the label “a”"),
        ({"options": "[{key: a, label: A}, {key: b}]"}, 13, "“label” is missing"),
        ({"options": f"[{{key: a, label: {'x' * 81}}}, {{key: b, label: B}}]"}, 13, "shorten it to 80"),
        ({"options": "[{key: a, label: A}, {key: b, lable: B}]"}, 13, "did you mean “label”?"),
        ({"options": "[{key: a, label: A, exclusive: 1}, {key: b, label: B}]"}, 13, "true or false"),
        ({"options": "[{key: a, label: A}, {key: not-sure, label: Dunno}]"}, 13, "added to every question"),
        ({"options": "[{key: a, label: A}, {key: b, label: not sure}]"}, 13, "added to every question"),
        ({"kind": "scale"}, 13, "a scale has 5 answers, from one end to the other; here are 2"),
        ({"max": "2"}, 14, "“max” belongs to “kind: multiple” only"),
        ({"kind": "multiple", "max": "3"}, 14, "a whole number from 1 to 2"),
        ({"kind": "multiple", "max": "0"}, 14, "a whole number from 1 to 2"),
        ({"wording": "first"}, 14, "a whole number from 1"),
        ({"visibility": "later"}, 14, "write always or after_vote or after_close"),
        ({"visibility": "after_close"}, 14, "needs “closes”"),
        ({"opens": "soon"}, 14, "is not a time"),
        ({"opens": "2026-12-01T18:00"}, 14, "with its zone"),
        ({"opens": "0001-01-01T00:00+14:00"}, 14, "is not a time"),
        ({"opens": "2026-12-02", "closes": "2026-12-01"}, 15, "“closes” must be later than “opens”"),
        ({"besides": "x"}, 14, "did you mean “beside”?"),
    ],
)
def test_a_wrong_field_of_a_question_is_named_with_its_line(
    fields: dict[str, str], line: int, words: str
) -> None:
    problems = refusals_of(file_of(fields))
    assert any(at == line and words in message for at, message in problems), problems


def test_an_article_asks_so_many_questions() -> None:
    asked = [{"key": f"q-{number}"} for number in range(MOST_QUESTIONS + 1)]
    assert len(read_article(file_of(*asked[1:])).questions) == MOST_QUESTIONS
    assert "at most 60. Remove some." in only_refusal_of(file_of(*asked))[1]


def test_two_questions_may_not_share_a_key() -> None:
    line, message = only_refusal_of(file_of({}, {}))
    assert (line, message) == (14, "Question “stale”: another question has this key; give each its own.")


def test_a_field_given_twice_is_refused() -> None:
    line, message = only_refusal_of(file_of().replace("slug:", "title: Rolls\nslug:"))
    assert (line, message) == (3, "The article: “title” is given twice; keep one of them.")


def test_all_problems_are_told_at_once_in_the_order_of_their_lines() -> None:
    found = refusals_of(file_of({"kind": "x", "question": ""}, slug="No!", date="later", body="  \n"))
    assert [line for line, _ in found] == [3, 5, 9, 10, 14]


def test_an_article_without_text_is_refused() -> None:
    assert only_refusal_of(file_of(body=" \n")) == (
        9,
        "The article has no text; write it below the second ---.",
    )


def test_an_unanswered_mark_of_importing_is_refused_at_its_line() -> None:
    line, message = only_refusal_of(file_of(body="One.\n\n[[CHECK: is this yours?]]\n\nTwo.\n"))
    assert line == 11
    assert "Delete this line to keep it, or delete both." in message


def test_warnings_come_with_the_errors_so_that_nothing_is_hidden() -> None:
    with pytest.raises(ArticleInvalid) as refused:
        read_article(file_of(title="", body="More text…\n"))
    assert [problem.severity for problem in refused.value.problems] == [Severity.ERROR, Severity.WARNING]


def test_a_refusal_is_an_article_error_that_tells_the_lines() -> None:
    refusal = ArticleInvalid([types.Problem(7, "Late."), types.Problem(3, "Early.")])
    assert isinstance(refusal, ArticleError)
    assert str(refusal) == "line 3: Early.\nline 7: Late."


VISIBLE = st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp", "Zs"))


@given(st.text(VISIBLE, min_size=1, max_size=60).map("a".__add__))
def test_any_visible_title_between_double_quotes_comes_back_as_typed(title: str) -> None:
    quoted = '"' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'
    assert read_article(file_of(title=quoted)).title == title


def test_the_article_we_ship_is_read_with_nine_questions() -> None:
    assert len(read_article((CONTENT / "to-ai-or-not-to-ai.md").read_text("utf-8")).questions) == 9


def test_one_question_may_be_asked_before_reading_too() -> None:
    assert read_article(file_of({}, shift="stale")).shift == "stale"
    assert read_article(file_of({})).shift == ""


@pytest.mark.parametrize(
    ("asked", "shift", "told"),
    [
        ({}, "crust", "“shift: crust” names no question; write the key of one below."),
        (
            {"kind": "multiple", "max": "2"},
            "stale",
            "“shift: stale” names a question that takes several answers",
        ),
    ],
)
def test_what_changed_can_only_be_told_of_one_answer(asked: dict[str, str], shift: str, told: str) -> None:
    line, message = only_refusal_of(file_of(asked, shift=shift))
    assert (line, told in message) == (8, True)
