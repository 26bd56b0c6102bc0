"""What statements, inboxes and letters say about decisions: in words, and never in words that were removed."""

from datetime import datetime

from pollsite.discussion.types import Status
from pollsite.discussion.words import moment_in_words
from pollsite.moderation.rulebook import rule_in_words
from pollsite.moderation.types import Actor, AppealOutcome, CaseKind, DecisionKind, Restriction

NO_SECOND_MODERATOR = "There is no second moderator yet; your appeal waits."
WAITS_FOR_ANOTHER = "Your appeal waits for another moderator than the one who decided."
WAITS_FOR_ANY = "Your appeal waits for a moderator."

_BY = {
    Actor.MODERATOR: "A person decided this: one of this site’s moderators.",
    Actor.OPERATOR: "A person decided this: whoever runs this site.",
    Actor.AUTOMATIC: "This was decided automatically, by no person.",
    Actor.AUTHOR: "You decided this yourself.",
}
_FOUND = {
    CaseKind.FLAGGED: "Readers had reported it.",
    CaseKind.NAME: "Readers had reported it.",
    CaseKind.HELD: "It was waiting for a moderator before anybody else could read it.",
}
_DONE = {
    Restriction.REMOVED: "Your comment was removed",
    Restriction.WARNED: "You were warned",
    Restriction.SUSPENDED: "You were suspended",
    Restriction.ALWAYS_HELD: "Everything you write now waits for a moderator",
    Restriction.NAME_RESET: "Your name was taken back",
}
_MEANS = {
    Restriction.REMOVED: "Nobody but you and the moderators can read it.",
    Restriction.WARNED: "You can go on reading, voting and writing.",
    Restriction.ALWAYS_HELD: "You can go on reading, voting and writing. Others read what you write "
    "once a moderator has looked at it, until this decision is taken back.",
    Restriction.NAME_RESET: "Your comments stay. You can choose another name in your account.",
}
_TO_BE_READ = (
    "You can go on reading and voting. Once you have said that you have read this, you can post again."
)
_ANSWERED = {
    AppealOutcome.ACCEPTED: "Your appeal was accepted: the decision was taken back.",
    AppealOutcome.REJECTED: "Your appeal was rejected: the decision stands. It was the one appeal there is.",
}


def what_was_done(restriction: Restriction) -> str:
    """A heading: “Your comment was removed”."""
    return _DONE[restriction]


def what_it_means(
    restriction: Restriction, *, until: datetime | None, is_removed: bool, is_to_be_read: bool = False
) -> str:
    """What its reader may and may not do now, and until when. `is_removed`: the comment went out of sight with it.
    `is_to_be_read`: its reader has to say that they have read it.
    """
    if restriction is Restriction.SUSPENDED:
        end = moment_in_words(until) if until else "a moderator decides otherwise"
        means = f"You can read and vote. You cannot write until {end}."
    else:
        means = _TO_BE_READ if is_to_be_read else _MEANS[restriction]
    also = is_removed and restriction is not Restriction.REMOVED
    return f"Your comment was removed, too. {means}" if also else means


def who_decided(actor: Actor) -> str:
    """Whether a person decided, or nobody."""
    return _BY[actor]


def how_it_was_found(kind: CaseKind | None) -> str:
    """How it came to be looked at; nobody is named, nor how many they were."""
    return _FOUND.get(kind, "A moderator came upon it.") if kind else ""


def taken_back(at: datetime) -> str:
    """The one sentence that all places say about a decision that does not hold any more."""
    return f"This decision was taken back on {moment_in_words(at)}."


def answer_in_words(outcome: AppealOutcome) -> str:
    """What became of an appeal that was answered."""
    return _ANSWERED[outcome]


def told_to_author(
    *, restriction: Restriction | None, kind: DecisionKind, rule: int | None, status_after: str, back: str
) -> str:
    """A line about a decision on one's own words or name; `back` says that it was taken back, "" if it was not.

    "" where the comment, as it stands now, says it all.
    """
    if kind is DecisionKind.ACCEPT_APPEAL:
        return _ANSWERED[AppealOutcome.ACCEPTED]
    if kind is DecisionKind.REJECT_APPEAL:
        return _ANSWERED[AppealOutcome.REJECTED]
    if restriction is None:
        return ""
    also = status_after == Status.REMOVED and restriction is not Restriction.REMOVED
    done = _DONE[restriction] + (", and your comment removed" if also else "")
    by_rule = f": {rule_in_words(rule)}" if rule else ""
    return f"{done}{by_rule}. {back}".strip()


def told_to_reporter(
    *, kind: DecisionKind, rule: int | None, status_after: str, is_name: bool, back: str
) -> str:
    """A line about what became of one's report: what was decided about the words, and of their author nothing."""
    what = "a name" if is_name else "a comment"
    if kind is DecisionKind.ACCEPT_APPEAL:
        return f"The decision about {what} you reported was appealed against, and taken back by another moderator."
    if kind is DecisionKind.REJECT_APPEAL:
        return f"The decision about {what} you reported was appealed against, and stands."
    if kind in _STEPS_BACK:
        return f"The decision about {what} you reported was taken back."
    by_rule = f" ({rule_in_words(rule)})" if rule else ""
    if status_after == Status.REMOVED or (is_name and kind is not DecisionKind.KEEP):
        found = f"You reported {what}: a moderator removed it{by_rule}."
    elif kind is DecisionKind.KEEP:
        found = f"You reported {what}: a moderator looked at it and left it standing."
    else:
        found = f"You reported {what}: a moderator agreed{by_rule}, and left the words standing."
    return f"{found} {back}".strip()


def told_to_decider(*, kind: DecisionKind, is_name: bool) -> str:
    """A line about the answer to an appeal, for the moderator who decided first."""
    what = "a name" if is_name else "a comment"
    if kind is DecisionKind.ACCEPT_APPEAL:
        return f"The appeal against your decision about {what} was accepted: another moderator took it back."
    return f"The appeal against your decision about {what} was rejected: it stands."


_STEPS_BACK = (DecisionKind.UNDO, DecisionKind.RESTORE, DecisionKind.FREE_AUTHOR)
