"""Counting at the door: for doors that have no form to give back, and for what costs much to look at."""

from collections.abc import Mapping

from flask import Flask, current_app, request
from werkzeug.exceptions import TooManyRequests

from pollsite.accounts.identity import find_member, find_reader_id
from pollsite.allowances import Allowance
from pollsite.clock import now
from pollsite.ratelimit import Limiter, LimitReached


def init_turnstile(app: Flask, allowances: Mapping[str, Allowance]) -> None:
    """Count requests by endpoint. Must come after CSRF protection, so that only valid forms are counted.

    Where a page can also be looked at for its form, only sending the form is counted.
    """
    sent_only = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint in allowances and "POST" in (rule.methods or ())
    }

    @app.before_request
    def _count() -> None:
        endpoint = str(request.endpoint)
        allowance = allowances.get(endpoint)
        if allowance is not None and (request.method == "POST" or endpoint not in sent_only):
            _count_by(allowance)


def _count_by(allowance: Allowance) -> None:
    limiter: Limiter = current_app.extensions["pollsite-limiter"]
    try:
        limiter.count(
            allowance, actor=_actor() if allowance.actor else "", address=request.remote_addr, at=now()
        )
    except LimitReached as reached:
        raise TooManyRequests(str(reached), retry_after=reached.retry_after_s) from reached


def _actor() -> str:
    """The account that is signed in, or else the reader; "" for somebody who only reads."""
    member = find_member()
    if member is not None:
        return str(member.account_id)
    reader_id = find_reader_id()
    return reader_id.hex if reader_id else ""
