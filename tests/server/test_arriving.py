"""When a request is whole: in one piece, byte by byte, with what follows it, and when it never can be."""

import pytest

from pollsite.server.arriving import (
    MAX_BODY_BYTES,
    MAX_CHUNK_LINE_BYTES,
    MAX_FIELDS,
    MAX_HEAD_BYTES,
    Arrival,
    Progress,
)

GET = b"GET /articles/a HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST = b"POST /polls/1/ballot HTTP/1.1\r\nHost: localhost\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
WHOLE = {
    "no body": GET,
    "HTTP/1.0 without headers": b"GET / HTTP/1.0\r\n\r\n",
    "an empty line first": b"\r\n" + GET,
    "a length": POST + b"Content-Length: 5\r\n\r\nhello",
    "a length in capitals": POST + b"CONTENT-LENGTH:5\r\n\r\nhello",
    "a body of no length": POST + b"Content-Length: 0\r\n\r\n",
    "a body that looks like a head": POST + b"Content-Length: 8\r\n\r\n\r\n\r\n\r\n\r\n",
    "the longest body": POST + b"Content-Length: %d\r\n\r\n" % MAX_BODY_BYTES + b"x" * MAX_BODY_BYTES,
    "chunks": CHUNKED + b"5\r\nhello\r\n1;a=b\r\n!\r\n0\r\n\r\n",
    "chunks and a trailer": CHUNKED + b"A\r\n0123456789\r\n0\r\nEnds: here\r\n\r\n",
    "chunks that look like the end": CHUNKED + b"7\r\n0\r\n\r\n0\r\r\n0\r\n\r\n",
}
REFUSED_AT_ONCE = {
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00",
    "a line feed alone": b"GET / HTTP/1.1\n",
    "a line feed alone, later": b"GET / HTTP/1.1\r\nHost: localhost\n",
    "too long a body": POST + b"Content-Length: %d\r\n\r\n" % (MAX_BODY_BYTES + 1),
    "a chunk without a size": CHUNKED + b"five\r\n",
    "a chunk with a negative size": CHUNKED + b"-5\r\n",
    "no size of a chunk for long": CHUNKED + b"1" * (MAX_CHUNK_LINE_BYTES + 1),
    "too much in one chunk": CHUNKED + b"ffffff\r\n" + b"x" * (MAX_BODY_BYTES + 1),
    "too much in many chunks": CHUNKED + (b"fff\r\n" + b"x" * 0xFFF + b"\r\n") * 16,
}
LEFT_TO_THE_PARSER = {
    "two lengths": POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
    "a length in words": POST + b"Content-Length: five\r\n\r\n",
    "a length that is none": POST + b"Content-Length: -5\r\n\r\n",
    "a length with a blank before the colon": POST + b"Content-Length : 5\r\n\r\n",
}


@pytest.mark.parametrize("request_", WHOLE.values(), ids=WHOLE.keys())
def test_a_request_is_whole_with_its_last_byte_and_not_before(request_: bytes) -> None:
    assert Arrival().add(request_) is Progress.WHOLE
    by_bytes = Arrival()
    progress = [by_bytes.add(request_[place : place + 1]) for place in range(len(request_))]
    assert set(progress[:-1]) == {Progress.WAIT}
    assert progress[-1] is Progress.WHOLE
    assert bytes(by_bytes.received) == request_


@pytest.mark.parametrize("request_", WHOLE.values(), ids=WHOLE.keys())
def test_what_follows_a_request_is_kept_behind_it(request_: bytes) -> None:
    arrival = Arrival()
    assert arrival.add(request_ + GET) is Progress.WHOLE
    assert bytes(arrival.received) == request_ + GET


@pytest.mark.parametrize("request_", REFUSED_AT_ONCE.values(), ids=REFUSED_AT_ONCE.keys())
def test_what_is_refused_anyway_is_not_waited_for(request_: bytes) -> None:
    assert Arrival().add(request_) is Progress.BROKEN_OFF
    halves = Arrival()
    halves.add(request_[:-1])
    assert halves.add(request_[-1:]) is Progress.BROKEN_OFF


@pytest.mark.parametrize("head", LEFT_TO_THE_PARSER.values(), ids=LEFT_TO_THE_PARSER.keys())
def test_a_head_that_is_wrong_is_not_waited_for_either(head: bytes) -> None:
    assert Arrival().add(head) is Progress.WHOLE


def test_a_head_has_a_greatest_length() -> None:
    longest = GET[:-2] + b"A: " + b"a" * (MAX_HEAD_BYTES - len(GET) - 5) + b"\r\n\r\n"
    assert Arrival().add(longest) is Progress.WHOLE
    assert Arrival().add(longest[:-4] + b"aaaaa\r\n\r\n") is Progress.TOO_MUCH_HEAD
    assert Arrival().add(GET[:-2] + b"A: " + b"a" * MAX_HEAD_BYTES) is Progress.TOO_MUCH_HEAD


def test_a_head_has_only_so_many_fields_and_more_are_not_waited_for() -> None:
    most = b"GET / HTTP/1.1\r\n" + b"A: a\r\n" * MAX_FIELDS
    assert Arrival().add(most + b"\r\n") is Progress.WHOLE
    by_bytes = Arrival()
    assert {by_bytes.add(bytes([byte])) for byte in most} == {Progress.WAIT}
    assert by_bytes.add(b"A: a\r\nA: a\r\n") is Progress.TOO_MUCH_HEAD
    assert Arrival().add(most + b"A: a\r\n" * 2 + b"\r\n") is Progress.TOO_MUCH_HEAD


def test_who_asks_whether_to_send_the_body_is_told_once_and_only_then() -> None:
    head = POST + b"Content-Length: 5\r\nExpect: 100-continue\r\n\r\n"
    arrival = Arrival()
    assert arrival.add(head) is Progress.SAY_CONTINUE
    assert arrival.add(b"hell") is Progress.WAIT
    assert arrival.add(b"o") is Progress.WHOLE
    assert Arrival().add(head + b"hello") is Progress.WHOLE
    assert Arrival().add(head.replace(b"HTTP/1.1", b"HTTP/1.0")) is Progress.WAIT
    assert Arrival().add(b"\r\n" + head) is Progress.SAY_CONTINUE
    assert Arrival().add(head.replace(b"Expect", b"A: a HTTP/1.1\r\nExpect")) is Progress.SAY_CONTINUE
    assert Arrival().add(head.replace(b"100-", b"200-")) is Progress.WAIT
    assert Arrival().add(head.replace(b": 5", b": 500000")) is Progress.BROKEN_OFF
