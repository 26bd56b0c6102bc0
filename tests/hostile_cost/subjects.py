"""Whatever reads a text of somebody else's, and how long a text is tried on it."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from time import process_time

from pollsite.accounts.names import NameRefused, clean_name, fold_name
from pollsite.archive.html_words import plain_source, source_of_html
from pollsite.articles.anchoring import Quote, fold, locate
from pollsite.articles.errors import ArticleInvalid
from pollsite.articles.filler import looks_like_filler
from pollsite.articles.importing import import_text
from pollsite.articles.reading import read_article
from pollsite.articles.rendering import render_article
from pollsite.discussion.cursors import UnreadableCursor, read_cursor
from pollsite.discussion.excerpts import excerpt_of
from pollsite.markup import CommentRefused, render_comment
from pollsite.moderation.addresses import has_address
from pollsite.moderation.plaintext import plain, text_of
from pollsite.moderation.types import WordKind
from pollsite.moderation.wordlist import Watched, WordList, fold_words
from pollsite.server.arriving import Arrival
from pollsite.web.addresses import is_local

REFUSALS = (ArticleInvalid, CommentRefused, NameRefused, UnreadableCursor)
WORDS = ("spam", "a", "aa", "aaa", "aaaa aaaa", "aaaaaaaaaaaaaa", "casino", "m", "w", "rn rn")
LIST = WordList(Watched(words, WordKind.SUSPECT) for words in WORDS)
FRONT = (
    "---\ntitle: {}\nslug: t\nauthor: a\ndate: 2026-11-24\nsummary: s\nlanguage: en\nquestions: []\n---\n\n"
)


@dataclass(frozen=True)
class Subject:
    """One reader of texts; refusing one with a sentence is an answer. `length`: in characters, for the test."""

    read: Callable[[str], object]
    length: int

    def cost(self, text: str, *, times: int = 1) -> float:
        """Seconds of CPU that reading takes, the least of so many times."""
        return min(self._once(text) for _ in range(times))

    def _once(self, text: str) -> float:
        began = process_time()
        with suppress(*REFUSALS):
            self.read(text)
        return process_time() - began


def _publish(text: str) -> None:
    render_article(read_article(FRONT.format("t") + text), {})


def _arrive(text: str) -> None:
    head = b"POST / HTTP/1.1\r\nContent-Length: 9\r\n"
    Arrival().add(head + text.encode("utf-8", "replace") + b"\r\n\r\n")


def _find_sentence(text: str) -> None:
    folded = fold(text)
    for quote in ("No such sentence. " * 20, text[:100].replace("\n", " ")):
        locate(folded, Quote(exact=quote), None)


SUBJECTS = {
    "a comment": Subject(render_comment, 4_000),
    "watched words": Subject(LIST.matches, 4_000),
    "a watched word": Subject(fold_words, 4_000),
    "plain text": Subject(plain, 16_000),
    "words of a comment": Subject(text_of, 16_000),
    "addresses": Subject(has_address, 16_000),
    "an excerpt": Subject(excerpt_of, 4_000),
    "a name": Subject(clean_name, 32_000),
    "a folded name": Subject(fold_name, 32_000),
    "a cursor": Subject(read_cursor, 32_000),
    "the head of a request": Subject(_arrive, 32_000),
    "where to go next": Subject(is_local, 32_000),
    "an essay": Subject(lambda text: import_text(text, today=date(2026, 11, 24)), 16_000),
    "a comment from elsewhere": Subject(lambda text: plain_source(source_of_html(text)), 16_000),
    "filler": Subject(looks_like_filler, 16_000),
    "an article": Subject(_publish, 4_000),
    "front matter": Subject(lambda text: read_article(FRONT.format(text) + "x"), 4_000),
    "a quoted sentence": Subject(_find_sentence, 4_000),
}
