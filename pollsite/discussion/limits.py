"""How much, how deep and how long: each limit of a discussion once. Those of a comment's text are in markup.py."""

from datetime import timedelta

MAX_DEPTH = 8
"""A reply to a comment of this depth stands beside it."""
INDENT_DEPTH = 5
"""Deeper replies are indented no further."""
MAX_TAGS = 3
"""So many questions can a thread be about."""
MAX_GUEST_NAME = 40

THREADS_PER_PAGE = 20
REPLIES_SHOWN = 3

FRESH_PLACE = 3
"""The place near the top of the best threads that is kept for a fresh one, or late ones are never seen."""
FRESH_AGE = timedelta(hours=24)
FRESH_MARKS = 3
"""A thread with fewer marks than this has not had its chance yet."""

EDIT_WINDOW = timedelta(minutes=15)
"""So long after it could first be read may a comment that nobody has answered be edited without a trace."""
REPEAT_WINDOW = timedelta(minutes=10)
"""The same words to the same comment within this time are one comment."""
REPEATS_COMPARED = 50
"""So many of a reader's latest comments are held against a new one."""

VISIT_GAP = timedelta(minutes=30)
"""Who comes back after this time begins a new visit."""
MAX_DRAFTS = 20
"""So many drafts of one reader are kept, the latest."""
DRAFT_AGE = timedelta(days=7)
"""A draft that nobody came back to for so long is let go."""
DRAFTS_SWEPT = 100
"""So many old drafts are let go at once, so that keeping one never takes long."""
MAX_REASON = 120
"""Characters of the rule by which a comment was removed."""
