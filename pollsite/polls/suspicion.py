"""When ballots are held: three patterns that people do not make, each with room for those who look a little like it.

Nothing here discards a vote. A held one is shown apart, its reader is told, and a moderator looks. Two things are
known of a first ballot: a hash of its address, and one of its address with the browser's own name for itself and
its languages. A change of a vote is never suspect: it adds nothing.
"""

from dataclasses import dataclass
from datetime import timedelta

from pollsite.polls.types import Hold

ADDRESS_WINDOW = timedelta(minutes=10)
ADDRESS_BALLOTS = 200
"""First votes on one question from one address that are taken within the window: two hundred people in a lecture hall
who are all asked at once. A classroom of thirty is far from it, and so is an office over a day."""
BROWSER_WINDOW = timedelta(hours=1)
BROWSER_BALLOTS = 80
"""The same from one make of browser at one address: two classes of thirty, one after the other, on the school's
identical machines; and in a hall of two hundred the most common telephone, which two in five may own."""
SPEED_WINDOW = timedelta(seconds=3)
SPEED_QUESTIONS = 5
"""Different questions that one reader answers for the first time within the window. Who has chosen beforehand and
only presses one button after the other needs almost a second for each, and a new card comes between."""
ORIGINS_KEPT = timedelta(days=1)
"""So long is it kept where a first vote came from; the hashes are other ones each day anyway."""


@dataclass(frozen=True, slots=True)
class Signals:
    """First ballots within the windows, the one that is looked at among them: on its question from its address, and
    from its browser there; and on how many questions by its reader, from anywhere.
    """

    from_address: int
    from_browser: int
    questions: int


def suspicions(signals: Signals) -> tuple[Hold, ...]:
    """Why the ballot is held, with those of its burst; the most telling reason first; () for a ballot like any other."""
    found = (
        (Hold.BROWSER, signals.from_browser > BROWSER_BALLOTS),
        (Hold.ADDRESS, signals.from_address > ADDRESS_BALLOTS),
        (Hold.SPEED, signals.questions >= SPEED_QUESTIONS),
    )
    return tuple(reason for reason, is_crossed in found if is_crossed)
