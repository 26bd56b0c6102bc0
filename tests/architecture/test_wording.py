"""Words that may not occur in the code, or only in the one place named here with its reason."""

import ast
import io
import re
import tokenize
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.architecture.tree import (
    files,
    functions_in,
    lines_matching,
    named,
    names_used,
    parsed,
    python_files,
    refuse,
)

COMMITS = {"pollsite/db.py"}
CLOCKS = {
    "pollsite/clock.py": "the clock",
    "pollsite/windows.py": "the library it serves speaks in seconds since the epoch; how long Redis rests",
    "pollsite/mail.py": "how long a letter rests: a duration, whatever becomes of the clock",
    "pollsite/pulse.py": "how long PostgreSQL has said nothing: a duration",
    "pollsite/pages/kept.py": "how long ago a page was current: a duration",
    "pollsite/server/worker.py": "how long a request or a reader may take: durations",
    "pollsite/turns.py": "how long a turn is waited for: a duration",
    "pollsite/writing.py": "how long a write has been under way: a duration",
    "pollsite/logs/repeats.py": "how long ago a line was told first: a duration",
    "pollsite/operations/health.py": "how old an answer is: a duration",
    "pollsite/operations/patience.py": "how long a question takes: a duration",
    "pollsite/operations/front.py": "how long a request takes: a duration",
    "pollsite/live/hub.py": "the beat of its loop: a duration, no point in time",
    "pollsite/live/watcher.py": "the beat of its loop and the age of what it saw: durations",
}
CLOCK_READINGS = (
    r"(datetime|date)(\.datetime|\.date)?\.(now|utcnow|today)"
    r"|time\.(time|monotonic|perf_counter|localtime|gmtime)(_ns)?"
)
UNTYPED = {
    "pollsite/app.py": {"method-assign": "Flask's way to put a layer in front of an application"},
    "pollsite/web/assets.py": {"method-assign": "Flask's way to put a layer in front of an application"},
    "pollsite/logs/server.py": {"misc": "gunicorn has no types, and its log is made to be a parent"},
    "pollsite/server/visits.py": {"misc": "gunicorn has no types, and its connection is made to be a parent"},
    "pollsite/server/worker.py": {"misc": "gunicorn has no types, and its worker is made to be a parent"},
    "pollsite/cli/serve.py": {"misc": "gunicorn has no types, and its application is made to be a parent"},
    "pollsite/articles/markdown.py": {
        "method-assign": "markdown-it's way to choose which links it takes",
        "assignment": "markdown-it's way to choose which links it takes",
    },
    "pollsite/markup.py": {
        "method-assign": "markdown-it's way to choose which links it takes",
        "assignment": "markdown-it's way to choose which links it takes",
    },
    "pollsite/accounts/datastore.py": {
        "arg-type": "an account has its role in its row; Flask-Security types a table"
    },
    "pollsite/accounts/security.py": {
        "no-untyped-call": "Flask-Security leaves its check of modules untyped"
    },
    "pollsite/articles/frontmatter.py": {"no-untyped-call": "the stubs leave PyYAML's composer untyped"},
}
WAITS = {("tests/patience.py", "eventually"): "the one loop that waits for a condition"}
FORBIDDEN_NAMES = (
    r"(.*\.)?(Markup|markupsafe|render_template_string|NotImplemented|NotImplementedError|xfail)(\..*)?"
)
FORBIDDEN_COMMENTS = r"\b(TODO|FIXME|XXX|HACK)\b|#\s*noqa|#\s*pragma|mypy:|ruff:"
SAFE = {
    "templates/pages/article.html": ["part.html|safe"],
    "templates/discussion/_comment.html": ["view.html|safe"],
    "templates/discussion/ask.html": ["page.preview|safe"],
    "templates/discussion/_form.html": ["view.preview|safe", "comment.body_html|safe"],
    "templates/discussion/earlier.html": ["text.html|safe"],
    "templates/moderation/_context.html": ["comment.html|safe"],
    "templates/moderation/_words.html": ["text.html|safe", "words.html|safe"],
}
UNESCAPED = r"[\w.\"']*\s*\|\s*safe\b|\bMarkup\(|autoescape|filter\s+safe"


def uses(tree: ast.AST, pattern: str) -> list[int]:
    """Lines that use a name, dotted in full, which the pattern matches to its end."""
    return sorted({line for name, line in names_used(tree) if re.fullmatch(pattern, name)})


