"""The settings: every one read, wrong ones refused in a sentence, production without weak ones."""

import secrets
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pollsite.config import SETTINGS, Settings, SettingsError

SECRET = "long enough to sign cookies with it"
PRODUCTION = {
    "POLLSITE_ENVIRONMENT": "production",
    "POLLSITE_SECRET_KEY": SECRET,
    "POLLSITE_TRUSTED_HOSTS": "polls.example.org",
    "POLLSITE_ADDRESS": "https://polls.example.org",
    "POLLSITE_HTTPS": "1",
}
FROM = {"POLLSITE_MAIL_FROM": "polls@example.org"}


def read(folder: Path, environ: Mapping[str, str]) -> Settings:
    """Settings of an instance in `folder`."""
    return Settings.from_env({"POLLSITE_INSTANCE_PATH": str(folder), **environ})


@pytest.mark.parametrize(
    ("name", "value", "attribute", "expected"),
    [
        ("POLLSITE_ENVIRONMENT", "embedded", "production", False),
        ("POLLSITE_SECRET_KEY", SECRET, "secret_key", SECRET),
        ("POLLSITE_TRUSTED_PROXIES", "", "trusted_proxies", 0),
        ("POLLSITE_TRUSTED_PROXIES", "2", "trusted_proxies", 2),
        ("POLLSITE_HTTPS", "", "https", False),
        ("POLLSITE_HTTPS", "1", "https", True),
        ("POLLSITE_SQLITE_SYNCHRONOUS", "", "sqlite_synchronous", "FULL"),
        ("POLLSITE_SQLITE_SYNCHRONOUS", "NORMAL", "sqlite_synchronous", "NORMAL"),
        ("POLLSITE_FIRST_HELD", "", "first_held", 2),
        ("POLLSITE_FIRST_HELD", "0", "first_held", 0),
        ("POLLSITE_FIRST_HELD", "5", "first_held", 5),
        ("POLLSITE_EMBED_SITES", "", "embed_sites", ()),
        (
            "POLLSITE_EMBED_SITES",
            " https://Blog.example.org/ ,,http://a.localhost:8000,https://b.example:443,https://blog.example.org",
            "embed_sites",
            ("https://blog.example.org", "http://a.localhost:8000", "https://b.example"),
        ),
        (
            "POLLSITE_EMBED_SITES",
            "http://x.example:80, https://[::1]:9",
            "embed_sites",
            ("http://x.example", "https://[::1]:9"),
        ),
        ("POLLSITE_LOG_FORMAT", "json", "log_format", "json"),
        ("POLLSITE_ACCESS_LOG", "1", "access_log", True),
        ("POLLSITE_METRICS_TOKEN", "0123456789abcdef", "metrics_token", "0123456789abcdef"),
        ("POLLSITE_SITE_NAME", "", "site_name", "pollsite"),
        ("POLLSITE_SITE_NAME", "The Weekly", "site_name", "The Weekly"),
    ],
)
def test_setting_is_read(tmp_path: Path, name: str, value: str, attribute: str, expected: object) -> None:
    assert getattr(read(tmp_path, {name: value}), attribute) == expected


def test_trusted_hosts_are_those_given_and_this_machine(tmp_path: Path) -> None:
    hosts = read(tmp_path, {"POLLSITE_TRUSTED_HOSTS": " a.example , ,b.example:8443"}).trusted_hosts
    assert hosts[:5] == ("a.example", "b.example:8443", "localhost", "127.0.0.1", "[::1]")


def test_instance_folder_holds_the_database(tmp_path: Path) -> None:
    settings = read(tmp_path, {})
    assert settings.instance_path == tmp_path.resolve()
    assert settings.database_path.parent == tmp_path.resolve()
    assert settings.database_url.startswith("sqlite:///")


