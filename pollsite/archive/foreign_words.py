"""The words of a comment from elsewhere, made into a comment of ours: through the one renderer, and never refused."""

from dataclasses import dataclass

from pollsite.archive.foreign import ForeignComment
from pollsite.archive.html_words import plain_source, source_of_html
from pollsite.markup import MAX_CHARACTERS, CommentRefused, normalise_comment, render_comment

CUT = " […]"


@dataclass(frozen=True, slots=True)
class Words:
    """A comment as it is stored. `is_shortened`: it was longer than comments may be; `is_plain`: its shape was lost."""

    source: str
    html: str
    is_shortened: bool
    is_plain: bool


def words_of(comment: ForeignComment) -> Words | None:
    """The comment's words, or None where there are none to read."""
    source = normalise_comment(source_of_html(comment.words) if comment.is_html else comment.words)
    cut = _cut(source)
    for text, is_plain in ((cut, False), (_cut(normalise_comment(plain_source(source))), True)):
        try:
            html = render_comment(text)
        except CommentRefused:
            continue
        return (
            Words(text, html, is_shortened=len(source) > MAX_CHARACTERS, is_plain=is_plain) if html else None
        )
    return None


def _cut(text: str) -> str:
    """The text, at most as long as a comment may be, cut between words."""
    if len(text) <= MAX_CHARACTERS:
        return text
    kept = text[: MAX_CHARACTERS - len(CUT)]
    return kept[: max(kept.rfind(" "), len(kept) - 100)].rstrip("\\ \n") + CUT
