"""Settings: read once from the environment, checked, frozen.

SETTINGS is the one list of what can be set; the README's table and `Settings.from_env` are held to it by tests.
"""

import os
import re
import socket
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from sqlalchemy.exc import ArgumentError

from pollsite import strictness
from pollsite.engines import postgresql_url
from pollsite.own_secret import NAME as OWN_SECRET
from pollsite.own_secret import own_secret

PACKAGE_ROOT = Path(__file__).resolve().parent
CLONE_ROOT = PACKAGE_ROOT.parent
THREADS = 16
"""Of a worker process, that answer requests; its connections to the database follow from it."""
MAX_FIRST_HELD = 100
DATABASE_FILE = "pollsite.sqlite3"

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
    "POLLSITE_GUEST_PAUSE": "seconds that a guest's form takes at least; default 2, `0` for none",
    "POLLSITE_FIRST_HELD": "so many comments of a new member wait for a moderator; default 2, `0` for none",
    "POLLSITE_MAIL_FROM": "whom letters come from; must be set where `POLLSITE_SMTP_URL` is",
    "POLLSITE_EMBED_SITES": "sites that may show polls in frames, as `https://blog.example.org`, with commas; default: none",
    "POLLSITE_LOG_FORMAT": "`text` (default) or `json`: an object a line, for programs that gather logs",
    "POLLSITE_ACCESS_LOG": "`1` for a line a request: door, method, status, time; no address, no reader",
    "POLLSITE_METRICS_TOKEN": "opens `/metrics` to who sends it as `Authorization: Bearer …`; at least 16 characters",
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
    embed_sites: tuple[str, ...] = ()
    first_held: int = 2
    guest_pause_s: int = 2
    postgresql: str = ""
    redis_url: str = ""
    log_format: str = "text"
    access_log: bool = False
    metrics_token: str = ""

    @property
    def database_path(self) -> Path:
        """The SQLite file, where there is no PostgreSQL."""
        return self.instance_path / DATABASE_FILE

    @property
    def database_url(self) -> str:
        """What SQLAlchemy connects to."""
        return self.postgresql or f"sqlite:///{self.database_path}"

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read SETTINGS from `environ`, creating the instance folder and, when embedded, its secret.

        Raises SettingsError, in one sentence, on an unknown or malformed setting, on a folder that cannot be written,
        and when production would start with a weak secret, or without knowing its hosts and its address.
        """
        _refuse_unknown_names(environ)
        production = _choice(environ, "POLLSITE_ENVIRONMENT", ("embedded", "production")) == "production"
        instance = Path(environ.get("POLLSITE_INSTANCE_PATH") or default_instance_path()).resolve()
        settings = cls(
            instance_path=instance,
            secret_key=_secret(environ, instance, production=production),
            production=production,
            trusted_hosts=_hosts(environ, production=production),
            trusted_proxies=_proxies(environ),
            https=_choice(environ, "POLLSITE_HTTPS", ("0", "1")) == "1",
            sqlite_synchronous=_choice(environ, "POLLSITE_SQLITE_SYNCHRONOUS", ("FULL", "NORMAL")),
            site_name=environ.get("POLLSITE_SITE_NAME") or "pollsite",
            address=_address(environ),
            smtp_url=_smtp_url(environ),
            mail_from=_mail_from(environ),
            first_held=_first_held(environ),
            guest_pause_s=_count(environ, "POLLSITE_GUEST_PAUSE", default=Settings.guest_pause_s),
            postgresql=_postgresql(environ),
            redis_url=_redis_url(environ),
            embed_sites=_embed_sites(environ, production=production),
            log_format=_choice(environ, "POLLSITE_LOG_FORMAT", ("text", "json")),
            access_log=_choice(environ, "POLLSITE_ACCESS_LOG", ("0", "1")) == "1",
            metrics_token=_metrics_token(environ),
        )
        _refuse_contradiction(settings)
        _refuse_unwritable(instance)
        return settings


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


def _count(environ: Mapping[str, str], name: str, *, default: int = 0) -> int:
    value = environ.get(name) or str(default)
    if not value.isascii() or not value.isdigit():
        raise SettingsError(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def _proxies(environ: Mapping[str, str]) -> int:
    number = _count(environ, "POLLSITE_TRUSTED_PROXIES")
    _refuse("POLLSITE_TRUSTED_PROXIES", strictness.fault_of_proxies(number))
    return number


def _refuse(name: str, fault: str) -> None:
    if fault:
        raise SettingsError(f"{name} {fault}.")


def _refuse_contradiction(settings: Settings) -> None:
    """What each setting by itself does not show."""
    parts = urlsplit(settings.address)
    if settings.https and parts.scheme == "http":
        raise SettingsError("POLLSITE_ADDRESS must begin with https://, as POLLSITE_HTTPS is 1.")
    if settings.production:
        fault = strictness.fault_of_address(
            parts.scheme, parts.hostname or "", https=settings.https, hosts=settings.trusted_hosts
        )
        _refuse("POLLSITE_ADDRESS", fault)


def _refuse_unwritable(instance: Path) -> None:
    """Where there is a database already, it can still be read: a disk that has turned read-only serves its readers."""
    try:
        instance.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=instance):
            pass
    except OSError as problem:
        if not (instance / DATABASE_FILE).exists():
            raise _unwritable(instance, problem) from problem


def _unwritable(instance: Path, problem: OSError) -> SettingsError:
    return SettingsError(f"The instance folder {instance} cannot be written: {problem.strerror}.")


def _metrics_token(environ: Mapping[str, str]) -> str:
    given = environ.get("POLLSITE_METRICS_TOKEN", "")
    _refuse("POLLSITE_METRICS_TOKEN", strictness.fault_of_token(given))
    return given


def _first_held(environ: Mapping[str, str]) -> int:
    number = _count(environ, "POLLSITE_FIRST_HELD", default=Settings.first_held)
    if number > MAX_FIRST_HELD:
        raise SettingsError(f"POLLSITE_FIRST_HELD must be at most {MAX_FIRST_HELD}, not {number}.")
    return number


def _secret(environ: Mapping[str, str], instance: Path, *, production: bool) -> str:
    given = environ.get("POLLSITE_SECRET_KEY", "")
    _refuse("POLLSITE_SECRET_KEY", strictness.fault_of_secret(given) if given else "")
    if production and not given:
        raise SettingsError("POLLSITE_SECRET_KEY must be set in production: a generated one is not enough.")
    weakness = strictness.weakness_of_secret(given) if production else ""
    _refuse("POLLSITE_SECRET_KEY", weakness and f"{weakness}: draw one with `openssl rand -hex 32`")
    return given or _generated_secret(instance)


def _generated_secret(instance: Path) -> str:
    try:
        made = own_secret(instance)
    except OSError as problem:
        raise _unwritable(instance, problem) from problem
    _refuse(f"The instance's own secret, {instance / OWN_SECRET},", strictness.fault_of_secret(made))
    return made


def _hosts(environ: Mapping[str, str], *, production: bool) -> tuple[str, ...]:
    given = [host.strip() for host in environ.get("POLLSITE_TRUSTED_HOSTS", "").split(",") if host.strip()]
    if production and not given:
        raise SettingsError("POLLSITE_TRUSTED_HOSTS must name the site's host in production.")
    _refuse("POLLSITE_TRUSTED_HOSTS", strictness.fault_of_hosts(given))
    return (*given, "localhost", "127.0.0.1", *strictness.ipv6_host("::1"), socket.gethostname())


def _embed_sites(environ: Mapping[str, str], *, production: bool) -> tuple[str, ...]:
    sites = strictness.sites_in(environ.get("POLLSITE_EMBED_SITES", ""))
    _refuse("POLLSITE_EMBED_SITES", strictness.fault_of_sites(sites, production=production))
    return sites


def _address(environ: Mapping[str, str]) -> str:
    given = environ.get("POLLSITE_ADDRESS", "").rstrip("/")
    parts = _parts_of(given)
    beside = parts and (parts.path, parts.query, parts.fragment, *parts.netloc.rpartition("@")[:2])
    if given and (parts is None or parts.scheme not in ("http", "https") or any(beside or ())):
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
        _refuse("POLLSITE_MAIL_FROM", "must say whom letters come from, as POLLSITE_SMTP_URL is set")
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
