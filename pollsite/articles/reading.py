"""From the text of an article file to an ArticleSource, or to every problem it has.

The file is YAML front matter between two lines of ---, then the article's text in Markdown.
"""

import re
from collections.abc import Sequence

from pollsite.articles.errors import ArticleInvalid
from pollsite.articles.fields import Fields, fields_of, shortened
from pollsite.articles.filler import filler_problems, marker_problems
from pollsite.articles.frontmatter import compose, split_file
from pollsite.articles.questions import KEY, KEY_HINT, KEY_LENGTH, read_questions
from pollsite.articles.types import ArticleSource, Kind, Problem, Question

MAX_FILE_BYTES = 500_000
TITLE_LENGTH = 200
SLUG_LENGTH = 80
AUTHOR_LENGTH = 200
SUMMARY_LENGTH = 300
LANGUAGE_LENGTH = 35
ARTICLE_FIELDS = ("title", "slug", "author", "date", "summary", "language", "shift", "questions")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_LINE_END = re.compile(r"\r\n|\r|\n")
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


def read_article(text: str) -> ArticleSource:
    """The article that `text` (a whole file) describes.

    Raises ArticleInvalid with every problem found, each with its line in the file. Whether the text can be
    rendered, and the questions' sentences are in it, is for rendering.render_article to say.
    """
    _refuse_what_cannot_be_read(text)
    front, body, body_line = split_file(text)
    problems = marker_problems(body, body_line)
    if not body.strip():
        problems.append(Problem(body_line, "The article has no text; write it below the second ---."))
    source = _read_source(front, body, body_line, text, problems)
    if problems:
        raise ArticleInvalid(problems + filler_problems(body, body_line))
    return source


def _refuse_what_cannot_be_read(text: str) -> None:
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_FILE_BYTES:
        told = f"The file has {size:,} bytes; an article may have {MAX_FILE_BYTES:,}. Split it into parts."
        raise ArticleInvalid([Problem(1, told)])
    problems = []
    for number, line in enumerate(_LINE_END.split(text), 1):
        found = UNPRINTABLE.search(line)
        if found:
            sign = f"U+{ord(found.group()):04X}"
            problems.append(Problem(number, f"Delete the invisible {sign} at column {found.start() + 1}."))
    if problems:
        raise ArticleInvalid(problems)


def _read_source(front: str, body: str, body_line: int, text: str, problems: list[Problem]) -> ArticleSource:
    """The article, with stand-ins for what is wrong; that is added to `problems`, unless it is no YAML at all."""
    try:
        root = compose(front)
    except ArticleInvalid as invalid:
        raise ArticleInvalid([*invalid.problems, *problems]) from invalid
    fields = fields_of(root, owner="The article", known=ARTICLE_FIELDS, problems=problems)
    fields.line = 2
    questions = read_questions(fields.items("questions"), problems)
    language_hint = "write a language tag such as en, pt-BR or ar"
    return ArticleSource(
        title=fields.text("title", limit=TITLE_LENGTH),
        slug=fields.code("slug", shape=KEY, limit=SLUG_LENGTH, hint=KEY_HINT),
        author=fields.text("author", limit=AUTHOR_LENGTH),
        published_on=fields.day("date"),
        summary=fields.text("summary", limit=SUMMARY_LENGTH),
        language=fields.code("language", shape=_LANGUAGE, limit=LANGUAGE_LENGTH, hint=language_hint),
        questions=questions,
        body=body,
        body_line=body_line,
        text=text,
        shift=_read_shift(fields, questions),
    )


def _read_shift(fields: Fields, questions: Sequence[Question]) -> str:
    """The key of the question that is asked before reading too: one that takes one answer."""
    key = fields.text("shift", limit=KEY_LENGTH, default="")
    named = next((question for question in questions if question.key == key), None)
    if key and named is None:
        fields.report(f"“shift: {shortened(key)}” names no question; write the key of one below.", "shift")
    elif named is not None and named.kind is Kind.MULTIPLE:
        told = f"“shift: {key}” names a question that takes several answers"
        fields.report(f"{told}; only from one answer to another can be told what changed.", "shift")
    return key
