"""Settings: read once from the environment, checked, frozen.

SETTINGS is the one list of what can be set; the README's table and `Settings.from_env` are held to it by tests.
"""

import os
import re
import secrets
import socket
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from sqlalchemy.exc import ArgumentError

from pollsite.engines import postgresql_url

PACKAGE_ROOT = Path(__file__).resolve().parent
CLONE_ROOT = PACKAGE_ROOT.parent
MIN_SECRET_LENGTH = 32
MAX_FIRST_HELD = 100

SETTINGS: dict[str, str] = {
    "DATABASE_URL": "`postgresql://user:password@host/name`; default: a SQLite file in the instance folder",
    "REDIS_URL": "`redis://host:port/0`, where all hosts count limits together; default: each host by itself",
    "POLLSITE_INSTANCE_PATH": "folder of the database and the secret; default `instance/` in the clone",
    "POLLSITE_ENVIRONMENT": "`embedded` (default) or `production`, which refuses weak settings",
    "POLLSITE_SECRET_KEY": "signs cookies, at least 32 characters; default: made once in the instance folder",
    "POLLSITE_TRUSTED_HOSTS": "comma-separated host names the site answers to, beside this machine's own",
    "POLLSITE_TRUSTED_PROXIES": "how many proxies in front may be believed about addresses; default 0",
    "POLLSITE_HTTPS": "`1` when readers reach the site over https: secure `__Host-` cookie and HSTS",
    "POLLSITE_SQLITE_SYNCHRONOUS": "`FULL` (default: an accepted vote survives a power cut) or `NORMAL`",
    "POLLSITE_SITE_NAME": "the name in the page's header; default `pollsite`",
    "POLLSITE_ADDRESS": "where readers find the site, as in `https://polls.example.org`; default: as they asked",
    "POLLSITE_SMTP_URL": "`smtp://user:password@host:port` or `smtps://…`; default: letters stay in `outbox/`",
    "POLLSITE_FIRST_HELD": "so many comments of a new member wait for a moderator; default 2, `0` for none",
    "POLLSITE_MAIL_FROM": "whom letters come from; must be set where `POLLSITE_SMTP_URL` is",
}


class SettingsError(ValueError):
    """A setting is missing, weak or unreadable; its message is one sentence for the operator."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that differs between two installations of the same code."""

    instance_path: Path
    secret_key: str
    production: bool = False
    trusted_hosts: tuple[str, ...] = ()
    trusted_proxies: int = 0
    https: bool = False
    sqlite_synchronous: str = "FULL"
    site_name: str = "pollsite"
    address: str = ""
    smtp_url: str = ""
    mail_from: str = ""
    first_held: int = 2
    postgresql: str = ""
    redis_url: str = ""

    @property
    def database_path(self) -> Path:
        """The SQLite file, where there is no PostgreSQL."""
        return self.instance_path / "pollsite.sqlite3"

    @property
    def database_url(self) -> str:
        """What SQLAlchemy connects to."""
        return self.postgresql or f"sqlite:///{self.database_path}"

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read SETTINGS from `environ`, creating the instance folder and, when embedded, its secret.

        Raises SettingsError, in one sentence, on an unknown or malformed setting, or when production
        would start without a secret of its own of at least MIN_SECRET_LENGTH characters.
        """
        _refuse_unknown_names(environ)
        production = _choice(environ, "POLLSITE_ENVIRONMENT", ("embedded", "production")) == "production"
        instance = Path(environ.get("POLLSITE_INSTANCE_PATH") or default_instance_path()).resolve()
        return cls(
            instance_path=instance,
            secret_key=_secret(environ, instance, production=production),
            production=production,
            trusted_hosts=_hosts(environ, production=production),
            trusted_proxies=_count(environ, "POLLSITE_TRUSTED_PROXIES"),
            https=_choice(environ, "POLLSITE_HTTPS", ("0", "1")) == "1",
            sqlite_synchronous=_choice(environ, "POLLSITE_SQLITE_SYNCHRONOUS", ("FULL", "NORMAL")),
            site_name=environ.get("POLLSITE_SITE_NAME") or "pollsite",
            address=_address(environ),
            smtp_url=_smtp_url(environ),
            mail_from=_mail_from(environ),
            first_held=_first_held(environ),
            postgresql=_postgresql(environ),
            redis_url=_redis_url(environ),
        )


def is_setting(name: str) -> bool:
    """Whether an environment variable of this name is ours."""
    return name.startswith("POLLSITE_") or name in SETTINGS


def default_instance_path() -> Path:
    """`instance/` beside the package in a clone; under the working directory when installed from a wheel."""
    clone = (CLONE_ROOT / "pyproject.toml").exists()
    return (CLONE_ROOT if clone else Path.cwd()) / "instance"


def resource_folder(name: str) -> Path:
    """Where `templates` or `static` are: inside the package when installed from a wheel, else in the clone."""
    packaged = PACKAGE_ROOT / f"_{name}"
    return packaged if packaged.is_dir() else CLONE_ROOT / name


def _refuse_unknown_names(environ: Mapping[str, str]) -> None:
    unknown = sorted(name for name in environ if name.startswith("POLLSITE_") and name not in SETTINGS)
    if unknown:
        raise SettingsError(f"{unknown[0]} is not a setting; the settings are {', '.join(SETTINGS)}.")


def _choice(environ: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    value = environ.get(name) or allowed[0]
    if value not in allowed:
        raise SettingsError(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def _count(environ: Mapping[str, str], name: str) -> int:
    value = environ.get(name) or "0"
    if not value.isascii() or not value.isdigit():
        raise SettingsError(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def _first_held(environ: Mapping[str, str]) -> int:
    if not environ.get("POLLSITE_FIRST_HELD"):
        return Settings.first_held
    number = _count(environ, "POLLSITE_FIRST_HELD")
    if number > MAX_FIRST_HELD:
        raise SettingsError(f"POLLSITE_FIRST_HELD must be at most {MAX_FIRST_HELD}, not {number}.")
    return number


def _secret(environ: Mapping[str, str], instance: Path, *, production: bool) -> str:
    given = environ.get("POLLSITE_SECRET_KEY", "")
    if given and len(given) < MIN_SECRET_LENGTH:
        raise SettingsError(f"POLLSITE_SECRET_KEY must have at least {MIN_SECRET_LENGTH} characters.")
    if production and not given:
        raise SettingsError("POLLSITE_SECRET_KEY must be set in production: a generated one is not enough.")
    return given or _generated_secret(instance)


def _generated_secret(instance: Path) -> str:
    """The instance's own secret; made whole under another name first, so that two starts agree on one."""
    path = instance / "secret_key"
    try:
        instance.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make_secret(path)
        return path.read_text().strip()
    except OSError as problem:
        raise SettingsError(
            f"The instance folder {instance} cannot be written: {problem.strerror}."
        ) from problem


