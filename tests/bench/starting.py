"""Start to first answer, memory under load, and what a page weighs."""

import gzip
import re
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from statistics import median
from time import perf_counter
from urllib.parse import urljoin

from flask.testing import FlaskClient

from tests.bench.crowd import make_voters, open_instance, polls_asked, votes
from tests.bench.load import apply_load, get
from tests.bench.rows import Progress, Row, turns_of
from tests.bench.servers import ARTICLE, Server, pollsite

STARTS = 5
READERS = 60
DISCUSSION = (
    "/discussion?sort=newest",
    "/discussion?sort=discussed",
    "/discussion?poll=trust",
    "/comments/1",
    "/discussion.atom",
)
ADDRESS = re.compile(
    r"""(?:href|src)="(/(?:static|media)/[^"]+)"|url\("?([^")]+)"?\)"""
    r"""|(?:from|import) "(\.[^"]+)\""""
)


def measure_starts(scratch: Path, *, seconds: float, progress: Progress) -> Iterator[Row]:
    """An instance that exists already, as an operator restarts it."""
    starts = turns_of(STARTS, seconds=seconds)
    progress(f"{starts} starts")
    times = []
    for _ in range(starts + 1):
        started = perf_counter()
        with pollsite(scratch / "starts") as site:
            outcome = apply_load(site.address, iter([get("/", host=site.host)]), seconds=0, connections=1)
            times.append(perf_counter() - started)
            assert outcome.statuses == {200: 1}, outcome.statuses
    yield Row(
        "start to first answer, warm .venv", median(times[1:]), "s", at_most=2, detail="first start left out"
    )


def measure_memory(site: Server, *, seconds: float, progress: Progress) -> Iterator[Row]:
    """All processes of the server right after reads, of many pages of the discussion too, and votes."""
    progress("memory under load")
    app = open_instance(site.instance)
    voters = make_voters(app, READERS)
    apply_load(site.address, votes(voters, polls_asked(app), host=site.host, seed=11), seconds=seconds)
    pages = [f"{ARTICLE}{page}" for page in ("", "", "", *DISCUSSION)]
    personal = cycle([get(page, host=site.host, cookie=voter.cookie) for voter in voters for page in pages])
    apply_load(site.address, personal, seconds=seconds)
    yield Row("memory under load, all processes", site.memory_mib(), "MiB", at_most=150)


def measure_weight(site: Server) -> Iterator[Row]:
    """Everything a browser fetches for the article, as it is sent to one that takes gzip."""
    client = open_instance(site.instance).test_client()
    weights = {address: len(body) for address, body in _fetched(client)}
    scripts = sum(size for address, size in weights.items() if address.endswith(".js"))
    styles = sum(size for address, size in weights.items() if address.endswith(".css"))
    text = weights[ARTICLE] + scripts + styles
    yield Row("page weight: HTML, CSS and JavaScript", text / 1024, "KiB", at_most=100)
    yield Row("page weight: JavaScript", scripts / 1024, "KiB", at_most=20)
    yield Row(
        "page weight with fonts and pictures",
        sum(weights.values()) / 1024,
        "KiB",
        at_most=200,
        detail=f"{len(weights)} files",
    )


def _fetched(client: FlaskClient) -> Iterator[tuple[str, bytes]]:
    """Address and bytes on the wire of the article and all it needs, each once."""
    waiting, known = [ARTICLE], {ARTICLE}
    while waiting:
        address = waiting.pop()
        answer = client.get(address, base_url="http://127.0.0.1", headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200, address
        yield address, answer.data
        for needed in _needed(address, answer.data, zipped="Content-Encoding" in answer.headers):
            if needed not in known:
                known.add(needed)
                waiting.append(needed)


def _needed(address: str, body: bytes, *, zipped: bool) -> Iterator[str]:
    if address.endswith((".woff2", ".webp", ".svg")):
        return
    for found in ADDRESS.finditer((gzip.decompress(body) if zipped else body).decode()):
        name = next(filter(None, found.groups()))
        if not name.startswith("data:"):
            yield urljoin(address, name)
