"""What counting costs a request: CPU of this process beside the same call without it (`-s` prints it)."""

from collections.abc import Callable, Iterable
from time import process_time
from typing import Any

from pollsite.operations.counts import Counts
from pollsite.operations.front import Front

CALLS, ROUNDS = 5_000, 5
MOST_MICROSECONDS = 50.0
"""Twenty times what was measured: what fails this is of another kind, a file or a statement for each request."""


class CountsOnly:
    """As much of Figures as the front needs."""

    def __init__(self) -> None:
        self.counts = Counts()


def answer(_environ: Any, start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The cheapest application there is."""
    start_response("200 OK", [])
    return []


def cost_of(app: Any) -> float:
    """Microseconds of CPU for one call: the least of several rounds."""
    environ = {"PATH_INFO": "/", "REQUEST_METHOD": "GET"}
    rounds = []
    for _ in range(ROUNDS):
        began = process_time()
        for _ in range(CALLS):
            app(environ, lambda *_: None)
        rounds.append((process_time() - began) / CALLS * 1e6)
    return min(rounds)


def test_counting_costs_microseconds() -> None:
    front: Any = Front
    counted = front(
        answer,
        readiness=None,
        figures=CountsOnly(),
        token="",
        is_public=True,
        believes_proxies=True,
        tells_requests=False,
    )
    cost = cost_of(counted) - cost_of(answer)
    print(f"\ncounting costs a request {cost:.1f} µs of CPU")
    assert cost < MOST_MICROSECONDS
