"""What the worker itself says to a client, before any thread has read the request."""

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


def _refusal(status: str, sentence: str) -> bytes:
    head = (
        f"HTTP/1.1 {status}\r\nServer: pollsite\r\nConnection: close\r\nContent-Length: {len(sentence)}\r\n"
    )
    return f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{sentence}".encode()


TOO_LATE = _refusal("408 Request Timeout", "The request took too long to arrive. Send it again.\n")
TOO_LARGE = _refusal(
    "431 Request Header Fields Too Large", "The request's head is too long. Delete the site's cookies.\n"
)
