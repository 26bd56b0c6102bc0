"""The figures that are kept about an article, read without anything that works them out."""

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from pollsite.insights.looking import Kept
from pollsite.insights.models import KeptFigure


def kept_figures(session: Session, article_id: int) -> dict[str, Kept]:
    """Every figure of the article by its kind, as it was last worked out. One statement."""
    rows = session.scalars(select(KeptFigure).where(KeptFigure.article_id == article_id))
    return {row.kind: Kept(json.loads(row.body), row.readers, row.computed_at) for row in rows}
