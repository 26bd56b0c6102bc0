"""Letters to people who asked for them: each is a file in the outbox, and sent from there where SMTP is set.

Whoever writes one waits for no mail server. One thread per process sends; it claims a letter by renaming its file,
so that two processes never send the same one, and one that a process left behind is taken up again by another.
"""

import os
import secrets
import smtplib
import ssl
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.errors import MessageError
from email.generator import BytesGenerator
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from io import BytesIO
from ipaddress import ip_address
from pathlib import Path
from time import monotonic
from urllib.parse import unquote, urlsplit

import structlog

from pollsite.clock import now
from pollsite.config import Settings

log = structlog.get_logger()

PAUSES_S = (10, 30, 120, 600, 1800, 3600)
"""How long a letter waits after each attempt that failed; the last pause repeats."""
GIVE_UP_AFTER = timedelta(days=3)
LEFT_BEHIND_AFTER = timedelta(minutes=10)
PATIENCE_S = 30
WAITING, SENDING, REFUSED = ".eml", ".sending", ".refused"
LETTER = policy.SMTP.clone(max_line_length=998)
"""As the standard's limit; at the usual 78, long addresses in headers would be broken up."""


@dataclass(frozen=True, slots=True)
class Letter:
    """Plain text to one mail address. `headers` go in beside the usual ones."""

    to: str
    subject: str
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)


class LetterInvalid(ValueError):
    """The letter cannot be written as one."""


def sender_of(settings: Settings) -> str:
    """Whom letters come from where nothing else was set: a name at the site's own address."""
    host = urlsplit(settings.address).hostname or "localhost"
    return settings.mail_from or f"pollsite@{host}"


