"""What every template may use beside its own object."""

from contextlib import suppress
from pathlib import Path

from flask import Flask, current_app, session
from flask_wtf.csrf import generate_csrf
from jinja2 import FileSystemBytecodeCache, StrictUndefined
from jinja2.bccache import Bucket

STYLESHEETS = (
    "fonts.css",
    "tokens.css",
    "base.css",
    "article.css",
    "polls.css",
    "twice.css",
    "discussion.css",
    "people.css",
    "accounts.css",
    "writing.css",
    "print.css",
)
TEXT_FONT = "newsreader-roman.woff2"
SESSION_KEY = "csrf_token"
"""Where Flask-WTF keeps what a session's tokens sign."""
MAX_SIGNED = 4096
RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})

_signed: dict[tuple[object, str], str] = {}


class CompiledTemplates(FileSystemBytecodeCache):
    """What templates compile to, kept where it can be: on a full or read-only disk they are compiled again."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it, if the disk takes it."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def init_templates(app: Flask, *, site_name: str, cache: Path) -> None:
    """Refuse undefined names, and give templates the site's name, its styles and the reader's form token.

    What they compile to is kept in the folder `cache`.
    """
    with suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
    environment = app.jinja_env
    environment.bytecode_cache = CompiledTemplates(str(cache))
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.globals.update(
        site_name=site_name,
        stylesheets=STYLESHEETS,
        text_font=TEXT_FONT,
        form_token=generate_csrf,
        form_token_if_known=form_token_if_known,
        direction_of=direction_of,
    )


def compile_templates(app: Flask) -> None:
    """Have every template of ours ready, for the processes that are forked from this one."""
    for name in app.jinja_loader.list_templates() if app.jinja_loader else ():
        app.jinja_env.get_template(name)


def form_token_if_known() -> str:
    """The forgery-protection token of a reader who has a session; "" for one who only reads.

    A token lasts as long as its session, so it is signed once: that takes an eighth of the time a page takes.
    """
    if not session:
        return ""
    secret = session.get(SESSION_KEY)
    kept = _signed.get((current_app.secret_key, secret)) if secret else None
    if kept is not None:
        return kept
    token = str(generate_csrf())
    if len(_signed) >= MAX_SIGNED:
        _signed.clear()
    _signed[current_app.secret_key, session[SESSION_KEY]] = token
    return token


def direction_of(language: str) -> str:
    """ "rtl" or "ltr", from the primary subtag of a BCP 47 language tag."""
    return "rtl" if language.split("-")[0].lower() in RIGHT_TO_LEFT else "ltr"
