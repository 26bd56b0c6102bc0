"""Markdown as articles may use it: what is switched on, and the HTML that its tokens become.

CommonMark without HTML, with tables, strikethrough, footnotes, bare web addresses as links, and attributes in
braces after pictures. Nothing is refused here: see vetting.py for what is wrong with a parsed text.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_block.table import escapedSplit
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.footnote import footnote_plugin

MAX_NESTING = 20
PICTURE_ATTRIBUTES = ("class", "width", "height")
FOOTNOTES_OPEN = '<section class="footnotes">\n<ol class="footnotes-list">\n'
TABLE_OPEN = '<div class="wide" tabindex="0" role="region" aria-label="Table">\n<table>\n'
"""In a box that scrolls sideways, by keyboard too: a wide table must not widen the page."""
TABLE_CLOSE = "</table>\n</div>\n"
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]{1,2}|[^\s\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
)

_QUOTATION_SIGNS = re.compile(r"^(?:\s*>)*\s*")


def parse(body: str) -> tuple[list[Token], dict[str, Any]]:
    """The tokens of a Markdown text, and what the parser noted on the way.

    The notes hold `references` and `duplicate_refs` (link definitions), `footnotes`, `footnote_definitions`:
    (label, 0-based line, whether it stands inside another) of each, and `long_rows`: the 0-based lines of table
    rows that have more cells than the head, whose words are left out.
    """
    notes: dict[str, Any] = {}
    return _MARKDOWN.parse(body, notes), notes


def to_html(tokens: Sequence[Token], notes: dict[str, Any]) -> str:
    """The HTML of whole blocks."""
    html: str = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, notes)
    return html


def leaf_text(token: Token) -> str:
    """What a reader reads of one inline token: a line break is one blank, a picture or footnote mark nothing."""
    if token.type in ("softbreak", "hardbreak"):
        return " "
    return token.content.replace("\n", " ") if token.type in ("text", "code_inline") else ""


def inline_text(inline: Token) -> str:
    """What a reader reads of a paragraph, heading or cell."""
    return "".join(leaf_text(child) for child in inline.children or [])


def word_count(text: str) -> int:
    """How many words a text has; two signs of Chinese or Japanese, which leave no blanks, count as one."""
    return sum(1 for word in _WORD.findall(text) if any(sign.isalnum() for sign in word))


def _note_footnote_definitions(state: StateCore) -> None:
    """Runs before the plugin moves the definitions to the end and drops those that nothing refers to."""
    definitions = state.env.setdefault("footnote_definitions", [])
    depth = 0
    for token in state.tokens:
        if token.type == "footnote_reference_open":
            definitions.append((token.meta["label"], token.map[0] if token.map else 0, depth > 0))
            depth += 1
        elif token.type == "footnote_reference_close":
            depth -= 1


def _note_long_rows(state: StateCore) -> None:
    """Runs before inline parsing, which sees only the cells that fit."""
    rows = state.env.setdefault("long_rows", [])
    lines = state.src.split("\n")
    columns = 0
    for token in state.tokens:
        if token.type == "thead_open":
            columns = 0
        columns += token.type == "th_open"
        if token.type == "tr_open" and token.map and columns:
            cells = escapedSplit(_QUOTATION_SIGNS.sub("", lines[token.map[0]]).strip().removeprefix("|"))
            rows += [token.map[0]] if any(cell.strip() for cell in cells[columns:]) else []


def _render_image(
    _renderer: RendererProtocol, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    """A vetted picture, with its caption if it stands alone as a figure."""
    token = tokens[index]
    attributes = "".join(f' {name}="{escapeHtml(str(value))}"' for name, value in token.attrs.items())
    caption = token.meta.get("caption")
    return f"<img{attributes}>" + (f"<figcaption>{escapeHtml(caption)}</figcaption>" if caption else "")


def _always(html: str) -> Callable[..., str]:
    """A render rule that prints the same, whatever the token."""
    return lambda _renderer, _tokens, _index, _options, _env: html


def _render_footnote_caption(
    _renderer: RendererProtocol, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    """The mark's number, without the brackets of the plug-in."""
    return str(tokens[index].meta["id"] + 1)


def _let_through(_url: str, _validator: object = None) -> bool:
    """Every address goes on to vetting.py, which reports the bad ones with their lines."""
    return True


def _make_markdown() -> MarkdownIt:
    options = {"html": False, "typographer": False, "linkify": True, "maxNesting": MAX_NESTING}
    markdown = MarkdownIt("commonmark", {**options, "xhtmlOut": False, "store_labels": True})
    markdown.enable(["table", "strikethrough", "linkify"])
    markdown.use(footnote_plugin)
    markdown.use(attrs_plugin, after=("image", "link_close"), allowed=PICTURE_ATTRIBUTES)
    markdown.core.ruler.before("footnote_tail", "note_footnote_definitions", _note_footnote_definitions)
    markdown.core.ruler.after("block", "note_long_rows", _note_long_rows)
    markdown.add_render_rule("image", _render_image)
    markdown.add_render_rule("footnote_block_open", _always(FOOTNOTES_OPEN))
    markdown.add_render_rule("footnote_caption", _render_footnote_caption)
    markdown.add_render_rule("table_open", _always(TABLE_OPEN))
    markdown.add_render_rule("table_close", _always(TABLE_CLOSE))
    markdown.validateLink = _let_through  # type: ignore[method-assign, assignment]
    if markdown.linkify is not None:
        markdown.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
        markdown.linkify.add("ftp:", None).add("//", None)
    return markdown


_MARKDOWN = _make_markdown()
