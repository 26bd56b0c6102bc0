"""create_app: the ordered steps by which the features become one site. No logic."""

from collections.abc import Collection
from datetime import timedelta

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.sansio.utils import host_is_trusted

from pollsite.accounts.guarding import asking_again
from pollsite.accounts.identity import COOKIE_LIFETIME_DAYS, find_reader_id
from pollsite.accounts.members import Members
from pollsite.accounts.routes import blueprint as accounts_blueprint
from pollsite.accounts.start import init_accounts
from pollsite.accounts.turnstile import init_turnstile
from pollsite.allowances import AT_THE_DOOR
from pollsite.api.start import ERRORS as API_ERRORS
from pollsite.api.start import init_api
from pollsite.articles.routes import blueprint as articles_blueprint
from pollsite.clock import now
from pollsite.config import THREADS, Settings, resource_folder
from pollsite.db import db
from pollsite.discussion.comment_routes import blueprint as comments_blueprint
from pollsite.discussion.confirming import QUESTIONS
from pollsite.discussion.joining import join_marks
from pollsite.discussion.minds import undo_returned
from pollsite.discussion.routes import blueprint as discussion_blueprint
from pollsite.engines import engine_options, prepare_engine
from pollsite.epoch import Epoch
from pollsite.happenings import listen
from pollsite.live.process import Live
from pollsite.live.routes import init_live
from pollsite.mail import Postman, sender_of
from pollsite.moderation.article_routes import blueprint as openings_blueprint
from pollsite.moderation.ballot_routes import blueprint as ballots_blueprint
from pollsite.moderation.bulk_routes import blueprint as bulk_blueprint
from pollsite.moderation.decision_routes import blueprint as decisions_blueprint
from pollsite.moderation.flag_routes import QUESTIONS as REPORTERS_QUESTIONS
from pollsite.moderation.flag_routes import blueprint as flags_blueprint
from pollsite.moderation.gate import Gatekeeper
from pollsite.moderation.joining import join_flags
from pollsite.moderation.log_routes import blueprint as log_blueprint
from pollsite.moderation.openness_routes import blueprint as openness_blueprint
from pollsite.moderation.queue_routes import blueprint as queue_blueprint
from pollsite.moderation.statement_pages import ASKING as AUTHORS_QUESTIONS
from pollsite.moderation.statement_routes import blueprint as statements_blueprint
from pollsite.moderation.watching import Watch
from pollsite.moderation.word_routes import blueprint as words_blueprint
from pollsite.operations.caretaker import Caretaker
from pollsite.operations.figures import Figures
from pollsite.operations.front import Front
from pollsite.operations.health import Readiness
from pollsite.operations.refresher import Refresher, environment_of
from pollsite.pages.account_routes import blueprint as account_blueprint
from pollsite.pages.again import ASKING as MEMBERS_QUESTIONS
from pollsite.pages.debates import Debates
from pollsite.pages.discussion_routes import blueprint as debate_blueprint
from pollsite.pages.embed_routes import blueprint as embeds_blueprint
from pollsite.pages.feed_routes import blueprint as feeds_blueprint
from pollsite.pages.insight_routes import blueprint as insights_blueprint
from pollsite.pages.kept import KeptPages
from pollsite.pages.live_source import ArticleSource, audible_topics
from pollsite.pages.oembed_routes import blueprint as oembed_blueprint
from pollsite.pages.people_routes import blueprint as people_blueprint
from pollsite.pages.routes import blueprint as pages_blueprint
from pollsite.pages.share_gallery import Gallery
from pollsite.pages.share_routes import blueprint as share_blueprint
from pollsite.pages.sitemap import blueprint as sitemap_blueprint
from pollsite.pages.token_routes import blueprint as tokens_blueprint
from pollsite.pages.warm import WarmArticles
from pollsite.pages.ways_back import ways_back
from pollsite.polls.before import join_before
from pollsite.polls.before_routes import blueprint as before_blueprint
from pollsite.polls.confirming import init_confirming
from pollsite.polls.joining import join_ballots
from pollsite.polls.ledger_routes import blueprint as ledger_blueprint
from pollsite.polls.routes import blueprint as polls_blueprint
from pollsite.pulse import Pulse
from pollsite.ratelimit import Limiter
from pollsite.server.arriving import MAX_BODY_BYTES
from pollsite.unwritable import read_what_cannot_be_written
from pollsite.web.addresses import init_addresses
from pollsite.web.assets import init_assets
from pollsite.web.csrf import init_csrf
from pollsite.web.errors import init_error_pages
from pollsite.web.marking import init_marks
from pollsite.web.parameters import init_parameters
from pollsite.web.security import init_security_headers
from pollsite.web.sessions import init_sessions
from pollsite.web.templating import init_templates
from pollsite.webhooks.courier import Courier
from pollsite.webhooks.noting import note_happened
from pollsite.webhooks.routes import blueprint as webhooks_blueprint
from pollsite.writing import Writer

MAX_FORM_PARTS = 50
BLUEPRINTS = (
    accounts_blueprint,
    account_blueprint,
    people_blueprint,
    tokens_blueprint,
    articles_blueprint,
    polls_blueprint,
    ledger_blueprint,
    before_blueprint,
    discussion_blueprint,
    comments_blueprint,
    flags_blueprint,
    queue_blueprint,
    decisions_blueprint,
    bulk_blueprint,
    statements_blueprint,
    ballots_blueprint,
    log_blueprint,
    openness_blueprint,
    words_blueprint,
    openings_blueprint,
    debate_blueprint,
    webhooks_blueprint,
    embeds_blueprint,
    oembed_blueprint,
    share_blueprint,
    insights_blueprint,
    feeds_blueprint,
    sitemap_blueprint,
    pages_blueprint,
)


