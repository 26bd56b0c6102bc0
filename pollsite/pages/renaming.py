"""A member's new name or note, and with it every page that shows it beside their comments."""

from datetime import datetime

from sqlalchemy.orm import Session

from pollsite.accounts import preferences, profiles
from pollsite.accounts.types import Portrait
from pollsite.discussion.authors import touch_author
from pollsite.moderation.lapsing import lapse_about_name
from pollsite.moderation.naming import find_name, refuse_bearer


def rename_member(session: Session, *, account_id: int, typed: str, at: datetime) -> str:
    """Give the member the name that was typed, everywhere; returns it as shown. Reports of the one they had lapse.

    Raises NameRefused or NameTaken, SuspendedName, or RemovedName where a moderator took it away.
    """
    connection = session.connection()
    refuse_bearer(connection, account_id, typed=typed, at=at)
    before = find_name(connection, account_id) or ""
    name = profiles.rename(session, account_id=account_id, typed=typed)
    touch_author(session, account_id=account_id)
    lapse_about_name(connection, account_id, before=before, after=name, at=at)
    return name


def say_portrait(session: Session, *, account_id: int, portrait: Portrait) -> None:
    """Note what the member says their portrait elsewhere is, and show it wherever they are shown."""
    preferences.say_portrait(session, account_id=account_id, portrait=portrait)
    touch_author(session, account_id=account_id)
