"""Rendered text → HTML that is safe to put in a page; the only importer of bleach.

The second defence, after Markdown with HTML off: an allow-list that fits exactly what we render, then our own
strict reading of the result, which refuses whatever it does not know.
"""

import re
import threading

from bleach.sanitizer import Cleaner

LINK_SCHEMES = ("https", "http", "mailto")
VOID_TAGS = frozenset(("br", "hr", "img"))
_URL_SIGNS = "[!#-;=?-~]"
_LINK = re.compile(
    rf"(?i:https?)://[A-Za-z0-9._-]+(?::[0-9]{{1,5}})?(?:[/?#]{_URL_SIGNS}*)?"
    rf"|(?i:mailto):{_URL_SIGNS}+"
    rf"|\#{_URL_SIGNS}+"
)
_PICTURE = re.compile(r"/media(?:/(?!\.)[A-Za-z0-9._-]+){1,2}")
_ANY = re.compile(r"[^<>]*")
_SIZE = re.compile(r"[1-9][0-9]{0,3}")
_HEADING = {"id": re.compile(r"[^\s<>\"'&]+")}
_CELL = {"class": re.compile("cell-(?:start|center|end)")}
_PLAIN_TAGS = "p em strong s code pre blockquote ul br hr table thead tbody tr figcaption"
_ALLOWED: dict[str, dict[str, re.Pattern[str]]] = {
    **{tag: {} for tag in _PLAIN_TAGS.split()},
    **{f"h{level}": _HEADING for level in range(2, 7)},
    "div": {
        "class": re.compile("wide"),
        "tabindex": re.compile("0"),
        "role": re.compile("region"),
        "aria-label": re.compile("Table"),
    },
    "th": _CELL,
    "td": _CELL,
    "ol": {"class": re.compile("footnotes-list"), "start": re.compile("[0-9]{1,9}")},
    "li": {"class": re.compile("footnote-item"), "id": re.compile("fn[0-9]+")},
    "sup": {"class": re.compile("footnote-ref")},
    "section": {"class": re.compile("footnotes")},
    "figure": {"class": re.compile("left|right|wide")},
    "mark": {"class": re.compile("asked asked-[0-9]+"), "id": re.compile("asks-[a-z0-9-]+")},
    "a": {
        "href": _LINK,
        "rel": re.compile("noopener"),
        "title": _ANY,
        "class": re.compile("footnote-backref"),
        "id": re.compile("fnref[0-9:]+"),
    },
    "img": {
        "src": _PICTURE,
        "alt": _ANY,
        "title": _ANY,
        "width": _SIZE,
        "height": _SIZE,
        "loading": re.compile("lazy"),
        "decoding": re.compile("async"),
    },
}
_TAG = re.compile(r'<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)(?P<attributes>(?: [a-z-]+="[^"<>]*")*)>')
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"<>]*)"')


class MarkupRefused(ValueError):
    """Cleaned HTML still held something outside the allow-list; it must not be shown."""


def clean_article_html(html: str) -> str:
    """The HTML of an article, or of a run of its blocks, with everything outside the allow-list taken out.

    What our own renderer makes comes back unchanged. Raises MarkupRefused when the result cannot be vouched for.
    """
    cleaned: str = _cleaners.cleaner.clean(html)
    _vouch_for(cleaned)
    return cleaned


def is_safe_link(url: str) -> bool:
    """Whether a link may lead there: https:, http: and mailto: addresses in ASCII, and #fragments of the page."""
    return _LINK.fullmatch(url) is not None


def _is_allowed(tag: str, name: str, value: str) -> bool:
    shape = _ALLOWED.get(tag, {}).get(name)
    return shape is not None and shape.fullmatch(value) is not None


class _CleanerOfThread(threading.local):
    """One Cleaner per thread: a shared one hands a thread's text to another."""

    def __init__(self) -> None:
        self.cleaner = Cleaner(
            tags=frozenset(_ALLOWED),
            attributes=_is_allowed,
            protocols=frozenset(LINK_SCHEMES),
            strip=True,
            strip_comments=True,
        )


_cleaners = _CleanerOfThread()


def _vouch_for(html: str) -> None:
    """Read the HTML by a grammar far stricter than a browser's: known tags, closed in order, known attributes."""
    if re.search("[<>]", _TAG.sub("", html)):
        raise MarkupRefused("something in the text is neither words nor a known tag")
    open_tags: list[str] = []
    for tag in _TAG.finditer(html):
        name = tag["name"]
        if name not in _ALLOWED:
            raise MarkupRefused(f"the tag {name} is not allowed")
        if tag["end"]:
            if not open_tags or open_tags.pop() != name or tag["attributes"]:
                raise MarkupRefused(f"the tag {name} is closed where it is not open")
        elif name not in VOID_TAGS:
            open_tags.append(name)
        for attribute, value in _ATTRIBUTE.findall(tag["attributes"]):
            if not _is_allowed(name, attribute, value):
                raise MarkupRefused(f"the attribute {attribute} of {name} is not allowed")
    if open_tags:
        raise MarkupRefused(f"the tag {open_tags[-1]} is never closed")
