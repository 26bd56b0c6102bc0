"""Threads of one process that vote for one option through its writer, as its requests do: prints how many votes."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import monotonic
from uuid import uuid4

from flask import Flask

from pollsite.clock import now
from pollsite.config import Settings
from pollsite.polls.services import cast_ballot
from pollsite.writing import Writer
from tests.bench.crowd import open_instance


def main(poll_id: int, key: str, threads: int, seconds: float) -> int:
    """How many votes were stored in that time, each by somebody new."""
    app = open_instance(Settings.from_env().instance_path, **_database())
    until = monotonic() + seconds
    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(lambda _: _vote(app, poll_id, key, until), range(threads)))


def _vote(app: Flask, poll_id: int, key: str, until: float) -> int:
    writer: Writer = app.extensions["pollsite-writer"]
    number = 0
    while monotonic() < until:
        act = partial(cast_ballot, poll_id=poll_id, reader_id=uuid4(), keys=(key,), wording=1, at=now())
        writer.write(act)
        number += 1
    return number


def _database() -> dict[str, str]:
    return {"DATABASE_URL": os.environ.get("DATABASE_URL", "")}


if __name__ == "__main__":
    poll, option, number, time_s = sys.argv[1:]
    sys.stdout.write(str(main(int(poll), option, int(number), float(time_s))))
