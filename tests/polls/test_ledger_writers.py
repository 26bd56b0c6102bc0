"""Eight processes vote at once: ledger, page, JSON lines, CSV, verifier and tallies say the same."""

import csv
import io
import json
import re
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

from pollsite.app import create_app
from pollsite.db import db
from pollsite.polls.errors import NoBallot
from pollsite.polls.services import cast_ballot, withdraw_ballot
from pollsite.writing import Writer
from tests.fixtures.site import Site, reader, settings_for
from tests.polls.ledgers import audit, rows, verify
from tests.samples import DURING

WRITERS, ACTS, READERS, PATIENCE_S = 8, 30, 12, 60


@dataclass(frozen=True)
class Task:
    """Who votes where, each for readers that the others vote for as well."""

    folder: Path
    poll_id: int
    number: int


def exit_codes(tasks: list[Task]) -> list[int | None]:
    """How the processes end that do the tasks, each on its own connection; what all of them import is imported once."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["pollsite.app", "tests.fixtures.site"])
    barrier = context.Barrier(len(tasks))
    processes = [context.Process(target=_run, args=(task, barrier)) for task in tasks]
    for process in processes:
        process.start()
    for process in processes:
        process.join(PATIENCE_S)
    return [process.exitcode for process in processes]


def _run(task: Task, barrier: Any) -> None:
    writer: Writer = create_app(settings_for(task.folder)).extensions["pollsite-writer"]
    chance = Random(task.number)
    barrier.wait(timeout=PATIENCE_S)
    for _ in range(ACTS):
        of_reader: dict[str, Any] = {
            "poll_id": task.poll_id,
            "reader_id": reader(str(chance.randrange(READERS))),
            "at": DURING,
        }
        if chance.random() < 0.3:
            writer.write(partial(_withdraw, of_reader))
        else:
            keys = [chance.choice(("yes", "no", "rarely"))]
            writer.write(partial(cast_ballot, keys=keys, wording=1, **of_reader))


def _withdraw(of_reader: dict[str, Any], session: Any) -> None:
    try:
        withdraw_ballot(session, **of_reader)
    except NoBallot:
        return


def test_eight_writers_leave_one_chain_and_every_form_of_it_agrees(site: Site, tmp_path: Path) -> None:
    poll_id = site.poll_id("single")
    with site.app.app_context():
        db.engine.dispose()
    assert exit_codes([Task(site.folder, poll_id, number) for number in range(WRITERS)]) == [0] * WRITERS
    assert site.mismatches() == ()
    found, counts = rows(site), site.counts("single")
    assert len(found) > WRITERS * ACTS // 3
    client = site.app.test_client()
    address = f"/polls/{poll_id}/ledger"
    text = client.get(f"{address}.jsonl").text
    assert [(row["row"], row["hash"]) for row in map(json.loads, text.splitlines())] == [
        (row.row, row.hash) for row in found
    ]
    table = list(csv.DictReader(io.StringIO(client.get(f"{address}.csv").text)))
    assert [(row["line"], row["hash"], row["options"]) for row in table] == [
        (row.line, row.hash, " ".join(row.options)) for row in found
    ]
    page = client.get(address).text
    assert f"<code>{found[-1].hash}</code>" in page
    assert f"{len(found):,} rows come to {site.state('single').tally.voters} readers counted" in page
    assert [int(number) for number in re.findall(r'id="row-(\d+)"', page)] == [
        row.row for row in found[: -50 - 1 : -1]
    ]
    assert verify(tmp_path, text)[0] == 0
    code, words = audit(tmp_path, text)
    assert code == 0, words
    assert {key: int(number) for number, key in re.findall(r"(\d+)  .*\(([a-z-]+)\)", words)} == counts