def test_public_address_and_mail_server_are_taken_as_they_are(tmp_path: Path) -> None:
    url = "smtps://me%40example.org:a%20secret@mail.example.org:465"
    settings = read(tmp_path, {"POLLSITE_ADDRESS": "https://example.org/", "POLLSITE_SMTP_URL": url, **FROM})
    assert (settings.address, settings.smtp_url) == ("https://example.org", url)
    assert settings.mail_from == "polls@example.org"


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"POLLSITE_TRUSTED_HOST": "a.example"}, "POLLSITE_TRUSTED_HOST is not a setting"),
        ({"POLLSITE_ENVIRONMENT": "prod"}, "one of embedded, production, not 'prod'"),
        ({"POLLSITE_FIRST_HELD": "few"}, "POLLSITE_FIRST_HELD must be a whole number, not 'few'"),
        ({"POLLSITE_FIRST_HELD": "-1"}, "POLLSITE_FIRST_HELD must be a whole number"),
        ({"POLLSITE_FIRST_HELD": "101"}, "POLLSITE_FIRST_HELD must be at most 100"),
        ({"POLLSITE_SECRET_KEY": "short"}, "at least 32 characters"),
        ({"POLLSITE_TRUSTED_PROXIES": "-1"}, "whole number"),
        ({"POLLSITE_TRUSTED_PROXIES": "²"}, "whole number"),
        ({"POLLSITE_HTTPS": "yes"}, "one of 0, 1, not 'yes'"),
        ({"POLLSITE_SQLITE_SYNCHRONOUS": "OFF"}, "one of FULL, NORMAL, not 'OFF'"),
        ({**PRODUCTION, "POLLSITE_SECRET_KEY": ""}, "must be set in production"),
        ({**PRODUCTION, "POLLSITE_SECRET_KEY": "short"}, "at least 32 characters"),
        ({**PRODUCTION, "POLLSITE_TRUSTED_HOSTS": " , "}, "must name the site's host"),
        ({"POLLSITE_ADDRESS": "polls.example.org"}, "the site's address and nothing more"),
        ({"POLLSITE_ADDRESS": "https://polls.example.org/path"}, "the site's address and nothing more"),
        (
            {"POLLSITE_ADDRESS": "https://user:hidden@polls.example.org"},
            "the site's address and nothing more",
        ),
        ({"POLLSITE_ADDRESS": "https://polls.example.org#there"}, "the site's address and nothing more"),
        ({"POLLSITE_ADDRESS": "ftp://polls.example.org"}, "the site's address and nothing more"),
        ({"POLLSITE_SMTP_URL": "mail.example.org:25", **FROM}, "must look like smtp://"),
        ({"POLLSITE_SMTP_URL": "smtp://", **FROM}, "must look like smtp://"),
        ({"POLLSITE_SMTP_URL": "smtp://mail.example.org:many", **FROM}, "must look like smtp://"),
        ({"POLLSITE_SMTP_URL": "smtp://mail.example.org"}, "POLLSITE_MAIL_FROM must say whom"),
        ({**PRODUCTION, "POLLSITE_SECRET_KEY": "changeme" * 4}, "POLLSITE_SECRET_KEY looks like an example"),
        (
            {**PRODUCTION, "POLLSITE_SECRET_KEY": "Change-Me, I am 32 characters long"},
            "looks like an example",
        ),
        ({**PRODUCTION, "POLLSITE_SECRET_KEY": "x" * 40}, "fewer than 8 different characters"),
        ({**PRODUCTION, "POLLSITE_SECRET_KEY": "qP3z8Lm1" * 4}, "one short text several times"),
        (
            {**PRODUCTION, "POLLSITE_SECRET_KEY": "abcdefghijklmnopqrstuvwxyz012345"},
            "neighbouring characters",
        ),
        (
            {**PRODUCTION, "POLLSITE_SECRET_KEY": "correcthorsebatterystaplecorrecthorse"},
            "says the same twice: draw one",
        ),
        ({**PRODUCTION, "POLLSITE_TRUSTED_HOSTS": "*"}, "POLLSITE_TRUSTED_HOSTS must name each host"),
        ({"POLLSITE_TRUSTED_HOSTS": "*.example.org"}, "stands for many"),
        ({"POLLSITE_TRUSTED_HOSTS": ".org"}, "stands for many"),
        ({**PRODUCTION, "POLLSITE_TRUSTED_HOSTS": ".example.org"}, "stands for many"),
        ({"POLLSITE_TRUSTED_HOSTS": "https://polls.example.org"}, "host names without https://"),
        ({**PRODUCTION, "POLLSITE_ADDRESS": ""}, "POLLSITE_ADDRESS must say in production"),
        ({**PRODUCTION, "POLLSITE_ADDRESS": "https://other.example.org"}, "POLLSITE_TRUSTED_HOSTS must name"),
        ({**PRODUCTION, "POLLSITE_HTTPS": "0"}, "POLLSITE_HTTPS must be 1"),
        (
            {**PRODUCTION, "POLLSITE_HTTPS": "0", "POLLSITE_ADDRESS": "http://polls.example.org"},
            "must begin with https:// in production",
        ),
        ({**PRODUCTION, "POLLSITE_ADDRESS": "http://polls.example.org"}, "as POLLSITE_HTTPS is 1"),
        ({"POLLSITE_TRUSTED_PROXIES": "99"}, "POLLSITE_TRUSTED_PROXIES must be at most 5"),
        ({"POLLSITE_METRICS_TOKEN": "short"}, "POLLSITE_METRICS_TOKEN must have at least 16"),
        ({"POLLSITE_METRICS_TOKEN": "with a blank and long"}, "POLLSITE_METRICS_TOKEN must have at least 16"),
        ({"POLLSITE_METRICS_TOKEN": "x" * 20}, "POLLSITE_METRICS_TOKEN repeats a few characters"),
        ({"POLLSITE_METRICS_TOKEN": "x5Qm9aLz" * 2}, "POLLSITE_METRICS_TOKEN repeats a few characters"),
        ({"POLLSITE_LOG_FORMAT": "xml"}, "one of text, json, not 'xml'"),
        ({"DATABASE_URL": "mysql://user:hidden@host/name"}, "DATABASE_URL must look like postgresql://"),
        ({"DATABASE_URL": "postgresql://user:hidden@host:many/name"}, "DATABASE_URL must look like"),
        ({"REDIS_URL": "localhost:6379"}, "REDIS_URL must look like redis://"),
        ({"POLLSITE_MAIL_FROM": "Polls <polls@example.org>"}, "must be one mail address"),
        ({"POLLSITE_MAIL_FROM": "polls@example.org\nBcc: x@example.org"}, "must be one mail address"),
    ],
)
def test_wrong_setting_is_refused_in_a_sentence(tmp_path: Path, environ: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match=says) as refusal:
        read(tmp_path, environ)
    assert str(refusal.value).endswith(".")
    assert "hidden" not in str(refusal.value)


