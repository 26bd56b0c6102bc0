"""oEmbed 1.0 (oembed.com): what a site that was given a link to one of our pages is told to show for it."""

import re
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from pollsite.pages.embed_codes import Framed, frame_code
from pollsite.pages.share_picture import HEIGHT, WIDTH

CACHE_AGE_S = 3600
LEAST_SIDE = 1
_ADDRESS = re.compile(
    r"/(?:embed/)?(?:polls/(?P<poll>[1-9][0-9]*)|articles/(?P<slug>[^/]+)(?P<discussion>/discussion)?)/?"
)
_POLL_ANCHOR = re.compile(r"poll-(?P<key>.+)")
Fields = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a link leads to: a poll by number, or an article, a question of it by its `key`, or its discussion."""

    slug: str = ""
    key: str = ""
    poll_id: int = 0
    discussion: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is told of it. `thumbnail` is the whole address of its share picture."""

    framed: Framed
    author: str
    provider: str
    provider_address: str
    thumbnail: str


@dataclass(frozen=True, slots=True)
class Limits:
    """The most pixels that the asking site has room for; None for any."""

    width: int | None = None
    height: int | None = None


def target_in(path: str, fragment: str = "") -> Target | None:
    """What an address of this site leads to; None for what cannot be shown elsewhere."""
    found = _ADDRESS.fullmatch(path)
    if found is None:
        return None
    anchor = _POLL_ANCHOR.fullmatch(fragment)
    return Target(
        slug=found["slug"] or "",
        key=anchor["key"] if anchor and found["slug"] and not found["discussion"] else "",
        poll_id=int(found["poll"] or 0),
        discussion=bool(found["discussion"]),
    )


def fields_of(shown: Shown, limits: Limits, *, framable: bool) -> Fields:
    """The answer's fields: of type rich, or of type link where no site may frame anything of ours."""
    fields: Fields = {
        "version": "1.0",
        "type": "rich" if framable else "link",
        "title": shown.framed.title,
        "author_name": shown.author,
        "provider_name": shown.provider,
        "provider_url": shown.provider_address,
        "cache_age": CACHE_AGE_S,
    }
    if framable:
        width, height = _within(shown.framed.width, limits.width), _within(shown.framed.height, limits.height)
        code = frame_code(shown.framed, width=str(width), height=height)
        fields |= {"html": code, "width": width, "height": height}
    if (limits.width or WIDTH) >= WIDTH and (limits.height or HEIGHT) >= HEIGHT:
        fields |= {
            "thumbnail_url": shown.thumbnail,
            "thumbnail_width": WIDTH,
            "thumbnail_height": HEIGHT,
        }
    return fields


def as_xml(fields: Fields) -> bytes:
    """The fields as the XML that oEmbed describes."""
    root = Element("oembed")
    for name, value in fields.items():
        SubElement(root, name).text = str(value)
    xml: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return xml


def _within(pixels: int, most: int | None) -> int:
    return pixels if most is None else max(LEAST_SIDE, min(pixels, most))
