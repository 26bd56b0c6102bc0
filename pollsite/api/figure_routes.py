"""What the votes say, and the ledgers by which anyone can check it, as everybody may see them."""

from pollsite.api.errors import ResultsHidden
from pollsite.api.figure_types import Insights, Ledger, LedgerAsked, LedgerLine
from pollsite.api.figures_telling import courses_told, crossings_told, map_told, shift_told, sides_told
from pollsite.api.operations import Operation
from pollsite.api.routes import blueprint, reading_of
from pollsite.api.serving import Answer, Call, opened
from pollsite.db import db
from pollsite.insights.keeping import kept_figures
from pollsite.insights.looking import Looking
from pollsite.insights.map_view import map_view
from pollsite.insights.over_time_view import over_time_view
from pollsite.insights.shift_view import shift_view
from pollsite.insights.side_texts import argument_texts
from pollsite.insights.sides_view import SidesView, Texts, arguments_of, sides_view
from pollsite.polls.ledger_lines import read_line
from pollsite.polls.ledger_reading import lines_of
from pollsite.polls.queries import get_state
from pollsite.polls.types import NO_STANDING
from pollsite.polls.visibility import results_visible
from pollsite.web.addresses import absolute

LEDGER_ROWS_A_PAGE = 200

INSIGHTS = Operation(
    name="insights",
    method="GET",
    rule="/articles/<slug>/insights",
    summary="What the votes on an article say, taken together",
    answers=Insights,
)
LEDGER = Operation(
    name="ledger",
    method="GET",
    rule="/polls/<int:poll_id>/ledger",
    summary="A question’s ledger, a page of rows at a time",
    asks=LedgerAsked,
    answers=Ledger,
    hides=True,
)
FIGURES = (INSIGHTS, LEDGER)


@opened(blueprint, INSIGHTS)
def insights(call: Call, slug: str) -> Answer:
    """Every figure that is kept, of questions whose results everybody may see."""
    warm = reading_of(slug).warm
    looking = Looking(
        slug=slug,
        polls=tuple(poll.state for poll in warm.polls),
        standings={},
        kept=kept_figures(db.session(), warm.article.id),
        asked={},
        at=call.at,
    )
    told = Insights(
        article=slug,
        shift=shift_told(shift_view(looking, leading=warm.article.shift)),
        over_time=courses_told(over_time_view(looking), looking),
        crossings=crossings_told(looking),
        map=map_told(map_view(looking)),
        sides=sides_told(_sides(looking)),
    )
    return Answer(told)


def _sides(looking: Looking) -> SidesView | None:
    """The arguments are read as they are now."""
    texts = argument_texts(db.session().connection(), arguments_of(looking))
    return sides_view(looking, Texts(found=texts))


@opened(blueprint, LEDGER)
def ledger(call: Call, poll_id: int) -> Answer:
    """Rows behind one, in their order, up to the present head."""
    state = get_state(db.session(), poll_id)
    if not results_visible(state.definition, NO_STANDING, at=call.at):
        raise ResultsHidden
    head, after = state.ledger, call.asked.after
    until = min(head.rows, after + LEDGER_ROWS_A_PAGE)
    lines = lines_of(db.session().connection(), poll_id, after=after, until=until)
    told = Ledger(
        question=state.definition.key,
        length=head.rows,
        head=head.hash,
        rows=tuple(map(_row, lines)),
        next=until if until < head.rows else None,
        file=absolute(f"/polls/{poll_id}/ledger.jsonl"),
    )
    return Answer(told)


def _row(line: str) -> LedgerLine:
    row = read_line(line)
    return LedgerLine(
        row=row.row,
        act=row.act,
        day=row.day,
        wording=row.wording,
        ballot=row.ballot,
        options=row.options,
        state=row.state,
        hash=row.hash,
        previous=row.previous,
        line=row.line,
    )
