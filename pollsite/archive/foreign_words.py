"""The words of a comment from elsewhere, made into a comment of ours: through the one renderer, and never refused."""

from dataclasses import dataclass

from pollsite.archive.foreign import MAX_WORDS, ForeignComment
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
    read = comment.words[:MAX_WORDS]
    source = normalise_comment(source_of_html(read) if comment.is_html else read)
    is_shortened = len(source) > MAX_CHARACTERS or len(comment.words) > MAX_WORDS
    plain = normalise_comment(plain_source(source[:MAX_CHARACTERS]))
    for text, is_plain in ((_cut(source, is_shortened), False), (_cut(plain, is_shortened), True)):
        try:
            html = render_comment(text)
        except CommentRefused:
            continue
        return Words(text, html, is_shortened=is_shortened, is_plain=is_plain) if html else None
    return None


def _cut(text: str, is_shortened: bool) -> str:
    """The text, at most as long as a comment may be, cut between words."""
    if not text or (len(text) <= MAX_CHARACTERS and not is_shortened):
        return text
    kept = text[: MAX_CHARACTERS - len(CUT)]
    return kept[: max(kept.rfind(" "), len(kept) - 100)].rstrip("\\ \n") + CUT
