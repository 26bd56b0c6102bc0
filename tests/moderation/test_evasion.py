"""Attacks on the gate, replayed: what it catches beside what it holds for nothing, and what it does not promise."""

from collections.abc import Callable

import pytest

from pollsite.markup import CommentRefused, render_comment
from pollsite.moderation.gate_errors import BannedWords
from pollsite.moderation.looking import look_at
from pollsite.moderation.plaintext import text_of
from pollsite.moderation.types import WordKind
from pollsite.moderation.wordlist import Watched, WordList
from tests.fixtures.site import Site
from tests.moderation.evading import EVASIONS, NOT_PROMISED, TAKEN_AT_THEIR_WORD, WATCHED, harmless
from tests.moderation.gatekeeping import keeping_at

LIST = WordList(Watched(words, WordKind.SUSPECT) for words in WATCHED)
HARMLESS = 2_000


def is_caught(text: str, words: str) -> bool:
    """Whether the word is found in a sentence around the text."""
    html = render_comment(f"Have a look: {text} and tell me.")
    return any(match.watched.words == words for match in LIST.matches(text_of(html)))


def missed(evade: Callable[[str], str]) -> list[str]:
    """The watched words that are not found when they are written so."""
    return [words for words in WATCHED if not is_caught(evade(words), words)]


def held_for_nothing() -> list[str]:
    """Harmless texts that would wait."""
    return [text for text in harmless(HARMLESS) if look_at(render_comment(text), LIST).is_suspect]


def test_evasions_are_caught_and_harmless_sentences_pass(capsys: pytest.CaptureFixture[str]) -> None:
    variants = len(EVASIONS) * len(WATCHED)
    gaps = {name: words for name, evade in EVASIONS.items() if (words := missed(evade))}
    falsely = held_for_nothing()
    caught = variants - sum(map(len, gaps.values()))
    with capsys.disabled():
        print(f"\nword-list evasion: caught {caught}/{variants}, falsely held {len(falsely)}/{HARMLESS}")
        for name, evade in NOT_PROMISED.items():
            print(f"  not promised, {name}: caught {len(WATCHED) - len(missed(evade))}/{len(WATCHED)}")
    assert variants >= 200
    assert (gaps, falsely) == (TAKEN_AT_THEIR_WORD, [])


def test_there_are_as_many_harmless_texts_as_is_said() -> None:
    texts = harmless(HARMLESS)
    assert len(set(texts)) == HARMLESS
    for text in texts:
        try:
            render_comment(text)
        except CommentRefused as refusal:
            pytest.fail(f"{text!r}: {refusal}")


ADDRESSES = (
    "https://example.org/pills",
    "[pills](http://example.org)",
    "www.example.org",
    "cheap-pills.com",
    "jo@example.org",
)
UNSEEN = ("cheap pills dot com", "find me on the gram", "ask me for the best clinic in town", "example . com")


def test_sleepers_who_wrote_two_harmless_comments_are_held_by_what_they_post(
    make_site: Callable[..., Site], capsys: pytest.CaptureFixture[str]
) -> None:
    keeping = keeping_at(make_site(first_held=2))
    keeping.watch("pills")
    keeping.watch("viagra", kind=WordKind.BANNED)
    keeping.published("Ada", 2)
    harmful = [*(f"Look: {address}" for address in ADDRESSES), "p.i.l.l.s here", "ріlls", "p\u200bills"]
    held = [keeping.stands(keeping.post("Ada", text))[0] == "held" for text in harmful]
    edited = keeping.post("Ada", "I agree with that.")
    assert keeping.stands(edited)[0] == "visible"
    assert keeping.edit("Ada", edited, f"I agree with that. {ADDRESSES[0]}"), "nor by an edit"
    with pytest.raises(BannedWords):
        keeping.post("Ada", "v1agra")
    passed = [text for text in UNSEEN if keeping.stands(keeping.post("Ada", text))[0] == "visible"]
    with capsys.disabled():
        print(
            f"\nsleepers: held {sum(held)}/{len(held)}; what is left to readers’ reports: {', '.join(passed)}"
        )
    assert all(held)
