"""A site on which everything has happened that an archive must keep or leave out, and archives taken apart."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import text

from pollsite.archive.lines import line_of
from pollsite.archive.records import MANIFEST
from pollsite.discussion.types import Openness
from pollsite.moderation.types import DecisionKind, FlagReason
from tests.discussion.scene import Scene
from tests.fixtures.site import Site
from tests.moderation.hearing import Hearing
from tests.polls.bursts import QUESTIONS, Cast, Replay
from tests.samples import EVERYTHING
from tests.zip_files import TakenApart

PRIVATE = "zebraquux"
"""In everything typed that must not get out."""
ELSEWHERE = "disqus:0f" + "7" * 22
"""What one of the comments is known by."""
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>'
ILLUSTRATED = EVERYTHING.replace(
    "It begins with a plain paragraph.",
    "It begins with a paragraph.\n\n![A dot](dot.svg){width=1 height=1}",
).replace("language: en\n", "language: en\nshift: single\n")


def lively(site: Site) -> Site:
    """Votes, a debate and moderation on the site, with a word in each thing that is private."""
    (site.folder / "dot.svg").write_bytes(PICTURE)
    site.publish(ILLUSTRATED)
    scene = Scene(site)
    for name in ("Ann", "Ben"):
        scene.member(name)
    _vote(scene)
    first = _debate(scene)
    _moderate(scene, first)
    scene.set_openness(Openness.HOLDING)
    return site


def _vote(scene: Scene) -> None:
    site = scene.site
    site.crowd("single", yes=7, no=3)
    site.crowd("after-close", yes=5)
    site.crowd("after-vote", no=2)
    site.vote("ada of the crowd", "multiple", "a", "b")
    site.withdraw("yes 0 of the crowd", "single")
    site.vote("no 0 of the crowd", "single", "yes")
    Replay(site).run(Cast("in haste", place / 10, poll=key) for place, key in enumerate(QUESTIONS))
    site.peek("yes 1 of the crowd", "after-vote")
    for name in ("Ann", "Ben"):
        scene.vote(name, "single", "yes")
        scene.vote(name, "after-close", "no")


def _debate(scene: Scene) -> int:
    """A thread with everything; the number of its first comment."""
    first = scene.post("Ann", "It *is* one.", about=("single", "after-close"), stance=True)
    scene.edit("Ann", first, f"At once in other words, not {PRIVATE}0.")
    scene.edit("Ann", first, "In other words.")
    answer = scene.post("Gus", "I do not think so.", to=first)
    scene.release(answer)
    scene.pass_time(hours=1)
    scene.edit("Ann", first, "In other words, later.")
    untold = scene.post("Ben", "Nor do I.", to=answer, stance=False)
    scene.marked(first, good=3, weak=2)
    scene.marked(untold, good=1)
    for name in ("no 1 of the crowd", "no 2 of the crowd"):
        scene.vote(name, "single", "yes")
        scene.credit(name, first, "single")
    scene.vote("Ann", "single", "no")
    deep = untold
    for place in range(10):
        deep = scene.post(("Ann", "Ben")[place % 2], f"And so on, {place}.", to=deep)
    again = scene.post("Gus", "Once more.", to=first)
    scene.release(again)
    with scene.site.writing() as session:
        session.execute(text(f"UPDATE comments SET submission_key = '{ELSEWHERE}' WHERE id = {again}"))
    scene.delete("Ben", scene.post("Ben", f"I take back {PRIVATE}1.", to=again))
    with_answers = scene.post("Ben", f"I take back {PRIVATE}2.", to=again)
    scene.post("Ann", "To what?", to=with_answers)
    scene.delete("Ben", with_answers)
    scene.post("Gil", f"Still waits {PRIVATE}3.")
    scene.hold(scene.post("Ben", f"Held again {PRIVATE}4."))
    return first


def _moderate(scene: Scene, first: int) -> None:
    hearing = Hearing(scene)
    bad = scene.post("Ben", f"You are {PRIVATE}5.", to=first)
    scene.post("Ann", "Please.", to=bad)
    hearing.reporting.flag(
        "yes 1 of the crowd", bad, FlagReason.ATTACK, note=f"Look at {PRIVATE}6.", origin=f"{PRIVATE}7"
    )
    decision = hearing.decide(bad, note=f"Not {PRIVATE}8.", quote=f"{PRIVATE}5")
    hearing.answer(hearing.appeal("Ben", decision, f"But {PRIVATE}9."), accept=False)
    never = scene.post("Ben", f"Nor {PRIVATE}10.", to=first)
    hearing.undo(hearing.decide(never, by="Mo"))
    hearing.decide(never, by=None, note=f"{PRIVATE}11", kind=DecisionKind.REMOVE)
    scene.pass_time(minutes=1)


class Opened(TakenApart):
    """An archive taken apart."""

    LIST = MANIFEST

    def records(self, name: str) -> list[dict[str, Any]]:
        """The records of a file."""
        return [json.loads(line) for line in self.entries[name].splitlines()]

    def put(self, name: str, content: bytes) -> None:
        """Give a file another content, and the list what goes with it."""
        self.entries[name] = content
        self.listed["files"][name] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}

    def put_records(self, name: str, records: list[dict[str, Any]]) -> None:
        """The same, with records."""
        self.put(name, b"".join(map(line_of, records)))

    def change(self, name: str, place: int = 0, /, **values: Any) -> None:
        """Give one record of a file other values."""
        records = self.records(name)
        records[place] |= values
        self.put_records(name, records)

    def drop(self, name: str) -> None:
        """Leave a file out."""
        del self.entries[name], self.listed["files"][name]

    def rename(self, name: str, to: str) -> None:
        """Give a file another name."""
        self.entries[to] = self.entries.pop(name)
        self.listed["files"][to] = self.listed["files"].pop(name)


def archive_of(site: Site, file: Path) -> Path:
    """An archive of the site."""
    code, said = site.run("archive", "export", str(file))
    assert code == 0, said
    return file


Spoil = Callable[[Opened], None]
