"""What the forms of a discussion may send: words and ticks as they were typed, numbers where they are numbers."""

from datetime import datetime

from flask import request

from pollsite.discussion.form_views import Typed
from pollsite.numbers import MAX_NUMBER
from pollsite.web.addresses import parts_of

_YEARS = range(2000, 9000)


def typed() -> Typed:
    """Everything somebody has entered; what the form did not send is empty. Nothing is judged here."""
    sent = request.form
    return Typed(
        body=sent.get("body", "").replace("\r\n", "\n"),
        polls=tuple(dict.fromkeys(sent.getlist("poll"))),
        name=sent.get("name", ""),
        stance_shown=sent.get("stance") == "1",
        key=sent.get("key", ""),
        as_member=sent.get("as") == "member",
    )


def intent() -> str:
    """Which button was pressed; "" when the form was sent without one."""
    return request.form.get("intent", "")


def parent_asked() -> int | None:
    """The comment that is answered, 0 for the article, None for what is no number of a comment."""
    return _number(request.form.get("parent") or "0")


def parent_in_address() -> int | None:
    """The same, from the address of a form page."""
    return _number(request.args.get("parent") or "0")


def _number(text: str) -> int | None:
    if not text.isascii() or not text.isdigit() or len(text) > len(str(MAX_NUMBER)):
        return None
    number = int(text)
    return number if number <= MAX_NUMBER else None


def moment_asked() -> datetime | None:
    """The instant `until`, with its zone; None for what is none."""
    try:
        moment = datetime.fromisoformat(request.form.get("until", ""))
    except ValueError:
        return None
    return moment if moment.tzinfo and moment.year in _YEARS else None


def page_before(slug: str) -> str:
    """The page of the article or of its discussion on which the form stood, with what its address asked for, as far
    as the browser or the form's own `back` tells it; "" for any other.
    """
    before = parts_of(request.form.get("back") or request.referrer or "")
    if before is None or before.netloc not in ("", request.host) or before.path not in _pages_of(slug):
        return ""
    return f"{before.path}?{before.query}" if before.query else before.path


def _pages_of(slug: str) -> tuple[str, ...]:
    return f"/articles/{slug}", f"/articles/{slug}/discussion"


def quoted_in_address() -> str:
    """`?quote=` as a quotation of Markdown, ready to be answered below; "" for none."""
    quote = request.args.get("quote", "").strip()
    if not quote:
        return ""
    lines = [line.strip() for line in quote.splitlines()]
    return "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"
