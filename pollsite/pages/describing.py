"""What pages say about themselves, rendered: once for all who get the same, under each address the site has."""

from flask import current_app, get_template_attribute, request

from pollsite.pages.debates import Debate
from pollsite.pages.json_ld import article_facts
from pollsite.pages.warm import WarmArticle
from pollsite.web.addresses import absolute


def facts_of_article(article: WarmArticle, debate: Debate) -> bytes:
    """The element with what machines are told of an article and the threads on its page."""
    key = ("facts", article.article.version, own_root())
    kept = debate.pieces.get(key)
    if isinstance(kept, bytes):
        return kept
    facts = article_facts(
        article.article, debate.page.threads, comments=article.discussion.comments, absolute=absolute
    )
    html = str(get_template_attribute("pages/_meta.html", "json_ld")(facts)).encode()
    debate.pieces.keep(key, html)
    return html


def own_root() -> str:
    """Under which name this request's reader knows the site: part of the key of every kept piece that holds a whole
    address.
    """
    environ = request.environ
    return f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST', '')}"


def site_name() -> str:
    """As the page's header says it."""
    return str(current_app.jinja_env.globals["site_name"])
