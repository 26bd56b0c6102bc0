"""Whole words, however they are written; and no word that only looks like one."""

import random

import pytest

from pollsite.accounts.names import fold_name
from pollsite.markup import MAX_CHARACTERS, render_comment
from pollsite.moderation.disguises import Disguise, pieces_of
from pollsite.moderation.plaintext import plain, text_of
from pollsite.moderation.twins import TWINS
from pollsite.moderation.types import WordKind
from pollsite.moderation.wordlist import MAX_PIECES, MAX_TRIES, Match, Watched, WordList, fold_words

WORDS = [
    "spam",
    "cunt",
    "ass",
    "heil",
    "bum",
    "pot",
    "casino",
    "penis",
    "therapist",
    "isis",
    "us",
    "well",
    "buy-now",
]
PHRASES = ["click here", "спам", "बकवास", "スパム"]
LIST = WordList(Watched(words, WordKind.SUSPECT) for words in (*WORDS, *PHRASES))


def read(source: str) -> tuple[Match, ...]:
    """What is found in a comment."""
    return LIST.matches(text_of(render_comment(source)))


def found(source: str) -> list[str]:
    """The watched words that stand in a comment."""
    return [match.watched.words for match in read(source)]


@pytest.mark.parametrize(
    ("source", "disguise"),
    [
        ("spam", Disguise.NONE),
        ("SPAM!", Disguise.NONE),
        ("(spam)", Disguise.NONE),
        ("spam-filter", Disguise.NONE),
        ("the spam's", Disguise.NONE),
        ("špám", Disguise.NONE),
        ("ｓｐａｍ", Disguise.NONE),
        ("𝓼𝓹𝓪𝓶", Disguise.NONE),
        ("ⓢⓟⓐⓜ", Disguise.NONE),
        ("🅢🅟🅐🅜", Disguise.NONE),
        ("🇸🇵🇦🇲", Disguise.NONE),
        ("s\u0336p\u0336a\u0336m\u0336", Disguise.NONE),
        ("s\u20ddp\u20dda\u20ddm", Disguise.NONE),
        ("s\u200bp\u200ca\u2060m", Disguise.NONE),
        ("s\u00adp\u00adam", Disguise.NONE),
        ("sp\ufe0fam\U000e0061", Disguise.NONE),
        ("sp**a**m", Disguise.NONE),
        ("_sp_**am**", Disguise.NONE),
        ("s`p`am", Disguise.NONE),
        ("[sp](https://example.org)am", Disguise.NONE),
        ("s&#112;am", Disguise.NONE),
        ("sp&shy;am", Disguise.NONE),
        ("&#x73;p&Aacute;m", Disguise.NONE),
        ("sp<b></b>am", Disguise.NONE),
        ("sp<!---->am", Disguise.NONE),
        ("https://spam.example/", Disguise.NONE),
        ("[a](https://example.org/spam)", Disguise.NONE),
        ("ѕраm", Disguise.ALIKE),
        ("ѕрам", Disguise.ALIKE),
        ("sραm", Disguise.ALIKE),
        ("sparn", Disguise.ALIKE),
        ("s p a m", Disguise.APART),
        ("S  P  A  M", Disguise.APART),
        ("a s p a m i see", Disguise.APART),
        ("s.p.a.m", Disguise.APART),
        ("s-p-a-m", Disguise.APART),
        ("s - p - a - m", Disguise.APART),
        ("s_p_a_m", Disguise.APART),
        ("s/p/a/m", Disguise.APART),
        ("s🙂p🙂a🙂m", Disguise.APART),
        ("s\np\na\nm", Disguise.APART),
        ("s'p'a'm", Disguise.APART),
        ("s      p      a      m", Disguise.APART),
        ("s \u00a0 \u2003 \u00a0 p \u00a0 \u2003 \u00a0 a \u00a0 \u2003 \u00a0 m", Disguise.APART),
        ("> s\n\n> p\n\n> a\n\n> m", Disguise.APART),
        ("\u202emaps\u202c", Disguise.NONE),
        ("sp\u202ema\u202c", Disguise.NONE),
        ("sp-am", Disguise.APART),
        ("sp...am", Disguise.APART),
        ("sp*am", Disguise.APART),
        ("sp'am", Disguise.APART),
        ("sp a m", Disguise.APART),
        ("sp4m", Disguise.FIGURES),
        ("$p@m", Disguise.FIGURES),
    ],
)
def test_a_word_is_found_however_it_is_written(source: str, disguise: Disguise) -> None:
    (match,) = read(source)
    assert (match.watched.words, match.disguise) == ("spam", disguise)


@pytest.mark.parametrize(
    "source",
    [
        "spammer",
        "antispam",
        "Scunthorpe",
        "S.c.u.n.t.h.o.r.p.e",
        "s c u n t h o r p e",
        "Scun-thorpe, S-c-u-n-t-horpe",
        "super*spam*ming",
        "assassins assess a class of brass",
        "c l a s s",
        "the pen is mightier",
        "is is, was was",
        "the rapist",
        "that's Pam, and as Sam said",
        "we'll see, u'll s'll",
        "he'll, hell, a hell of a heel",
        "burn it, then turn",
        "U.S.A. and the USA",
        "at 455 or 10 euros",
        "s . . . . . . p . . . . . . a . . . . . . m",
        "maps and \u202dspa\u202cns",
        "η υγεία",
        "в рот ему смотрит",
        "это рот",
        "спаме",
        "",
        "…",
    ],
)
def test_no_word_is_found_where_there_is_none(source: str) -> None:
    assert found(source or "…") == []


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("click here", "click here"),
        ("Click   HERE!", "click here"),
        ("click\nhere", "click here"),
        ("clickhere", "click here"),
        ("click-here", "click here"),
        ("c l i c k  h e r e", "click here"),
        ("сlісk hеrе", "click here"),
        ("buy now", "buy-now"),
        ("это спам!", "спам"),
        ("यह बकवास है", "बकवास"),
        ("スパム です", "スパム"),
        ("let us go", "us"),
        ("HeiI", "heil"),
        ("рот", "pot"),
    ],
)
def test_phrases_and_other_scripts_are_found(source: str, words: str) -> None:
    assert found(source) == [words]


