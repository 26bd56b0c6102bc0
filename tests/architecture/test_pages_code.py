"""Templates, styles and scripts: nothing inline, nothing that writes markup, nothing that leads nowhere."""

import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, files, lines_matching, named, refuse, without_comments

TEMPLATE_COMMENT = r"\{#.*?#\}|<!--.*?-->"
SCRIPT_COMMENT = (
    r"""(?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)"""
    r"|/\*.*?\*/|//[^\n]*"
)
DATA_BLOCK = r' type="application/ld\+json">\{\{ facts\|tojson \}\}</script>'
INLINE = (
    r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"'{]|<style\b|javascript:|<base\b|\ssrcdoc\s*="
    rf"|<script\b(?![^>]*\ssrc=)(?!{DATA_BLOCK})"
)
WRITES_MARKUP = (
    r"\b(innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|parseFromString|setHTMLUnsafe|srcdoc)\b"
    r"|document\.write|\beval\(|new Function\b|\sstyle\s*=\s*[\"'`]|setAttribute\(\s*[\"'`](style|on[a-z]+)"
    r"|<script|<style|javascript:"
)
IMPORTED = re.compile(r"""\b(?:from|import)\s*\(?\s*["']([^"']+)["']""")
LINKED_IN_CSS = re.compile(r"""(?:url\(|@import)\s*["']?([^"')\s]+)""")
SCRIPTED_PICTURE = r"<script\b|\son[a-z]+\s*=|javascript:|<foreignObject\b"


def missing(path: Path, pattern: re.Pattern[str]) -> list[str]:
    """What the file at `path` refers to that is no file beside it; data: addresses are their own content."""
    asked = pattern.findall(without_comments(path.read_text(encoding="utf-8"), SCRIPT_COMMENT))
    return [name for name in asked if not name.startswith("data:") and not (path.parent / name).is_file()]


def test_no_template_holds_script_style_or_handler() -> None:
    refuse(
        f"{named(path)}:{line}: {found.strip()}"
        for path in files("templates", ".html")
        for line, found in lines_matching(INLINE, without_comments(path.read_text(), TEMPLATE_COMMENT))
    )


def test_no_picture_runs_a_script() -> None:
    refuse(
        f"{named(path)}:{line}: {found.strip()}"
        for path in files("", ".svg")
        for line, found in lines_matching(SCRIPTED_PICTURE, path.read_text())
    )


def test_no_script_writes_markup() -> None:
    refuse(
        f"{named(path)}:{line}: {found.strip()}"
        for path in files("static", ".js")
        for line, found in lines_matching(WRITES_MARKUP, without_comments(path.read_text(), SCRIPT_COMMENT))
    )


def test_every_import_of_a_script_leads_to_a_file() -> None:
    scripts = files("static", ".js")
    assert any(IMPORTED.search(path.read_text()) for path in scripts)
    refuse(f"{named(path)} imports {name}" for path in scripts for name in missing(path, IMPORTED))


def test_every_address_in_a_stylesheet_leads_to_a_file() -> None:
    refuse(
        f"{named(path)} refers to {name}"
        for path in files("static", ".css")
        for name in missing(path, LINKED_IN_CSS)
    )


def test_every_script_is_reached_from_a_page() -> None:
    pages = "".join(path.read_text() for path in files("templates", ".html"))
    waiting = {ROOT / "static" / name for name in re.findall(r"js/[\w/-]+\.js", pages)}
    reached: set[Path] = set()
    while waiting:
        script = waiting.pop()
        reached.add(script)
        waiting |= {
            (script.parent / name).resolve() for name in IMPORTED.findall(script.read_text())
        } - reached
    refuse(f"no page loads {named(path)}" for path in files("static/js", ".js") if path not in reached)


@pytest.mark.parametrize(
    "template",
    [
        '<p style="color: red">',
        "<a onclick='go()'>",
        "<body onload = {{ act }}>",
        "<script>go()</script>",
        '<script type="module">go()</script>',
        '<script type="application/ld+json">{{ facts }}</script>',
        '<script type="application/ld+json">{{ facts|tojson }}; go()</script>',
        '<script type="text/javascript">{{ facts|tojson }}</script>',
        "<style>p {}</style>",
        '<a href="javascript:go()">',
    ],
)
def test_inline_code_is_seen(template: str) -> None:
    assert lines_matching(INLINE, template)


def test_a_script_of_its_own_file_is_no_inline_code() -> None:
    assert not lines_matching(
        INLINE, """<script type="module" src="{{ asset('js/article.js') }}"></script>"""
    )


def test_facts_for_machines_are_no_inline_code() -> None:
    assert not lines_matching(INLINE, '<script type="application/ld+json">{{ facts|tojson }}</script>')


@pytest.mark.parametrize(
    "script",
    [
        "card.innerHTML = text;",
        "card.outerHTML += text;",
        'card.insertAdjacentHTML("beforeend", text);',
        "document.write(text);",
        "eval(text)",
        "new Function(text)",
        'card.setAttribute("onclick", text);',
        "card.setAttribute('style', text);",
        'const card = `<p style="${text}">`;',
    ],
)
def test_a_script_that_writes_markup_is_seen(script: str) -> None:
    assert lines_matching(WRITES_MARKUP, without_comments(script, SCRIPT_COMMENT))


def test_a_comment_may_say_what_is_forbidden() -> None:
    script = 'const address = "a//b";  // never innerHTML\n/* nor\n eval( */\ngo();'
    assert not lines_matching(WRITES_MARKUP, without_comments(script, SCRIPT_COMMENT))
    assert '"a//b"' in without_comments(script, SCRIPT_COMMENT)


def test_an_import_that_leads_nowhere_is_seen(tmp_path: Path) -> None:
    (tmp_path / "here.js").write_text("")
    script = tmp_path / "page.js"
    script.write_text(
        'import { a } from "./here.js";\nimport {\n  b,\n} from "./gone.js";\nawait import("./late.js");\n'
    )
    assert missing(script, IMPORTED) == ["./gone.js", "./late.js"]
