"""Figures about an article's ballots taken together, as they were last worked out."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pollsite.db import Base, UtcDateTime


class KeptFigure(Base):
    """One kind of figure about one article: `body` is JSON, made from `readers` readers' ballots at `computed_at`.

    `made_of` names how it is worked out and the wordings it was made from (see figures.made_of); `ballots_seen` is the
    sum of the versions of their tallies, and `revision` the last step of any ballot's history that was seen by the oldest of
    its parts. `editions` is JSON too, for nobody's eyes: of each part what renewing.EditionOf says.
    """

    __tablename__ = "insights"

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    readers: Mapped[int]
    made_of: Mapped[str] = mapped_column(Text)
    ballots_seen: Mapped[int]
    revision: Mapped[int]
    editions: Mapped[str] = mapped_column(Text, default="{}")
    computed_at: Mapped[datetime] = mapped_column(UtcDateTime)
