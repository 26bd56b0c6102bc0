"""The doors by which admins say who elsewhere is told what happens here."""

from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse

from pollsite.accounts.doors import private, require_member, write
from pollsite.accounts.types import Role
from pollsite.clock import now
from pollsite.db import reading
from pollsite.webhooks.errors import WebhookRefused
from pollsite.webhooks.queries import webhook_lines
from pollsite.webhooks.services import add_webhook, remove_webhook
from pollsite.webhooks.signing import secret_of
from pollsite.webhooks.types import MessageKind

blueprint = Blueprint("webhooks", __name__)
ADDRESS = "/moderation/webhooks"
FOR_ADMINS = "This page is for whoever administers the site."


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What is typed on the page, with the sentence that refuses it; or the address just added, and its secret."""

    address: str = ""
    kinds: tuple[MessageKind, ...] = ()
    error: str = ""
    added: str = ""
    secret: str = ""


@blueprint.get(ADDRESS)
def show() -> Response:
    """Every address with what it is told and how that goes."""
    _require_admin()
    return _page(Form())


@blueprint.post(ADDRESS)
def add() -> Response:
    """Tell an address from now on. Its secret is on the page that answers, and on no other."""
    _require_admin()
    address = request.form.get("address", "").strip()
    chosen = request.form.getlist("kind")
    kinds = tuple(kind for kind in MessageKind if kind in chosen)
    adding = partial(
        add_webhook, address=address, kinds=kinds, only_https=current_app.config["WEBHOOKS_HTTPS"], at=now()
    )
    try:
        _, salt = write(adding)
    except WebhookRefused as refusal:
        return _page(Form(address=address, kinds=kinds, error=str(refusal)), status=refusal.status)
    return _page(Form(added=address, secret=secret_of(str(current_app.secret_key), salt)))


@blueprint.post(f"{ADDRESS}/<int:webhook_id>/removal")
def remove(webhook_id: int) -> WerkzeugResponse:
    """Tell it no more. Twice is harmless."""
    _require_admin()
    removed = write(partial(remove_webhook, webhook_id=webhook_id))
    if removed:
        flash(f"{removed} is told nothing more, not even what waited.", "success")
    return redirect(ADDRESS, 303)


def _require_admin() -> None:
    """Let in an admin who is signed in; nobody else learns what is here."""
    if not require_member(back=ADDRESS).role.includes(Role.ADMIN):
        abort(403, FOR_ADMINS)


def _page(form: Form, *, status: int = 200) -> Response:
    with reading() as connection:
        lines = webhook_lines(connection)
    page = render_template("webhooks/webhooks.html", form=form, lines=lines, kinds=tuple(MessageKind))
    return private(page, status)
