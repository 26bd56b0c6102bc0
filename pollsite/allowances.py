"""How often may be done what: every limit of the site once. The README's table is held to `in_words`.

Each is such that an abuser meets it and a reader, or a classroom behind one address, never does.
"""

from dataclasses import dataclass

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute

NETWORK_FACTOR = 4
"""An IPv6 network of 2^16 addresses' blocks (/48, what one site is given) may do so much as four such blocks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """How often an act may be done: by one actor, from one address, on one article; None for as often as one likes.

    `what` names it in the README; `told` begins the sentence of a refusal.
    """

    name: str
    what: str
    told: str
    actor: RateLimitItem | None = None
    address: RateLimitItem | None = None
    article: RateLimitItem | None = None


VOTES = Allowance(
    name="vote",
    what="votes, changes, withdrawals, answers before reading, looks at results, marks, stances, visits",
    told="That was a lot of changes in a short time, so this one was not counted. Your choice is still here",
    actor=RateLimitItemPerMinute(60),
    address=RateLimitItemPerMinute(1200),
)
"""A reader who answers nine polls and changes each answer five times within a minute is not in a hurry; a hundred
readers behind one address send a vote every five seconds each. Not limited for each article: who could use that up
would keep everybody from voting. A flood is held instead, see polls/suspicion.py.
"""
WRITING = Allowance(
    name="writing",
    what="comments, edits, deletions, drafts, appeals",
    told="That was a lot in a short time, so this was not stored. Your words are still here",
    actor=RateLimitItemPerMinute(12),
    address=RateLimitItemPerMinute(120),
    article=RateLimitItemPerMinute(600),
)
"""Somebody who writes, rewrites or deletes every five seconds is not debating; nor are sixty people behind one address
who do so twice a minute each. Ten a second on one article are read by nobody; a tenth of what the site can store.
"""
GUESTS = Allowance(
    name="guests",
    what="comments of guests",
    told="Many guests write here just now, and each comment waits for a moderator. Your words are still here: "
    "sign in to post them at once, or",
    article=RateLimitItemPerHour(600),
)
"""They all wait for a moderator: ten a minute for an hour is more than any team reads. Members are not stopped by it."""
PREVIEWS = Allowance(
    name="preview",
    what="previews",
    told="That was a lot in a short time, so there is no new preview. Your words are still here",
    actor=RateLimitItemPerMinute(30),
    address=RateLimitItemPerMinute(600),
)
"""Rendering is the dearest thing that somebody can ask for without leaving a trace."""
_REPORTED = (
    "That was a lot of reports in a short time, so this one was not stored. What you typed is still here"
)
REPORTS = Allowance(
    name="report",
    what="reports of comments and names, withdrawn ones too",
    told=_REPORTED,
    actor=RateLimitItemPerMinute(12),
    address=RateLimitItemPerMinute(120),
)
"""Who reports something every five seconds has not read it."""
REPORTS_ON = Allowance(
    name="reports",
    what="the same, for longer",
    told=_REPORTED,
    actor=RateLimitItemPerHour(60),
    address=RateLimitItemPerHour(1200),
)
"""Nor has who does so every minute for an hour: a queue is easily filled, and slowly emptied. Not for each article: the
queue has one case for each comment, however many report it.
"""
SIGN_IN = Allowance(
    name="sign-in",
    what="passwords tried, by the mail address they are for",
    told="There were many attempts to sign in. Have a new password sent by mail, or wait",
    actor=RateLimitItemPerMinute(10, 15),
    address=RateLimitItemPerMinute(100, 15),
)
"""Guesses at a password; two classrooms sign in at once."""
SECOND_FACTOR = Allowance(
    name="second-factor",
    what="codes of an app and recovery codes tried",
    told="There were many wrong codes",
    actor=RateLimitItemPerMinute(10, 15),
    address=RateLimitItemPerMinute(100, 15),
)
"""Guesses at six digits: at this rate a match takes years."""
OWN_PASSWORD = Allowance(
    name="own-password",
    what="a member's own password asked for again",
    told="There were many attempts",
    actor=RateLimitItemPerMinute(10, 15),
    address=RateLimitItemPerMinute(100, 15),
)
"""Guesses by somebody who sits at a member's browser."""
REGISTRATION = Allowance(
    name="registration",
    what="accounts asked for, by mail address",
    told="Many accounts were asked for in a short time. What you typed is still here",
    actor=RateLimitItemPerHour(5),
    address=RateLimitItemPerHour(60),
)
"""By the mail address, which gets a letter each time; and of two classrooms behind one address."""
LETTERS = Allowance(
    name="letter",
    what="letters to confirm, recover or change an address, by mail address",
    told="Several emails were sent already. Look for them, in your spam folder too, or wait",
    actor=RateLimitItemPerHour(5),
    address=RateLimitItemPerHour(60),
)
"""Letters that anybody may have sent to a mail address."""
CHANGES = Allowance(
    name="settings",
    what="a member's names, mail wishes, inbox, people ignored, sessions",
    told="That was a lot of changes in a short time, so this one was not stored",
    actor=RateLimitItemPerMinute(60),
    address=RateLimitItemPerMinute(600),
)
"""Somebody who reads an inbox line by line, or sorts out whom to ignore, does one a second."""
ACCOUNT_STEPS = Allowance(
    name="account-step",
    what="passkeys, links of letters, setting up codes, signing out",
    told="That was a lot in a short time",
    actor=RateLimitItemPerMinute(60, 15),
    address=RateLimitItemPerMinute(600, 15),
)
"""Signatures to check and pictures to draw; two classrooms do ten each."""
MODERATING = Allowance(
    name="moderating",
    what="moderators' acts and searches",
    told="That was a lot in a short time, so this was not done",
    actor=RateLimitItemPerMinute(240),
    address=RateLimitItemPerMinute(2400),
)
"""Four keys a second: a moderator's session in wrong hands does no more, and each act can be undone."""
DOWNLOADS = Allowance(
    name="download",
    what="exports, the log as a file, one's own data",
    told="These files were asked for often in a short time",
    address=RateLimitItemPerMinute(120),
)
"""Whole tables as a file, which a class of thirty may each fetch four times a minute, with a cookie or without."""

