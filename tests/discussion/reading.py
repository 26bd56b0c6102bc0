"""What a test finds on the pages of a discussion."""

import re

from werkzeug.test import TestResponse


def comments_on(page: TestResponse) -> list[int]:
    """The numbers of the comments on a page, from top to bottom."""
    return [int(number) for number in re.findall(r'id="comment-(\d+)"', page.text)]


def comment_on(page: TestResponse, number: int) -> str:
    """One comment's element; fails where there is none."""
    found = re.search(rf'<article [^>]*id="comment-{number}".*?</article>', page.text, re.DOTALL)
    assert found, f"no comment {number}"
    return found.group()


def plain(html: str) -> str:
    """Its words, without elements and double blanks."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
