"""The log: moderators read who did what; everybody else reads what was done, and nothing that leads to anybody."""

import csv
import json
import re
from datetime import timedelta
from io import StringIO

import pytest
from flask.testing import FlaskClient

from pollsite.accounts.types import Role
from pollsite.moderation.appealing import appeal
from pollsite.moderation.article17 import COLUMNS
from pollsite.moderation.figures_kept import FRESH, KeptFigures
from pollsite.moderation.log_lines import LINES_A_PAGE, ROWS_A_FILE, ROWS_AT_ONCE
from pollsite.moderation.log_words import LOG_COLUMNS
from pollsite.moderation.types import DecisionKind, FlagReason
from tests.accounts.people import signed_in
from tests.discussion.scene import Scene
from tests.fixtures.site import Site, statements
from tests.moderation.ledger import stated, step
from tests.moderation.office import Office
from tests.samples import DURING

PUBLIC = (
    "/rules",
    "/openness",
    "/openness.csv",
    "/openness.json",
    "/openness/log",
    "/openness/decisions.csv",
    "/openness/decisions.json",
)
FOR_MODERATORS = ("/moderation/log", "/moderation/log.csv", "/moderation/log.json")
AUTHOR, MODERATOR, GUEST = "Zebraquux", "Yakmoderat", "Xylophonguest"
QUOTE, NOTE, REPORT, WORDS, APPEAL = (
    "wombatquoted",
    "vulturenoted",
    "unicornnoted",
    "tapirwritten",
    "sealappealed",
)
SECRETS = (AUTHOR, MODERATOR, GUEST, QUOTE, NOTE, REPORT, WORDS, APPEAL, "example.org")
LEADS_TO_WORDS = re.compile(r"/(comments|members|statements|moderation)\b")


@pytest.fixture
def office(scene: Scene) -> Office:
    """Names, notes, quotes, removed words and addresses are in the database, in everything that was decided."""
    office = Office(scene)
    scene.member(AUTHOR)
    scene.member(MODERATOR, role=Role.MODERATOR)
    comment = office.post(AUTHOR, f"I say {WORDS}.")
    case = office.reporting.flag("Rita", comment, FlagReason.OTHER, note=REPORT).case_id
    told = {"quote": QUOTE, "note": NOTE, "by": MODERATOR}
    removal = office.decide(DecisionKind.REMOVE, case_id=case, comment_id=comment, **told)
    with scene.site.writing() as session:
        author, decision = scene.reader_of(AUTHOR), removal.decision_id or 0
        appeal(session, decision_id=decision, reader_id=author, text=APPEAL, at=office.moment())
    office.post(GUEST, f"So do I: {WORDS}.")
    again = office.post(AUTHOR, f"Again: {WORDS}.")
    office.decide(DecisionKind.SUSPEND, comment_id=again, case_id=None, removes=True, days=3, **told)
    kept = office.post("Max")
    office.undo(office.decide(DecisionKind.KEEP, comment_id=kept, case_id=None, **told).decision_id, by="Ann")
    return office


@pytest.fixture
def moderator(office: Office) -> FlaskClient:
    """A moderator's browser."""
    return signed_in(office.scene.site, office.scene.people[MODERATOR]).client


@pytest.fixture
def public(office: Office) -> FlaskClient:
    """Somebody without a cookie."""
    return office.scene.site.app.test_client()


@pytest.mark.parametrize("address", PUBLIC)
def test_nothing_that_leads_to_anybody_is_in_what_everybody_gets(public: FlaskClient, address: str) -> None:
    answer = public.get(address)
    assert answer.status_code == 200
    told = answer.text + str(answer.headers)
    assert [secret for secret in SECRETS if secret.lower() in told.lower()] == []
    main = told.partition("<main")[2].partition("</main>")[0] or told
    assert LEADS_TO_WORDS.findall(main) == []


def test_moderators_find_all_of_it_so_this_test_would_see_it(moderator: FlaskClient) -> None:
    told = moderator.get("/moderation/log").text
    assert [secret for secret in (AUTHOR, MODERATOR, GUEST, QUOTE, NOTE) if secret not in told] == []


@pytest.mark.parametrize("address", PUBLIC)
def test_everybody_gets_it_without_a_cookie_and_anything_may_keep_it(
    public: FlaskClient, address: str
) -> None:
    answer = public.get(address)
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"].startswith("public")
    again = public.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_public_log_says_what_was_done_by_whom_and_what_became_of_it(public: FlaskClient) -> None:
    rows = re.findall(r"<tr>\s*<td class=\"day\">.*?</tr>", public.get("/openness/log").text, re.DOTALL)
    said = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]
    assert said == [
        "24 Nov 2026 An earlier decision taken back A moderator",
        "24 Nov 2026 Kept Taken back A moderator",
        "24 Nov 2026 Author suspended and comment removed by rule 2, personal attack A moderator",
        "24 Nov 2026 Held Automatic",
        "24 Nov 2026 Removed by rule 2, personal attack Appealed, waits for an answer A moderator",
    ]


