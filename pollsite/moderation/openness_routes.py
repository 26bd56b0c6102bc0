"""What everybody may know of moderation: the rules, the numbers, the log without names; as pages and as files."""

from collections.abc import Iterable

from flask import Blueprint, Response, abort, current_app, make_response, render_template, request, session
from flask.blueprints import BlueprintSetupState

from pollsite.clock import now
from pollsite.db import reading
from pollsite.moderation import limits
from pollsite.moderation.article17 import COLUMNS, statement_fields
from pollsite.moderation.exports import Row, csv_pieces, json_pieces
from pollsite.moderation.figures_kept import KeptFigures
from pollsite.moderation.log_lines import LINES_A_PAGE, ROWS_A_FILE, public_page, statements_page
from pollsite.moderation.log_words import ACTORS, afterwards_in_words, step_in_words
from pollsite.moderation.openness_rows import COLUMNS as FIGURE_COLUMNS
from pollsite.moderation.openness_rows import fairness_rows, openness_rows
from pollsite.moderation.openness_views import month_in_words, overview, sections_of
from pollsite.moderation.openness_words import oldest_in_words
from pollsite.moderation.reasons import REASONS
from pollsite.moderation.rulebook import RULES
from pollsite.numbers import number_in
from pollsite.polls import suspicion
from pollsite.web.addresses import absolute

blueprint = Blueprint("openness", __name__)
MONTHS_SHOWN = 12
FOR_EVERYBODY = "public, max-age=60, s-maxage=300, stale-while-revalidate=600"
FOR_ONE = "private, no-cache"


@blueprint.record_once
def _keep_figures(state: BlueprintSetupState) -> None:
    state.app.extensions["pollsite-openness"] = KeptFigures()


@blueprint.get("/rules")
def rules() -> Response:
    """The rules of the house, and what happens when one is broken."""
    return _page(
        render_template(
            "moderation/rules.html",
            rules=RULES,
            reasons=REASONS,
            limits=limits,
            votes=suspicion,
            first_held=current_app.config["FIRST_HELD"],
        )
    )


@blueprint.get("/openness")
def numbers() -> Response:
    """What moderation did in a month, `month=2026-11`; without one in the present month so far."""
    kept, at = _kept(), now()
    figures = kept.figures(at=at)
    present = figures.months[-1].month
    wanted = request.args.get("month", present)
    month = next((month for month in figures.months if month.month == wanted), None)
    if month is None:
        abort(404, "There are no numbers for that month. The page of the present one lists all there are.")
    return _page(
        render_template(
            "moderation/openness.html",
            month=month_in_words(month.month),
            is_present=month.month == present,
            sections=sections_of(month, kept.fairness(month.month, at=at)),
            overview=overview(figures.months, shown=MONTHS_SHOWN),
            oldest=oldest_in_words(figures.oldest_at),
            reckoned_at=figures.at,
        )
    )


@blueprint.get("/openness.csv")
def numbers_csv() -> Response:
    """Every number of every month."""
    return _csv("openness.csv", FIGURE_COLUMNS, _figure_rows())


@blueprint.get("/openness.json")
def numbers_json() -> Response:
    """The same, and since when the oldest case waits."""
    figures = _kept().figures(at=now())
    about = {"reckoned_at": figures.at, "oldest_case_waits_since": figures.oldest_at}
    return _json(json_pieces(_figure_rows(), about=about, name="numbers"))


@blueprint.get("/openness/log")
def log() -> Response:
    """What was decided, step by step, without names and words."""
    before = _before()
    with reading() as connection:
        lines = public_page(connection, before=before, limit=LINES_A_PAGE + 1)
    return _page(
        render_template(
            "moderation/public_log.html",
            lines=lines[:LINES_A_PAGE],
            older=lines[LINES_A_PAGE - 1].id if len(lines) > LINES_A_PAGE else None,
            is_first=before is None,
            step_in_words=step_in_words,
            last_rule=RULES[-1].number,
            afterwards_in_words=afterwards_in_words,
            actors=ACTORS,
        )
    )


@blueprint.get("/openness/decisions.csv")
def decisions_csv() -> Response:
    """The statements of reasons, ROWS_A_FILE at a time; a Link header says where the next ones are."""
    rows, older = _statements()
    answer = _csv("decisions.csv", COLUMNS, rows)
    if older:
        answer.headers["Link"] = f'<{absolute(f"/openness/decisions.csv?before={older}")}>; rel="next"'
    return answer


@blueprint.get("/openness/decisions.json")
def decisions_json() -> Response:
    """The same; `next` says where the next ones are."""
    rows, older = _statements()
    following = absolute(f"/openness/decisions.json?before={older}") if older else None
    return _json(json_pieces(rows, about={"next": following}, name="statements"))


def _kept() -> KeptFigures:
    kept: KeptFigures = current_app.extensions["pollsite-openness"]
    return kept


def _figure_rows() -> list[Row]:
    kept, at = _kept(), now()
    months = kept.figures(at=at).months
    sides = (fairness_rows(month.month, kept.fairness(month.month, at=at) or ()) for month in months)
    return [*openness_rows(months), *(row for rows in sides for row in rows)]


def _statements() -> tuple[list[Row], int | None]:
    with reading() as connection:
        found = statements_page(connection, before=_before(), limit=ROWS_A_FILE + 1)
    older = found[ROWS_A_FILE - 1].number if len(found) > ROWS_A_FILE else None
    return [statement_fields(stated) for stated in found[:ROWS_A_FILE]], older


def _before() -> int | None:
    """The step before which the page begins; None for none, or nonsense."""
    return number_in(request.args.get("before")) or None


def _page(page: str) -> Response:
    """The same for everybody without a cookie, so that anything on the way may keep it for a while."""
    answer = make_response(page)
    return _tagged(answer, FOR_ONE if session else FOR_EVERYBODY, vary="Cookie")


def _csv(name: str, columns: tuple[str, ...], rows: Iterable[Row]) -> Response:
    answer = Response("".join(csv_pieces(columns, rows)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return _tagged(answer, FOR_EVERYBODY)


def _json(pieces: Iterable[str]) -> Response:
    return _tagged(Response("".join(pieces), mimetype="application/json"), FOR_EVERYBODY)


def _tagged(answer: Response, caching: str, *, vary: str = "") -> Response:
    answer.headers["Cache-Control"] = caching
    if vary:
        answer.vary.add(vary)
    answer.add_etag(weak=True)
    answer.make_conditional(request)
    return answer
