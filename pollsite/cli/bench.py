"""`pollsite bench`: measure the site beside a constant page, and print the ratios against the goals."""

import json
import platform
from importlib import import_module
from pathlib import Path

import click

from pollsite.cli.testing import refuse_without_tests

ENGINES = ("sqlite", "postgresql")
PARTS = (
    "reads",
    "votes",
    "comments",
    "hot",
    "mixed",
    "nginx",
    "growth",
    "moderation",
    "map",
    "live",
    "start",
)


@click.command()
@click.option(
    "--seconds", default=3.0, show_default=True, type=click.FloatRange(0.05, 60), help="A load lasts."
)
@click.option(
    "--comments",
    default=10_000,
    show_default=True,
    type=click.IntRange(100, 100_000),
    help="In the discussions measured; growth takes ten times as many.",
)
@click.option("--only", multiple=True, type=click.Choice(PARTS), help="Measure only this; may be repeated.")
@click.option(
    "--engine",
    multiple=True,
    type=click.Choice(ENGINES),
    help="Of hot and mixed, only on this; may be repeated.",
)
@click.option(
    "--json",
    "json_file",
    default="bench.json",
    show_default=True,
    type=click.Path(dir_okay=False, path_type=Path),
)
def bench(
    seconds: float, comments: int, only: tuple[str, ...], engine: tuple[str, ...], json_file: Path
) -> None:
    """Measure reads, votes, comments, live updates and start-up on an instance of its own, beside a constant page."""
    refuse_without_tests()
    rows = []
    for row in import_module("tests.bench.run").measure(
        frozenset(only or PARTS),
        engines=frozenset(engine or ENGINES),
        seconds=seconds,
        comments=comments,
        progress=lambda line: click.echo(f"… {line}", err=True),
    ):
        rows.append(row)
        click.echo(f"  {row.what}: {row.measured}", err=True)
    click.echo(import_module("tests.bench.rows").table(rows))
    machine = {
        "python": platform.python_version(),
        "system": platform.platform(),
        "seconds": seconds,
        "comments": comments,
    }
    json_file.write_text(json.dumps({**machine, "rows": [row.as_json() for row in rows]}, indent=2) + "\n")
    click.echo(f"… written to {json_file}", err=True)
