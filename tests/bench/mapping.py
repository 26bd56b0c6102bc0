"""How long the opinion map takes: once it is asked for in the background, nobody waits, but the machine works."""

from collections.abc import Iterator
from time import perf_counter, process_time

from pollsite.insights.mapping import map_of
from tests.bench.rows import Progress, Row
from tests.insights.camps import camps, crowd

LONGEST_S = 15
"""Said as "seconds", on a machine that does other things as well."""


def measure_mapping(*, readers: int, progress: Progress) -> Iterator[Row]:
    """The map of so many readers in two camps, and of as many in none."""
    progress(f"the opinion map of {readers:,} readers")
    for what, answers in (
        ("in two camps", camps(readers // 2, readers // 2, seed=1)[0]),
        ("in none", crowd(readers, seed=1)),
    ):
        began, used = perf_counter(), process_time()
        groups = len(map_of(answers)["groups"])
        took, used = perf_counter() - began, process_time() - used
        detail = f"{used:.2f} s of CPU, nine questions, {groups} groups found"
        yield Row(f"opinion map of {readers:,} readers {what}", took, "s", at_most=LONGEST_S, detail=detail)
