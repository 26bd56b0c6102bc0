"""What a parsed article may not hold: its links, pictures, footnotes and nesting, checked and made ready to render.

The tokens are changed in place: what is refused loses its address, so that it cannot do harm even unrefused.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from markdown_it.token import Token

from pollsite.articles.markdown import MAX_NESTING, PICTURE_ATTRIBUTES
from pollsite.articles.types import Problem, Severity
from pollsite.markup import is_safe_link

PICTURE_ENDINGS = ("svg", "png", "jpg", "jpeg", "webp", "avif", "gif")
PICTURE_CLASSES = ("left", "right", "wide")
_PICTURE_NAME = re.compile(rf"(?!\.)[A-Za-z0-9._-]+\.(?:{'|'.join(PICTURE_ENDINGS)})")
_REMOTE = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:|//)")
_SIZE = re.compile(r"[1-9][0-9]{0,3}")
_FOOTNOTE_MARK = re.compile(r"\[\^([^\]\s]+)\]")
_CELL_CLASSES = {"left": "cell-start", "right": "cell-end", "center": "cell-center"}


@dataclass
class Vetting:
    """What came of vetting one article: problems, and the picture files it names, each once, in order."""

    body_line: int
    media_url: Callable[[str], str]
    problems: list[Problem] = field(default_factory=list)
    media: dict[str, int] = field(default_factory=dict)
    link_labels: set[str] = field(default_factory=set)
    footnote_lines: dict[int, int] = field(default_factory=dict)

    def refuse(self, line: int, message: str) -> None:
        """Note an error at a 0-based line of the body."""
        self.problems.append(Problem(self.body_line + line, message))

    def warn(self, line: int, message: str) -> None:
        """Note a warning at a 0-based line of the body."""
        self.problems.append(Problem(self.body_line + line, message, Severity.WARNING))


def vet(
    tokens: list[Token], notes: dict[str, Any], *, body_line: int, media_url: Callable[[str], str]
) -> Vetting:
    """Check a whole article's tokens and make its pictures, links and cells ready to render."""
    vetting = Vetting(body_line, media_url)
    line = 0
    for index, token in enumerate(tokens):
        line = token.map[0] if token.map else line
        if token.type == "footnote_open":
            line = vetting.footnote_lines.get(token.meta["id"], line)
        elif token.type == "inline":
            _vet_inline(token, line, vetting)
            _make_figure(tokens[index - 1 : index + 2], line, vetting)
        else:
            _vet_block(token, line, vetting)
    for row in notes["long_rows"]:
        told = "This row has more cells than the head of its table, so their words would be left out"
        vetting.refuse(row, f"{told}; add a column, or write \\| for a line that parts no cells.")
    _vet_footnotes(notes, vetting)
    _vet_link_definitions(notes, vetting)
    return vetting


def _vet_block(token: Token, line: int, vetting: Vetting) -> None:
    if token.nesting == 1 and token.level + 1 >= MAX_NESTING:
        vetting.refuse(line, f"Lists and quotations are nested deeper than {MAX_NESTING}; make them flatter.")
    if token.type == "fence":
        token.info = ""
    elif token.type in ("th_open", "td_open") and "style" in token.attrs:
        side = str(token.attrs.pop("style")).removeprefix("text-align:")
        token.attrs["class"] = _CELL_CLASSES[side]


def _vet_inline(inline: Token, line: int, vetting: Vetting) -> None:
    """Check the children of one paragraph, heading or cell, counting lines by its line breaks."""
    links = 0
    before = None
    for child in inline.children or []:
        if child.type in ("softbreak", "hardbreak"):
            line += 1
        elif child.type == "link_open":
            links += 1
            _vet_link(child, line, vetting, nested=links > 1)
        elif child.type == "link_close":
            links -= 1
        elif child.type == "footnote_ref":
            vetting.footnote_lines.setdefault(child.meta["id"], line)
            if links:
                vetting.refuse(line, "A footnote mark stands inside a link; put it after the link.")
        elif child.type == "image":
            _vet_picture(child, line, vetting)
        elif child.type == "text":
            _vet_text(child, before, line, vetting)
        before = child


def _vet_link(link: Token, line: int, vetting: Vetting, *, nested: bool) -> None:
    href, title = str(link.attrs.get("href", "")), link.attrs.get("title")
    vetting.link_labels.add(link.meta.get("label", ""))
    if _given_attributes(link):
        vetting.refuse(line, "A link takes no attributes in braces; remove the { … } after it.")
    link.attrs = {}
    if nested:
        vetting.refuse(line, f"The link to “{href}” stands inside another link; take one of them out.")
    elif not is_safe_link(href):
        told = f"The link to “{href}” cannot be followed from the page"
        vetting.refuse(line, f"{told}; links begin with https://, http://, mailto: or #.")
    else:
        link.attrs["href"] = href
        if href[:4].lower() == "http":
            link.attrs["rel"] = "noopener"
    if title:
        link.attrs["title"] = title


def _given_attributes(token: Token) -> list[str]:
    """The names of the attributes that the publisher gave in braces, refused ones included."""
    return [
        *(name for name in PICTURE_ATTRIBUTES if name in token.attrs),
        *token.meta.get("insecure_attrs", {}),
    ]


