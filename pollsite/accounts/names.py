"""What somebody may call themselves, and when two names are one to the eye.

Both take time in proportion to the name; longer ones than MAX_TYPED are refused before anything is looked at.
"""

import re
import unicodedata

from pollsite.accounts.errors import AccountRefused
from pollsite.accounts.lookalikes import as_taken_for

MIN_NAME = 2
MAX_NAME = 40
MAX_FOLDED = 160
MAX_TYPED = 200
MAX_MARKS_IN_A_ROW = 2
PUNCTUATION = frozenset(" -_'’.")
LETTERS_OF_THEIR_OWN = frozenset("々ーๆໆ")
"""Modifier letters that names are written with; the others look like apostrophes and dots, or only draw a word out."""

INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0\U00016fe4") | {
    chr(code) for start, end in ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF)) for code in range(start, end + 1)
}
"""Letters and marks that print nothing; what else is invisible, its category already refuses."""

_SCRIPT_NAMES = """
ARABIC ARMENIAN BENGALI BOPOMOFO CJK CYRILLIC DEVANAGARI ETHIOPIC GEORGIAN GREEK GUJARATI GURMUKHI HANGUL HEBREW
HIRAGANA IDEOGRAPHIC KANNADA KATAKANA KATAKANA-HIRAGANA KHMER LAO LATIN MALAYALAM MYANMAR ORIYA SINHALA TAMIL TELUGU
THAANA THAI TIBETAN
"""
"""Unicode Standard Annex 31, table 5: the scripts in wide use today, as character names begin with them."""
_WRITTEN_TOGETHER = (
    frozenset({"CJK", "IDEOGRAPHIC", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}),
    frozenset({"CJK", "IDEOGRAPHIC", "HANGUL"}),
    frozenset({"CJK", "IDEOGRAPHIC", "BOPOMOFO"}),
)
_RARE_FORMS = (
    ("LATIN", ((0x00, 0x02AF), (0x1E00, 0x1EFF))),
    ("CYRILLIC", ((0x0400, 0x052F),)),
    ("GREEK", ((0x0370, 0x03FF), (0x1F00, 0x1FFF))),
)
"""Of the scripts with most look-alikes, only the blocks in which living languages are written."""
_SCRIPTS = frozenset(_SCRIPT_NAMES.split())
_ANY_SCRIPT = frozenset({"DIGIT", "COMBINING"})
_STAFF_NAMES = """
staff team mod mods editor editors editorial publisher operator owner root system webmaster postmaster support
security official deleted removed guest anonymous anybody nobody everybody somebody you me null
"""
_STAFF_OFFICES = """
staff team mod mods editor editors editorial publisher publishers operator operators owner owners webmaster
postmaster support security official admin admins moderators moderation
"""
_BESIDE_OFFICES = "the our this site website poll polls"
_STAFF_WORDS = "admin admins administrator administrators moderator moderators moderation pollsite"
_STAFF_ANYWHERE = ("moderator", "administrator", "pollsite")


class NameRefused(AccountRefused):
    """The name cannot be used; str() says why, and what would do."""


def clean_name(text: str) -> str:
    """The name as it is stored and shown: compatible forms made plain, blanks single, nothing around it.

    Raises NameRefused for one that clean_staff_name() refuses, or that sounds as if the site itself were speaking.
    """
    name = clean_staff_name(text)
    _refuse_staff(name)
    return name


def clean_staff_name(text: str) -> str:
    """The same for somebody who runs the site, and may say so.

    Raises NameRefused for one that is too short or long, holds what cannot be seen or printed on a line, or mixes
    alphabets within a word.
    """
    if len(text) > MAX_TYPED:
        raise NameRefused(_length_sentence())
    _refuse_unseen(text)
    name = " ".join(unicodedata.normalize("NFKC", text).split())
    if not MIN_NAME <= len(name) <= MAX_NAME:
        raise NameRefused(_length_sentence())
    _refuse_unprintable(name)
    _refuse_mixed_alphabets(name)
    return name


def is_of_names(letter: str) -> bool:
    """Whether it is a letter, an accent or a digit of an alphabet in wide use."""
    kind = unicodedata.category(letter)
    printable = kind in ("Lu", "Ll", "Lt", "Lo", "Mn", "Mc", "Nd") or letter in LETTERS_OF_THEIR_OWN
    return printable and _is_in_use(letter)


