"""Every combination of author, words and place: what the gate says equals a table written down beside it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pollsite.accounts.types import Role
from pollsite.discussion.holding import hold_reason
from pollsite.discussion.overseeing import Utterance
from pollsite.discussion.types import HoldReason, Openness
from pollsite.moderation import gate as gate_module
from pollsite.moderation.gate import Gate
from pollsite.moderation.gate_errors import BannedWords, CoolingDown, ReplyToFlagged, Suspended, WarningUnread
from pollsite.moderation.looking import look_at
from pollsite.moderation.types import WordKind
from pollsite.moderation.wordlist import Watched, WordList

AT = datetime(2026, 11, 25, tzinfo=UTC)
READER = UUID(int=7)
FIRST_HELD = 2
WORDS = WordList([Watched("casino", WordKind.SUSPECT), Watched("viagra", WordKind.BANNED)])
LINK = ' <a href="https://example.org" rel="nofollow">there</a>'
TEXTS = {"": "Harmless.", "suspect": "A casino.", "banned": "Viagra."}


@dataclass(frozen=True, kw_only=True)
class Case:
    """Somebody about to write something somewhere."""

    role: Role | None
    published: int
    link: bool
    word: str
    openness: Openness
    sanction: str
    flagged_parent: bool
    heat: int
    since_reply_min: int | None
    behind: bool
    is_edit: bool

    @property
    def stand(self) -> Any:
        """What the one statement would tell of them."""
        row = {
            "role": self.role,
            "suspended_until": AT + timedelta(days=1) if self.sanction == "suspended" else None,
            "suspension_id": 5,
            "suspended_at": AT - timedelta(days=2),
            "suspension_rule": 2,
            "holding_id": 6 if self.sanction == "always held" else None,
            "unread_warning": 4 if self.sanction == "warned" else None,
            "published": self.published,
            "flagged_parent": self.flagged_parent,
            "heat": self.heat,
            "last_reply_at": None
            if self.since_reply_min is None
            else AT - timedelta(minutes=self.since_reply_min),
            "holds_after_min": 60,
            "oldest_case_at": AT - timedelta(minutes=61 if self.behind else 60),
        }
        if self.sanction == "suspended once":
            row["suspended_until"] = AT
        return type("Row", (), row)

    @property
    def utterance(self) -> Utterance:
        """Their words, as the discussion tells of them."""
        is_guest = self.role is None
        return Utterance(
            article_id=1,
            reader_id=READER,
            account_id=None if is_guest else 3,
            comment_id=9 if self.is_edit else None,
            parent_id=2,
            root_id=1,
            held_for=hold_reason(is_guest=is_guest, openness=self.openness),
        )

    @property
    def html(self) -> str:
        """The rendered words."""
        return f"<p>{TEXTS[self.word]}{LINK if self.link else ''}</p>"


CASES = st.builds(
    Case,
    role=st.sampled_from((None, *Role)),
    published=st.integers(0, FIRST_HELD),
    link=st.booleans(),
    word=st.sampled_from(tuple(TEXTS)),
    openness=st.sampled_from((Openness.OPEN, Openness.HOLDING)),
    sanction=st.sampled_from(("", "", "suspended", "suspended once", "warned", "always held")),
    flagged_parent=st.booleans(),
    heat=st.integers(0, 3),
    since_reply_min=st.none() | st.integers(0, 6),
    behind=st.booleans(),
    is_edit=st.booleans(),
)


def expected(case: Case) -> type[Exception] | HoldReason | None:
    """The table: refusals first, from the gravest on; nothing holds a moderator; the reason that says most."""
    cools = case.heat > 0 and case.since_reply_min is not None and case.since_reply_min < 2 + case.heat
    is_moderator = case.role in (Role.MODERATOR, Role.EDITOR, Role.ADMIN)
    table: tuple[tuple[bool, type[Exception] | HoldReason | None], ...] = (
        (case.sanction == "suspended", Suspended),
        (case.sanction == "warned", WarningUnread),
        (case.word == "banned", BannedWords),
        (case.flagged_parent and not case.is_edit, ReplyToFlagged),
        (cools and not case.is_edit, CoolingDown),
        (is_moderator, None),
        (case.role is None, HoldReason.GUEST),
        (case.sanction == "always held", HoldReason.AUTHOR),
        (case.word == "suspect", HoldReason.WORD),
        (case.link, HoldReason.LINK),
        (case.published < FIRST_HELD, HoldReason.FIRST),
        (case.openness is Openness.HOLDING, HoldReason.EVERYTHING),
        (case.behind, HoldReason.BACKLOG),
    )
    return next((outcome for holds, outcome in table if holds), None)


QUIET = Case(
    role=Role.MEMBER,
    published=FIRST_HELD,
    link=False,
    word="",
    openness=Openness.OPEN,
    sanction="",
    flagged_parent=False,
    heat=0,
    since_reply_min=None,
    behind=False,
    is_edit=False,
)


@settings(max_examples=1_500, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(case=QUIET)
@given(case=CASES)
def test_the_gate_says_what_the_table_says(monkeypatch: pytest.MonkeyPatch, case: Case) -> None:
    monkeypatch.setattr(gate_module, "stand_of", lambda *_, **__: case.stand)
    gate = Gate(look_at(case.html, WORDS), first_held=FIRST_HELD)
    outcome = expected(case)
    session = type("Session", (), {"connection": lambda self: None})()
    if isinstance(outcome, type):
        with pytest.raises(outcome) as refusal:
            gate.judge(session, case.utterance, at=AT)
        assert "Your text is still here" in str(refusal.value)
    else:
        assert gate.judge(session, case.utterance, at=AT) is outcome
