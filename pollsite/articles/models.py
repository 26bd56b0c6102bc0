"""Articles, every revision of their text, where their questions stand, and the pictures they show."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pollsite.db import Base, UtcDateTime


class Article(Base):
    """What is published now. `version` grows with every publication; `revision` only with new text. `shift` is the key of
    the question that is asked before reading too, "" for none.
    """

    __tablename__ = "articles"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    author: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(300))
    language: Mapped[str] = mapped_column(String(35))
    published_on: Mapped[date]
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revision: Mapped[int]
    version: Mapped[int]
    shift: Mapped[str] = mapped_column(String(40), default="")


class ArticleRevision(Base):
    """One text as the publisher sent it, and what it was rendered to.

    `segments` and `headings` are JSON lists of the types of the same names; `digest` is the SHA-256 of `source`.
    """

    __tablename__ = "article_revisions"
    __table_args__ = (UniqueConstraint("article_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    number: Mapped[int]
    source: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    segments: Mapped[str] = mapped_column(Text)
    headings: Mapped[str] = mapped_column(Text)
    words: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AnchorRecord(Base):
    """Where a question was last seen beside its sentence, in the revision `revision`."""

    __tablename__ = "anchors"

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    exact: Mapped[str] = mapped_column(Text)
    prefix: Mapped[str] = mapped_column(Text)
    suffix: Mapped[str] = mapped_column(Text)
    section: Mapped[str] = mapped_column(Text)
    occurrences: Mapped[int]
    revision: Mapped[int]


class Media(Base):
    """A picture of an article, named by the first 20 hexadecimal digits of its SHA-256: never changed, only added."""

    __tablename__ = "media"

    digest: Mapped[str] = mapped_column(String(20), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(40))
    content: Mapped[bytes] = mapped_column(LargeBinary)
