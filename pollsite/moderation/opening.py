"""How open an article's discussion is, set in one step."""

from sqlalchemy.orm import Session

from pollsite.discussion.services import set_holds_after, set_openness
from pollsite.discussion.types import Openness


def set_opening(session: Session, *, slug: str, openness: Openness, holds_after_min: int | None) -> None:
    """Let the discussion take comments so, and hold everything by itself when cases wait longer than that.

    Raises ArticleNotFound.
    """
    set_openness(session, slug=slug, openness=openness)
    set_holds_after(session, slug=slug, minutes=holds_after_min)
