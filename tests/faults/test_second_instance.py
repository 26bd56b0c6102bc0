"""Two servers of one instance folder, as when a restart does not wait for the one before: all promises hold."""

import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

from pollsite.mail import Letter, Postman
from tests.accounts.people import PASSWORD
from tests.faults.crowd import FORM, Crowd
from tests.faults.people import Cast
from tests.faults.recounting import assert_nothing_is_lost
from tests.faults.standing import Standing
from tests.faults.survived import survived
from tests.patience import eventually
from tests.polls.crowd import Line
from tests.smtp import mail_server

ACTS = 120
LETTERS = 60
SENDER = "polls@example.org"
ADMINS = ("Ada", "Grace")


def test_two_servers_of_one_folder_keep_every_promise(cast: Cast, stand: Callable[..., Standing]) -> None:
    outbox = lay_letters_down(cast.folder / "outbox")
    with mail_server() as server, ThreadPoolExecutor(2) as pool:
        mail = {"POLLSITE_SMTP_URL": f"smtp://{server.address}", "POLLSITE_MAIL_FROM": SENDER}
        first, second = (stand(settings=mail) for _ in range(2))
        list(pool.map(Standing.start, (first, second)))
        crowd = Crowd(cast, first, second)
        with crowd.acting():
            crowd.wait_for(ACTS)
            first.kill()
            crowd.wait_for(ACTS // 4)
            first.start()
            crowd.wait_for(ACTS // 4)
        link = re.findall(r"/account/first-admin/\S+", first.log.read_text())[0]
        answers = pool.map(lambda site, name: become_admin(site, link, name), (first, second), ADMINS)
        assert sorted(answers) == [303, 410], "the link is good for one"
        eventually(lambda: not list(outbox.iterdir()))
    assert_nothing_is_lost(cast, crowd)
    assert Counter(letter["Subject"] for letter in server.letters if letter["To"] == SENDER) == {
        f"Letter {number}": 1 for number in range(LETTERS)
    }
    after = first.answered_after_s
    survived("a second server of the same folder", crowd, times=1, answered_after_s=after, log="nothing")


def lay_letters_down(outbox: Path) -> Path:
    """Letters that wait for whoever sends."""
    postman = Postman(outbox, sender=SENDER)
    for number in range(LETTERS):
        postman.post(Letter(SENDER, f"Letter {number}", "To be sent once."))
    return outbox


def become_admin(site: Standing, link: str, name: str) -> int | None:
    """What is answered to somebody who opens the link there."""
    with closing(Line(site.address)) as line:
        line.send("GET", "/token")
        _, cookie, text = line.answer()
        form = {"name": name, "email": f"{name}@example.org", "password": PASSWORD}
        line.send(
            "POST",
            link,
            urlencode({**form, "csrf_token": text.split('"')[3]}),
            {"Cookie": cookie, **FORM},
        )
        return line.answer()[0]
