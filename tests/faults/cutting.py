"""What a disk may hold after the power was cut: what was synced, and of the rest anything, torn at any sector."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from random import Random

from tests.faults.tracing import Event, Removed, Synced, Written

SECTOR = 512
"""What a disk writes whole or not at all."""


class Fate(StrEnum):
    """What became of all that was written and not synced."""

    LOST = "lost"
    KEPT = "kept"
    MIXED = "some lost, some kept, some torn"


@dataclass
class Disk:
    """Files by name, as they surely are, and what was written to them since. `is_entered`: the log is in its folder."""

    folder: Path
    sure: dict[Path, bytearray]
    pending: list[tuple[int, Written]] = field(default_factory=list)
    entered: set[Path] = field(default_factory=set)

    def take(self, place: int, event: Event) -> None:
        """The next event, which is number `place`."""
        if isinstance(event, Written):
            self.pending.append((place, event))
        elif isinstance(event, Removed):
            self._forget(event.path)
        else:
            self._keep(event)

    def _forget(self, path: Path) -> None:
        self.sure.pop(path, None)
        self.entered.discard(path)
        self.pending = [(number, written) for number, written in self.pending if written.path != path]

    def _keep(self, event: Synced) -> None:
        if event.path == self.folder:
            self.entered |= {written.path for _, written in self.pending} | self.sure.keys()
            return
        for number, written in self.pending:
            if written.path == event.path and number < event.since:
                _apply(self.sure.setdefault(written.path, bytearray()), written, keep=lambda: True)
        self.pending = [
            (number, written)
            for number, written in self.pending
            if written.path != event.path or number >= event.since
        ]

    def after_a_cut(self, fate: Fate, chance: Random) -> dict[Path, bytes]:
        """What may be there now."""
        files = {path: bytearray(there) for path, there in self.sure.items()}
        for _, written in self.pending if fate is not Fate.LOST else ():
            _apply(files.setdefault(written.path, bytearray()), written, keep=_keeping(fate, chance))
        return {
            path: bytes(there)
            for path, there in files.items()
            if path in self.entered or fate is Fate.KEPT or (fate is Fate.MIXED and chance.random() < 0.5)
        }


def _keeping(fate: Fate, chance: Random) -> Callable[[], bool]:
    """Whether a sector of one write is kept: all, none, or each by chance."""
    share = 1.0 if fate is Fate.KEPT else chance.choice((0.0, 1.0, 0.5))
    return lambda: chance.random() < share


def _apply(there: bytearray, written: Written, *, keep: Callable[[], bool]) -> None:
    if written.length is not None:
        if keep():
            del there[written.length :]
            there.extend(bytes(written.length - len(there)))
        return
    for start in range(0, len(written.written), SECTOR):
        piece = written.written[start : start + SECTOR]
        if keep():
            offset = written.offset + start
            there.extend(bytes(max(0, offset - len(there))))
            there[offset : offset + len(piece)] = piece


def cuts(
    events: Sequence[Event], disk: Disk, *, number: int, chance: Random
) -> Iterator[tuple[float, Fate, dict[Path, bytes]]]:
    """So many moments before an event, each with every fate: the moment, the fate, and what is left of the files."""
    moments = set(chance.sample(range(1, len(events)), min(number, len(events) - 1)))
    for place, event in enumerate(events):
        if place in moments:
            for fate in Fate:
                yield event.at, fate, disk.after_a_cut(fate, chance)
        disk.take(place, event)


def syncs(events: Sequence[Event]) -> int:
    """How often the disk was told to keep something."""
    return sum(isinstance(event, Synced) for event in events)
