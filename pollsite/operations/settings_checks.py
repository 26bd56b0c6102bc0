"""The doctor on settings: what a site that the world reads needs set."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from pollsite.config import Settings
from pollsite.operations.checks import Check, Verdict, advice, fine, problem
from pollsite.strictness import fault_of_address, is_this_machine, weakness_of_secret


def check_settings(settings: Settings, *, own_secret: bool) -> Iterator[Check]:
    """`own_secret`: whether the secret is the one that the instance folder made for itself."""
    yield _environment(settings)
    yield _secret(settings, own_secret=own_secret)
    yield _address(settings)
    yield _https(settings)
    yield _proxy(settings)
    yield _mail(settings)
    yield _metrics(settings)


def shortcomings(settings: Settings) -> Iterator[str]:
    """What a site in production starts without, but not well: a sentence each, for whoever starts it."""
    mail = _mail(settings)
    if settings.production and mail.verdict is Verdict.PROBLEM:
        yield f"{mail.sentence} {mail.mend}"


def _environment(settings: Settings) -> Check:
    if settings.production:
        return fine("environment", "Production: weak settings are refused at start.")
    return problem(
        "environment",
        "Embedded: weak settings are not refused.",
        "Set POLLSITE_ENVIRONMENT=production where others than you read the site.",
    )


def _secret(settings: Settings, *, own_secret: bool) -> Check:
    if weakness := weakness_of_secret(settings.secret_key):
        return problem(
            "secret",
            f"The secret {weakness}.",
            "Set POLLSITE_SECRET_KEY to what `openssl rand -hex 32` prints.",
        )
    if own_secret and (settings.postgresql or settings.redis_url):
        return problem(
            "secret",
            "The secret was made in this folder: another host would sign cookies with another.",
            "Set the same POLLSITE_SECRET_KEY on every host.",
        )
    if own_secret:
        return advice(
            "secret",
            "The secret was made in the instance folder, and is lost with it.",
            "Set POLLSITE_SECRET_KEY to what stands in the file secret_key, and keep it elsewhere too.",
        )
    return fine("secret", "The secret is set and cannot be guessed.")


def _address(settings: Settings) -> Check:
    parts = urlsplit(settings.address)
    fault = fault_of_address(
        parts.scheme, parts.hostname or "", https=settings.https, hosts=settings.trusted_hosts
    )
    if fault:
        return problem(
            "address",
            f"POLLSITE_ADDRESS {fault}.",
            "Set it to where readers find the site, as in https://polls.example.org.",
        )
    return fine("address", f"Letters and feeds lead to {settings.address}.")


def _https(settings: Settings) -> Check:
    if settings.https:
        return fine("https", "Cookies are sent over https only, and browsers are told to stay there.")
    if is_this_machine(urlsplit(settings.address).hostname or ""):
        return advice(
            "https",
            "Not used: the site is this machine's alone.",
            "Set POLLSITE_HTTPS=1 for readers elsewhere.",
        )
    return problem(
        "https",
        "Cookies and passwords travel in clear.",
        "Put nginx in front (see deploy/) and set POLLSITE_HTTPS=1.",
    )


def _proxy(settings: Settings) -> Check:
    if settings.trusted_proxies:
        return fine("proxy", f"Believed about addresses: proxies in front, {settings.trusted_proxies}.")
    mend = "Put nginx in front (see deploy/) and set POLLSITE_TRUSTED_PROXIES=1."
    if settings.https:
        told = "Who speaks https for the site is not believed: all readers seem to be one, and floods of votes pass."
        return problem("proxy", told, mend)
    return advice("proxy", "Readers reach the site without a proxy, so slow ones are its own to bear.", mend)


def _mail(settings: Settings) -> Check:
    if not settings.smtp_url:
        return problem(
            "mail",
            "Letters stay in outbox/: nobody can confirm an account or get in again who has lost a password.",
            "Set POLLSITE_SMTP_URL and POLLSITE_MAIL_FROM.",
        )
    parts = urlsplit(settings.smtp_url)
    if parts.password and parts.scheme == "smtp" and not is_this_machine(parts.hostname or ""):
        return advice(
            "mail",
            "Letters are sent; the password is shown only if the mail server then offers TLS.",
            "Use smtps:// where the mail server has it.",
        )
    return fine("mail", f"Letters are sent by {parts.hostname}, from {settings.mail_from}.")


def _metrics(settings: Settings) -> Check:
    if settings.metrics_token:
        return fine("metrics", "/metrics opens with a token.")
    if settings.production:
        return fine(
            "metrics", "/metrics is closed: in production it opens with POLLSITE_METRICS_TOKEN alone."
        )
    return fine("metrics", "/metrics opens on this machine only, past no proxy.")
