"""Text → HTML that is safe to put in a page; the only importer of bleach.

An article's HTML is rendered elsewhere, a reader's comment here, from a small part of Markdown with HTML off. Both
then pass the second defence: an allow-list that fits exactly what is rendered, then our own strict reading of the
result, which refuses whatever it does not know.
"""

import re
import threading
import unicodedata
from collections.abc import Mapping, Sequence

from bleach.sanitizer import Cleaner
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

MAX_CHARACTERS = 5_000
MAX_LINKS = 10
MAX_NESTING = 8
"""Of quotes and lists, one inside the other."""

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
AllowList = Mapping[str, Mapping[str, re.Pattern[str]]]
_ARTICLE: AllowList = {
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
_COMMENT: AllowList = {
    **{tag: {} for tag in ["p", "em", "strong", "code", "pre", "blockquote", "ul", "li", "br"]},
    "ol": {"start": re.compile("[0-9]{1,9}")},
    "a": {"href": re.compile(rf"(?!#)(?:{_LINK.pattern})"), "rel": re.compile("nofollow ugc noopener")},
}
_TAG = re.compile(r'<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)(?P<attributes>(?: [a-z-]+="[^"<>]*")*)>')
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"<>]*)"')


class MarkupRefused(ValueError):
    """Cleaned HTML still held something outside the allow-list; it must not be shown."""


class CommentRefused(ValueError):
    """A comment that cannot be taken as it is; str() is the sentence for its author, `status` the HTTP code."""

    status = 422
    retry_after_s: int | None = None


def clean_article_html(html: str) -> str:
    """The HTML of an article, or of a run of its blocks, with everything outside the allow-list taken out.

    What our own renderer makes comes back unchanged. Raises MarkupRefused when the result cannot be vouched for.
    """
    return _article.clean(html)


def render_comment(source: str) -> str:
    """The HTML of a reader's comment, at most MAX_CHARACTERS after normalise_comment, which it passes through.

    Paragraphs, line breaks, emphasis, quotes, lists, code and links to the web and to mail; all else Markdown knows
    stays the words it was typed as. Raises CommentRefused.
    """
    text = normalise_comment(source)
    refuse_length(text)
    try:
        tokens = _comment.markdown.parse(text)
        _refuse_excess(tokens)
        html: str = _comment.markdown.renderer.render(tokens, _comment.markdown.options, {})
        return _comment.clean(html)
    except CommentRefused:
        raise
    except Exception as problem:  # whatever the libraries stumble over, the text goes back to its author
        raise CommentRefused(
            "This text could not be turned into a comment. Please write it more plainly."
        ) from problem


def normalise_comment(source: str) -> str:
    """The text as it is counted, compared and stored: line ends are \\n, no control characters, no blank edges."""
    lines = source.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", lines).strip()


def refuse_length(text: str) -> None:
    """Raises CommentRefused for a normalised comment that is empty, or longer than MAX_CHARACTERS."""
    if not any(unicodedata.category(sign)[0] not in "ZC" for sign in text):
        raise CommentRefused("There is nothing to post yet. Write your comment, then post it.")
    if len(text) > MAX_CHARACTERS:
        raise CommentRefused(
            f"A comment has at most {MAX_CHARACTERS:,} characters; this one has {len(text):,}. Please shorten it."
        )


def _refuse_excess(tokens: Sequence[Token]) -> None:
    """The parser drops in silence what is nested too deeply for it, so less must be too deep for us."""
    depth = links = 0
    for token in tokens:
        if token.type in _NESTING:
            depth += token.nesting
        if depth > MAX_NESTING:
            raise CommentRefused(
                f"Quotes and lists can be nested {MAX_NESTING} deep. Please take a few of the outer ones away."
            )
        links += sum(child.type == "link_open" for child in token.children or ())
    if links > MAX_LINKS:
        raise CommentRefused(
            f"A comment can have {MAX_LINKS} links; this one has {links}. Please leave some out."
        )


def is_safe_link(url: str) -> bool:
    """Whether a link may lead there: https:, http: and mailto: addresses in ASCII, and #fragments of the page."""
    return _LINK.fullmatch(url) is not None


class _Profile(threading.local):
    """An allow-list with one Cleaner per thread: a shared one hands a thread's text to another."""

    def __init__(self, allowed: AllowList) -> None:
        self.allowed = allowed
        self.cleaner = Cleaner(
            tags=frozenset(allowed),
            attributes=self.is_allowed,
            protocols=frozenset(LINK_SCHEMES),
            strip=True,
            strip_comments=True,
        )

    def clean(self, html: str) -> str:
        """What is left of the HTML. Raises MarkupRefused when the result cannot be vouched for."""
        cleaned: str = self.cleaner.clean(html)
        self.vouch_for(cleaned)
        return cleaned

    def is_allowed(self, tag: str, name: str, value: str) -> bool:
        """Whether the tag may have this attribute."""
        shape = self.allowed.get(tag, {}).get(name)
        return shape is not None and shape.fullmatch(value) is not None

    def vouch_for(self, html: str) -> None:
        """Read it by a grammar far stricter than a browser's: known tags, closed in order, known attributes."""
        if re.search("[<>]", _TAG.sub("", html)):
            raise MarkupRefused("something in the text is neither words nor a known tag")
        open_tags: list[str] = []
        for tag in _TAG.finditer(html):
            name = tag["name"]
            if name not in self.allowed:
                raise MarkupRefused(f"the tag {name} is not allowed")
            if tag["end"]:
                if not open_tags or open_tags.pop() != name or tag["attributes"]:
                    raise MarkupRefused(f"the tag {name} is closed where it is not open")
            elif name not in VOID_TAGS:
                open_tags.append(name)
            for attribute, value in _ATTRIBUTE.findall(tag["attributes"]):
                if not self.is_allowed(name, attribute, value):
                    raise MarkupRefused(f"the attribute {attribute} of {name} is not allowed")
        if open_tags:
            raise MarkupRefused(f"the tag {open_tags[-1]} is never closed")


class _CommentProfile(_Profile):
    """With a parser per thread too: it remembers where in a text it was looking for links."""

    def __init__(self, allowed: AllowList) -> None:
        super().__init__(allowed)
        self.markdown = _make_markdown(self)


def _make_markdown(profile: _Profile) -> MarkdownIt:
    options = {"html": False, "typographer": False, "linkify": True, "breaks": True, "maxNesting": 20}
    markdown = MarkdownIt("commonmark", {**options, "xhtmlOut": False})
    markdown.disable(
        ["heading", "lheading", "hr", "code", "reference", "html_block", "html_inline", "entity"]
    )
    markdown.enable("linkify")
    markdown.inline.ruler.at("image", _leave_picture)
    markdown.add_render_rule("link_open", _render_link)
    markdown.add_render_rule("link_close", _render_link_end)
    markdown.add_render_rule("fence", _render_fence)
    markdown.validateLink = lambda url: profile.is_allowed("a", "href", url)  # type: ignore[method-assign]
    markdown.normalizeLinkText = str  # type: ignore[method-assign, assignment]
    if markdown.linkify is not None:
        markdown.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
        markdown.linkify.add("ftp:", None).add("//", None)
    return markdown


def _leave_picture(state: StateInline, silent: bool) -> bool:
    """What would begin a picture is two signs of text, and so begins no link either."""
    if not state.src.startswith("![", state.pos):
        return False
    if not silent:
        state.pending += "!["
    state.pos += 2
    return True


def _render_link(
    _renderer: RendererProtocol, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    """A link that leads nowhere is the signs it was typed as."""
    address = escapeHtml(str(tokens[index].attrs["href"]))
    return f'<a href="{address}" rel="nofollow ugc noopener">' if address else "["


def _render_link_end(
    _renderer: RendererProtocol, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    """With the link's title behind it, which would be read by nobody who does not point at it."""
    depth = 0
    while True:
        index -= 1
        depth += tokens[index].nesting if tokens[index].type.startswith("link_") else 0
        if depth == 1:
            break
    title = str(tokens[index].attrs.get("title", ""))
    end = "</a>" if tokens[index].attrs["href"] else "]()"
    return f"{end} ({escapeHtml(title)})" if title else end


def _render_fence(
    _renderer: RendererProtocol, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    """Code as it stands. One word after its opening sign names its language; all else is shown as its first line."""
    token = tokens[index]
    said = token.info.strip()
    names_language = _LANGUAGE.fullmatch(said) and (token.content.strip() or not said)
    first = "" if names_language else f"{said}\n"
    return f"<pre><code>{escapeHtml(first + token.content)}</code></pre>\n"


_NESTING = frozenset(
    f"{block}_{end}" for block in ("blockquote", "bullet_list", "ordered_list") for end in ("open", "close")
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_LANGUAGE = re.compile(r"[A-Za-z0-9+#.-]{0,20}")
_article = _Profile(_ARTICLE)
_comment = _CommentProfile(_COMMENT)
