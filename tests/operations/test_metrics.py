"""`/metrics`: for the operator alone, right over all processes of a host, and naming nobody."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import create_engine, text
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from pollsite.app import create_app
from pollsite.config import Settings
from pollsite.operations.counts import MOST_ROWS, Counts
from pollsite.operations.exposition import METRICS, told
from pollsite.operations.figures import Figures
from pollsite.operations.sharing import Record, Sharing
from tests.architecture.test_documentation import first_column, readme
from tests.fixtures.site import Site, settings_for
from tests.samples import SLUG

TOKEN = "a token that is long enough"
NOW = datetime(2026, 11, 29, tzinfo=UTC)


def figures(answer: TestResponse | bytes) -> dict[tuple[str, ...], float]:
    """Every figure by its name and labels' values."""
    words = answer.decode() if isinstance(answer, bytes) else answer.text
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(words)
        for sample in family.samples
    }


def read(site: Site) -> dict[tuple[str, ...], float]:
    """The figures as somebody on the machine gets them."""
    answer = site.app.test_client().get("/metrics")
    assert answer.status_code == 200
    return figures(answer)


def with_token(folder: Path) -> Settings:
    """Settings with a token for metrics."""
    settings = settings_for(folder)
    return Settings(**{**vars(settings), "metrics_token": TOKEN})


@pytest.mark.parametrize(
    ("headers", "environ"),
    [
        ({}, {"REMOTE_ADDR": "192.0.2.7"}),
        ({}, {"REMOTE_ADDR": ""}),
        ({"X-Forwarded-For": "127.0.0.1"}, {}),
        ({"Forwarded": "for=127.0.0.1"}, {}),
        ({"X-Forwarded-Proto": "https"}, {}),
        ({"CF-Connecting-IP": "127.0.0.1"}, {}),
        ({"X-Amzn-Trace-Id": "Root=1"}, {}),
        ({"Host": "rebound.example"}, {}),
        ({"Host": ""}, {}),
        ({"Authorization": "Bearer "}, {"REMOTE_ADDR": "192.0.2.7"}),
    ],
)
def test_nobody_else_finds_metrics(site: Site, headers: dict[str, str], environ: Mapping[str, str]) -> None:
    answer = site.app.test_client().get("/metrics", headers=headers, environ_overrides=dict(environ))
    assert answer.status_code == 404
    assert "pollsite_" not in answer.text


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000"])
def test_who_asks_on_this_machine_reads_them(site: Site, host: str) -> None:
    answer = site.app.test_client().get("/metrics", headers={"Host": host})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")


def test_in_production_nobody_reads_them_without_a_token(tmp_path: Path) -> None:
    settings = replace(settings_for(tmp_path), production=True)
    assert create_app(settings).test_client().get("/metrics").status_code == 404


@pytest.mark.parametrize("given", ["", TOKEN, "Bearer", "Bearer wrong", f"Bearer {TOKEN}x", "Bearer ü"])
def test_where_there_is_a_token_nothing_else_opens(tmp_path: Path, given: str) -> None:
    client = create_app(with_token(tmp_path)).test_client()
    assert client.get("/metrics", headers={"Authorization": given}).status_code == 404


def test_the_token_opens_from_everywhere(tmp_path: Path) -> None:
    client = create_app(with_token(tmp_path)).test_client()
    answer = client.get(
        "/metrics",
        headers={"Authorization": f"Bearer {TOKEN}", "Host": "polls.example"},
        environ_overrides={"REMOTE_ADDR": "192.0.2.7"},
    )
    assert answer.status_code == 200


def test_requests_are_counted_by_door_method_and_class(site: Site) -> None:
    client = site.app.test_client()
    client.get("/")
    client.post("/")
    for address in ("/nowhere", "/anna@example.org", "/%0a"):
        client.get(address)
    client.open("/", method="ANNA")
    found = read(site)
    assert found["pollsite_requests_total", "pages.home", "GET", "2xx"] == 1
    assert found["pollsite_requests_total", "unknown", "GET", "4xx"] == 3
    assert found["pollsite_requests_total", "unknown", "POST", "4xx"] == 1
    assert found["pollsite_requests_total", "unknown", "other", "4xx"] == 1
    assert found["pollsite_request_seconds_count", "pages.home"] == 1
    assert "anna" not in str(found).lower()


def test_kept_pages_and_writes_are_counted(site: Site) -> None:
    address = f"/articles/{SLUG}"
    site.app.test_client().get(address)
    site.watch_begins()
    for _ in range(3):
        site.app.test_client().get(address)
    site.browser().touch().vote("single", "yes")
    found = read(site)
    assert found["pollsite_requests_total", "kept page", "GET", "2xx"] >= 2
    assert found["pollsite_writes_total", "polls.cast"] == 1
    assert found["pollsite_commit_writes_sum",] == found["pollsite_commit_writes_count",] == 1


