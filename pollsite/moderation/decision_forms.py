"""What a moderator has filled in, as the form prints it again."""

from collections.abc import Mapping
from dataclasses import dataclass

from pollsite.moderation.limits import DEFAULT_SUSPENSION_DAYS, MAX_NOTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A decision's form: nothing of it is checked, so that a refused one comes back as it was sent. `rule` is a number of
    the rulebook, 0 for none.
    """

    rule: int = 0
    quote: str = ""
    note: str = ""
    days: int = DEFAULT_SUSPENSION_DAYS
    removes: bool = False


def typed_in(form: Mapping[str, str]) -> Typed:
    """The form as it was sent."""
    return Typed(
        rule=_number(form.get("rule", "")),
        quote=form.get("quote", "")[: 2 * MAX_NOTE],
        note=form.get("note", "")[: 2 * MAX_NOTE],
        days=_number(form.get("days", "")) or DEFAULT_SUSPENSION_DAYS,
        removes=form.get("removes", "") == "1",
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
