"""What a look at words tells before anything is locked: links, words that are watched for, and turned letters."""

from collections.abc import Iterable
from dataclasses import dataclass

from pollsite.moderation.addresses import has_address
from pollsite.moderation.plaintext import OVERRIDES, text_of
from pollsite.moderation.types import WordKind
from pollsite.moderation.wordlist import Match, WordList


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in words; `matches` has the banned ones first. `is_turned`: letters are shown in another order
    than they are stored in, which no language needs. `banned_in_name`: banned words of the name a guest has chosen.
    """

    has_link: bool
    matches: tuple[Match, ...]
    is_turned: bool = False
    banned_in_name: tuple[str, ...] = ()

    @property
    def banned(self) -> tuple[str, ...]:
        """The banned words as they were written, each once."""
        return _banned(self.matches)

    @property
    def is_suspect(self) -> bool:
        """Whether something in the words holds a comment."""
        return self.is_turned or any(match.watched.kind is WordKind.SUSPECT for match in self.matches)


def look_at(html: str, words: WordList, *, name: str = "") -> Findings:
    """What is in the words of a rendered comment, and in the name its author gives."""
    text = text_of(html)
    return Findings(
        has_link='<a href="' in html or has_address(text),
        matches=words.matches(text),
        is_turned=OVERRIDES.search(text) is not None,
        banned_in_name=banned_in(name, words),
    )


def banned_in(name: str, words: WordList) -> tuple[str, ...]:
    """The banned words in a name as they were written, each once."""
    return _banned(words.matches(name)) if name else ()


def _banned(matches: Iterable[Match]) -> tuple[str, ...]:
    found = (" ".join(match.found.split()) for match in matches if match.watched.kind is WordKind.BANNED)
    return tuple(dict.fromkeys(found))
