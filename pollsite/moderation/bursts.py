"""When two comments belong to one burst: they say the same, or lead to the same place."""

import re
import unicodedata
from datetime import timedelta
from enum import StrEnum

BURST = timedelta(hours=24)
"""So far apart may the comments of one burst be."""
_HOST = re.compile(r"(?:://|\bwww\.)([\w.-]+)", re.IGNORECASE)


class Grouping(StrEnum):
    """What is cleared up at once."""

    AUTHOR = "author"
    WORDS = "words"
    LINK = "link"


def folded_words(text: str) -> str:
    """The letters and digits of the text, whatever their case, form and spacing; "" if it has none."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())


def hosts_in(text: str) -> frozenset[str]:
    """The hosts that the text links to, without “www.”."""
    found = (match.lower().strip(".-") for match in _HOST.findall(text))
    return frozenset(host.removeprefix("www.") for host in found if "." in host)


def is_alike(grouping: Grouping, one: str, other: str) -> bool:
    """Whether the two texts belong together by that grouping, which is not AUTHOR."""
    if grouping is Grouping.LINK:
        return not hosts_in(one).isdisjoint(hosts_in(other))
    folded = folded_words(one)
    return bool(folded) and folded == folded_words(other)
