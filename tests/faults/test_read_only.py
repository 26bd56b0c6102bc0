"""A disk that cannot be written: pages are served, what is sent is refused in a sentence, and a command can still look."""

import subprocess
import sys
from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from pollsite.config import CLONE_ROOT
from pollsite.moderation.types import FlagReason
from tests.faults.crowd import FORM, SAID
from tests.faults.disks import read_only
from tests.faults.people import Cast
from tests.faults.standing import Standing
from tests.polls.crowd import Line
from tests.setup.running import environment_of

ARTICLE = "/articles/to-ai-or-not-to-ai"
TOLD = "could not store this just now"
UNWRITABLE = "the instance folder cannot be written"
AFTER_A_KILL, AFTER_A_STOP = "a kill", "a stop"


@pytest.mark.sqlite
@pytest.mark.parametrize("after", [AFTER_A_KILL, AFTER_A_STOP])
def test_a_site_on_a_read_only_disk_serves_readers_and_refuses_the_rest_in_words(
    cast: Cast, stand: Callable[..., Standing], after: str
) -> None:
    before = stand().start()
    vote = sent(
        before, cast, f"/polls/{cast.polls[0].id}/ballot", wording=1, option=cast.polls[0].choices[0].key
    )
    assert vote[0] == 303
    before.kill() if after == AFTER_A_KILL else before.stop()
    standing = stand(prefix=read_only(cast.folder)).start()
    assert standing.get(ARTICLE).status == 200
    assert standing.get(ARTICLE, Cookie=cast.members[0].cookie).status == 200
    for path, form in acts(cast):
        status, page = sent(standing, cast, path, **form)
        assert (status, TOLD in page) == (503, True), page[:500]
        assert SAID not in form.get("body", "") or SAID in page
    assert len(standing.said_of(UNWRITABLE)) == 1
    print(
        f"\nsurvived a read-only disk after {after}: 4 writes refused; log: {standing.said_of(UNWRITABLE)[0]}"
    )


@pytest.mark.sqlite
def test_verifying_needs_no_writable_disk(cast: Cast) -> None:
    for words in ("tallies", "discussion", "moderation"):
        looked = commanded(cast, words, "verify")
        assert looked.returncode == 0, looked.stderr
    refused = commanded(cast, "tallies", "verify", "--repair")
    assert "Traceback" not in refused.stderr


@pytest.mark.sqlite
@pytest.mark.parametrize("words", [("retention",), ("discussion", "close", "to-ai-or-not-to-ai")])
def test_commands_that_write_name_the_disk(cast: Cast, words: tuple[str, ...]) -> None:
    told = commanded(cast, *words)
    assert (told.returncode, told.stderr.count("\n")) == (2, 1), told.stderr
    assert told.stderr.endswith(f": {cast.folder} cannot be written.\n")


def commanded(cast: Cast, *words: str) -> "subprocess.CompletedProcess[str]":
    """A command on the instance that cannot be written."""
    return subprocess.run(
        [*read_only(cast.folder), sys.executable, "-m", "pollsite", *words],
        cwd=CLONE_ROOT,
        env=environment_of(cast.folder, {}),
        capture_output=True,
        text=True,
        check=False,
    )


def acts(cast: Cast) -> list[tuple[str, dict[str, str]]]:
    """A vote, a comment, a mark and a report."""
    comment = {"intent": "post", "key": "a key", "body": f"{SAID}kept."}
    return [
        (f"/polls/{cast.polls[0].id}/ballot", {"wording": "1", "option": cast.polls[0].choices[1].key}),
        (f"/articles/{cast.article_id}/comments", comment),
        (f"/comments/{cast.answered[0]}/mark", {"kind": "good"}),
        (f"/comments/{cast.reported[0]}/flag", {"reason": FlagReason.OFF_TOPIC.value}),
    ]


def sent(standing: Standing, cast: Cast, path: str, **form: object) -> tuple[int | None, str]:
    """What the first member is answered."""
    member, line = cast.members[0], Line(standing.address)
    line.send(
        "POST", path, urlencode({**form, "csrf_token": member.token}), {"Cookie": member.cookie, **FORM}
    )
    status, _, page = line.answer()
    line.close()
    return status, page
