"""`demo fill`: exact, reproducible, and not beside real people."""

from sqlalchemy import text

from pollsite.discussion.verifying import verify_discussions
from pollsite.polls.ledger_verifying import verify_ledgers
from pollsite.polls.verifying import verify_tallies
from tests.fixtures.site import Site
from tests.samples import SLUG

UNTIL = "2026-11-24T12:00"


def fill(site: Site, *options: str, comments: int = 150) -> tuple[int, str]:
    """Exit code and words of the command on this site's instance."""
    return site.run(
        "demo", "fill", "--comments", str(comments), "--readers", "60", "--until", UNTIL, *options
    )


def refuse_differences(site: Site) -> None:
    """Fail where anything stored differs from its recount."""
    with site.reading() as session:
        assert verify_discussions(session).differences == ()
        assert verify_tallies(session).differences == ()
        assert verify_ledgers(session).differences == ()


def counted(site: Site, table: str) -> int:
    """Rows of a table."""
    with site.reading() as session:
        return session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()


def test_every_number_is_exact(site: Site) -> None:
    code, words = fill(site, comments=400)
    assert code == 0, words
    assert "60 readers and 400 comments" in words
    assert f"/articles/{SLUG}" in words
    refuse_differences(site)
    for table in ("tags", "marks", "stances", "comment_revisions", "ballots", "peeks", "accounts", "slices"):
        assert counted(site, table) > 0, table


def test_filling_again_adds_to_it(site: Site) -> None:
    assert fill(site)[0] == 0
    code, words = fill(site, "--seed", "2", "--article", SLUG)
    assert code == 0, words
    assert counted(site, "comments") == 300
    refuse_differences(site)


def test_the_same_seed_again_is_other_people(site: Site) -> None:
    assert fill(site)[0] == fill(site)[0] == 0
    assert counted(site, "readers") == 120
    refuse_differences(site)


def test_the_same_seed_makes_the_same_rows(site: Site, make_site: object) -> None:
    assert callable(make_site)
    twin, other = make_site(), make_site()
    for one, seed in ((site, "5"), (twin, "5"), (other, "6")):
        assert fill(one, "--seed", seed)[0] == 0
    assert site.stored() == twin.stored()
    assert site.stored() != other.stored()


def test_it_refuses_beside_real_people(site: Site) -> None:
    site.vote("a real reader", "single", "yes")
    before = site.stored()
    code, words = fill(site)
    assert code == 1
    assert "Real people have been here" in words
    assert site.stored() == before
    code, words = fill(site, "--force")
    assert code == 0, words
    refuse_differences(site)


def test_an_unknown_article_is_named(site: Site) -> None:
    code, words = fill(site, "--article", "on-bread")
    assert code == 1
    assert "'on-bread'" in words
    assert counted(site, "readers") == 0


def test_an_unreadable_instant_is_refused(site: Site) -> None:
    code, words = fill(site, "--until", "yesterday")
    assert code == 2
    assert "2026-11-24T12:00" in words


def test_reported_and_held_comments_wait_for_a_moderator(site: Site) -> None:
    code, words = fill(site, "--cases", "40", comments=300)
    assert code == 0, words
    held = counted(site, "comments WHERE status = 'held'")
    assert counted(site, "cases WHERE kind = 'flagged'") == 40
    assert counted(site, "cases WHERE kind = 'held'") == held > 0
    assert f"{40 + held} of them wait for a moderator" in words
    assert counted(site, "comments WHERE collapsed") == counted(site, "cases WHERE weight >= 3000") > 0
    heat = "(SELECT heat AS seen FROM comments WHERE heat > 0) AS heated"
    people = "(SELECT DISTINCT root_id, flags.reader_id FROM flags JOIN comments ON comments.id = comment_id) AS pairs"
    assert summed(site, heat) == counted(site, people)
    last = "log.id = (SELECT max(id) FROM decisions WHERE comment_id = comments.id)"
    wrong = f"comments LEFT JOIN decisions AS log ON {last} WHERE status != coalesce(status_after, 'visible')"
    assert counted(site, wrong) == 0
    removed = counted(site, "decisions WHERE status_after = 'removed'")
    assert counted(site, "statements") == removed > 0
    of_removals = "statements JOIN decisions ON id = decision_id WHERE status_after = 'removed'"
    assert counted(site, f"{of_removals} AND appeal_until > at") == removed


def test_the_log_is_in_the_order_of_time(site: Site) -> None:
    assert fill(site, "--cases", "40", comments=300)[0] == 0
    later_before = "decisions AS one JOIN decisions AS next ON next.id = one.id + 1 WHERE next.at < one.at"
    assert counted(site, "decisions") > counted(site, "decisions WHERE kind = 'collapse'") > 0
    assert counted(site, later_before) == 0


def summed(site: Site, rows: str) -> int:
    """The sum of what these rows say was `seen`."""
    with site.reading() as session:
        return int(session.execute(text(f"SELECT sum(seen) FROM {rows}")).scalar_one())
