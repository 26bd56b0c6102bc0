"""What somebody may call themselves, and which names are one to the eye."""

import re
import unicodedata
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsite.accounts.names import (
    MAX_FOLDED,
    MAX_NAME,
    NameRefused,
    clean_name,
    clean_staff_name,
    fold_name,
)

ALIKE = [
    ("Ada", "ADA"),
    ("Ada", "Аda"),  # Cyrillic А
    ("paypal", "раураl"),
    ("PAYPAL", "РАУРАL"),
    ("Nina", "ΝΙΝΑ"),  # Greek capitals
    ("Nína", "Nina"),
    ("Müller", "Muller"),
    ("Straße", "STRASSE"),
    ("Søren", "Soren"),
    ("Łukasz", "Lukasz"),
    ("Bill", "Bi11"),
    ("Bill", "BiII"),
    ("Bob", "B0b"),
    ("Marion", "Marıon"),
    ("Burns", "Bums"),
    ("Willa", "VVilla"),
    ("Mary Ann", "mary-ann"),
    ("O'Neill", "O’Neill"),
    ("Ada", "𝐀𝖉𝓪"),
    ("Ada", "Ａｄａ"),
    ("Ada", "Ⓐⓓⓐ"),
    ("Ada", "A\u0301d\u0323a"),
    ("Oscar", "Օscar"),  # Armenian Օ
    ("Agent 7", "Agent ٧"),
    ("COPE", "ꓚꓳꓑꓰ"),  # Lisu
    ("ARE", "ᎪᎡᎬ"),  # Cherokee
]
APART = [
    ("Ada", "Eda"),
    ("Anna", "Hanna"),
    ("Nera", "Vera"),
    ("Жанна", "Ханна"),
    ("山田", "山本"),
    ("किरण", "करण"),
    ("Agent 7", "Agent 8"),
    ("Clara", "Dara"),
]
ALLOWED = {
    "Ada": "Ada",
    "  Ada   Lovelace ": "Ada Lovelace",
    "Ada\u00a0Lovelace": "Ada Lovelace",
    "𝐀da": "Ada",
    "O'Neill": "O'Neill",
    "Jean-Luc P. _ 2": "Jean-Luc P. _ 2",
    "José": "José",
    "Jose\u0301": "José",
    "Дмитрий Smith": "Дмитрий Smith",
    "山田太郎": "山田太郎",
    "佐々木 ユーリ": "佐々木 ユーリ",
    "鈴木さん": "鈴木さん",
    "김철수": "김철수",
    "محمد": "محمد",
    "Đặng Văn Ɛkua": "Đặng Văn Ɛkua",
    "გიორგი": "გიორგი",
    "สมชาย ๒": "สมชาย ๒",
    "Team Rocket": "Team Rocket",
    "Supporter": "Supporter",
    "किरण": "किरण",
    "שָׁלוֹם": "שָׁלוֹם",
    "Modest Mussorgsky": "Modest Mussorgsky",
    "Guest of Honour": "Guest of Honour",
    "Bo": "Bo",
    "x" * MAX_NAME: "x" * MAX_NAME,
}
REFUSED = {
    "": "characters",
    "x": "characters",
    " x ": "characters",
    "x" * (MAX_NAME + 1): "characters",
    "x" * 100_000: "characters",
    "\ufdfa" * 5: "characters",
    "Ada\u200bLovelace": "cannot be seen",
    "Ada\u202eecalevoL": "cannot be seen",
    "Ada\u2066Lovelace": "cannot be seen",
    "Ada\u00adLovelace": "cannot be seen",
    "Ada\x00": "cannot be seen",
    "Ada\nLovelace": "cannot be seen",
    "Ada\ufeff": "cannot be seen",
    "Ada\ufe0f": "cannot be seen",
    "\u3164\u3164": "cannot be seen",
    "Ada\U000e0041": "cannot be seen",
    "Ada <b>": "“<” cannot be part",
    "Ada & Co": "“&” cannot be part",
    "[deleted]": "“[” cannot be part",
    "Ada 🙂": "“🙂” cannot be part",
    "Ada@home": "“@” cannot be part",
    "42": "at least one letter",
    "-- --": "at least one letter",
    "Z\u0308\u0323\u0324\u0325algo": "accents",
    "\u0301Ada": "accents",
    "раypal": "two alphabets",
    "山adа": "two alphabets",
    "Ada৪": "two alphabets",
    "Oʼneill": "“ʼ” cannot be part",
    "Adaˑ": "“ˑ” cannot be part",
    "محـمد": "“ـ” cannot be part",
    "ⵔtto": "“ⵔ” cannot be part",
    "ꝋtto": "“ꝋ” cannot be part",
    "ᒪuis": "“ᒪ” cannot be part",
    "ᛁda": "“ᛁ” cannot be part",
    "Ꭺda": "“Ꭺ” cannot be part",
    "ᴀda": "“ᴀ” cannot be part",
    "ꙮtto": "“ꙮ” cannot be part",
    "moderator": "runs this site",
    "Moderator Bob": "runs this site",
    "The Moderator": "runs this site",
    "M.o.d.e.r.a.t.o.r": "runs this site",
    "M0DERAT0R": "runs this site",
    "rnoderator": "runs this site",
    "ΜΟDERATOR": "two alphabets",
    "admin": "runs this site",
    "Adm1n": "runs this site",
    "Site Admin": "runs this site",
    "poll-site": "runs this site",
    "Mod Team": "runs this site",
    "ModTeam": "runs this site",
    "Site Staff": "runs this site",
    "The Editors": "runs this site",
    "The Ed1tors 2": "runs this site",
    "Admin1": "runs this site",
    "mod_7": "runs this site",
    "Pollsite Team": "runs this site",
    "Deleted": "runs this site",
    "Anonymous": "runs this site",
}


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_names_that_look_alike_fold_alike(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(("one", "other"), APART)
def test_names_that_differ_stay_apart(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)


@pytest.mark.parametrize(("typed", "stored"), ALLOWED.items())
def test_a_name_is_made_plain(typed: str, stored: str) -> None:
    assert clean_name(typed) == stored
    assert clean_name(stored) == stored


@pytest.mark.parametrize(("typed", "sentence"), REFUSED.items())
def test_a_name_is_refused_in_a_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(NameRefused, match=re.escape(sentence)) as refusal:
        clean_name(typed)
    assert str(refusal.value).endswith(".")


def test_who_runs_the_site_may_say_so() -> None:
    assert clean_staff_name("The  Editors") == "The Editors"
    with pytest.raises(NameRefused, match="cannot be part"):
        clean_staff_name("ⵔtto")


def test_every_character_folds_to_what_stays() -> None:
    every = (chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    assert [letter for letter in every if fold_name(fold_name(letter)) != fold_name(letter)] == []


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(name: str) -> None:
    folded = fold_name(name)
    assert fold_name(folded) == folded
    assert len(folded) <= MAX_FOLDED


@given(st.text(st.sampled_from("aAiI1lL0oOrnmMvVwWéøßВвНνс ЬЄ."), max_size=20))
def test_case_form_and_blanks_make_no_other_name(name: str) -> None:
    folded = fold_name(name)
    for seen_so in (
        name.upper(),
        name.casefold(),
        unicodedata.normalize("NFD", name),
        f" {'- '.join(name)}.",
    ):
        assert fold_name(seen_so) == folded


@given(st.text(max_size=60))
def test_a_cleaned_name_can_be_compared_and_cleaned_again(typed: str) -> None:
    try:
        name = clean_name(typed)
    except NameRefused:
        return
    assert clean_name(name) == name
    assert fold_name(name)


@pytest.mark.parametrize("typed", ["\u0301" * 1_000_000, "rn" * 500_000, "\ufdfa" * 500_000, " a" * 500_000])
def test_a_long_name_costs_nothing(typed: str) -> None:
    begun = process_time()
    with pytest.raises(NameRefused):
        clean_name(typed)
    fold_name(typed)
    assert process_time() - begun < 0.5
