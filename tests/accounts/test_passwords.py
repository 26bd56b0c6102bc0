"""What a password must be: long, and not the first that anybody would try."""

import pytest

from pollsite.accounts.passwords import MAX_PASSWORD, MIN_PASSWORD, why_refused

ABOUT = ("ada.lovelace@example.org", "Ada Lovelace")


@pytest.mark.parametrize(
    "password",
    [
        "a long enough password",
        "tr0ub4dor&3xx",
        "hunter2hunter2",
        "пароль из нескольких слов",
        "ada lovelace likes tea",
        "x7Qz!m2Rk9",
        "x" * 3 + "y" * 3 + "zzzq" + "w",
    ],
)
def test_long_ones_are_taken_whatever_they_are_made_of(password: str) -> None:
    assert why_refused(password, about=ABOUT) == ""


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "at least 10"),
        ("x7Qz!m2Rk", "at least 10"),
        ("x7Qz!m2Rk9" * 51, "at most 500"),
        ("Password123!", "anybody would try"),
        ("P@ssw0rd1..", "anybody would try"),
        ("pass-word-123", "anybody would try"),
        ("1234567890", "anybody would try"),
        ("0987654321", "anybody would try"),
        ("qwertyuiop", "anybody would try"),
        ("abcdefghij", "anybody would try"),
        ("aaaaaaaaaaaa", "anybody would try"),
        ("abcabcabcabc1", "anybody would try"),
        ("correct horse battery staple", "anybody would try"),
        ("ada.lovelace@example.org", "which others know"),
        ("Ada Lovelace", "which others know"),
        ("ada.lovelace1815", "which others know"),
    ],
)
def test_what_others_would_try_is_refused_in_a_sentence(password: str, why: str) -> None:
    sentence = why_refused(password, about=ABOUT)
    assert why in sentence
    assert sentence.endswith(".")


def test_the_limits_are_said_as_they_are() -> None:
    assert why_refused("x7Qz!m2Rk9", about=()) == ""
    assert (MIN_PASSWORD, MAX_PASSWORD) == (10, 500)
