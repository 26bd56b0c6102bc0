"""A file that cannot be read as fields and text is refused in plain words, whatever is in it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsite.articles.reading import MAX_FILE_BYTES
from tests.articles.drafts import only_refusal_of, refusals_of


@pytest.mark.parametrize(
    ("front", "line", "words"),
    [
        ("title: Bread: a history", 2, "between double quotes"),
        ("title: Bread\nslug:\n\tx: y", 4, "Indent with spaces; a tab is not allowed here"),
        ("title: 'Bread", 2, "A quotation mark is opened and never closed"),
        ('title: "a\\q"', 2, "a backslash must be doubled"),
        ('title: "Bread" for all', 2, "a quoted text has quotes inside"),
        ("title: [Bread", 2, "must stand between double quotes"),
        ("title: *Bread*", 2, "begins with * must stand between double quotes"),
        ("title: @Bread", 2, "begins with @, % or ` must stand"),
        ("title: Bread\n--- more", 3, "remove this line"),
        ("- title", 2, "Between the --- lines belong fields"),
        ("", 2, "Between the --- lines belong fields"),
        ("title: " + "[" * 10_000, 2, "nested at most 8 deep"),
    ],
)
def test_broken_front_matter_is_explained_without_the_words_of_a_parser(
    front: str, line: int, words: str
) -> None:
    at, message = only_refusal_of(f"---\n{front}\n---\nText.\n")
    assert at == line
    assert words in message


def test_every_reference_and_tag_is_refused_by_its_line() -> None:
    text = "---\ntitle: &t Bread\nslug: *t\nauthor: !me I\n---\nText.\n"
    assert [line for line, _ in refusals_of(text)] == [2, 3, 4]


def test_a_bomb_of_references_is_refused_before_it_goes_off() -> None:
    lines = ["a: &a [x, x]", *(f"{new}: &{new} [*{old}, *{old}]" for old, new in pairwise("abcdefghi"))]
    assert all(
        "YAML reference" in message for _, message in refusals_of("---\n" + "\n".join(lines) + "\n---\nx")
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Begin the file with a line ---"),
        ("Just an essay.", "Begin the file with a line ---"),
        ("---\ntitle: Bread\n", "The fields have no end"),
        ("x" * (MAX_FILE_BYTES + 1), "500,001 bytes; an article may have 500,000"),
        ("---\ntitle: Br\x00ead\n---\n", "Delete the invisible U+0000 at column 10"),
        ("---\ntitle: Bread\n---\nOne\u2028two", "Delete the invisible U+2028 at column 4"),
        ("---\ntitle: \ud800\n---\n", "U+D800"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(text: str, words: str) -> None:
    assert words in only_refusal_of(text)[1]


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_is_read_or_refused_in_words(front: str, body: str) -> None:
    refusals = refusals_of(f"---\n{front}\n---\n{body}", sound=True)
    assert all(line >= 1 and message for line, message in refusals)
