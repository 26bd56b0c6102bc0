"""What a publisher elsewhere copies into a page of theirs: HTML that shows something of this site in a frame."""

from dataclasses import dataclass
from html import escape

LINE_CHARACTERS, LINE_HEIGHT = 34, 26
"""Of a question, in a frame as narrow as a telephone."""
ANSWER_HEIGHT, POLL_HEIGHT = 47, 205
STANDPOINT_HEIGHT, ARTICLE_HEIGHT = 84, 290
DISCUSSION_HEIGHT = 720
WIDTH = 640


@dataclass(frozen=True, slots=True, kw_only=True)
class Framed:
    """Something that other sites may show. `frame` and `page`: the whole addresses of what stands in the frame, and of
    the page where the same is read and answered; `height` in pixels, for who cannot ask the frame.
    """

    title: str
    frame: str
    page: str
    height: int
    width: int = WIDTH


def frame_code(framed: Framed, *, width: str = "100%", height: int = 0) -> str:
    """A plain iframe, which works without any script; as high as `framed` says unless a `height` is given."""
    source, title = escape(framed.frame), escape(framed.title)
    tall = height or framed.height
    return (
        f'<iframe src="{source}" title="{title}" width="{width}" height="{tall}" loading="lazy" style="border:0">'
        "</iframe>"
    )


def script_code(framed: Framed, *, script: str) -> str:
    """An element that `script` (a whole address) turns into a frame as high as what is in it; until then, a link."""
    source, page, title = escape(framed.frame), escape(framed.page), escape(framed.title)
    return (
        f'<pollsite-embed src="{source}"><a href="{page}">{title}</a></pollsite-embed>\n'
        f'<script async src="{escape(script)}"></script>'
    )


def poll_height(question: str, *, answers: int) -> int:
    """About how high a poll's frame is, in pixels."""
    return POLL_HEIGHT + ANSWER_HEIGHT * answers + LINE_HEIGHT * (len(question) // LINE_CHARACTERS)


def article_height(title: str, *, questions: int) -> int:
    """About how high an article's frame is, in pixels."""
    return ARTICLE_HEIGHT + STANDPOINT_HEIGHT * questions + LINE_HEIGHT * (len(title) // LINE_CHARACTERS)
