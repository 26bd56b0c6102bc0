"""The numbers of moderation, each once; see README, Moderation."""

from datetime import timedelta

COLLAPSE_WEIGHT = 3_000
"""Thousandths: at this sum of the open flags' weights a comment is collapsed until a moderator looks."""
DEFAULT_WEIGHT = 1_000
LEAST_WEIGHT = 500
GREATEST_WEIGHT = 1_500
DECIDED_UNTIL_WEIGHED = 6
"""Until so many of a reporter's flags were decided each of them weighs DEFAULT_WEIGHT."""
WEIGHED_FLAGS = 100
"""Of so many of a reporter's latest decided flags is their accuracy reckoned."""
MAX_NOTE = 1_000
"""Characters of a flag's note, of a decision's note and of the words it quotes."""
MAX_APPEAL = 3_000
COOL_DOWN = timedelta(minutes=2)
"""So far apart are one person's replies in a flagged thread, and a minute more for each who flagged in it."""
LONGEST_COOL_DOWN = timedelta(minutes=15)
"""And never further: a quarter of an hour cools a quarrel, and however many addresses flag, they silence nobody."""
CLAIM = timedelta(minutes=5)
LONGEST_CLAIM = 2 * CLAIM
"""One that seems to last longer was made before the clock was set back, and holds nobody up."""
APPEAL_WINDOW = timedelta(days=14)
SECOND_LOOK_EVERY = 20
"""One decision in so many, drawn by lot, is shown to a second moderator."""
SMALL_CELL = 10
"""Figures about fewer comments than this are not published."""
SUSPENSION_DAYS = (1, 3, 7, 30)
DEFAULT_SUSPENSION_DAYS = 3
MAX_SUSPENSION_DAYS = 365
CASES_A_PAGE = 20
MAX_BULK = 200
"""So many comments are decided about at once."""
MIN_WATCHED = 2
MAX_WATCHED_LENGTH = 60
"""Letters and figures of a watched word at least, and its characters at most."""
MAX_WATCHED = 2_000
MAX_HOLDING_HOURS = 720
"""So long, at most, may the oldest case wait before an article holds everything."""
