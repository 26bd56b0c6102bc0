"""What names an address, however it is written; and sentences with dots and slashes that name none."""

import pytest

from pollsite.markup import MAX_CHARACTERS, normalise_comment, render_comment
from pollsite.moderation.addresses import has_address
from pollsite.moderation.looking import look_at
from pollsite.moderation.plaintext import text_of
from pollsite.moderation.wordlist import WordList
from tests.moderation.evading import DOTTED, harmless

NO_WORDS = WordList(())


def holds(source: str) -> bool:
    """Whether a comment would wait for its links."""
    return look_at(render_comment(normalise_comment(source)), NO_WORDS).has_link


@pytest.mark.parametrize("around", ["{}", "Have a look: {} and tell me.", "({})", "**{}**", "See {}!"])
@pytest.mark.parametrize(
    "address",
    [
        *(
            "evil\u200b.com/x",
            "evil.co\u200bm",
            "ｗｗｗ．evil．de",
            "ｅｖｉｌ．ｃｏｍ",
            "evil。com",
            "evil｡com",
        ),
        *(
            "https:\u200b//evil.de",
            "https:/\u200b/evil.de",
            "hxxps://evil",
            "https:evil.example",
            "ww\u200bw.evil.de",
        ),
        *("t.me/evil", "bit.ly/xyz", "evil.de/buy", "discord.gg/x", "wa.me/49123", "youtu.be/x", "T.ME/EVIL"),
        *("evil.zip/x", "evil.it/x", "evil.xn--p1ai/x", "evil.рф", "evil.de\\x", "evil.example.it:8080"),
        *(
            "evil.de",
            "evil.co",
            "evil.co.uk",
            "evil.me",
            "evil.top",
            "evil.link",
            "evil.cc",
            "evil.club",
            "evil.tOP",
        ),
        *(
            "1.2.3.4:8080",
            "192.168.1.1/x",
            "evil.com’s",
            "evil.com'",
            "evil.com-x",
            "EVIL.COM",
            "sub.evil.com.",
        ),
        *("e\u0301vil.com", "ftp.evil.de", "evil&#46;com", "evil.<b></b>com", "a@b.example", "a＠b.example"),
        *("//evil.de", "magnet:?xt=urn:btih:1", "xn--evil-abc.de"),
    ],
)
def test_an_address_is_one_however_it_is_written(address: str, around: str) -> None:
    assert holds(around.format(address))


@pytest.mark.parametrize("source", DOTTED)
def test_prose_with_dots_and_slashes_names_no_address(source: str) -> None:
    assert not holds(source)


def test_no_harmless_text_waits_for_a_link_that_is_not_there() -> None:
    assert [text for text in harmless(2_000) if holds(text) and "://" not in text] == []


@pytest.mark.parametrize("source", ["evil dot com", "evil .com", "evil[.]com", "evil.it", "evil.Top is good"])
def test_what_is_left_to_readers_reports(source: str) -> None:
    assert not holds(source)


@pytest.mark.parametrize("unit", ["a.", "a@", "1.", "www", "a.me", "a.xn--", "://"])
def test_a_long_text_is_looked_at_in_one_go(unit: str) -> None:
    """Nothing to assert of the time; a pattern that tried again from every sign would not come to an end."""
    has_address(text_of(unit * (40 * MAX_CHARACTERS // len(unit))))
