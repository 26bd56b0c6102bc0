"""What people from elsewhere are called here: what can be shown of their names, with the program's name behind it.

Elsewhere names may hold what none may here. What cannot be shown is left out of a name; only where nothing is left, or
what could be taken for the site itself, is the name nobody's.
"""

import re
import unicodedata

from pollsite.accounts.names import (
    INVISIBLE,
    MAX_NAME,
    MAX_TYPED,
    MIN_NAME,
    PUNCTUATION,
    NameRefused,
    clean_name,
    is_of_names,
)
from pollsite.archive.foreign import Source

NOBODY_NAMED = "A reader"
_ALSO = frozenset("&()@!/,+")
"""No member's name has these; they are harmless in one that has the program's behind it."""
_MAIL = re.compile(r"([^@\s]+)@[^@\s]+\.[^@\s]+")


def shown_name(name: str) -> str:
    """What can be shown of a name, "" for none: no mail address, nothing invisible, at most MAX_NAME characters."""
    plain = unicodedata.normalize("NFKC", _MAIL.sub(r"\1", name[:MAX_TYPED]))
    shown = " ".join("".join(map(_shown, plain)).split())[:MAX_NAME].rstrip()
    usual = " ".join("".join(" " if letter in _ALSO else letter for letter in shown).split())
    try:
        clean_name(usual if len(usual) >= MIN_NAME else usual * MIN_NAME)
    except NameRefused:
        return ""
    return shown


def signed(name: str, source: Source) -> str:
    """ "Ada (Disqus)"; "A reader (Disqus)" where nothing can be shown."""
    return f"{shown_name(name) or NOBODY_NAMED} {sign_of(source)}"


def sign_of(source: Source) -> str:
    """What stands behind the name of everybody who wrote there, and of nobody else."""
    return f"({source.label})"


def is_name_of_guest(name: str) -> bool:
    """Whether a guest can be called that here: one of the site's own, or one from elsewhere."""
    for source in Source:
        own, sign, rest = name.rpartition(f" {sign_of(source)}")
        if sign and not rest:
            return own == shown_name(own) != ""
    try:
        return clean_name(name) == name
    except NameRefused:
        return False


def _shown(letter: str) -> str:
    if letter.isspace():
        return " "
    if letter in INVISIBLE or unicodedata.category(letter)[0] == "C":
        return ""
    return letter if letter in PUNCTUATION or letter in _ALSO or is_of_names(letter) else " "