ALLOWANCES = (
    VOTES,
    WRITING,
    GUESTS,
    PREVIEWS,
    REPORTS,
    REPORTS_ON,
    SIGN_IN,
    SECOND_FACTOR,
    OWN_PASSWORD,
    REGISTRATION,
    LETTERS,
    CHANGES,
    ACCOUNT_STEPS,
    MODERATING,
    DOWNLOADS,
)
AT_THE_DOOR = {
    "account.data": DOWNLOADS,
    "accounts.unsubscribe": CHANGES,
    "ballots.decide": MODERATING,
    "ballots.undo": MODERATING,
    "bulk.decide": MODERATING,
    "bulk.preview": MODERATING,
    "bulk.take_back": MODERATING,
    "decisions.about_case": MODERATING,
    "decisions.about_comment": MODERATING,
    "decisions.take_back": MODERATING,
    "entering.change_mail_address": ACCOUNT_STEPS,
    "first_admin.become": ACCOUNT_STEPS,
    "flags.withdraw": REPORTS,
    "log.as_csv": DOWNLOADS,
    "log.as_json": DOWNLOADS,
    "moderation.claim": MODERATING,
    "moderation.queue": MODERATING,
    "moderation.release": MODERATING,
    "moderation.start": MODERATING,
    "openings.change": MODERATING,
    "openness.decisions_csv": DOWNLOADS,
    "openness.decisions_json": DOWNLOADS,
    "openness.numbers_csv": DOWNLOADS,
    "openness.numbers_json": DOWNLOADS,
    "security.confirm_email": ACCOUNT_STEPS,
    "security.logout": ACCOUNT_STEPS,
    "security.mf_recovery_codes": ACCOUNT_STEPS,
    "security.reset_password": ACCOUNT_STEPS,
    "security.two_factor_setup": ACCOUNT_STEPS,
    "security.two_factor_setup_validate": ACCOUNT_STEPS,
    "security.wan_delete": ACCOUNT_STEPS,
    "security.wan_register": ACCOUNT_STEPS,
    "security.wan_register_response": ACCOUNT_STEPS,
    "security.wan_signin": ACCOUNT_STEPS,
    "security.wan_signin_response": ACCOUNT_STEPS,
    "security.wan_verify": ACCOUNT_STEPS,
    "security.wan_verify_response": ACCOUNT_STEPS,
    "statements.answer": MODERATING,
    "webhooks.add": MODERATING,
    "webhooks.remove": MODERATING,
    "words.add": MODERATING,
    "words.attempt": MODERATING,
    "words.remove": MODERATING,
}
"""By endpoint, what is counted before its door opens, see accounts/turnstile.py. Every other writer counts within, where
it can give back what was typed.
"""


def in_words(limit: RateLimitItem | None) -> str:
    """The limit as the README's table says it: "60 a minute", "10 in 15 minutes"; "–" for none."""
    if limit is None:
        return "–"
    unit = limit.GRANULARITY.name
    if limit.multiples != 1:
        return f"{limit.amount:,} in {limit.multiples} {unit}s"
    return f"{limit.amount:,} {'an' if unit == 'hour' else 'a'} {unit}"
