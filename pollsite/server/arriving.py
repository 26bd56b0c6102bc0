"""Whether a request has arrived whole, so that a thread may take it.

Framing only (RFC 9112, sections 6 and 7.1): what the bytes mean, and whether they are well-formed, is gunicorn's
to say. What cannot become a request we answer is therefore ready at once, and gunicorn refuses it.
"""

import re
from enum import Enum, auto

MAX_HEAD_BYTES = 32 * 1024
"""As nginx takes by default (large_client_header_buffers)."""
MAX_FIELDS = 60
MAX_BODY_BYTES = 64_000
"""The longest body that the site takes. A longer one is ready at once: the page that refuses it needs none of it."""
MAX_CHUNKED_BYTES = 4 * MAX_BODY_BYTES
"""Of a body in chunks, with what frames them."""
MAX_CHUNK_LINE_BYTES = 512

_HEAD_ENDS = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,18})[ \t]*(?=\r\n)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
_SPEAKS_1_1 = re.compile(rb"(?:\r\n)?[^\r\n]* HTTP/1\.1\r\n")
_ASKS_FIRST = re.compile(rb"\r\nexpect:[ \t]*100-continue[ \t]*\r\n", re.IGNORECASE)
_CHUNK_SIZE = re.compile(rb"([0-9a-f]{1,8})[ \t]*(?:;.*)?", re.IGNORECASE)
_MAY_BEGIN = re.compile(rb"[A-Za-z\r]")


class Progress(Enum):
    """What to do with the bytes so far."""

    WAIT = auto()
    SAY_CONTINUE = auto()
    """Wait, after telling the client to send the body; said once."""
    WHOLE = auto()
    BROKEN_OFF = auto()
    """To be answered now, without the rest: it is refused, and the connection ends."""
    TOO_MUCH_HEAD = auto()


class Arrival:
    """The bytes of one request as they come; what follows it (pipelining) is kept in order."""

    __slots__ = ("_chunks_from", "_length", "_lines", "_looked_at", "_taken", "received")

    def __init__(self) -> None:
        self.received = bytearray()
        self._looked_at = 0
        self._lines = 0
        self._length: int | None = None
        self._chunks_from: int | None = None
        self._taken = 0

    def add(self, data: bytes) -> Progress:
        """Take more bytes in, at least one unless all were taken before."""
        self.received += data
        if self._length is None and self._chunks_from is None:
            return self._look_for_head()
        return self._look_for_body()

    def _look_for_head(self) -> Progress:
        end = self.received.find(_HEAD_ENDS, max(0, self._looked_at - 3))
        head = len(self.received) if end < 0 else end
        self._lines += self.received.count(b"\r\n", max(0, self._looked_at - 1), head)
        if head > MAX_HEAD_BYTES - (end >= 0) or self._lines > MAX_FIELDS + 1:
            return Progress.TOO_MUCH_HEAD
        if end >= 0:
            return self._begin_body(end + len(_HEAD_ENDS))
        is_hopeless = not _MAY_BEGIN.match(self.received) or self._has_bare_line_feed()
        self._looked_at = len(self.received)
        return Progress.BROKEN_OFF if is_hopeless else Progress.WAIT

    def _has_bare_line_feed(self) -> bool:
        start = max(0, self._looked_at - 1)
        new = self.received[start:]
        return new.count(b"\n") != new.count(b"\r\n") + new.startswith(b"\n") * bool(start)

    def _begin_body(self, head_end: int) -> Progress:
        head = bytes(self.received[:head_end])
        if _CHUNKED.search(head):
            self._chunks_from = head_end
        else:
            lengths = _LENGTH.findall(head)
            body = int(lengths[0]) if len(lengths) == 1 else 0
            if body > MAX_BODY_BYTES:
                return Progress.BROKEN_OFF
            self._length = head_end + body
        progress = self._look_for_body()
        is_asked = progress is Progress.WAIT and _SPEAKS_1_1.match(head) and _ASKS_FIRST.search(head)
        return Progress.SAY_CONTINUE if is_asked else progress

    def _look_for_body(self) -> Progress:
        if self._length is not None:
            return Progress.WHOLE if len(self.received) >= self._length else Progress.WAIT
        progress = self._look_for_chunk()
        while progress is None:
            progress = self._look_for_chunk()
        if progress is Progress.WAIT and len(self.received) > MAX_CHUNKED_BYTES:
            return Progress.BROKEN_OFF
        return progress

    def _look_for_chunk(self) -> Progress | None:
        """None after a chunk that has come, upon which the next is looked for."""
        start = self._chunks_from or 0
        line_end = self.received.find(b"\r\n", start)
        if line_end < 0:
            is_line = len(self.received) - start <= MAX_CHUNK_LINE_BYTES
            return Progress.WAIT if is_line else Progress.BROKEN_OFF
        size = _CHUNK_SIZE.fullmatch(self.received[start:line_end])
        if size is None:
            return Progress.BROKEN_OFF
        bytes_in_it = int(size[1], 16)
        if bytes_in_it == 0:
            ended = self.received.find(_HEAD_ENDS, line_end) >= 0
            return Progress.WHOLE if ended else Progress.WAIT
        return self._step_over(line_end + 2 + bytes_in_it + 2, bytes_in_it)

    def _step_over(self, chunk_end: int, bytes_in_it: int) -> Progress | None:
        if len(self.received) < chunk_end:
            come = len(self.received) - (chunk_end - 2 - bytes_in_it)
            return Progress.BROKEN_OFF if self._taken + come > MAX_BODY_BYTES else Progress.WAIT
        self._taken += bytes_in_it
        self._chunks_from = chunk_end
        return Progress.BROKEN_OFF if self._taken > MAX_BODY_BYTES else None
