"""The figures that are kept about an article, read without anything that works them out."""

import json

from sqlalchemy.orm import Session

from pollsite.insights.looking import Kept
from pollsite.insights.queries import stored_figures


def kept_figures(session: Session, article_id: int) -> dict[str, Kept]:
    """Every figure of the article by its kind, as it was last worked out. One statement."""
    stored = stored_figures(session, article_id)
    return {kind: Kept(json.loads(row.body), row.readers, row.computed_at) for kind, row in stored.items()}
