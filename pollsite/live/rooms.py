"""Rooms: which streams hear which topics, and the encoded states they are told. No input or output here.

Streams that hear the same topics share a room: a message is encoded once for everybody, a snapshot is put
together once per room, and a stream costs a few hundred bytes.
"""

import socket
from collections.abc import Iterable

from pollsite.live.types import Message


class Room:
    """Streams that hear the same topics. `snapshot` is kept until one of the topics moves."""

    __slots__ = ("snapshot", "streams", "topics")

    def __init__(self, topics: frozenset[str]) -> None:
        self.topics = topics
        self.streams: set[Stream] = set()
        self.snapshot: bytes | None = None


class Stream:
    """One reader's connection. `backlog` is what the kernel would not take yet."""

    __slots__ = ("backlog", "room", "sock")

    def __init__(self, sock: socket.socket, room: Room) -> None:
        self.sock = sock
        self.room = room
        self.backlog = b""


class Rooms:
    """Used by the hub's thread alone, except `hears` and `count`, which any thread may ask."""

    def __init__(self) -> None:
        self._rooms: dict[frozenset[str], Room] = {}
        self._hearing: dict[str, set[Room]] = {}
        self._latest: dict[str, bytes] = {}
        self.count = 0

    def hears(self, topic: str) -> bool:
        """Whether any stream hears the topic."""
        return topic in self._hearing

    def enter(self, sock: socket.socket, topics: frozenset[str]) -> Stream:
        """A stream for `sock` in the room of these topics."""
        room = self._rooms.get(topics) or self._open(topics)
        stream = Stream(sock, room)
        room.streams.add(stream)
        self.count += 1
        return stream

    def leave(self, stream: Stream) -> None:
        """Take the stream out; the last one out closes the room."""
        room = stream.room
        room.streams.remove(stream)
        self.count -= 1
        if not room.streams:
            self._close(room)

    def empty(self) -> None:
        """Take every stream out; the latest states stay."""
        self._rooms.clear()
        self._hearing.clear()
        self.count = 0

    def snapshot(self, room: Room) -> bytes:
        """The latest states of the room's topics, as frames."""
        if room.snapshot is None:
            room.snapshot = b"".join(
                self._latest[topic] for topic in sorted(room.topics) if topic in self._latest
            )
        return room.snapshot

    def settle(self, messages: Iterable[Message]) -> dict[Room, bytes]:
        """Make these the latest states; returns the frames each room concerned is to be told."""
        frames: dict[Room, bytes] = {}
        for message in messages:
            frame = self._latest[message.topic] = _frame(message)
            for room in self._hearing.get(message.topic, ()):
                room.snapshot = None
                frames[room] = frames.get(room, b"") + frame
        return frames

    def forget(self, topics: Iterable[str]) -> None:
        """Drop the latest states of these topics: nobody looks after them any more."""
        for topic in topics:
            self._latest.pop(topic, None)
            for room in self._hearing.get(topic, ()):
                room.snapshot = None

    def _open(self, topics: frozenset[str]) -> Room:
        room = self._rooms[topics] = Room(topics)
        for topic in topics:
            self._hearing.setdefault(topic, set()).add(room)
        return room

    def _close(self, room: Room) -> None:
        del self._rooms[room.topics]
        for topic in room.topics:
            self._hearing[topic].remove(room)
            if not self._hearing[topic]:
                del self._hearing[topic]


def _frame(message: Message) -> bytes:
    """No `id:` line: a common count would tell how often results changed that a reader may not see."""
    return f"event: state\ndata: {message.body}\n\n".encode()