class Postman:
    """Takes letters at any time, from any thread. With no `smtp_url` they stay in `folder`, whole and readable."""

    def __init__(
        self, folder: Path, *, sender: str, smtp_url: str = "", pauses_s: Sequence[float] = PAUSES_S
    ) -> None:
        self.folder = folder
        self.sender = sender
        self.sends = bool(smtp_url)
        self._smtp_url = smtp_url
        self._pauses_s = tuple(pauses_s)
        self._tries: dict[str, tuple[int, float]] = {}
        """How often each letter was tried, and when its turn comes again; no wall clock, which may be set back."""
        self._wake = threading.Event()
        self._starting = threading.Lock()
        self._thread: tuple[int, threading.Thread] | None = None
        self._stopped = False

    def post(self, letter: Letter) -> None:
        """Accept a letter. Raises LetterInvalid, or OSError when the outbox cannot be written."""
        scratch = self._laid_down(letter)
        scratch.rename(self.folder / f"{scratch.name[1:]}{WAITING}")
        self.resume()

    def rehearse(self, letter: Letter) -> None:
        """Do what takes time in accepting a letter, but accept none. Raises the same."""
        self._laid_down(letter).unlink()
        self.resume()

    def _laid_down(self, letter: Letter) -> Path:
        at = now()
        try:
            written = self._written(letter, at)
        except (ValueError, IndexError, MessageError) as problem:
            raise LetterInvalid("its address or one of its headers could not stand on a line") from problem
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        scratch = self.folder / f".{at:%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
        scratch.touch(mode=0o600)
        scratch.write_bytes(written)
        return scratch

    def resume(self) -> None:
        """Send what waits, from now on, in this process; nothing where letters are not sent or none waits."""
        if not self.sends or not self._next_letters():
            return
        with self._starting:
            known = self._thread
            if known is None or known[0] != os.getpid() or not known[1].is_alive():
                thread = threading.Thread(target=self._run, name="postman", daemon=True)
                self._wake = threading.Event()
                self._thread = (os.getpid(), thread)
                thread.start()
        self._wake.set()

    def stop(self) -> None:
        """End the thread after the letter it is sending."""
        self._stopped = True
        self._wake.set()
        if self._thread is not None and self._thread[0] == os.getpid():
            self._thread[1].join()

    def _written(self, letter: Letter, at: datetime) -> bytes:
        message = EmailMessage(policy=LETTER)
        message["To"] = Address(addr_spec=letter.to)
        message["From"] = Address(addr_spec=self.sender)
        message["Subject"] = " ".join(letter.subject.split())
        message["Date"] = format_datetime(at)
        message["Message-ID"] = f"<{secrets.token_hex(16)}@{self.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        for name, value in letter.headers.items():
            message[name] = value
        message.set_content(letter.text, cte="8bit")
        return message.as_bytes()

    def _run(self) -> None:
        while not self._stopped:
            self._wake.clear()
            self._take_up_what_was_left_behind(now())
            pause = self._send_all()
            if not self._stopped:
                self._wake.wait(pause)

    def _send_all(self) -> float | None:
        """Send what is due over one connection; seconds until the next is due, None if none waits."""
        due = [path for path in self._next_letters() if self._due_at(path) <= monotonic()]
        if due:
            try:
                with _connected(self._smtp_url) as server:
                    for path in due:
                        self._send(server, path)
            except (OSError, smtplib.SMTPException) as problem:
                log.warning("the mail server cannot be used", reason=type(problem).__name__, letters=len(due))
                for path in due:
                    self._put_off(path)
        waits = [self._due_at(path) - monotonic() for path in self._next_letters()]
        return max(min(waits), 0.01) if waits else None

    def _send(self, server: smtplib.SMTP, path: Path) -> None:
        claimed = path.with_suffix(SENDING)
        try:
            path.rename(claimed)
        except FileNotFoundError:
            return  # another process was quicker
        with suppress(FileNotFoundError):
            os.utime(claimed, (now().timestamp(),) * 2)
        try:
            _hand_over(server, message_from_bytes(claimed.read_bytes(), policy=LETTER))
        except smtplib.SMTPServerDisconnected:
            claimed.rename(path)
            raise
        except smtplib.SMTPException as problem:
            self._not_taken(path, claimed, code=_code_of(problem))
        else:
            self._tries.pop(path.name, None)
            claimed.unlink()

    def _not_taken(self, path: Path, claimed: Path, *, code: int) -> None:
        if code >= 500:
            log.error("a letter was refused for good", letter=path.stem, code=code)
            claimed.rename(path.with_suffix(REFUSED))
        else:
            log.warning("a letter was not taken yet", letter=path.stem, code=code)
            claimed.rename(path)
            self._put_off(path)

    def _put_off(self, path: Path) -> None:
        tries, _ = self._tries.get(path.name, (0, None))
        pause_s = self._pauses_s[min(tries, len(self._pauses_s) - 1)]
        self._tries[path.name] = (tries + 1, monotonic() + pause_s)
        if path.exists() and now() - _written_at(path) > GIVE_UP_AFTER:
            log.error("a letter could not be delivered in time", letter=path.stem, tries=tries + 1)
            path.rename(path.with_suffix(REFUSED))

    def _due_at(self, path: Path) -> float:
        return self._tries.get(path.name, (0, 0.0))[1]

    def _next_letters(self) -> list[Path]:
        return sorted(self.folder.glob(f"*{WAITING}"))

    def _take_up_what_was_left_behind(self, at: datetime) -> None:
        for path in self.folder.glob(f"*{SENDING}"):
            with suppress(FileNotFoundError):
                if abs(at.timestamp() - path.stat().st_mtime) > LEFT_BEHIND_AFTER.total_seconds():
                    path.rename(path.with_suffix(WAITING))


def _written_at(path: Path) -> datetime:
    """When it was posted: its name says so."""
    return datetime.strptime(path.name.partition("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)


def _connected(url: str) -> smtplib.SMTP:
    """A mail server that takes letters. A password is shown to it only over TLS, or on this machine."""
    parts = urlsplit(url)
    host, context = parts.hostname or "", ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=PATIENCE_S, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=PATIENCE_S)
        server.ehlo_or_helo_if_needed()
        if server.has_extn("starttls"):
            server.starttls(context=context)
        elif parts.username and not _is_this_machine(host):
            server.close()
            raise smtplib.SMTPNotSupportedError("the password would be sent in clear")
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _hand_over(server: smtplib.SMTP, message: EmailMessage) -> None:
    server.ehlo_or_helo_if_needed()
    takes_eight_bits = server.has_extn("8bitmime")
    rules = LETTER if takes_eight_bits else LETTER.clone(cte_type="7bit")
    flat = BytesIO()
    BytesGenerator(flat, policy=rules).flatten(message)
    options = ("BODY=8BITMIME",) if takes_eight_bits else ()
    server.sendmail(_address_in(message, "From"), _address_in(message, "To"), flat.getvalue(), options)


def _address_in(message: EmailMessage, header: str) -> str:
    return str(message[header].addresses[0].addr_spec)


def _code_of(problem: smtplib.SMTPException) -> int:
    """The server's answer; of several recipients there is only the one."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return int(next(iter(problem.recipients.values()))[0])
    return int(getattr(problem, "smtp_code", 0))