def test_every_restriction_has_a_statement_of_reasons(public: FlaskClient) -> None:
    rows = list(csv.DictReader(StringIO(public.get("/openness/decisions.csv").text, newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["restriction"], row["duration"], row["source"], row["appeal"]) for row in rows] == [
        ("author suspended, comment removed", "3 days", "own initiative", "none"),
        ("comment removed", "without end, unless taken back", "notice of a reader", "waiting"),
    ]
    assert [
        row["statement"] for row in json.loads(public.get("/openness/decisions.json").text)["statements"]
    ] == [int(row["statement"]) for row in rows]


def test_moderators_narrow_the_log_by_moderator_kind_and_comment(
    office: Office, moderator: FlaskClient
) -> None:
    first = office.log()[0]
    ann = office.number_of("Ann")
    for narrowed, expected in (
        (f"moderator={ann}", ["undo"]),
        ("kind=suspend", ["suspend"]),
        (f"comment={first.comment_id}", ["remove"]),
        (f"comment={first.comment_id}&kind=suspend", []),
        ("moderator=&kind=&comment=", ["undo", "keep", "suspend", "hold", "remove"]),
        ("moderator=x&kind=x&comment=99999999999999", ["undo", "keep", "suspend", "hold", "remove"]),
    ):
        steps = json.loads(moderator.get(f"/moderation/log.json?{narrowed}").text)["steps"]
        assert [found["kind"] for found in steps] == expected, narrowed
        page = moderator.get(f"/moderation/log?{narrowed}").text
        assert len(re.findall(r'<li id="step-', page)) == len(expected)


def test_the_moderators_file_holds_every_column(moderator: FlaskClient) -> None:
    answer = moderator.get("/moderation/log.csv")
    rows = list(csv.DictReader(StringIO(answer.text, newline="")))
    assert tuple(rows[0]) == LOG_COLUMNS
    assert rows[-1]["moderator"] == MODERATOR
    assert (rows[-1]["quote"], rows[-1]["note"], rows[-1]["author"]) == (QUOTE, NOTE, AUTHOR)
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("address", FOR_MODERATORS)
def test_the_log_with_names_is_for_moderators_alone(office: Office, address: str) -> None:
    site = office.scene.site
    assert site.app.test_client().get(address).location.startswith("/account/sign-in")
    author = signed_in(site, office.scene.people[AUTHOR]).client
    assert author.get(address).status_code == 403
    assert MODERATOR not in author.get(address).text


def fill(site: Site, number: int) -> None:
    """So many statements about nothing."""
    ada = Scene(site).member("Ada")
    with site.writing() as session:
        connection = session.connection()
        for _ in range(number):
            removal = step(connection, DecisionKind.REMOVE, rule=2, status_after="removed")
            stated(connection, removal, reader_id=ada.reader_id)


def test_the_pages_lead_through_the_whole_log(site: Site) -> None:
    fill(site, 2 * LINES_A_PAGE + 1)
    client, address, lines = site.app.test_client(), "/openness/log", []
    while address:
        page = client.get(address).text
        lines.append(page.count('class="day"'))
        older = re.search(r'href="([^"]+)" rel="next"', page)
        address = older[1] if older else ""
    assert lines == [LINES_A_PAGE, LINES_A_PAGE, 1]


def test_files_lead_through_every_statement(site: Site) -> None:
    fill(site, ROWS_A_FILE + 2)
    client = site.app.test_client()
    first = client.get("/openness/decisions.csv")
    following = re.fullmatch(r'<http://localhost([^>]+)>; rel="next"', first.headers["Link"])
    assert following
    rest = client.get(following[1])
    assert (first.text.count("\r\n"), rest.text.count("\r\n")) == (ROWS_A_FILE + 1, 3)
    assert "Link" not in rest.headers
    found = json.loads(client.get("/openness/decisions.json").text)
    assert found["next"].endswith(following[1].replace("csv", "json"))


def test_a_moderators_file_asks_for_portions(site: Site) -> None:
    fill(site, ROWS_AT_ONCE + 1)
    mo = signed_in(site, Scene(site).member("Mo", role=Role.MODERATOR)).client
    assert mo.get("/moderation/log.csv").text.count("\r\n") == ROWS_AT_ONCE + 2


def test_the_public_page_costs_as_many_statements_however_long_the_log_and_none_again(site: Site) -> None:
    fill(site, 120)
    client = site.app.test_client()
    with statements(site) as seen:
        client.get("/openness")
        assert len(seen) <= 11
        del seen[:]
        client.get("/openness")
        client.get("/openness.json")
        assert seen == []


def test_the_numbers_are_reckoned_anew_after_a_while(site: Site) -> None:
    kept = KeptFigures()
    with site.app.app_context():
        before = kept.figures(at=DURING)
    fill(site, 3)
    with site.app.app_context():
        assert kept.figures(at=DURING + FRESH - timedelta(seconds=1)) is before
        later = kept.figures(at=DURING + FRESH)
    assert [month.human for month in later.months] == [3]
    assert later.at == DURING + FRESH


def test_a_month_that_was_never_is_no_page(public: FlaskClient) -> None:
    assert public.get("/openness?month=2020-01").status_code == 404
    assert public.get("/openness?month=nonsense").status_code == 404