def _vet_picture(image: Token, line: int, vetting: Vetting) -> None:
    """Check a picture; the refused one becomes its description."""
    name, alt = str(image.attrs["src"]), _description(image)
    vetting.link_labels.add(image.meta.get("label", ""))
    told = _why_not_shown(name)
    if told:
        vetting.refuse(line, told)
        image.type, image.tag, image.content = "text", "", alt
        return
    for attribute, value in _unknown_attributes(image):
        vetting.refuse(line, f"“{attribute}{value}” is not for pictures; they take {_picture_attributes()}.")
    if not alt.strip():
        vetting.warn(
            line, f"The picture {name} has no description; write one between [ and ], for who cannot see it."
        )
    if not {"width", "height"} <= image.attrs.keys():
        vetting.warn(
            line, f"The picture {name} has no size, so the text will jump; add {{width=300 height=360}}."
        )
    vetting.media.setdefault(name, line)
    image.meta = {"class": image.attrs.get("class"), "caption": image.attrs.get("title")}
    image.attrs = {
        "src": vetting.media_url(name),
        "alt": alt,
        **_sizes(image),
        "loading": "lazy",
        "decoding": "async",
    }


def _why_not_shown(name: str) -> str:
    if _REMOTE.match(name):
        return (
            f"The picture “{name}” would be fetched from elsewhere, and nothing is sent to a third party; "
            "save the file beside the article and write its name."
        )
    if not _PICTURE_NAME.fullmatch(name):
        return (
            f"The picture “{name}” needs a plain file name beside the article: letters a–z, digits, dot, hyphen "
            f"and underscore, ending in .{', .'.join(PICTURE_ENDINGS)}."
        )
    return ""


def _picture_attributes() -> str:
    classes = ", ".join(f".{name}" for name in PICTURE_CLASSES)
    return f"one of {classes}, and width and height as whole numbers"


def _description(image: Token) -> str:
    texts = (" " if child.type == "softbreak" else child.content for child in image.children or [])
    return "".join(texts)


def _unknown_attributes(image: Token) -> Iterator[tuple[str, str]]:
    """Each given attribute that a picture does not take, with its value; what is refused is taken off the token."""
    for name, value in image.meta.get("insecure_attrs", {}).items():
        yield name, f"={value}"
    if image.attrs.get("class", PICTURE_CLASSES[0]) not in PICTURE_CLASSES:
        yield "class", f"={image.attrs.pop('class')}"
    for name in ("width", "height"):
        if name in image.attrs and not _SIZE.fullmatch(str(image.attrs[name])):
            yield name, f"={image.attrs.pop(name)}"


def _sizes(image: Token) -> dict[str, str | int | float]:
    return {name: image.attrs[name] for name in ("width", "height") if name in image.attrs}


def _vet_text(text: Token, before: Token | None, line: int, vetting: Vetting) -> None:
    after_braces_belong = before is not None and before.type in ("image", "link_close")
    if after_braces_belong and text.content.startswith("{") and "}" in text.content:
        braces = text.content[: text.content.index("}") + 1]
        vetting.refuse(line, f"“{braces}” cannot be read; write it as {{.left width=300 height=360}}.")
    for mark in _FOOTNOTE_MARK.findall(text.content):
        vetting.warn(
            line, f"There is no footnote [^{mark}]: add a line “[^{mark}]: …” at the end of the text."
        )


def _make_figure(around: list[Token], line: int, vetting: Vetting) -> None:
    """Turn a paragraph that holds one picture and nothing else into a figure; `around` is its three tokens."""
    children = around[1].children or []
    pictures = [child for child in children if child.type == "image"]
    is_paragraph = [token.type for token in around] == ["paragraph_open", "inline", "paragraph_close"]
    if len(children) == 1 and pictures and is_paragraph and not around[0].hidden:
        around[0].tag = around[2].tag = "figure"
        place = pictures[0].meta["class"]
        around[0].attrs = {"class": place} if place else {}
        return
    for picture in pictures:
        if picture.meta["class"]:
            vetting.warn(
                line, "A picture is placed left, right or wide only when it stands alone in its paragraph."
            )
        if picture.meta["caption"]:
            picture.attrs["title"] = picture.meta.pop("caption")


def _vet_footnotes(notes: dict[str, Any], vetting: Vetting) -> None:
    """Report the footnotes whose words would otherwise be left out in silence."""
    seen: set[str] = set()
    for label, line, nested in notes.get("footnote_definitions", []):
        if nested:
            vetting.refuse(line, f"The footnote [^{label}] stands inside another footnote; move it out.")
        if label in seen:
            vetting.refuse(line, f"There are two footnotes [^{label}]; give each its own name.")
        elif notes["footnotes"]["refs"].get(f":{label}", -1) < 0:
            vetting.warn(line, f"Nothing in the text refers to the footnote [^{label}], so it is not shown.")
        seen.add(label)


def _vet_link_definitions(notes: dict[str, Any], vetting: Vetting) -> None:
    """Report lines like “[note]: more words”, which Markdown takes for link addresses and leaves out."""
    for label, definition in notes.get("references", {}).items():
        if label not in vetting.link_labels:
            told = f"The line “[{label.lower()}]: …” counts as a link's address, and no link uses it"
            vetting.warn(definition["map"][0], f"{told}; it is not shown.")
    for definition in notes.get("duplicate_refs", []):
        told = f"The address of [{definition['label'].lower()}] is given twice; the first one counts."
        vetting.warn(definition["map"][0], told)
