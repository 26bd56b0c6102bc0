"""All measures, one after the other, on instances of their own."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.commenting import measure_commenting
from tests.bench.debates import fill_instance
from tests.bench.fronting import measure_fronting
from tests.bench.growing import measure_growth
from tests.bench.hot import measure_hot
from tests.bench.mapping import measure_mapping
from tests.bench.mixed import measure_mixed
from tests.bench.moderating import measure_moderating
from tests.bench.reading import measure_reading
from tests.bench.rows import Progress, Row
from tests.bench.servers import constant_page, pollsite
from tests.bench.starting import measure_memory, measure_starts, measure_weight
from tests.bench.streaming import measure_streaming
from tests.bench.voting import measure_voting


def measure(
    parts: frozenset[str], *, engines: frozenset[str], seconds: float, comments: int, progress: Progress
) -> Iterator[Row]:
    """Rows as they are known. `seconds` is how long each load of each round lasts; the article has `comments`."""
    with tempfile.TemporaryDirectory(prefix="pollsite-bench-") as folder:
        scratch = Path(folder)
        with constant_page(scratch / "constant") as yardstick:
            if "reads" in parts:
                fill_instance(scratch / "reads", comments=comments, progress=progress)
                with pollsite(scratch / "reads") as site:
                    yield from measure_reading(
                        site, yardstick, comments=comments, seconds=seconds, progress=progress
                    )
            if "votes" in parts:
                yield from measure_voting(scratch, yardstick, seconds=seconds, progress=progress)
            if "comments" in parts:
                yield from measure_commenting(
                    scratch, yardstick, comments=comments, seconds=seconds, progress=progress
                )
        if "hot" in parts:
            yield from measure_hot(scratch, engines, seconds=seconds, progress=progress)
        if "mixed" in parts:
            yield from measure_mixed(scratch, engines, comments=comments, seconds=seconds, progress=progress)
        if "nginx" in parts:
            yield from measure_fronting(scratch, comments=comments, seconds=seconds, progress=progress)
        if "growth" in parts:
            yield from measure_growth(scratch, comments=comments, progress=progress)
        if "moderation" in parts:
            yield from measure_moderating(scratch, cases=2 * comments, progress=progress)
        if "map" in parts:
            yield from measure_mapping(readers=10 * comments, progress=progress)
        if "live" in parts:
            yield from measure_streaming(scratch, seconds=seconds, progress=progress)
        if "start" in parts:
            yield from measure_starts(scratch, seconds=seconds, progress=progress)
            fill_instance(scratch / "memory", comments=comments, progress=progress)
            with pollsite(scratch / "memory") as site:
                yield from measure_memory(site, seconds=seconds, progress=progress)
                yield from measure_weight(site)