def fold_name(name: str) -> str:
    """The name as it is compared, at most MAX_FOLDED characters: two that look alike give the same.

    Case, accents, blanks and punctuation go; look-alikes become one letter. Folding twice changes nothing.
    """
    folded = _fold_once(name[:MAX_TYPED])
    for _ in range(3):
        folded, before = _fold_once(folded), folded
        if folded == before:
            break
    return folded[:MAX_FOLDED]


def _fold_once(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).casefold()
    kept = [
        _digit(letter)
        for letter in unicodedata.normalize("NFKD", plain)
        if unicodedata.category(letter)[0] in "LMN"
        and not unicodedata.combining(letter)
        and letter not in INVISIBLE
    ]
    return as_taken_for("".join(kept))


def _digit(letter: str) -> str:
    """The digits of every script are one: a figure is read for its value."""
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)


def _length_sentence() -> str:
    return f"A name has {MIN_NAME} to {MAX_NAME} characters. Please choose one of that length."


def _refuse_unseen(text: str) -> None:
    """Before anything is made plain, so that it is said and not dropped in silence."""
    if any(
        letter in INVISIBLE or unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co") for letter in text
    ):
        raise NameRefused(
            "The name holds something that cannot be seen, such as a control or a zero-width character. "
            "Please type it anew."
        )


def _refuse_unprintable(name: str) -> None:
    for letter in name:
        if letter not in PUNCTUATION and not is_of_names(letter):
            raise NameRefused(
                f"“{letter}” cannot be part of a name. Letters and digits of the alphabets in wide use, blanks and "
                "- _ ' . can be."
            )
    if not any(unicodedata.category(letter)[0] == "L" for letter in name):
        raise NameRefused("A name needs at least one letter.")
    if _longest_run_of_marks(name) > MAX_MARKS_IN_A_ROW or unicodedata.category(name[0])[0] == "M":
        raise NameRefused("The name piles up too many accents. At most two can stand on one letter.")


def _longest_run_of_marks(name: str) -> int:
    longest = run = 0
    for letter in name:
        run = run + 1 if unicodedata.category(letter)[0] == "M" else 0
        longest = max(longest, run)
    return longest


def _refuse_mixed_alphabets(name: str) -> None:
    """The restriction level that Unicode Technical Standard 39 calls single script, for each word."""
    for word in name.split():
        scripts = {_script(letter) for letter in word if letter not in PUNCTUATION} - _ANY_SCRIPT
        if len(scripts) > 1 and not any(scripts <= together for together in _WRITTEN_TOGETHER):
            raise NameRefused(f"“{word}” mixes letters of two alphabets. Please write it in one of them.")


def _is_in_use(letter: str) -> bool:
    script = _script(letter)
    blocks = dict(_RARE_FORMS).get(script)
    if blocks:
        return any(start <= ord(letter) <= end for start, end in blocks)
    return script in _SCRIPTS or script in _ANY_SCRIPT


def _script(letter: str) -> str:
    """The first word of its name, which says the script; of digits that are not ASCII, that of their script."""
    first = unicodedata.name(letter, "").partition(" ")[0]
    return "ARABIC" if first in ("ARABIC-INDIC", "EXTENDED") else first


def _refuse_staff(name: str) -> None:
    numbered = (name, re.sub(r"\d", "", name), re.sub(r"\d+\b", "", name))
    if any(map(_sounds_like_staff, numbered)):
        raise NameRefused(
            "That name could be taken for somebody who runs this site, or for nobody. Please choose another."
        )


def _sounds_like_staff(name: str) -> bool:
    folded = fold_name(name)
    words = {fold_name(word) for word in re.split(r"[\s._'’-]+", name)}
    return (
        folded in _STAFF
        or bool(words & _STAFF_IN_WORDS)
        or any(staff in folded for staff in _STAFF_PARTS)
        or _OFFICES.fullmatch(folded) is not None
    )


_STAFF_IN_WORDS = frozenset(map(fold_name, _STAFF_WORDS.split()))
_STAFF = frozenset(map(fold_name, _STAFF_NAMES.split())) | _STAFF_IN_WORDS
_STAFF_PARTS = tuple(fold_name(word) for word in _STAFF_ANYWHERE)
_OFFICE = "|".join(map(fold_name, _STAFF_OFFICES.split()))
_BESIDE = "|".join(map(fold_name, _BESIDE_OFFICES.split()))
_OFFICES = re.compile(f"(?:{_BESIDE})*(?:{_OFFICE})(?:{_OFFICE}|{_BESIDE})*")
"""Mod Team, The Editors: names that are made of nothing else."""
