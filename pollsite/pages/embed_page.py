"""The page "Embed this": what is to be copied for an article, its discussion and each of its polls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pollsite.articles.queries import PublishedArticle
from pollsite.pages.embed_codes import Framed, frame_code, script_code
from pollsite.pages.embed_views import framed_article, framed_discussion, framed_poll
from pollsite.pages.meta import Absolute, oembed_address
from pollsite.pages.share_picture import SharePicture, picture_address
from pollsite.pages.share_results import article_picture, poll_picture
from pollsite.pages.warm import WarmArticle


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing to embed. `anchor` is its place on the page; `kind` is "" where the heading says it; `picture` is "" for
    what has none, else its path.
    """

    anchor: str
    title: str
    kind: str
    script: str
    frame: str
    look: str
    picture: str = ""
    picture_words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedPage:
    """Everything the page prints. `sites` are those that may show frames, `oembed` is a whole address."""

    article: PublishedArticle
    sites: tuple[str, ...]
    whole: Choice
    discussion: Choice
    polls: tuple[Choice, ...]
    oembed: str


def embed_page(
    warm: WarmArticle, *, site: str, sites: Sequence[str], at: datetime, absolute: Absolute
) -> EmbedPage:
    """The page of one article on a site of that name."""
    slug, script = warm.article.slug, absolute("/embed.js")
    article = framed_article(warm, absolute=absolute)
    debate = framed_discussion(warm, absolute=absolute)
    picture = article_picture(warm, site=site, at=at)
    return EmbedPage(
        article=warm.article,
        sites=tuple(sites),
        whole=_choice(article, "article", "Article", script, picture, picture_address(picture, slug)),
        discussion=_choice(debate, "discussion", "Discussion", script),
        polls=tuple(
            _choice(
                framed_poll(warm, poll, absolute=absolute),
                f"poll-{poll.key}",
                "",
                script,
                shown := poll_picture(warm, poll, site=site, at=at),
                picture_address(shown, slug, key=poll.key),
            )
            for poll in warm.polls
        ),
        oembed=oembed_address(article.page, absolute=absolute),
    )


def _choice(
    framed: Framed,
    anchor: str,
    kind: str,
    script: str,
    picture: SharePicture | None = None,
    address: str = "",
) -> Choice:
    return Choice(
        anchor=anchor,
        title=framed.title,
        kind=kind,
        script=script_code(framed, script=script),
        frame=frame_code(framed),
        look=framed.frame,
        picture=address,
        picture_words=picture.words if picture else "",
    )
