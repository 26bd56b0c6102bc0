"""Pages about people: the inbox, and a member's public page."""

from functools import partial

from flask import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse

from pollsite.accounts.doors import count_change, private, require_member, write
from pollsite.accounts.identity import find_member, find_reader_id
from pollsite.accounts.notices import find_notice, mark_read
from pollsite.accounts.routes import MEMBER
from pollsite.clock import now
from pollsite.db import db, reading
from pollsite.numbers import number_in
from pollsite.pages.inbox import inbox_page, place_of_notice
from pollsite.pages.profile import profile_page
from pollsite.pages.reporting import told_of_name

blueprint = Blueprint("people", __name__)


@blueprint.get("/inbox")
def inbox() -> Response:
    """What happened to the member's words, newest first. Looking marks nothing as read."""
    member = require_member(back="/inbox")
    before = _before()
    with reading() as connection:
        page = inbox_page(connection, member.account_id, before=before)
    html = render_template("accounts/inbox.html", page=page, unread=member.unread, is_first=before is None)
    return private(html)


@blueprint.post("/inbox/read")
def read_inbox() -> WerkzeugResponse:
    """Take everything as read; with `notice`, that one alone, and go to what it tells of."""
    member = require_member(back="/inbox")
    count_change(member)
    if "notice" not in request.form:
        write(partial(mark_read, account_id=member.account_id, at=now()))
        return redirect("/inbox", 303)
    connection = db.session().connection()
    notice_id = number_in(request.form.get("notice"))
    notice = find_notice(connection, account_id=member.account_id, notice_id=notice_id)
    if notice is None:
        return redirect("/inbox", 303)
    place = "/inbox" if "stay" in request.form else place_of_notice(connection, notice)
    write(partial(mark_read, account_id=member.account_id, notice_id=notice_id, at=now()))
    return redirect(place, 303)


@blueprint.get(MEMBER)
def profile(account_id: int) -> Response:
    """Who a member says they are, and what of theirs everybody may read."""
    page = profile_page(db.session(), account_id, looking=find_member(), before=_before())
    if page is None:
        abort(404, "There is no member at this address. They may have deleted their account.")
    told = told_of_name(request.args.get("told", ""), account_id, reader_id=find_reader_id())
    response = private(render_template("accounts/profile.html", page=page, told=told))
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _before() -> int | None:
    """`?before=NUMBER`: where a further page begins; None for the first, and for what no column holds."""
    return number_in(request.args.get("before")) or None
