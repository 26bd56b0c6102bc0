"""The doors of decisions: about a case, about a comment on its page, and the way back from one."""

import secrets
from functools import partial

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as WerkzeugResponse

from pollsite.accounts.types import Member
from pollsite.clock import now
from pollsite.db import db
from pollsite.discussion.errors import DiscussionRefused
from pollsite.moderation.case_pages import case_answer
from pollsite.moderation.deciding import decide
from pollsite.moderation.decision_errors import DecisionUnknown
from pollsite.moderation.decision_forms import typed_in
from pollsite.moderation.decision_lines import find_decision
from pollsite.moderation.doors import require_moderator, write
from pollsite.moderation.errors import BarredFromCase, CaseNotFound, ModerationRefused
from pollsite.moderation.going_on import go_back, go_on
from pollsite.moderation.limits import SECOND_LOOK_EVERY
from pollsite.moderation.refusing import refusal_page
from pollsite.moderation.second_looks import find_second_look
from pollsite.moderation.telling import tell
from pollsite.moderation.types import DecisionKind
from pollsite.moderation.undoing import undo
from pollsite.moderation.verdicts import Verdict
from pollsite.numbers import number_in

blueprint = Blueprint("decisions", __name__, url_prefix="/moderation")
REFUSALS = (ModerationRefused, DiscussionRefused)
TAKEN_BACK = "Taken back. It waits for a decision again."

for _refusal in REFUSALS:
    blueprint.register_error_handler(_refusal, refusal_page)


@blueprint.post("/cases/<int:case_id>/decision")
def about_case(case_id: int) -> WerkzeugResponse:
    """Decide a case; then the next one."""
    return _decide(require_moderator(), case_id=case_id)


@blueprint.post("/comments/<int:comment_id>/decision")
def about_comment(comment_id: int) -> WerkzeugResponse:
    """Decide about a comment that a moderator came upon; then the next case."""
    return _decide(require_moderator(), comment_id=comment_id)


@blueprint.post("/decisions/<int:decision_id>/undo")
def take_back(decision_id: int) -> WerkzeugResponse:
    """Take a decision back; then to what waits again."""
    member = require_moderator()
    undone = write(partial(undo, decision_id=decision_id, moderator_id=member.account_id, at=now()))
    tell(undone.told)
    return go_back(case_id=undone.case_id, comment_id=undone.comment_id, sentence=TAKEN_BACK)


def _decide(member: Member, *, case_id: int | None = None, comment_id: int | None = None) -> WerkzeugResponse:
    try:
        verdict = _verdict(member, case_id=case_id, comment_id=comment_id)
        decided = write(partial(decide, verdict=verdict, at=now()))
    except (CaseNotFound, BarredFromCase):
        raise
    except REFUSALS as refusal:
        return _refused(member, refusal, case_id=case_id, comment_id=comment_id)
    tell(decided.told)
    looked = find_second_look(db.session(), decided.case_id or 0) if decided.is_second_look else None
    if looked is not None:
        return go_on(member, decision_id=None, sentence=looked.sentence)
    stored = find_decision(db.session().connection(), decided.decision_id or 0)
    sentence = f"{stored.sentence}." if stored else ""
    return go_on(member, decision_id=decided.decision_id, sentence=sentence)


def _verdict(member: Member, *, case_id: int | None, comment_id: int | None) -> Verdict:
    """What the form says. A form without a version or a revision has seen none. Raises DecisionUnknown."""
    typed = typed_in(request.form)
    kind = request.form.get("kind", "")
    if kind not in tuple(DecisionKind):
        raise DecisionUnknown
    revision = request.form.get("revision", "")
    return Verdict(
        kind=DecisionKind(kind),
        case_id=case_id,
        comment_id=comment_id,
        version=number_in(request.form.get("version", "")),
        revision=number_in(revision) if revision or comment_id is not None else None,
        moderator_id=member.account_id,
        removes=typed.removes,
        rule=typed.rule or None,
        quote=typed.quote,
        note=typed.note,
        days=typed.days,
        seen_flag=number_in(request.form.get("seen", "")) if "seen" in request.form else None,
        second_look=secrets.randbelow(SECOND_LOOK_EVERY) == 0,
    )


def _refused(member: Member, refusal: Exception, *, case_id: int | None, comment_id: int | None) -> Response:
    """The case as it is now, with what decided it, if something did, and with everything that was filled in."""
    status = refusal.status if isinstance(refusal, REFUSALS) else 409
    return case_answer(
        member,
        case_id=case_id,
        comment_id=comment_id,
        typed=typed_in(request.form),
        error=str(refusal),
        status=status,
    )