def _make_secret(path: Path) -> None:
    descriptor, scratch = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
    with suppress(FileExistsError):
        os.link(scratch, path)
    Path(scratch).unlink()


def _hosts(environ: Mapping[str, str], *, production: bool) -> tuple[str, ...]:
    given = [host.strip() for host in environ.get("POLLSITE_TRUSTED_HOSTS", "").split(",") if host.strip()]
    if production and not given:
        raise SettingsError("POLLSITE_TRUSTED_HOSTS must name the site's host in production.")
    return (*given, "localhost", "127.0.0.1", *ipv6_host("::1"), socket.gethostname())


def _address(environ: Mapping[str, str]) -> str:
    given = environ.get("POLLSITE_ADDRESS", "").rstrip("/")
    parts = _parts_of(given)
    if given and (parts is None or parts.scheme not in ("http", "https") or parts.path or parts.query):
        raise SettingsError(
            "POLLSITE_ADDRESS must be the site's address and nothing more, as in https://polls.example.org."
        )
    return given


def _smtp_url(environ: Mapping[str, str]) -> str:
    given = environ.get("POLLSITE_SMTP_URL", "")
    parts = _parts_of(given)
    if given and (parts is None or parts.scheme not in ("smtp", "smtps") or parts.path not in ("", "/")):
        raise SettingsError("POLLSITE_SMTP_URL must look like smtp://user:password@host:port or smtps://….")
    return given


def _postgresql(environ: Mapping[str, str]) -> str:
    given = environ.get("DATABASE_URL", "")
    try:
        return postgresql_url(given) if given else ""
    except (ArgumentError, ValueError) as problem:
        raise SettingsError(
            "DATABASE_URL must look like postgresql://user:password@host:port/name."
        ) from problem


def _redis_url(environ: Mapping[str, str]) -> str:
    given = environ.get("REDIS_URL", "")
    parts = _parts_of(given)
    if given and (parts is None or parts.scheme not in ("redis", "rediss")):
        raise SettingsError("REDIS_URL must look like redis://host:port/0 or rediss://….")
    return given


def _mail_from(environ: Mapping[str, str]) -> str:
    given = environ.get("POLLSITE_MAIL_FROM", "")
    if not given and environ.get("POLLSITE_SMTP_URL"):
        raise SettingsError(
            "POLLSITE_MAIL_FROM must say whom letters come from, as POLLSITE_SMTP_URL is set."
        )
    if given and not re.fullmatch(r"[!-?A-~]+@[A-Za-z0-9.-]+", given):
        raise SettingsError(f"POLLSITE_MAIL_FROM must be one mail address, not {given!r}.")
    return given


def _parts_of(url: str) -> SplitResult | None:
    """The parts of an absolute address; None if it names no host, or a port that is no number."""
    try:
        parts = urlsplit(url)
        return parts if parts.hostname and parts.port != 0 else None
    except ValueError:
        return None


def ipv6_host(address: str) -> tuple[str, str]:
    """The address as a Host header names it: werkzeug, which compares, takes what follows the last colon for a port."""
    return f"[{address}]", f"[{address}]:80"
