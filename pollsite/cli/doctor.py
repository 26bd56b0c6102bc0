"""`pollsite doctor`: says what a site in production lacks."""

import json
from dataclasses import asdict

import click

from pollsite.app import create_app
from pollsite.clock import now
from pollsite.config import Settings, SettingsError
from pollsite.db import db
from pollsite.operations.checks import Check, has_problem, lines, problem
from pollsite.operations.doctor import examine


@click.command()
@click.option("--json", "as_json", is_flag=True, help="A list of objects instead of a table.")
def doctor(as_json: bool) -> None:
    """Say what a site in production lacks, and how to mend it; exit code 1 if anything must be. Reads only."""
    checks = _checks()
    if as_json:
        click.echo(json.dumps([asdict(check) for check in checks], indent=1))
    else:
        click.echo("\n".join(lines(checks)))
    if has_problem(checks):
        raise click.exceptions.Exit(1)


def _checks() -> list[Check]:
    try:
        settings = Settings.from_env()
    except SettingsError as refusal:
        return [problem("settings", str(refusal), "Mend it first: the site does not start. Then ask again.")]
    app = create_app(settings)
    with app.app_context():
        return list(examine(settings, db.engine, at=now()))
