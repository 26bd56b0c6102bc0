"""Comments from WordPress: its export file (WordPress eXtended RSS, WXR 1.0 to 1.2), as it is or packed."""

from pathlib import Path
from xml.etree.ElementTree import Element

from pollsite.archive.disqus import moment_in
from pollsite.archive.foreign import MAX_WORDS, ForeignComment, ForeignPage, LeftOut, person_of
from pollsite.archive.foreign_files import elements, local_name, text_of

_NO_PARENT = _NO_ACCOUNT = "0"
_SPOKEN = ("", "comment")
_APPROVED = "1"
_STATES = {"spam": LeftOut.SPAM, "trash": LeftOut.DELETED, "post-trashed": LeftOut.DELETED}


def pages_from_wordpress(path: Path) -> list[ForeignPage]:
    """Every page of the file with its comments. Raises ArchiveRefused."""
    return [_page(item) for item in elements(path, "item")]


def _page(item: Element) -> ForeignPage:
    names = tuple(text_of(item, name) for name in ("link", "post_name", "title", "post_id"))
    page = ForeignPage(tuple(name for name in names if name) or ("?",))
    for comment in item:
        if local_name(comment) == "comment":
            _add(page, comment)
    return page


def _add(page: ForeignPage, comment: Element) -> None:
    key, above = text_of(comment, "comment_id"), text_of(comment, "comment_parent")
    parent = "" if above == _NO_PARENT else above
    at = moment_in(text_of(comment, "comment_date_gmt")) or moment_in(text_of(comment, "comment_date"))
    words = text_of(comment, "comment_content")[: MAX_WORDS + 1]
    why = _why_not(comment, words)
    if why is not None or at is None:
        page.leave_out(key, parent, why or LeftOut.UNDATED)
        return
    name = text_of(comment, "comment_author")
    account = text_of(comment, "comment_user_id").removeprefix(_NO_ACCOUNT)
    person = person_of(account, text_of(comment, "comment_author_email"))
    page.add(ForeignComment(key=key, parent=parent, name=name, at=at, words=words, person=person))


def _why_not(comment: Element, words: str) -> LeftOut | None:
    if text_of(comment, "comment_type") not in _SPOKEN:
        return LeftOut.PINGBACK
    approved = text_of(comment, "comment_approved")
    if approved != _APPROVED:
        return _STATES.get(approved, LeftOut.UNAPPROVED)
    return None if words else LeftOut.EMPTY