def test_every_unknown_name_is_answered_with_all_known_ones(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refusal:
        read(tmp_path, {"POLLSITE_": "1"})
    assert all(name in str(refusal.value) for name in SETTINGS)


def test_production_starts_with_strong_settings(tmp_path: Path) -> None:
    settings = read(tmp_path, PRODUCTION)
    assert settings.production
    assert settings.secret_key == SECRET
    assert not (tmp_path / "secret_key").exists()


def test_embedded_secret_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    first = read(tmp_path / "new", {})
    assert len(first.secret_key) >= 32
    assert read(tmp_path / "new", {}) == first
    assert (tmp_path / "new" / "secret_key").stat().st_mode & 0o777 == 0o600
    assert read(tmp_path / "other", {}).secret_key != first.secret_key


def test_first_starts_at_once_agree_on_the_secret(tmp_path: Path) -> None:
    for attempt in range(20):
        with ThreadPoolExecutor(8) as starts:
            folders = [tmp_path / str(attempt)] * 8
            agreed = {settings.secret_key for settings in starts.map(read, folders, [{}] * 8)}
        assert len(agreed) == 1
        assert len(agreed.pop()) >= 32


def test_instance_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="cannot be written"):
        read(tmp_path / "file", {})


def test_a_folder_in_which_nothing_can_be_written_is_told_in_a_sentence_before_anything_else_fails(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match=r"cannot be written: .+\.$"):
        read(tmp_path / "file" / "instance", PRODUCTION)


