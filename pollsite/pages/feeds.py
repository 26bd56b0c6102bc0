"""Comments as an Atom feed (RFC 4287), from plain values: what is read elsewhere says where it came from.

A feed holds visible comments only, whoever asks for it, and no words that wait behind a notice; no stance and no
result of a poll is ever in it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

MIMETYPE = "application/atom+xml"
MAX_ENTRIES = 50
_ATOM = "http://www.w3.org/2005/Atom"
_THREADING = "http://purl.org/syndication/thread/1.0"
_NO_XML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold or advises against."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A comment. `number_address` names it for ever; `page` is where it is read. Addresses are absolute.

    `answers`: the same two of the comment it answers, None for a thread's first.
    """

    number_address: str
    page: str
    title: str
    author: str
    html: str
    published_at: datetime
    updated_at: datetime
    answers: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """Comments, newest first, and what they are about. `updated_at` is told even where there is no comment."""

    address: str
    page: str
    title: str
    subtitle: str
    language: str
    updated_at: datetime
    entries: Sequence[Entry] = ()

    @property
    def changed_at(self) -> datetime:
        """When anything in it last changed."""
        return max((entry.updated_at for entry in self.entries), default=self.updated_at)


def render_feed(feed: Feed) -> bytes:
    """The feed as XML in UTF-8."""
    root = Element("feed", {"xmlns": _ATOM, "xmlns:thr": _THREADING, "xml:lang": _clean(feed.language)})
    _add(root, "id", feed.address)
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", _instant(feed.changed_at))
    _add(root, "link", rel="self", type=MIMETYPE, href=feed.address)
    _add(root, "link", rel="alternate", type="text/html", href=feed.page)
    _add(root, "generator", "pollsite")
    for entry in feed.entries:
        _add_entry(root, entry)
    rendered: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return rendered


def _add_entry(root: Element, entry: Entry) -> None:
    element = SubElement(root, "entry")
    _add(element, "id", entry.number_address)
    _add(element, "title", entry.title)
    _add(SubElement(element, "author"), "name", entry.author)
    _add(element, "published", _instant(entry.published_at))
    _add(element, "updated", _instant(entry.updated_at))
    _add(element, "link", rel="alternate", type="text/html", href=entry.page)
    if entry.answers is not None:
        number_address, page = entry.answers
        _add(element, "thr:in-reply-to", ref=number_address, href=page, type="text/html")
    _add(element, "content", entry.html, type="html")


def _add(parent: Element, name: str, text: str = "", **attributes: str) -> None:
    element = SubElement(parent, name, {key: _clean(value) for key, value in attributes.items()})
    element.text = _clean(text) or None


def _clean(text: str) -> str:
    return _NO_XML.sub("", text)


def _instant(moment: datetime) -> str:
    """As RFC 3339 writes it, in UTC."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
