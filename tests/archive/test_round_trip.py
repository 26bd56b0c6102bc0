"""`archive export` and `archive import`: the same site again, on either engine, and the same archive of it."""

from pathlib import Path

import pytest
from sqlalchemy import select

from pollsite.accounts.models import Account
from pollsite.archive.exporting import export_archive
from pollsite.articles.models import Article
from pollsite.db import db
from pollsite.discussion.models import Comment
from pollsite.discussion.types import Openness
from pollsite.insights.models import KeptFigure
from pollsite.insights.queries import counted_readers, present_editions
from pollsite.moderation.models import Decision
from tests.archive.lively import Opened, archive_of
from tests.discussion.scene import Scene
from tests.fixtures.site import Site
from tests.samples import DURING, SLUG

CHECKS = (
    ("tallies", "verify"),
    ("ledger", "verify"),
    ("discussion", "verify"),
    ("moderation", "verify"),
    ("database", "check"),
)


SAME = (
    f"/articles/{SLUG}/discussion.atom",
    "/sitemap.xml",
    "/members/1",
    "/polls/1/ledger.jsonl",
    "/polls/1/ledger.csv",
)
"""What everybody gets, byte for byte but for drawings."""
WHOLE = (
    "/",
    f"/articles/{SLUG}",
    f"/articles/{SLUG}/insights",
    "/openness",
    "/openness/log",
    "/openness.csv",
)


def bring(target: Site, file: Path) -> None:
    """Bring the archive into the instance."""
    code, said = target.run("archive", "import", str(file))
    assert code == 0, said


def test_an_archive_of_what_was_brought_in_is_the_same_but_for_its_moment(
    source: Site, target: Site, tmp_path: Path
) -> None:
    assert source.run("insights", "refresh")[0] == 0
    first = Opened.of(archive_of(source, tmp_path / "first.zip"))
    assert {record["kind"] for record in first.records("insights.jsonl")} > {"crossing", "over_time"}
    bring(target, tmp_path / "first.zip")
    said = target.run("insights", "refresh")[1]
    assert "worked out" not in said, said
    second = Opened.of(archive_of(target, tmp_path / "second.zip"))
    assert first.listed.pop("exported_at") != second.listed.pop("exported_at")
    assert [name for name in first.entries if first.entries[name] != second.entries.get(name)] == []
    assert first.listed == second.listed
    assert list(first.entries) == list(second.entries)


def test_nobody_is_told_of_how_many_readers_a_figure_is(source: Site, tmp_path: Path) -> None:
    """It would narrow what is withheld from tables of several questions."""
    assert source.run("insights", "refresh")[0] == 0
    records = Opened.of(archive_of(source, tmp_path / "archive.zip")).records("insights.jsonl")
    names = {"article", "kind", "made_of", "ballots_seen", "computed_at", "body"}
    assert {frozenset(record) for record in records} == {frozenset(names)}


def test_figures_that_were_brought_in_stand_while_few_have_voted_since(
    source: Site, target: Site, tmp_path: Path
) -> None:
    assert source.run("insights", "refresh")[0] == 0
    bring(target, archive_of(source, tmp_path / "archive.zip"))
    with target.reading() as session:
        counted = session.scalars(select(KeptFigure.readers).where(KeptFigure.kind == "crossing")).all()
        (edition,) = [each for each in present_editions(session.connection(), at=DURING) if each.slug == SLUG]
        assert counted == [counted_readers(session, edition)]


def test_the_same_moment_gives_the_same_bytes(source: Site, tmp_path: Path) -> None:
    with source.app.app_context():
        for name in ("one.zip", "two.zip"):
            export_archive(db.engine, tmp_path / name, at=DURING, told=lambda *_: None)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_what_was_brought_in_is_what_everybody_saw_and_every_number_its_recount(
    source: Site, target: Site, tmp_path: Path
) -> None:
    bring(target, archive_of(source, tmp_path / "archive.zip"))
    for words in CHECKS:
        code, said = target.run(*words)
        assert code == 0, said
    assert target.counts("single") == source.counts("single")
    assert target.state("single").tally == source.state("single").tally
    for address in SAME:
        seen, before = (site.app.test_client().get(address) for site in (target, source))
        assert (seen.status_code, before.status_code) == (200, 200), address
        assert undrawn(seen.text) == undrawn(before.text), address
    for address in WHOLE:
        assert target.app.test_client().get(address).status_code == 200, address