def comments(source: str) -> Iterator[str]:
    """The comments of a Python file."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return (token.string for token in tokens if token.type == tokenize.COMMENT)


def codes_ignored(source: str) -> Counter[str]:
    """What mypy is told to overlook, by code; `everything` where no code is named."""
    found: Counter[str] = Counter()
    for comment in comments(source):
        if match := re.search(r"type:\s*ignore(?:\[([^\]]*)\])?", comment):
            found.update(re.split(r",\s*", match[1]) if match[1] else ["everything"])
    return found


def waits(tree: ast.AST) -> list[str]:
    """The innermost function of every wait for seconds; "" outside of functions."""
    calls = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] in ("sleep", "wait_for_timeout")
    ]
    return [_function_at(tree, line) for line in calls]


def _function_at(tree: ast.AST, line: int) -> str:
    around = [node for node in functions_in(tree) if node.lineno <= line <= (node.end_lineno or 0)]
    return max(around, key=lambda node: node.lineno).name if around else ""


def empty_functions(tree: ast.AST) -> list[str]:
    """Functions whose whole body, but for a docstring, is `pass` or `...`; protocols are only shapes."""
    shapes = {
        id(method)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "Protocol" for base in node.bases)
        for method in node.body
    }
    return [
        node.name
        for node in functions_in(tree)
        if id(node) not in shapes and ast.unparse(node.body[-1]) in ("pass", "...") and len(node.body) <= 2
    ]


def test_only_transaction_commits() -> None:
    found = {named(path) for path in python_files("pollsite") if uses(parsed(path), r".*\.commit")}
    assert found == COMMITS


def test_only_the_clock_is_asked_for_the_time() -> None:
    found = {named(path) for path in python_files("pollsite") if uses(parsed(path), CLOCK_READINGS)}
    assert found == CLOCKS.keys(), "a time comes in as an argument, `at`; only the edge asks pollsite.clock"


def test_nothing_is_said_to_be_safe_but_rendered_article_text() -> None:
    found = {
        named(path): [word for _, word in words]
        for path in files("templates", ".html")
        if (words := lines_matching(UNESCAPED, path.read_text()))
    }
    assert found == SAFE


def test_no_code_uses_what_is_forbidden() -> None:
    refuse(f"{named(path)}:{line}" for path in python_files() for line in uses(parsed(path), FORBIDDEN_NAMES))


def test_no_comment_postpones_or_silences() -> None:
    written = {path: " ".join(comments(path.read_text())) for path in python_files()}
    written |= {
        path: path.read_text() for path in files("templates", ".html") + files("static", ".css", ".js")
    }
    refuse(
        f"{named(path)}: {word}"
        for path, text in written.items()
        for _, word in lines_matching(FORBIDDEN_COMMENTS, text)
    )


def test_types_are_ignored_only_where_a_library_leaves_no_choice() -> None:
    ignored = {(named(path), code) for path in python_files() for code in codes_ignored(path.read_text())}
    allowed = {(name, code) for name, reasons in UNTYPED.items() for code in reasons}
    refuse(f"{name}: type: ignore[{code}]" for name, code in sorted(ignored - allowed))
    refuse(f"{name} no longer needs its allowance for {code}" for name, code in sorted(allowed - ignored))


def test_tests_wait_for_conditions_and_never_for_seconds() -> None:
    found = {(named(path), function) for path in python_files("tests") for function in waits(parsed(path))}
    assert found == WAITS.keys()


def test_no_function_is_left_empty() -> None:
    refuse(
        f"{named(path)}: {name}"
        for path in python_files("pollsite")
        for name in empty_functions(parsed(path))
    )


@pytest.mark.parametrize(
    "line",
    [
        "session.commit()",
        "db.session.commit()",
        "act = session.commit",
    ],
)
def test_a_commit_is_seen(line: str) -> None:
    assert uses(ast.parse(line), r".*\.commit") == [1]


@pytest.mark.parametrize(
    "line",
    [
        "datetime.now(UTC)",
        "datetime.datetime.utcnow()",
        "date.today()",
        "time.time()",
        "from time import time",
        "from time import monotonic_ns",
        "perf = time.perf_counter",
    ],
)
def test_a_look_at_the_clock_is_seen(line: str) -> None:
    assert uses(ast.parse(line), CLOCK_READINGS) == [1]


@pytest.mark.parametrize(
    "template",
    [
        "{{ comment.body|safe }}",
        "{{ comment.body | safe }}",
        "{% autoescape false %}",
        "{% filter safe %}",
        "{{ Markup('<b>') }}",
    ],
)
def test_an_unescaped_value_is_seen(template: str) -> None:
    assert lines_matching(UNESCAPED, template)


@pytest.mark.parametrize(
    "line",
    ["from markupsafe import Markup", "flask.Markup('')", "@pytest.mark.xfail(strict=True)\ndef f(): ..."],
)
def test_a_forbidden_name_is_seen(line: str) -> None:
    assert uses(ast.parse(line), FORBIDDEN_NAMES)


def test_every_way_to_silence_mypy_is_seen() -> None:
    silenced = "a = 1  # type: ignore\nb = 1  # type: ignore[misc, arg-type]\nc = 'type: ignore[str]'\n"
    assert codes_ignored(silenced) == Counter(["everything", "misc", "arg-type"])


def test_waits_are_seen_in_their_function() -> None:
    code = (
        "import time\ntime.sleep(1)\ndef f():\n    def g():\n        page.wait_for_timeout(9)\n    sleep(2)\n"
    )
    assert sorted(waits(ast.parse(code))) == ["", "f", "g"]


def test_an_empty_function_is_seen_but_a_shape_is_not() -> None:
    code = "class A(Protocol):\n    def shape(self): ...\ndef undone():\n    'Later.'\n    pass\n"
    assert empty_functions(ast.parse(code)) == ["undone"]