def test_a_secret_that_others_may_read_is_shut_to_them(tmp_path: Path) -> None:
    read(tmp_path, {})
    (tmp_path / "secret_key").chmod(0o644)
    read(tmp_path, {})
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("secret", "told"),
    [
        (b"", "at least 32 characters"),
        (b"short\n", "at least 32 characters"),
        (b"0123456789abcdef\n0123456789abcdef", "printable ASCII"),
        (b"\xff" * 40, "printable ASCII"),
    ],
)
def test_an_instance_s_own_secret_is_measured_too(tmp_path: Path, secret: bytes, told: str) -> None:
    (tmp_path / "secret_key").write_bytes(secret)
    with pytest.raises(SettingsError, match=f"secret_key, must .*{told}"):
        read(tmp_path, {})


@pytest.mark.parametrize("address", ["http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:8000"])
def test_production_may_be_tried_on_this_machine(tmp_path: Path, address: str) -> None:
    assert read(tmp_path, {**PRODUCTION, "POLLSITE_HTTPS": "0", "POLLSITE_ADDRESS": address}).production


@pytest.mark.parametrize("hosts", ["polls.example.org:443", "a.example,POLLS.example.org"])
def test_the_address_is_among_the_hosts_however_they_name_it(tmp_path: Path, hosts: str) -> None:
    assert read(tmp_path, {**PRODUCTION, "POLLSITE_TRUSTED_HOSTS": hosts}).production


def test_random_secrets_are_strong_enough(tmp_path: Path) -> None:
    for secret in (secrets.token_hex(16), secrets.token_urlsafe(24), secrets.token_hex(32)):
        assert read(tmp_path, {**PRODUCTION, "POLLSITE_SECRET_KEY": secret}).secret_key == secret


def test_settings_cannot_change(tmp_path: Path) -> None:
    with pytest.raises(AttributeError):
        read(tmp_path, {}).__setattr__("https", True)


@pytest.mark.parametrize(
    "given",
    [
        "blog.example.org",
        "https://*.example.org",
        "*",
        "'self'",
        "https://blog.example.org/path",
        "https://blog.example.org; script-src *",
        "https://blog.example.org https://other.example",
        "https://user:word@blog.example.org",
        "ftp://blog.example.org",
        "https://blog.example.org:port",
        "https://blög.example",
        "https://",
    ],
)
def test_only_whole_sites_may_show_frames(tmp_path: Path, given: str) -> None:
    with pytest.raises(
        SettingsError, match="POLLSITE_EMBED_SITES must be addresses of sites and nothing more"
    ):
        read(tmp_path, {"POLLSITE_EMBED_SITES": given})


def test_in_production_frames_stand_on_sites_with_https_or_on_this_machine(tmp_path: Path) -> None:
    allowed = {**PRODUCTION, "POLLSITE_EMBED_SITES": "https://blog.example.org,http://localhost:8000"}
    allowed["POLLSITE_SECRET_KEY"] = secrets.token_hex(32)
    assert len(read(tmp_path, allowed).embed_sites) == 2
    with pytest.raises(SettingsError, match="must begin with https:// in production"):
        read(tmp_path, {**allowed, "POLLSITE_EMBED_SITES": "http://blog.example.org"})
