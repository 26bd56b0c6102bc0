"""Which case comes first: the worse one, then the older one."""

from collections.abc import Collection

from pollsite.moderation.limits import COLLAPSE_WEIGHT
from pollsite.moderation.types import CaseKind, FlagReason

URGENT, HIGH, USUAL, LOW = 4, 3, 2, 1
"""As cases are stored, so that an index keeps them in order."""

_GRAVE = frozenset({FlagReason.ILLEGAL, FlagReason.HATE})


def priority_of(kind: CaseKind, *, weight: int = 0, reasons: Collection[FlagReason] = ()) -> int:
    """URGENT: said to be illegal or hateful. HIGH: collapsed, or an appeal, whose author waits for an answer. USUAL:
    flagged. LOW: waits unseen, where it does no harm. `weight` is the sum of the open flags' in thousandths.
    """
    if _GRAVE.intersection(reasons):
        return URGENT
    if kind is CaseKind.APPEAL or weight >= COLLAPSE_WEIGHT:
        return HIGH
    if reasons or kind is not CaseKind.HELD:
        return USUAL
    return LOW