def create_app(settings: Settings) -> Flask:
    """The site, ready to serve; starts no thread and opens no connection."""
    app = Flask("pollsite", template_folder=str(resource_folder("templates")), static_folder=None)
    _configure(app, settings)
    init_templates(app, site_name=settings.site_name, cache=settings.instance_path / "cache" / "templates")
    _connect_database(app, settings)
    init_sessions(app)
    init_parameters(app)
    init_csrf(app)
    init_security_headers(app, https=settings.https)
    init_marks(app)
    init_error_pages(app, ways_back=ways_back, others=API_ERRORS)
    init_addresses(app, address=settings.address)
    _provide(app, settings)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    init_api(app)
    init_accounts(
        app, site_name=settings.site_name, joiners=(join_before, join_ballots, join_marks, join_flags)
    )
    init_turnstile(app, AT_THE_DOOR)
    init_confirming(
        app,
        others={
            **QUESTIONS,
            **REPORTERS_QUESTIONS,
            **AUTHORS_QUESTIONS,
            **MEMBERS_QUESTIONS,
            **asking_again(app),
        },
    )
    live = init_live(app, source=ArticleSource(), topics_for=_topics_of_request)
    init_assets(app, source=resource_folder("static"), cache=settings.instance_path / "cache" / "static")
    _keep_pages(app, settings, live)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    _stand_in_front(app, settings, live)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_BODY_BYTES,
        MAX_FORM_PARTS=MAX_FORM_PARTS,
        SESSION_COOKIE_NAME="__Host-pollsite" if settings.https else "pollsite",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(days=COOKIE_LIFETIME_DAYS),
        FIRST_HELD=settings.first_held,
        EMBED_SITES=settings.embed_sites,
        WEBHOOKS_HTTPS=settings.production,
        GUEST_PAUSE=timedelta(seconds=settings.guest_pause_s),
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url, threads=THREADS),
    )


def _connect_database(app: Flask, settings: Settings) -> None:
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine, synchronous=settings.sqlite_synchronous)
        if settings.postgresql:
            app.extensions["pollsite-pulse"] = Pulse(db.engine)
        read_what_cannot_be_written(db.engine)
        listen(db.engine, note_happened)


def _provide(app: Flask, settings: Settings) -> None:
    """What requests share: kept in memory, or in the instance folder."""
    app.extensions["pollsite-limiter"] = Limiter.at(
        settings.instance_path / "limits.sqlite3", secret=settings.secret_key, redis_url=settings.redis_url
    )
    app.extensions["pollsite-postman"] = Postman(
        settings.instance_path / "outbox", sender=sender_of(settings), smtp_url=settings.smtp_url
    )
    with app.app_context():
        epoch = Epoch(db.engine)
        app.extensions["pollsite-warm"] = WarmArticles(epoch)
        app.extensions["pollsite-debates"] = Debates(epoch)
        app.extensions["pollsite-members"] = Members(epoch)
        writer = app.extensions["pollsite-writer"] = Writer(db.engine)
        app.extensions["pollsite-caretaker"] = Caretaker(settings.instance_path, writer, clock=now)
        app.extensions["pollsite-refresher"] = Refresher(
            db.engine, settings.instance_path, environ=environment_of(settings), clock=now
        )
        app.extensions["pollsite-courier"] = Courier.of(settings, db.engine, writer, clock=now)
        gatekeeper = Gatekeeper(Watch(), first_held=settings.first_held)
    app.extensions["pollsite-gallery"] = Gallery(settings.instance_path / "pictures")
    app.extensions["pollsite-overseer"] = gatekeeper
    app.extensions["pollsite-name-rules"] = (gatekeeper.refuse_name,)
    app.extensions["pollsite-ballot-hooks"] = (undo_returned,)


def _topics_of_request(article_ids: Collection[int]) -> frozenset[str]:
    return audible_topics(db.session(), article_ids, reader_id=find_reader_id(), at=now())


def _keep_pages(app: Flask, settings: Settings, live: Live) -> None:
    app.wsgi_app = KeptPages(  # type: ignore[method-assign]
        app.wsgi_app,
        cookie_name=str(app.config["SESSION_COOKIE_NAME"]),
        watch=live.watcher.watch,
        seen_version=live.watcher.version,
        is_trusted_host=lambda host: host_is_trusted(host, settings.trusted_hosts),
    )


def _stand_in_front(app: Flask, settings: Settings, live: Live) -> None:
    writer: Writer = app.extensions["pollsite-writer"]
    if pulse := app.extensions.get("pollsite-pulse"):
        writer.is_told_of = live.watcher.is_told_of = pulse.tells_of
    gauges = {
        "streams": lambda: live.hub.stream_count,
        "watcher_lag": lambda: live.watcher.lag_s,
        "writes_waiting": lambda: writer.waiting,
    }
    with app.app_context():
        app.extensions["pollsite-readiness"] = Readiness(db.engine, settings.instance_path)
        app.extensions["pollsite-figures"] = Figures(db.engine, settings.instance_path, gauges=gauges)
    writer.carried = app.extensions["pollsite-figures"].counts.carried
    app.wsgi_app = Front(  # type: ignore[method-assign]
        app.wsgi_app,
        readiness=app.extensions["pollsite-readiness"],
        figures=app.extensions["pollsite-figures"],
        token=settings.metrics_token,
        is_public=settings.production,
        believes_proxies=settings.trusted_proxies > 0,
        tells_requests=settings.access_log,
    )
