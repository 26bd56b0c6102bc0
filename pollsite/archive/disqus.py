"""Comments from Disqus: the XML file that its administrators are sent (Disqus' “XSD”, version 1), as it is or packed."""

from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import Element

from pollsite.archive.foreign import MAX_WORDS, ForeignComment, ForeignPage, LeftOut, believed, person_of
from pollsite.archive.foreign_files import child_of, elements, local_name, text_of

_TRUE = "true"


def pages_from_disqus(path: Path) -> list[ForeignPage]:
    """Every page of the file with its comments. Raises ArchiveRefused."""
    pages: dict[str, ForeignPage] = {}
    for element in elements(path, "thread", "post"):
        if local_name(element) == "thread":
            number = _number(element)
            names = (text_of(element, "link"), text_of(element, "id"), text_of(element, "title"), number)
            pages[number] = ForeignPage(tuple(name for name in names if name) or ("?",))
        else:
            _add(pages, element)
    return list(pages.values())


def _add(pages: dict[str, ForeignPage], post: Element) -> None:
    thread, above = child_of(post, "thread"), child_of(post, "parent")
    number = _number(thread) if thread is not None else ""
    page = pages.setdefault(number, ForeignPage((number or "?",)))
    key, parent = _number(post), _number(above) if above is not None else ""
    at = moment_in(text_of(post, "createdAt"))
    words = text_of(post, "message")[: MAX_WORDS + 1]
    why = _why_not(post, at, words)
    if why is not None or at is None:
        page.leave_out(key, parent, why or LeftOut.UNDATED)
        return
    author = child_of(post, "author")
    name, *known_by = (
        text_of(author, fact) if author is not None else "" for fact in ("name", "username", "email")
    )
    page.add(
        ForeignComment(key=key, parent=parent, name=name, at=at, words=words, person=person_of(*known_by))
    )


def _why_not(post: Element, at: datetime | None, words: str) -> LeftOut | None:
    if text_of(post, "isSpam") == _TRUE:
        return LeftOut.SPAM
    if text_of(post, "isDeleted") == _TRUE:
        return LeftOut.DELETED
    if text_of(post, "isApproved") == "false":
        return LeftOut.UNAPPROVED
    if at is None:
        return LeftOut.UNDATED
    return None if words else LeftOut.EMPTY


def _number(element: Element) -> str:
    """What Disqus' own attribute says, whatever its namespace is called."""
    return next((value for name, value in element.attrib.items() if name.rpartition("}")[2] == "id"), "")


def moment_in(text: str) -> datetime | None:
    """An instant in ISO 8601, with a blank for the T or not; without a zone it is UTC. None for anything else, and
    for a time at which nobody can have commented.
    """
    try:
        read = datetime.fromisoformat(text.strip())
        return believed((read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC))
    except (ValueError, OverflowError):
        return None
