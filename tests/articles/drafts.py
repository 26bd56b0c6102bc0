"""Article files and articles as values, and in short what became of them once read or rendered."""

import re
from datetime import date
from html.parser import HTMLParser

from pollsite.articles.errors import ArticleInvalid
from pollsite.articles.reading import read_article
from pollsite.articles.rendering import render_article
from pollsite.articles.types import (
    Anchor,
    ArticleSource,
    Kind,
    OptionSpec,
    Question,
    RenderedArticle,
    Severity,
)

TAG = re.compile(r"<[^>]*>")
TAGS = {
    "p", "a", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "hr", "br", "h2", "h3", "h4", "h5", "h6",
    "table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "img", "mark", "sup", "section",
    "div",
}  # fmt: skip
ATTRIBUTES = {
    "href", "rel", "title", "src", "alt", "width", "height", "loading", "decoding", "class", "id", "start",
    "tabindex", "role", "aria-label",
}  # fmt: skip
# The fields of an article file, and of a question in it, that nothing is wrong with.
ARTICLE = {
    "title": "Bread",
    "slug": "bread",
    "author": "A. Baker",
    "date": "2026-11-23",
    "summary": "On bread.",
    "language": "en",
}
QUESTION = {
    "key": "stale",
    "question": "Is stale bread bread?",
    "kind": "single",
    "beside": '"Bread stays bread."',
    "options": '[{key: "yes", label: Yes}, {key: "no", label: No}]',
}


def file_of(*questions: dict[str, str], body: str = "Bread stays bread.\n", **fields: str) -> str:
    """The text of an article file with these questions; a field given as "" is left out."""
    lines = [f"{name}: {value}" for name, value in {**ARTICLE, **fields}.items() if value]
    lines += ["questions:"] if questions else []
    for asked in questions:
        given = [f"{name}: {value}" for name, value in {**QUESTION, **asked}.items() if value]
        lines += [f"  - {given[0]}", *(f"    {line}" for line in given[1:])]
    return "\n".join(["---", *lines, "---", body])


def refusals_of(text: str, *, sound: bool = False) -> list[tuple[int, str]]:
    """What reading the file refuses, by line; `sound`: there may be nothing."""
    try:
        read_article(text)
    except ArticleInvalid as refused:
        return [(problem.line, problem.message) for problem in refused.problems]
    assert sound, "the file was read"
    return []


def only_refusal_of(text: str) -> tuple[int, str]:
    (problem,) = refusals_of(text)
    return problem


def question(beside: str, key: str = "q", *, line: int = 9, before: str = "", after: str = "") -> Question:
    """A question with answers A and B, which begins on line 9 of its file."""
    return Question(
        key=key,
        question="?",
        kind=Kind.SINGLE,
        options=(OptionSpec(key="a", label="A"), OptionSpec(key="b", label="B")),
        beside=beside,
        before=before,
        after=after,
        line=line,
    )


def article(body: str, *questions: Question, title: str = "Bread") -> ArticleSource:
    """An article whose body begins on line 21 of its file."""
    return ArticleSource(
        title=title,
        slug="bread",
        author="A",
        published_on=date(2026, 11, 23),
        summary="S",
        language="en",
        questions=questions,
        body=body,
        body_line=21,
        text=body,
    )


def rendered(body: str, *questions: Question, previous: dict[str, Anchor] | None = None) -> RenderedArticle:
    return render_article(article(body, *questions), previous or {})


class Strangers(HTMLParser):
    """Collects the tags, attributes and addresses of an HTML text that no article may have."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [tag] if tag not in TAGS else []
        for name, value in attrs:
            address = ("https://", "http://", "mailto:", "#") if name == "href" else ("/media/",)
            strange = name in ("href", "src") and not (value or "").lower().startswith(address)
            self.found += [f"{name}={value}"] if strange or name not in ATTRIBUTES else []

    def handle_comment(self, data: str) -> None:
        self.found.append(data)


def strangers_in(result: RenderedArticle) -> list[str]:
    """What a page must not hold, found by a parser that shares nothing with ours."""
    parser = Strangers()
    parser.feed("".join(segment.html for segment in result.segments))
    parser.close()
    return parser.found


def html_of(body: str, *questions: Question) -> str:
    return "".join(segment.html for segment in rendered(body, *questions).segments)


def outline(result: RenderedArticle) -> list[str]:
    """The segments in short: the words of each text, the key of each poll, with a ? behind an orphan's."""
    return [
        f"[{segment.poll}{'?' if segment.orphaned else ''}]"
        if segment.poll
        else " ".join(TAG.sub(" ", segment.html).split())
        for segment in result.segments
    ]


def problems_of(body: str, *questions: Question) -> list[tuple[int, Severity, str]]:
    """The problems but for "the article asks nothing"."""
    found = rendered(body, *questions).problems
    return [(told.line, told.severity, told.message) for told in found if "asks nothing" not in told.message]
