"""The figures as Prometheus reads them. METRICS is the one list; the README's table is held to it by a test."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from pollsite.operations.counts import COMMIT, ERROR, LINE, REQUEST, SECONDS, WRITES, Rows, added
from pollsite.operations.sharing import Record
from pollsite.operations.site_gauges import SiteGauges, age_s

METRICS: dict[str, str] = {
    "pollsite_requests_total": "Requests answered, by door, method and class of status; 429 apart.",
    "pollsite_request_seconds": "Time until the answer began, by door.",
    "pollsite_writes_total": "Requests that changed something, by door.",
    "pollsite_commit_writes": "Writes that one commit carried.",
    "pollsite_database_errors_total": "Errors of the database or its driver, by the name of the exception.",
    "pollsite_log_lines_total": "Lines of the log, by level and what they tell of, repeated ones too.",
    "pollsite_processes": "Processes of this host that serve this instance.",
    "pollsite_streams": "Open live streams.",
    "pollsite_watcher_lag_seconds": "Seconds since the slowest process last looked for what changed; 0 while nobody reads.",
    "pollsite_database_connections": "Connections to the database, by state: used, or kept by the pools.",
    "pollsite_writes_waiting": "Writes that wait for their turn.",
    "pollsite_database_up": "1 if the database answered for these figures, else 0.",
    "pollsite_cases_waiting": "Cases that wait for a moderator, by kind.",
    "pollsite_oldest_case_seconds": "How long the oldest case of a kind has waited.",
    "pollsite_comments_held": "Comments that wait for a moderator.",
    "pollsite_letters": "Letters in the outbox of this host: waiting, or refused by the mail server for good.",
}
Classes = Sequence[float]


def told(
    departed: Record,
    living: Sequence[Record],
    *,
    site: SiteGauges | None,
    letters: tuple[int, int],
    at: datetime,
) -> bytes:
    """The text; `site` is None where the database did not answer."""
    rows = added([departed.rows, *(record.rows for record in living)])
    families = [
        *_of_requests(rows),
        *_of_writes(rows),
        *_of_processes(living),
        *_of_site(site, at=at),
        _family("pollsite_letters", "state", {"waiting": letters[0], "refused": letters[1]}),
    ]
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collected(families))
    return generate_latest(registry)


class _Collected(Collector):
    """Families that were made beforehand."""

    def __init__(self, families: Sequence[Metric]) -> None:
        self._families = families

    def collect(self) -> Sequence[Metric]:
        return self._families


def _of_requests(rows: Rows) -> Iterator[Metric]:
    requests = _counter("pollsite_requests_total", "door", "method", "status")
    changes: dict[str, float] = {}
    by_door: dict[str, list[float]] = {}
    for (_, door, method, status), row in _of_kind(rows, REQUEST):
        requests.add_metric([door, method, status], sum(row[:-1]))
        by_door[door] = [one + two for one, two in zip(by_door.get(door, [0.0] * len(row)), row, strict=True)]
        if method == "POST" and status in ("2xx", "3xx"):
            changes[door] = changes.get(door, 0.0) + sum(row[:-1])
    times = HistogramMetricFamily(
        "pollsite_request_seconds", METRICS["pollsite_request_seconds"], labels=["door"]
    )
    for door, row in sorted(by_door.items()):
        times.add_metric([door], _classes(row, SECONDS), sum_value=row[-1])
    writes = _counter("pollsite_writes_total", "door")
    for door, number in sorted(changes.items()):
        writes.add_metric([door], number)
    yield from (requests, times, writes)


def _of_writes(rows: Rows) -> Iterator[Metric]:
    commits = HistogramMetricFamily("pollsite_commit_writes", METRICS["pollsite_commit_writes"])
    for _, row in _of_kind(rows, COMMIT):
        commits.add_metric([], _classes(row, WRITES), sum_value=row[-1])
    errors = _counter("pollsite_database_errors_total", "kind")
    for (_, kind), row in _of_kind(rows, ERROR):
        errors.add_metric([kind], row[0])
    lines = _counter("pollsite_log_lines_total", "level", "event")
    for (_, level, event), row in _of_kind(rows, LINE):
        lines.add_metric([level, event], row[0])
    yield from (commits, errors, lines)


def _of_processes(living: Sequence[Record]) -> Iterator[Metric]:
    def all_of(name: str) -> list[float]:
        return [record.gauges.get(name, 0.0) for record in living]

    yield _family("pollsite_processes", "", {"": len(living)})
    yield _family("pollsite_streams", "", {"": sum(all_of("streams"))})
    yield _family("pollsite_watcher_lag_seconds", "", {"": max(all_of("watcher_lag"), default=0.0)})
    yield _family("pollsite_writes_waiting", "", {"": sum(all_of("writes_waiting"))})
    connections = {"used": sum(all_of("pool_used")), "kept": sum(all_of("pool_size"))}
    yield _family("pollsite_database_connections", "state", connections)


def _of_site(site: SiteGauges | None, *, at: datetime) -> Iterator[Metric]:
    yield _family("pollsite_database_up", "", {"": 0.0 if site is None else 1.0})
    if site is None:
        return
    yield _family("pollsite_cases_waiting", "kind", {kind.kind.value: kind.number for kind in site.waiting})
    ages = {kind.kind.value: age_s(kind.oldest_at, at=at) for kind in site.waiting}
    yield _family("pollsite_oldest_case_seconds", "kind", ages)
    yield _family("pollsite_comments_held", "", {"": site.held})


def _of_kind(rows: Rows, kind: str) -> list[tuple[tuple[str, ...], Sequence[float]]]:
    return sorted((key, row) for key, row in rows.items() if key[0] == kind)


def _classes(row: Sequence[float], ends: Classes) -> list[tuple[str, float]]:
    """Each class with all below it, as Prometheus wants them."""
    sums = [sum(row[: place + 1]) for place in range(len(ends) + 1)]
    return [*zip(map(str, map(float, ends)), sums, strict=False), ("+Inf", sums[-1])]


def _counter(name: str, *labels: str) -> CounterMetricFamily:
    return CounterMetricFamily(name, METRICS[name], labels=labels)


def _family(name: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, METRICS[name], labels=[label] if label else [])
    for marked, value in values.items():
        family.add_metric([marked] if label else [], value)
    return family
