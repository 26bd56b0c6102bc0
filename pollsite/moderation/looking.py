"""What a look at words tells before anything is locked: links, and words that are watched for."""

import re
from dataclasses import dataclass

from pollsite.moderation.plaintext import text_of
from pollsite.moderation.types import WordKind
from pollsite.moderation.wordlist import Match, WordList

_ADDRESS = re.compile(
    r"://|\bwww\.|[\w-]\.(?:com|net|org|info|biz|io|xyz|shop|online|site|ru|cn|app|tk)(?![\w'’-])|\w@\w[\w-]*\.\w",
    re.IGNORECASE,
)
"""An address that is no link, and can be copied: by its scheme, by an ending in wide use, or of a mailbox."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in words; `matches` has the banned ones first."""

    has_link: bool
    matches: tuple[Match, ...]

    @property
    def banned(self) -> tuple[str, ...]:
        """The banned words as they were written, each once."""
        found = (" ".join(match.found.split()) for match in self.matches if _is(match, WordKind.BANNED))
        return tuple(dict.fromkeys(found))

    @property
    def is_suspect(self) -> bool:
        """Whether a word is there that holds a comment."""
        return any(_is(match, WordKind.SUSPECT) for match in self.matches)


def look_at(html: str, words: WordList) -> Findings:
    """What is in the words of a rendered comment."""
    text = text_of(html)
    return Findings('<a href="' in html or _ADDRESS.search(text) is not None, words.matches(text))


def _is(match: Match, kind: WordKind) -> bool:
    return match.watched.kind is kind