def test_a_failure_is_counted_as_one(site: Site) -> None:
    def fail() -> str:
        raise RuntimeError

    site.app.view_functions["pages.home"] = fail
    assert site.app.test_client().get("/").status_code == 500
    assert read(site)["pollsite_requests_total", "pages.home", "GET", "5xx"] == 1


def test_the_queue_is_told(site: Site) -> None:
    found = read(site)
    assert found["pollsite_database_up",] == 1
    assert found["pollsite_comments_held",] == 0
    (site.folder / "outbox").mkdir()
    (site.folder / "outbox" / "one.eml").touch()
    assert read(site)["pollsite_letters", "waiting"] == 1


def test_a_database_that_is_gone_leaves_the_other_figures(tmp_path: Path) -> None:
    gone = create_engine("postgresql+psycopg://somebody@127.0.0.1:9/nothing")
    lone = Figures(gone, tmp_path, gauges={})
    lone.counts.request("pages.home", "GET", "200 OK", 0.01)
    found = figures(lone.told(at=NOW))
    assert found["pollsite_database_up",] == 0
    assert found["pollsite_requests_total", "pages.home", "GET", "2xx"] == 1


def test_errors_of_the_database_are_counted(site: Site) -> None:
    site.app.extensions["pollsite-figures"].worker_started()
    with site.reading() as session, pytest.raises(Exception, match="nothing_there"):
        session.execute(text("SELECT * FROM nothing_there"))
    assert sum(value for key, value in read(site).items() if key[0] == "pollsite_database_errors_total") == 1


def test_rows_are_bounded() -> None:
    counts = Counts()
    for number in range(2 * MOST_ROWS):
        counts.error(f"kind {number}")
    assert len(counts.rows()) <= MOST_ROWS + 1
    assert sum(row[0] for row in counts.rows().values()) == 2 * MOST_ROWS


def test_the_readme_lists_every_metric() -> None:
    listed = [name for name in first_column(readme(), "Operating") if name.startswith("pollsite_")]
    assert sorted(listed) == sorted(METRICS)
    everything = figures(told(Record(), [Record()], site=None, letters=(0, 0), at=NOW))
    assert {re.sub("_(bucket|count|sum)$", "", name) for name, *_ in everything} <= METRICS.keys()


def counted(folder: Path, *doors: str) -> Sharing:
    """A process that has answered these."""
    counts = Counts()
    for door in doors:
        counts.request(door, "GET", "200 OK", 0.01)
    sharing = Sharing(folder, lambda: Record(counts.rows(), {"streams": 2.0}))
    sharing.begin()
    sharing.publish()
    return sharing


def totals(sharing: Sharing) -> tuple[float, float]:
    """Requests and streams over all processes, as this one tells them."""
    departed, living = sharing.all()
    found = figures(told(departed, living, site=None, letters=(0, 0), at=NOW))
    requests = sum(value for key, value in found.items() if key[0] == "pollsite_requests_total")
    return requests, found["pollsite_streams",]


def test_every_process_tells_of_all(tmp_path: Path) -> None:
    one, two = counted(tmp_path, "pages.home"), counted(tmp_path, "pages.home", "pages.article")
    assert totals(one) == totals(two) == (3, 4)


def test_what_a_dead_process_counted_stays_and_its_streams_do_not(tmp_path: Path) -> None:
    one, two = counted(tmp_path, "pages.home"), counted(tmp_path, "pages.home", "pages.article")
    two.die()
    for _ in range(3):
        assert totals(one) == (3, 2)
    assert len(list(tmp_path.glob("*.lock"))) == 2


def test_a_folder_that_cannot_be_written_for_a_while_is_told_of_twice(tmp_path: Path) -> None:
    rows = Counts()
    sharing = Sharing(tmp_path, lambda: Record(rows.rows(), {}))
    sharing.begin()
    (place,) = tmp_path.glob("*.lock")
    taken = place.with_suffix(".new")
    taken.mkdir()
    with capture_logs() as logs:
        for door in ("pages.home", "pages.article", "pages.home"):
            rows.request(door, "GET", "200 OK", 0.01)
            sharing.publish()
        taken.rmdir()
        sharing.publish()
    assert [line["event"] for line in logs] == ["figures cannot be shared", "figures are shared again"]


def test_damaged_files_and_a_folder_that_cannot_be_written_do_no_harm(tmp_path: Path) -> None:
    one = counted(tmp_path, "pages.home")
    (tmp_path / "7-abc.lock").touch()
    (tmp_path / "7-abc.json").write_text("{broken")
    assert totals(one) == (1, 2)
    (tmp_path / "file").touch()
    assert totals(counted(tmp_path / "file", "pages.home")) == (1, 2)