def test_articles_are_described_as_they_were(source: Site, target: Site, tmp_path: Path) -> None:
    bring(target, archive_of(source, tmp_path / "archive.zip"))
    described = select(*(column for column in Article.__table__.columns if column.name != "version"))
    with source.reading() as session:
        (was,) = session.execute(described).all()
    with target.reading() as session:
        assert session.execute(described).all() == [was]
    assert (was.shift, was.language) == ("single", "en")


def undrawn(page: str) -> str:
    """Without the lines of drawings, which are made from readers' ids."""
    return "\n".join(
        line for line in page.splitlines() if "<svg" not in line and "discussion.atom" not in line
    )


def test_the_debate_goes_on(source: Site, target: Site, tmp_path: Path) -> None:
    bring(target, archive_of(source, tmp_path / "archive.zip"))
    scene = Scene(target)
    with target.reading() as session:
        ids = set(session.scalars(select(Comment.id)))
        steps = max(session.scalars(select(Decision.id)))
    scene.member("Cai")
    scene.set_openness(Openness.OPEN)
    answer = scene.post("Cai", "I have just come.", to=1)
    assert answer > max(ids)
    scene.vote("Cai", "single", "no")
    scene.vote("somebody", "after-close", "yes")
    assert target.counts("after-close")["yes"] == 1
    for words in CHECKS[:4]:
        code, said = target.run(*words)
        assert code == 0, said
    opened = Opened.of(archive_of(target, tmp_path / "later.zip"))
    before = Opened.of(tmp_path / "archive.zip")
    assert [record["id"] for record in opened.records("comments.jsonl")][-1] == answer
    assert opened.entries["decisions.jsonl"] == before.entries["decisions.jsonl"]
    assert steps > max(record["number"] for record in before.records("decisions.jsonl"))


def test_nobody_can_be_a_member_who_was_brought_along(archive: Path, target: Site) -> None:
    bring(target, archive)
    with target.reading() as session:
        accounts = session.scalars(select(Account)).all()
        assert {account.name for account in accounts} == {"Ann", "Ben"}
        assert all(account.email.endswith(".invalid") and account.role == "member" for account in accounts)


def test_an_author_s_vote_stands_beside_their_words_as_it_is(
    source: Site, target: Site, tmp_path: Path
) -> None:
    bring(target, archive_of(source, tmp_path / "archive.zip"))
    pages = [site.app.test_client().get(f"/articles/{SLUG}/comments/1").text for site in (source, target)]
    stances = [[line for line in page.splitlines() if 'class="stance"' in line] for page in pages]
    assert stances[0] == stances[1] != []


def test_what_is_written_meanwhile_is_all_in_it_or_not_at_all(
    source: Site, target: Site, tmp_path: Path
) -> None:
    before = source.counts("single")

    def vote_meanwhile(name: str, _number: int) -> None:
        source.vote(f"reader of {name}", "single", "no")

    with source.app.app_context():
        export_archive(db.engine, tmp_path / "archive.zip", at=DURING, told=vote_meanwhile)
    assert source.counts("single") != before
    bring(target, tmp_path / "archive.zip")
    assert target.counts("single") == before


def test_it_overwrites_neither_a_file_nor_a_site(source: Site, archive: Path, tmp_path: Path) -> None:
    before = source.stored()
    code, said = source.run("archive", "import", str(archive))
    assert (code, "not empty" in said, source.stored() == before) == (1, True, True)
    (tmp_path / "there.zip").write_bytes(b"mine")
    code, said = source.run("archive", "export", str(tmp_path / "there.zip"))
    assert (code, "there already" in said) == (1, True)
    assert (tmp_path / "there.zip").read_bytes() == b"mine"


@pytest.mark.parametrize("name", ["second.zip", ""])
def test_it_is_its_owner_s_until_they_publish_it(site: Site, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "archives"
    folder.mkdir()
    archive_of(site, folder / name)
    (file,) = folder.iterdir()
    assert (file.stat().st_mode & 0o777, file.suffix) == (0o600, ".zip")
