"""Letters: whole files in the outbox, sent from there once, put off and given up as a mail server says."""

import os
import stat
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import structlog
import time_machine

from pollsite import mail
from pollsite.mail import Letter, LetterInvalid, Postman
from tests.patience import eventually
from tests.samples import DURING
from tests.smtp import MailServer, mail_server

SENDER = "pollsite@example.org"
HELLO = Letter("ada@example.org", "Hello", "A line.\n\nhttps://example.org/" + "x" * 200 + "\n")


@pytest.fixture
def outbox(tmp_path: Path) -> Path:
    """Where letters lie."""
    return tmp_path / "outbox"


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server."""
    with mail_server() as known:
        yield known


@pytest.fixture
def postmen() -> Iterator[list[Postman]]:
    """Ends the threads of those put in."""
    hired: list[Postman] = []
    yield hired
    for postman in hired:
        postman.stop()


def hire(
    postmen: list[Postman], outbox: Path, address: str, *, pauses_s: tuple[float, ...] = (0.02,)
) -> Postman:
    """A postman who sends to the server at `address`."""
    postmen.append(Postman(outbox, sender=SENDER, smtp_url=f"smtp://{address}", pauses_s=pauses_s))
    return postmen[-1]


def names(outbox: Path) -> list[str]:
    """Endings of what lies in the outbox."""
    return sorted(path.suffix for path in outbox.iterdir())


def test_without_a_server_a_letter_lies_there_whole(outbox: Path) -> None:
    with time_machine.travel(DURING, tick=False):
        Postman(outbox, sender=SENDER).post(
            Letter(
                "ada@example.org",
                "Ünïcode “quoted”",
                "Grüße, Ada.\n",
                {"List-Unsubscribe": f"<https://x.org/{'u' * 300}>"},
            )
        )
    (file,) = outbox.glob("*.eml")
    written = file.read_bytes()
    assert b"Gr\xc3\xbc\xc3\x9fe, Ada." in written, "readable as it lies there"
    letter = message_from_bytes(written, policy=policy.default)
    assert (letter["To"], letter["From"]) == ("ada@example.org", SENDER)
    assert letter["Subject"] == "Ünïcode “quoted”"
    assert letter["List-Unsubscribe"] == f"<https://x.org/{'u' * 300}>"
    assert letter["Date"].datetime == DURING
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content_type() == "text/plain"
    assert threading.active_count() == 1 or "postman" not in {thread.name for thread in threading.enumerate()}


@pytest.mark.parametrize(
    "letter",
    [
        Letter("ada@example.org\r\nBcc: eve@example.org", "Hello", "Text"),
        Letter("ada@example.org, eve@example.org", "Hello", "Text"),
        Letter("ada", "Hello", "Text"),
        Letter("", "Hello", "Text"),
        Letter("ada@example.org", "Hello", "Text", {"X-Name": "a\r\nBcc: eve@example.org"}),
    ],
)
def test_no_letter_says_more_headers_than_meant(outbox: Path, letter: Letter) -> None:
    with pytest.raises(LetterInvalid):
        Postman(outbox, sender=SENDER).post(letter)
    assert not list(outbox.glob("*"))


def test_a_subject_stays_on_its_line(outbox: Path) -> None:
    Postman(outbox, sender=SENDER).post(Letter("ada@example.org", "Hello\r\nBcc: eve@example.org", "Text"))
    (file,) = outbox.glob("*.eml")
    letter = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Hello Bcc: eve@example.org"


def test_a_letter_is_sent_once_and_gone(outbox: Path, server: MailServer, postmen: list[Postman]) -> None:
    crew = [hire(postmen, outbox, server.address) for _ in range(3)]
    for number in range(30):
        crew[number % 3].post(Letter(f"a{number}@example.org", "Hello", "Text\n.\nText\n"))
    eventually(lambda: len(server.taken) == 30 and not names(outbox))
    assert sorted(str(letter["To"]) for letter in server.letters) == sorted(
        f"a{n}@example.org" for n in range(30)
    )
    assert "\n..\n" in server.letters[0].get_content().replace("\r\n", "\n")


def test_a_server_that_takes_seven_bits_gets_no_more(outbox: Path, postmen: list[Postman]) -> None:
    with mail_server(eight_bits=False) as server:
        hire(postmen, outbox, server.address).post(Letter("ada@example.org", "Hello", "Grüße\n"))
        eventually(lambda: server.taken)
        assert server.taken[0].isascii()
        assert server.letters[0].get_content().strip() == "Grüße"


def test_a_password_is_shown_to_a_server_on_this_machine(
    outbox: Path, server: MailServer, postmen: list[Postman]
) -> None:
    hire(postmen, outbox, f"me:a%20secret@{server.address}").post(HELLO)
    eventually(lambda: server.taken)
    assert len(server.logins) == 1


def test_what_is_not_taken_yet_is_tried_again(
    outbox: Path, server: MailServer, postmen: list[Postman]
) -> None:
    server.answers["ada@example.org"] = "451 later"
    postman = hire(postmen, outbox, server.address)
    with structlog.testing.capture_logs() as logs:
        postman.post(HELLO)
        postman.post(Letter("bob@example.org", "Hello", "Text"))
        eventually(lambda: len(logs) > 2)
        assert [letter["To"] for letter in server.letters] == ["bob@example.org"]
        server.answers.clear()
        eventually(lambda: not names(outbox))
    assert [letter["To"] for letter in server.letters] == ["bob@example.org", "ada@example.org"]
    assert logs[0]["code"] == 451
    assert "example.org" not in str(logs), "no address stands in a log"


def test_what_is_refused_for_good_is_put_aside(
    outbox: Path, server: MailServer, postmen: list[Postman]
) -> None:
    server.answers["ada@example.org"] = "550 nobody here"
    hire(postmen, outbox, server.address).post(HELLO)
    eventually(lambda: names(outbox) == [".refused"])


def test_letters_wait_for_a_server_that_is_down(outbox: Path, postmen: list[Postman]) -> None:
    with mail_server() as gone:
        port = int(gone.address.partition(":")[2])
    with structlog.testing.capture_logs() as logs:
        hire(postmen, outbox, f"127.0.0.1:{port}").post(HELLO)
        eventually(lambda: logs)
        assert names(outbox) == [".eml"]
        with mail_server(port=port) as server:
            eventually(lambda: server.taken)
    assert logs[0]["event"] == "the mail server cannot be used"


def test_pauses_grow_and_end_after_three_days(outbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "monotonic", lambda: 1000.0)
    postman = Postman(outbox, sender=SENDER, pauses_s=(10, 30, 120))
    with time_machine.travel(DURING, tick=False):
        postman.post(HELLO)
    (path,) = outbox.glob("*.eml")
    waits = []
    with time_machine.travel(DURING, tick=False):
        for _ in range(4):
            postman._put_off(path)
            waits.append(postman._due_at(path) - 1000)
    assert waits == [10, 30, 120, 120]
    with time_machine.travel(DURING + timedelta(days=3, seconds=1), tick=False):
        postman._put_off(path)
    assert names(outbox) == [".refused"]


def test_what_another_process_left_behind_is_sent(
    outbox: Path, server: MailServer, postmen: list[Postman]
) -> None:
    Postman(outbox, sender=SENDER).post(HELLO)
    Postman(outbox, sender=SENDER).post(Letter("bob@example.org", "Hello", "Text"))
    old, fresh = sorted(outbox.glob("*.eml"))
    os.utime(old.rename(old.with_suffix(".sending")), (0, 0))
    fresh.rename(fresh.with_suffix(".sending"))
    postman = hire(postmen, outbox, server.address)
    postman.resume()
    assert not server.taken, "nothing waits: no thread starts"
    postman.post(Letter("eve@example.org", "Hello", "Text"))
    eventually(lambda: len(server.taken) == 2)
    assert {letter["To"] for letter in server.letters} == {"ada@example.org", "eve@example.org"}
    assert names(outbox) == [".sending"]


def test_letters_are_for_the_operator_s_eyes(outbox: Path) -> None:
    Postman(outbox, sender=SENDER).post(HELLO)
    (file,) = outbox.glob("*.eml")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
