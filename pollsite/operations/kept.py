"""What of people is kept how long: the one list, which `retention` follows and the README prints."""

from dataclasses import dataclass
from datetime import timedelta

from pollsite.accounts.identity import COOKIE_LIFETIME_DAYS
from pollsite.accounts.queries import UNCONFIRMED_KEPT
from pollsite.discussion.limits import DRAFT_AGE
from pollsite.polls.suspicion import ORIGINS_KEPT

_AS_LONG_AS_COOKIES = timedelta(days=COOKIE_LIFETIME_DAYS)


@dataclass(frozen=True, slots=True)
class Kept:
    """Something personal, how long it is kept, and why not shorter; `since` when the time runs."""

    what: str
    how_long: timedelta
    since: str
    why: str

    @property
    def told(self) -> str:
        """How long, in words."""
        return f"{self.how_long.days} day{'s' if self.how_long.days != 1 else ''} after {self.since}"


VOTES_ORIGINS = Kept(
    "Hashes of a first vote's address and browser", ORIGINS_KEPT, "the vote", "bursts are told by them"
)
BURSTS_ORIGINS = Kept(
    "The hash that a burst of held votes shares", ORIGINS_KEPT, "its last vote", "the burst may grow"
)
REPORTS_ORIGINS = Kept(
    "The hash of a report's address",
    timedelta(days=30),
    "its case was closed",
    "an appeal within 14 days weighs reports again",
)
UNCONFIRMED = Kept(
    "Accounts whose mail address nobody confirmed",
    UNCONFIRMED_KEPT,
    "they were asked for",
    "until then the letter's reader may still confirm",
)
DRAFTS = Kept(
    "Comments that waited for somebody to sign in",
    DRAFT_AGE,
    "they were typed",
    "who typed one may come back",
)
VISITS = Kept(
    "How far a member has read a discussion",
    _AS_LONG_AS_COOKIES,
    "they last looked",
    "it says what is new to them, as long as they stay signed in",
)
NOTICES = Kept(
    "Lines of the inbox that were read", _AS_LONG_AS_COOKIES, "they were read", "a member may look them up"
)
ENDED_SESSIONS = Kept(
    "Numbers of sessions that were signed out of",
    _AS_LONG_AS_COOKIES,
    "their end",
    "a copied cookie could be used for so long",
)
TOKENS = Kept(
    "Names and hashes of tokens for members' programs",
    timedelta(days=1),
    "they ended",
    "until then the list that their owner looks at is whole",
)
LETTERS = Kept(
    "Letters in `outbox/`, where no mail server takes them or it refused them",
    timedelta(days=30),
    "they were written",
    "whoever runs the site hands them on, or sees why they were refused",
)
KEPT = (
    VOTES_ORIGINS,
    BURSTS_ORIGINS,
    REPORTS_ORIGINS,
    UNCONFIRMED,
    DRAFTS,
    VISITS,
    NOTICES,
    ENDED_SESSIONS,
    TOKENS,
    LETTERS,
)
