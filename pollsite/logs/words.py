"""What may stand in a log line: nothing that breaks the line, and of an exception's message nothing that was quoted."""

import re
import traceback
from collections.abc import Iterator

LONGEST = 500
"""Characters of one value; what is longer was meant for somebody else."""
DEEPEST = 5
"""Exceptions behind an exception that are told."""
QUOTED = re.compile(r"'[^']*'?|\"[^\"]*\"?|“[^”]*”?|‘[^’]*’?|`[^`]*`?")
IN_BRACKETS = re.compile(r"=\([^)]*\)?")
MAIL = re.compile(r"[^\s<>]+@[^\s<>]+")
CONSTRAINT = re.compile(r"\W(uq|ck|fk|pk|ix)_[a-z0-9_]+\W")
BEHIND = {
    True: "which came of:",
    False: "while this was being answered:",
}
ABOUT_CODE = (AttributeError, ImportError, NameError)
"""What these quote are names of the program."""


def one_line(text: str) -> str:
    """The text with everything escaped that is no printable character: new lines, controls, signs that turn letters
    round, invisible ones. Cut after LONGEST.
    """
    cut = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    if cut.isprintable():
        return cut
    return "".join(sign if sign.isprintable() else _escaped(sign) for sign in cut)


def without_values(message: str) -> str:
    """The first line of a message with what is quoted in it left out, but for names of constraints, and no address."""
    first = message.strip().partition("\n")[0]
    unquoted = QUOTED.sub(lambda found: found[0] if CONSTRAINT.fullmatch(found[0]) else "'…'", first)
    return one_line(MAIL.sub("…", IN_BRACKETS.sub("=(…)", unquoted)))


def traceback_without_values(problem: BaseException) -> str:
    """Where it was raised, and what led to it: files, lines, code; no value of a variable, none of a message."""
    return "\n".join(_lines(problem, depth=0))


def _lines(problem: BaseException, *, depth: int) -> Iterator[str]:
    behind = problem.__cause__ or (None if problem.__suppress_context__ else problem.__context__)
    if behind is not None and depth < DEEPEST:
        yield from _lines(behind, depth=depth + 1)
        yield BEHIND[problem.__cause__ is not None]
    yield "Traceback (most recent call last):"
    for frame in traceback.extract_tb(problem.__traceback__):
        yield f'  File "{one_line(frame.filename)}", line {frame.lineno}, in {one_line(frame.name)}'
        if frame.line:
            yield f"    {one_line(frame.line)}"
    told = one_line(str(problem)) if isinstance(problem, ABOUT_CODE) else without_values(str(problem))
    yield f"{type(problem).__module__}.{type(problem).__qualname__}: {told}"


def _escaped(sign: str) -> str:
    return sign.encode("unicode_escape").decode("ascii")
