"""Readers made beforehand, in this process, with the instance's own secret; their votes as bytes.

Asking the site for each token would measure tokens. A reader votes once in every poll, so the limit of acts a
reader meets nobody.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from pollsite.accounts.identity import MEMBER_KEY
from pollsite.app import create_app
from pollsite.config import Settings
from pollsite.db import db
from pollsite.polls.models import Option, Poll, Wording
from pollsite.polls.verifying import verify_tallies
from tests.bench.load import post
from tests.setup.running import environment_of

HERE = "http://127.0.0.1"


@dataclass(frozen=True)
class Voter:
    """A reader's cookie and the token that belongs to it."""

    cookie: str
    token: str
    address: str = ""
    """Where a proxy says that they are; "" where there is none."""


@dataclass(frozen=True)
class Ask:
    """A poll's id and its options' keys."""

    poll_id: int
    keys: tuple[str, ...]


def open_instance(instance: Path, **settings: str) -> Flask:
    """The application on the instance that is being served, in this process, with the same settings."""
    return create_app(Settings.from_env(environment_of(instance, settings)))


def make_voters(app: Flask, number: int) -> list[Voter]:
    """So many readers nobody has seen yet."""
    return [_make_voter(app) for _ in range(number)]


def spread(voters: list[Voter], *, network: int) -> list[Voter]:
    """The same, each at an address of their own, in 10.`network`.0.0."""
    return [
        replace(voter, address=f"10.{network}.{place // 250}.{place % 250 + 1}")
        for place, voter in enumerate(voters)
    ]


def make_member(app: Flask, uniquifier: str) -> Voter:
    """The member whose sessions are named like that, signed in."""
    client = app.test_client()
    with client.session_transaction(base_url=HERE) as session:
        session[MEMBER_KEY] = uniquifier
        session["_fresh"] = session.permanent = True
    return _known(app, client)


def _make_voter(app: Flask) -> Voter:
    return _known(app, app.test_client())


def _known(app: Flask, client: FlaskClient) -> Voter:
    token = client.get("/token", base_url=HERE).get_json()["token"]
    name = str(app.config["SESSION_COOKIE_NAME"])
    cookie = client.get_cookie(name, domain="127.0.0.1")
    assert cookie is not None
    return Voter(f"{name}={cookie.value}", token)


def polls_asked(app: Flask) -> list[Ask]:
    """Every poll with the options that may be chosen alone."""
    with app.app_context():
        found = (
            select(Poll.id, Option.key)
            .join(Wording, Wording.poll_id == Poll.id)
            .join(Option, Option.wording_id == Wording.id)
            .order_by(Poll.id, Option.position)
        )
        keys: dict[int, list[str]] = {}
        for poll_id, key in db.session.execute(found):
            keys.setdefault(poll_id, []).append(key)
    return [Ask(poll_id, tuple(options)) for poll_id, options in keys.items()]


def votes(voters: list[Voter], asks: list[Ask], *, host: str, seed: int) -> Iterator[bytes]:
    """One request for every reader and poll, each reader's own one after the other."""
    chance = random.Random(seed)
    for voter in voters:
        for ask in asks:
            form = {"option": chance.choice(ask.keys), "wording": 1, "csrf_token": voter.token}
            yield post(
                f"/polls/{ask.poll_id}/ballot",
                urlencode(form),
                host=host,
                cookie=voter.cookie,
                address=voter.address,
            )


def stored_ballots(app: Flask) -> tuple[int, bool]:
    """How many ballots the database holds, and whether every tally equals its recount."""
    with app.app_context():
        verification = verify_tallies(db.session())
        return verification.ballots, not verification.differences
