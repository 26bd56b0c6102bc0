"""Stored pictures."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from pollsite.articles.models import Media


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's bytes and their media type."""

    media_type: str
    content: bytes


def find_media(session: Session, digest: str) -> Picture | None:
    """The picture stored under that digest, if any."""
    row = session.get(Media, digest)
    return None if row is None else Picture(row.media_type, row.content)
