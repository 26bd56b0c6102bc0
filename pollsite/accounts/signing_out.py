"""Signing out ends the session itself: a copy of its cookie, made before, opens nothing any more."""

from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from flask import session as cookie

from pollsite.accounts.doors import write
from pollsite.accounts.errors import NotStored
from pollsite.accounts.identity import COOKIE_LIFETIME_DAYS, SESSION_ID_KEY
from pollsite.accounts.services import end_session
from pollsite.clock import now

log = structlog.get_logger()
COOKIE_LIFETIME = timedelta(days=COOKIE_LIFETIME_DAYS)


def end_this_session() -> None:
    """Store that the request's session is over. The cookie goes from this browser, whether that can be stored or not."""
    session_id: Any = cookie.get(SESSION_ID_KEY)
    if not session_id:
        return  # began before sessions had names
    try:
        write(partial(end_session, session_id=session_id, kept=COOKIE_LIFETIME, at=now()))
    except NotStored:
        log.warning("a session was signed out of here, but could not be ended everywhere")
