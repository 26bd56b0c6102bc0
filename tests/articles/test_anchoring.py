"""A question stays beside its sentence through edits, and never goes over to a lookalike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsite.articles.anchoring import CONTEXT, Missing, Place, Quote, fold, locate
from pollsite.articles.types import Anchor

SENTENCE = "Is bread a meal?"


def found(
    text: str, exact: str, previous: Anchor | None = None, *, before: str = "", after: str = ""
) -> Place:
    outcome = locate(fold(text), Quote(exact=exact, before=before, after=after), previous)
    assert isinstance(outcome, Place), outcome
    return outcome


def missing(
    text: str, exact: str, previous: Anchor | None = None, *, before: str = "", after: str = ""
) -> Missing:
    outcome = locate(fold(text), Quote(exact=exact, before=before, after=after), previous)
    assert isinstance(outcome, Missing), outcome
    return outcome


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("‘a’ “b” «c» d′", '\'a\' "b" "c" d\''),
        ("a—b – c -- d", "a-b - c - d"),
        ("wait…", "wait..."),
        ("a \t\u00a0 b", "a b"),
        ("a \n\n b", "a\nb"),
        ("so\u00adft\u200b", "soft"),
        ("", ""),
    ],
)
def test_typography_and_white_space_fold_to_plain_signs(text: str, folded: str) -> None:
    assert fold(text).folded == folded


@given(st.text(alphabet="ab \t\n…—-’\u00ad“", max_size=30))
def test_offsets_of_folded_text_rise_through_the_whole_original(text: str) -> None:
    folded = fold(text)
    assert len(folded.offsets) == len(folded.folded) + 1
    assert list(folded.offsets) == sorted(folded.offsets)
    assert folded.offsets[-1] == len(text)


@pytest.mark.parametrize(
    ("text", "quote", "marked"),
    [
        (
            "So: “it’s you—or is it…?” Yes.",
            '"it\'s you -- or is it...?"'.replace(" -- ", "--"),
            "“it’s you—or is it…?”",
        ),
        ("One  two\tthree.", "One two three.", "One  two\tthree."),
        ("Wait…", "Wait.", "Wait…"),
        ("A --- B", "A -", "A ---"),
        ("Very­ soft.", "Very soft.", "Very­ soft."),
        ("أهلا. هل هذا خبز؟ نعم.", "هل هذا خبز؟", "هل هذا خبز؟"),
    ],
)
def test_a_quote_typed_plainly_finds_the_typography_of_the_text(text: str, quote: str, marked: str) -> None:
    place = found(text, quote)
    assert text[place.start : place.end] == place.anchor.exact == marked


def test_the_anchor_holds_what_stands_around() -> None:
    anchor = found(f"{'x' * 50} {SENTENCE}\nNext.", SENTENCE).anchor
    assert anchor == Anchor(SENTENCE, "x" * (CONTEXT - 1) + " ", "\nNext.", section="", occurrences=1)


class TestFirstPublication:
    def test_a_sentence_that_stands_once_is_found(self) -> None:
        text = f"Well. {SENTENCE} Hm."
        assert found(text, SENTENCE).start == 6

    @pytest.mark.parametrize(
        "text", ["Is bread\na meal?", "is bread a meal?", "Is bread a real meal?", "", "Is bread a meal"]
    )
    def test_other_words_and_words_of_two_paragraphs_are_not_it(self, text: str) -> None:
        assert not missing(text, SENTENCE).orphaned

    def test_the_closest_sentence_is_suggested(self) -> None:
        told = missing("First. “Is bread a true meal?” Last.\nOther things.", SENTENCE).reason
        assert "is not in the text. The closest is ““Is bread a true meal?””." in told

    def test_nothing_is_suggested_when_nothing_is_close(self) -> None:
        assert "Copy it from the text" in missing("First. Last.", SENTENCE).reason

    def test_two_sentences_are_compared_with_two(self) -> None:
        told = missing("Hm. Bread is old. Is it a meal? Hm.", "Bread is very old. Is it a meal?").reason
        assert "“Bread is old. Is it a meal?”" in told

    def test_a_sentence_that_stands_twice_needs_before_or_after(self) -> None:
        told = missing(f"One. {SENTENCE} Two. {SENTENCE}", SENTENCE).reason
        assert "stands 2 times in the text; add “before:” or “after:”" in told

    @pytest.mark.parametrize(
        ("before", "after", "start"),
        [("One.", "", 5), ("Two", "", 26), ("", "Two", 5), ("two’s end", "", 53), ("", "\n  Three", 53)],
    )
    def test_before_and_after_tell_equal_sentences_apart(self, before: str, after: str, start: int) -> None:
        text = f"One. {SENTENCE} Two {SENTENCE} two's\nend {SENTENCE}\nThree."
        outcome = locate(fold(text), Quote(exact=SENTENCE, before=before, after=after), None)
        assert isinstance(outcome, Place)
        assert (outcome.start, outcome.anchor.occurrences) == (start, 3)

    def test_before_that_does_not_stand_there_is_a_problem_even_for_a_single_sentence(self) -> None:
        told = missing(f"One. {SENTENCE}", SENTENCE, before="Two.").reason
        assert "never stand next to the sentence" in told

    def test_before_that_fits_both_does_not_help(self) -> None:
        assert "2 times" in missing(f"One. {SENTENCE} One. {SENTENCE}", SENTENCE, before="One.").reason


class TestPublicationAgain:
    def test_the_only_such_sentence_is_followed_wherever_it_moved(self) -> None:
        before = found(f"{SENTENCE} First.\nSecond.", SENTENCE).anchor
        text = f"Quite new.\nSecond.\nAll else is new. {SENTENCE}"
        assert found(text, SENTENCE, before).start == text.index(SENTENCE)

    def test_a_new_lookalike_does_not_draw_the_question(self) -> None:
        old = f"The first paragraph, which ends so. {SENTENCE} And the rest."
        before = found(old, SENTENCE).anchor
        text = f"Ask: {SENTENCE} Well.\n{old}"
        assert found(text, SENTENCE, before).start == text.rindex(SENTENCE)

    def test_the_side_that_was_kept_is_enough(self) -> None:
        before = found(f"A long enough paragraph before this. {SENTENCE} The end.", SENTENCE).anchor
        text = f"Ask: {SENTENCE}\nA long enough paragraph before this. {SENTENCE} Another end."
        assert found(text, SENTENCE, before).start == text.rindex(SENTENCE)

    def test_a_side_kept_in_part_is_not_enough(self) -> None:
        before = found(f"A long enough paragraph before this. {SENTENCE} The end.", SENTENCE).anchor
        text = f"Ask: {SENTENCE}\nAn odd enough paragraph before this. {SENTENCE} Another end."
        assert missing(text, SENTENCE, before).orphaned

    def test_a_paragraph_that_was_doubled_is_ambiguous(self) -> None:
        paragraph = f"A long enough paragraph before this. {SENTENCE} And a long enough one after this."
        before = found(paragraph, SENTENCE).anchor
        told = missing(f"{paragraph}\n{paragraph}", SENTENCE, before)
        assert told.orphaned
        assert "not surely the same place" in told.reason

    def test_a_sentence_that_is_gone_is_orphaned(self) -> None:
        before = found(f"One. {SENTENCE}", SENTENCE).anchor
        assert missing("One. Is bread a dish?", SENTENCE, before) == Missing(
            "the sentence is gone: the poll stands at the end of its section.", orphaned=True
        )

    def test_the_survivor_of_two_is_not_taken_for_the_one_that_went(self) -> None:
        first = f"One began it all, long ago in spring. {SENTENCE} Nobody knew that evening, nor later."
        second = f"Two came long after that, in autumn. {SENTENCE} Everybody knew it by then, I think."
        before = found(f"{first}\n{second}", SENTENCE, before="spring.").anchor
        assert missing(second, SENTENCE, before, before="spring.").orphaned
        assert found(first, SENTENCE, before).start == first.index(SENTENCE)

    def test_the_survivor_with_the_same_words_before_it_is_not_taken_either(self) -> None:
        lead = "And so he asked her once again, slowly: "
        first, second = f"{lead}{SENTENCE} She smiled.", f"{lead}{SENTENCE} She wept."
        before = found(f"{first}\n{second}", SENTENCE, after="She smiled.").anchor
        assert (before.prefix, before.suffix) == ("", " She smiled.\nAnd so he asked her")
        assert missing(second, SENTENCE, before, after="She smiled.").orphaned

    def test_the_publisher_may_say_where_an_ambiguous_question_belongs(self) -> None:
        before = found(f"One. {SENTENCE} Two.", SENTENCE).anchor
        text = f"Three. {SENTENCE} Four. {SENTENCE} Five."
        assert missing(text, SENTENCE, before).orphaned
        assert found(text, SENTENCE, before, before="Four.").start == text.rindex(SENTENCE)

    def test_a_new_quote_is_looked_for_like_a_first_one(self) -> None:
        before = found(f"One. {SENTENCE}", SENTENCE).anchor
        assert found("One. Is it bread?", "Is it bread?", before).start == 5
        assert not missing("One. Two.", "Is it bread?", before).orphaned

    def test_new_typography_is_not_a_new_sentence(self) -> None:
        before = found("One. It's you -- or not.", "It's you -- or not.").anchor
        text = "New start. It’s you — or not.".replace(" — ", " -- ")
        assert found(text, "It’s you – or not.", before).anchor.exact == "It’s you -- or not."


# Paragraphs whose words nowhere recur, so that a text around a sentence is its own.
OTHERS = [f"Paragraph {name * 9} tells of {name * 12} and stops." for name in "abcdefgh"]
LEADS = [f"Now {name * 40}, and he asked: " for name in "klmn"]
TAILS = [f" Then {name * 40}, she said." for name in "opqr"]
STRANGERS = [f"It was {name * 40} who asked: {SENTENCE} And {name * 41} knew." for name in "st"]
DOUBLES = [LEADS[0] + SENTENCE + TAILS[3], LEADS[3] + SENTENCE + TAILS[0]]


@st.composite
def articles(draw: st.DrawFn) -> tuple[list[str], list[str], Quote]:
    """Paragraphs, lookalike paragraphs (sharing at most one side with the target), and the quote of the target.

    The target, which is `LEADS[0] + SENTENCE + TAILS[0]`, is the first of the paragraphs.
    """
    side = draw(st.sampled_from(["neither", "lead", "tail"]))
    lookalikes = [
        (LEADS[0] if side == "lead" else lead) + SENTENCE + (TAILS[0] if side == "tail" else tail)
        for lead, tail in draw(
            st.lists(st.sampled_from([*zip(LEADS[1:], TAILS[1:], strict=True)]), unique=True)
        )
    ]
    own = {"before": "" if side == "lead" else LEADS[0], "after": "" if side == "tail" else TAILS[0]}
    quote = Quote(exact=SENTENCE, **(own if lookalikes else {}))
    others = draw(st.lists(st.sampled_from(OTHERS), unique=True))
    return [LEADS[0] + SENTENCE + TAILS[0], *others], lookalikes, quote


def place_in(paragraphs: list[str], quote: Quote, previous: Anchor | None) -> tuple[str, Anchor] | None:
    """The paragraph the quote is placed in, and the anchor; None if it is placed nowhere."""
    text = "\n".join(paragraphs)
    outcome = locate(fold(text), quote, previous)
    if isinstance(outcome, Missing):
        return None
    return paragraphs[text.count("\n", 0, outcome.start)], outcome.anchor


@given(articles(), st.data())
def test_a_question_stays_at_its_sentence_whatever_is_edited_elsewhere(
    article: tuple[list[str], list[str], Quote], data: st.DataObject
) -> None:
    paragraphs, lookalikes, quote = article
    first = place_in(data.draw(st.permutations(paragraphs + lookalikes)), quote, None)
    assert first is not None
    assert first[0] == paragraphs[0]
    kept = data.draw(st.lists(st.sampled_from(OTHERS + lookalikes + STRANGERS), unique=True))
    edited = place_in(data.draw(st.permutations([paragraphs[0], *kept])), quote, first[1])
    assert edited is not None
    assert edited[0] == paragraphs[0]


@given(articles(), st.data())
def test_a_question_never_goes_to_another_sentence_even_a_new_one_with_the_same_words_around(
    article: tuple[list[str], list[str], Quote], data: st.DataObject
) -> None:
    paragraphs, lookalikes, quote = article
    first = place_in(data.draw(st.permutations(paragraphs + lookalikes)), quote, None)
    assert first is not None
    kept = data.draw(st.lists(st.sampled_from(OTHERS + lookalikes + STRANGERS + DOUBLES), unique=True))
    edited = place_in(data.draw(st.permutations([paragraphs[0], *kept])), quote, first[1])
    assert edited is None or edited[0] == paragraphs[0]


@given(articles(), st.data())
def test_deleting_the_sentence_always_orphans_the_question(
    article: tuple[list[str], list[str], Quote], data: st.DataObject
) -> None:
    paragraphs, lookalikes, quote = article
    first = place_in(data.draw(st.permutations(paragraphs + lookalikes)), quote, None)
    assert first is not None
    left = data.draw(st.permutations(paragraphs[1:] + lookalikes))
    for asked in (quote, Quote(exact=SENTENCE)):
        assert place_in(left, asked, first[1]) is None


@given(articles(), st.data())
def test_publishing_the_same_text_again_changes_no_anchor(
    article: tuple[list[str], list[str], Quote], data: st.DataObject
) -> None:
    paragraphs, lookalikes, quote = article
    text = data.draw(st.permutations(paragraphs + lookalikes))
    first = place_in(text, quote, None)
    assert first is not None
    assert place_in(text, quote, first[1]) == first
    assert place_in(text, Quote(exact=SENTENCE), first[1]) == first


@given(st.text(alphabet="ab .\n'’", max_size=40), st.text(alphabet="ab .'’", max_size=8))
def test_any_quote_in_any_text_is_placed_on_its_words_or_explained(text: str, exact: str) -> None:
    outcome = locate(fold(text), Quote(exact=exact), None)
    if isinstance(outcome, Place):
        marked = fold(text[outcome.start : outcome.end]).folded
        assert marked == fold(exact).folded.strip()
    else:
        assert outcome.reason
