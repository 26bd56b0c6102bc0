"""Ballots from before there were ledgers are entered in them: each once, day by day, in random order within a day."""

from dataclasses import replace
from datetime import timedelta

from pollsite import migrating
from tests.architecture.test_migrations import downgrade
from tests.fixtures.site import Site
from tests.polls.bursts import flood
from tests.polls.ledgers import rows, told
from tests.samples import DURING, SINGLE, article_text

VOTERS = 30
LATER = DURING.replace(year=2199)
"""Later than any test is run, and so than its article was published."""


def test_ballots_from_before_are_entered_once(site: Site) -> None:
    names = [f"reader {number}" for number in range(VOTERS)]
    for number, name in enumerate(names):
        site.vote(name, "single", ("yes", "no")[number % 2], at=LATER - timedelta(days=1))
    site.vote(names[0], "single", "rarely", at=LATER)
    site.withdraw(names[1], "single")
    flood(site, poll="multiple")
    site.publish(article_text(replace(SINGLE, question="Is it quite another question now?", wording=2)))
    for name in reversed(names[:4]):
        site.vote(name, "single", "yes")
    downgrade(site, "0009")
    assert migrating.upgrade(site.app)[0] == "0010"
    assert site.mismatches() == ()
    found = rows(site)
    first = [row for row in found if row.wording == 1 and row.ballot]
    second = [row for row in found if row.wording == 2 and row.ballot]
    assert [row.day for row in first] == ["2199-11-23"] * (VOTERS - 2) + ["2199-11-24"]
    assert first[-1].options == ("rarely",)
    assert [row.options for row in first[:-1]] != sorted(row.options for row in first[:-1])
    assert len({row.ballot for row in first} & {row.ballot for row in second}) == 3
    assert set(told(site, "multiple")) == {"cast a held"}
    site.withdraw(names[2], "single")
    site.vote(names[1], "single", "no")
    assert site.mismatches() == ()
    assert rows(site)[-2].ballot in {row.ballot for row in first}
    assert rows(site)[-1].ballot in {row.ballot for row in second}