def test_what_is_found_is_shown_as_it_was_written() -> None:
    words = WordList([Watched("viagra", WordKind.SUSPECT), Watched("casino", WordKind.BANNED)])
    matches = words.matches("A V1@GR4 then v.i.a.g.r.a, and the Cаsіno.")
    assert [(match.watched.words, match.found) for match in matches] == [
        ("casino", "Cаsіno"),
        ("viagra", "v.i.a.g.r.a"),
    ], "banned ones come first, each as it stands there first"


@pytest.mark.parametrize(("source", "words"), [("νιαgra", "viagra"), ("cυηt", "cunt"), ("ωhοre", "whore")])
def test_a_greek_letter_is_read_for_either_of_its_shapes(source: str, words: str) -> None:
    (match,) = WordList([Watched(words, WordKind.BANNED)]).matches(source)
    assert (match.found, match.disguise) == (source, Disguise.ALIKE)


def test_an_empty_list_finds_nothing() -> None:
    assert WordList([]).matches("spam") == ()


def test_folding_is_that_of_names() -> None:
    for words in WORDS:
        if words.isalpha():
            assert fold_words(words) == fold_name(words)
    assert fold_words(" Click\tHERE ") == "cllck here"
    assert fold_words("!?") == fold_words("\u200b") == ""


def test_twins_look_like_another_word() -> None:
    assert all(word.isascii() and word.islower() and fold_name(word) for word in TWINS)
    assert len({fold_name(word) for word in TWINS}) < len(TWINS) / 2 + 20


def test_making_a_text_plain_twice_changes_nothing() -> None:
    for source in ("S\u00adpám &amp; ﬁne", "x_y", "🅢", "ｓ"):
        assert plain(plain(source)) == plain(source)


TEXTS = {
    "words": lambda n: " ".join(
        random.Random(n).choices(["as", "a", "spa", "click", "house", "m"], k=n // 4)
    )[:n],
    "letters apart": lambda n: "s p a " * (n // 6),
    "dots": lambda n: "s.p.a." * (n // 6),
    "beginnings": lambda n: "click " * (n // 6),
    "one long word": lambda n: "a" * n,
    "figures": lambda n: "4" * n,
    "figures in words": lambda n: "a4" * (n // 2),
    "tags": lambda n: "<" * n,
    "ends of tags": lambda n: "</" * (n // 2),
    "entities": lambda n: "&#1" * (n // 3),
    "marks": lambda n: "\u0301" * n,
    "nothing": lambda n: "\u200b" * n,
}


REPEATING = [*("a" * number for number in range(2, 60)), *(" ".join("a" * number) for number in range(2, 31))]
LISTS = {
    "ordinary": [*WORDS, "s p a" * 11],
    "all begin alike": [
        *REPEATING,
        *("ha" * number for number in range(1, 30)),
        *("w" * n for n in range(2, 60)),
    ],
}
SELF_SIMILAR = {
    "a a a": lambda n: "a " * (n // 2),
    "a.a.a": lambda n: "a." * (n // 2),
    "-a.-a.": lambda n: "-a." * (n // 3),
    "ha ha": lambda n: "ha " * (n // 3),
    "w w w": lambda n: "w " * (n // 2),
    "4 4 4": lambda n: "4 a " * (n // 4),
}


def steps_of(words: list[str], text: str) -> int:
    """How many pieces are looked at to read a text."""
    read = WordList(Watched(word, WordKind.SUSPECT) for word in words)
    read.matches(text)
    return read.steps


@pytest.mark.parametrize("words", LISTS)
@pytest.mark.parametrize("kind", TEXTS | SELF_SIMILAR)
def test_twice_the_text_is_about_twice_the_work(kind: str, words: str) -> None:
    make = (TEXTS | SELF_SIMILAR)[kind]
    steps = [steps_of(LISTS[words], make(length)) for length in (MAX_CHARACTERS // 2, MAX_CHARACTERS)]
    assert steps[1] <= 2.3 * steps[0] + 20
    assert steps[1] <= 80 * MAX_CHARACTERS


def test_what_is_compared_at_one_place_has_a_bound_whatever_the_list() -> None:
    for kind, make in SELF_SIMILAR.items():
        text = make(MAX_CHARACTERS)
        pieces = 3 * len(pieces_of(text))
        assert steps_of(LISTS["all begin alike"], text) <= pieces * (1 + MAX_PIECES * (1 + MAX_TRIES)), kind


def test_a_long_list_costs_no_more_than_a_short_one() -> None:
    chance = random.Random(4)
    words = ["".join(chance.choices("abcdefghij", k=8)) for _ in range(10_000)]
    common = ["abba", "and", "so", "it", "goes", "by", "a", "b", "c", "d"]
    text = " ".join([*chance.choices(words[:200], k=60), *chance.choices(common, k=900)])
    assert steps_of(words, text) <= 1.5 * steps_of(words[:200], text)


def test_words_that_begin_alike_are_all_found_where_they_are_eight() -> None:
    words = [" ".join(["buy", *["now"] * number]) for number in range(MAX_TRIES)]
    matches = WordList(Watched(word, WordKind.SUSPECT) for word in words).matches(words[-1])
    assert [match.watched.words for match in matches] == words
