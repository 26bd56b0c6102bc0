"""The public numbers as a page prints them: each section a sentence, and a table where there is more than one number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pollsite.moderation.decision_words import decision_in_words
from pollsite.moderation.fairness import FairnessTable, Side
from pollsite.moderation.limits import SECOND_LOOK_EVERY, SMALL_CELL
from pollsite.moderation.month_figures import PEOPLE, WITHDRAWN, Bursts, MonthFigures, Step, month_begins
from pollsite.moderation.openness_rows import hold_kind
from pollsite.moderation.openness_words import (
    capitalised,
    count_in_words,
    hours_in_words,
    or_none,
    so_many_were,
    were,
)
from pollsite.moderation.queue_lines import held_because
from pollsite.moderation.reasons import reason_in_words
from pollsite.moderation.rulebook import rule_in_words
from pollsite.moderation.types import Actor, AppealOutcome, FlagOutcome, FlagReason

WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class TableRow:
    """A line of a table; `bars` are its parts of the widest line, in percent, drawn one after the other."""

    label: str
    values: tuple[str, ...]
    bars: tuple[float, ...] = ()
    address: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`caption` says what it counts; `heads` stand over the columns, the first over the labels."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """`id` is where it stands in the page."""

    id: str
    title: str
    sentence: str
    tables: tuple[Table, ...] = ()
    hint: str = ""


def overview(months: Sequence[MonthFigures], *, shown: int) -> Table:
    """Steps of the latest `shown` months, the latest first."""
    latest = list(reversed(months[-shown:]))
    widest = max((month.human + month.automatic for month in latest), default=0)
    rows = [
        TableRow(
            month_in_words(month.month),
            (f"{month.human:,}", f"{month.automatic:,}"),
            (_part(month.human, widest), _part(month.automatic, widest)),
            f"/openness?month={month.month}",
        )
        for month in latest
    ]
    return Table("Steps by month", ("Month", "By people", "Automatic"), tuple(rows))


def sections_of(figures: MonthFigures, fairness: Sequence[FairnessTable] | None) -> tuple[Section, ...]:
    """A month in sections; `fairness` is None while the month has not settled."""
    return (
        _reports(figures),
        _decisions(figures),
        _holds(figures),
        _appeals(figures),
        _looks(figures),
        _bursts(figures.bursts),
        _sides(fairness),
    )


def month_in_words(month: str) -> str:
    """ "November 2026"."""
    return f"{month_begins(month):%B %Y}"


def _reports(figures: MonthFigures) -> Section:
    counted = {key: number for key, number in figures.flags.items() if key[0] is not FlagReason.DISAGREE}
    decoys = sum(figures.flags.values()) - sum(counted.values())
    hint = (
        f"“I disagree” was chosen {count_in_words(decoys, 'time')}; it breaks no rule and is never counted."
    )
    rows = {
        reason_in_words(reason): (
            _sum(counted, reason),
            _sum(counted, reason, FlagOutcome.UPHELD),
            _sum(counted, reason, FlagOutcome.REJECTED),
        )
        for reason in FlagReason
    }
    return Section(
        "reports",
        "Reports",
        _reported(counted),
        _tables("Reports by reason", ("Reason", "Reports", "Upheld", "Rejected"), rows),
        hint if decoys else "",
    )


def _reported(flags: Mapping[tuple[FlagReason, str], int]) -> str:
    if not flags:
        return "Nobody reported anything."
    became = {outcome: _sum(flags, None, outcome) for outcome in (*FlagOutcome, WITHDRAWN)}
    return (
        f"Readers reported comments and names {count_in_words(sum(flags.values()), 'time')}. Of these reports "
        f"{so_many_were(became[FlagOutcome.UPHELD])} upheld and {or_none(became[FlagOutcome.REJECTED])} rejected; "
        f"{so_many_were(became[WITHDRAWN])} withdrawn, {or_none(became[FlagOutcome.GONE])} fell away with what they were "
        f"about, and {or_none(became[FlagOutcome.OPEN])} still wait{'s' if became[FlagOutcome.OPEN] == 1 else ''}."
    )


def _sum(
    flags: Mapping[tuple[FlagReason, str], int], reason: FlagReason | None, outcome: str | None = None
) -> int:
    return sum(
        number
        for (why, became), number in flags.items()
        if reason in (None, why) and outcome in (None, became)
    )


def _decisions(figures: MonthFigures) -> Section:
    people = figures.by(*PEOPLE)
    removed, restored = (sum(getattr(step, what) for step in people) for what in ("removed", "restored"))
    back = sum(step.taken_back for step in people)
    again = f"; {so_many_were(restored)} readable again later, for that was taken back" if restored else ""
    kinds = {
        decision_in_words(kind): (_of(figures.by(*PEOPLE), kind), _of(figures.by(Actor.AUTOMATIC), kind))
        for kind in dict.fromkeys(step.kind for step in figures.steps)
    }
    rules = {
        rule_in_words(rule).capitalize(): (
            sum(step.number for step in people if step.rule == rule),
            sum(step.removed for step in people if step.rule == rule),
        )
        for rule in sorted({step.rule for step in people if step.rule is not None})
    }
    sentence = (
        f"Moderators took {count_in_words(figures.decisions, 'decision')}, and {were(figures.automatic, 'step')} automatic. "
        f"{capitalised(were(removed, 'comment'))} removed, all by people{again}; "
        f"{were(back, 'decision')} taken back {'in all' if restored else 'later'}. {_took(figures)}"
    ).strip()
    return Section(
        "decisions",
        "Decisions",
        sentence if figures.steps else "Nothing was decided.",
        _tables("Steps by kind", ("What was done", "By people", "Automatic"), kinds, drawn=2)
        + _tables("Decisions by rule", ("Rule", "Decisions", "Comments removed"), rules),
    )


def _of(steps: Sequence[Step], kind: str) -> int:
    return sum(step.number for step in steps if step.kind == kind)


def _took(figures: MonthFigures) -> str:
    if figures.median_h is None:
        return ""
    return (
        f"Half of {count_in_words(figures.cases, 'case')} were decided within "
        f"{hours_in_words(figures.median_h)} of being opened."
    )


def _holds(figures: MonthFigures) -> Section:
    held, seen = sum(hold.number for hold in figures.holds), sum(hold.looked_at for hold in figures.holds)
    rows = tuple(
        TableRow(
            "For another reason" if hold_kind(hold.reason) != hold.reason else held_because(hold.reason),
            (
                f"{hold.number:,}",
                f"{hold.looked_at:,}",
                hours_in_words(hold.median_h) if hold.median_h is not None else "–",
            ),
            (_part(hold.number, figures.holds[0].number),),
        )
        for hold in figures.holds
    )
    heads = ("Why", "Held", "Looked at", "Median wait")
    sentence = (
        f"{count_in_words(held, 'comment')} waited for a moderator before anybody else could read "
        f"{'it' if held == 1 else 'them'}; a moderator has looked at {or_none(seen)} so far."
    )
    return Section(
        "holds",
        "Comments held before publication",
        sentence if held else "No comment was held.",
        (Table("Held comments by reason", heads, rows),) if rows else (),
    )


def _appeals(figures: MonthFigures) -> Section:
    made = figures.appeals.total()
    accepted, rejected = figures.appeals[AppealOutcome.ACCEPTED], figures.appeals[AppealOutcome.REJECTED]
    sentence = (
        f"{were(made, 'appeal')} made: {or_none(accepted)} upheld, "
        f"{or_none(rejected)} rejected, {or_none(made - accepted - rejected)} waiting for another moderator."
    )
    return Section("appeals", "Appeals", sentence if made else "Nobody appealed.")


def _looks(figures: MonthFigures) -> Section:
    hint = (
        f"One decision in {SECOND_LOOK_EVERY}, drawn by lot, is shown to a second moderator who is not told."
    )
    if not figures.looks:
        return Section("second-looks", "Second looks", "No second look was taken.", hint=hint)
    percent = round(100 * figures.agreed / figures.looks)
    sentence = (
        f"A second moderator looked at {count_in_words(figures.looks, 'decision')} and came to the same in "
        f"{figures.agreed:,} ({percent}\u202f%)."
    )
    return Section("second-looks", "Second looks", sentence, hint=hint)


def _bursts(bursts: Bursts) -> Section:
    sentence = (
        f"{were(bursts.held, 'burst')} held. Moderators decided about {count_in_words(bursts.decided, 'burst')}: "
        f"{were(bursts.counted, 'vote')} counted after all, and {or_none(bursts.left_out)} left out."
    )
    return Section(
        "votes",
        "Votes that came in bursts",
        capitalised(sentence) if bursts.held or bursts.decided else "No vote was held.",
    )


def _sides(fairness: Sequence[FairnessTable] | None) -> Section:
    title = "Removals by side"
    if fairness is None:
        return Section(
            "sides", title, "These figures stand a week after the month is over, and never change again."
        )
    if not fairness:
        return Section(
            "sides", title, f"No side wrote {SMALL_CELL} comments or more, so nothing is said of any."
        )
    heads = ("Answer", "Comments", "Removed", "Share")
    tables = tuple(
        Table(f"{table.question} ({table.title})", heads, tuple(_side(side) for side in table.sides))
        for table in fairness
    )
    sentence = (
        "How many comments of those who voted for each answer were removed, as votes and comments then stood."
    )
    hint = (
        f"Withheld: sides with fewer than {SMALL_CELL} comments, numbers that fewer than five people stand behind, "
        "and whatever would let anybody work those out. Questions whose results are hidden are left out."
    )
    return Section("sides", title, sentence, tables, hint)


def _side(side: Side) -> TableRow:
    comments, removed = (
        WITHHELD if number is None else f"{number:,}" for number in (side.comments, side.removed)
    )
    share = WITHHELD if side.share is None else f"{side.share}\u202f%"
    return TableRow(side.label, (comments, removed, share), (float(side.share or 0),))


def _tables(
    caption: str, heads: tuple[str, ...], rows: Mapping[str, tuple[int, ...]], *, drawn: int = 1
) -> tuple[Table, ...]:
    """A table of those rows that count anything, with a bar for the first `drawn` numbers; none if no row does."""
    counted = {label: values for label, values in rows.items() if any(values)}
    widest = max((sum(values[:drawn]) for values in counted.values()), default=0)
    lines = tuple(
        TableRow(
            label,
            tuple(f"{value:,}" for value in values),
            tuple(_part(value, widest) for value in values[:drawn]),
        )
        for label, values in counted.items()
    )
    return (Table(caption, heads, lines),) if lines else ()


def _part(number: int, widest: int) -> float:
    return round(100 * number / widest, 1) if widest else 0.0
