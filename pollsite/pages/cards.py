"""Rendered cards of polls, made once for all readers who see the same, with the reader's token put in last."""

from dataclasses import dataclass

from flask import Flask
from markupsafe import Markup

from pollsite.polls.views import PollView

TOKEN_PLACE = "\ue000"


@dataclass(slots=True)
class Card:
    """A poll as some readers see it; `html` is filled in when it is first shown, TOKEN_PLACE for each token."""

    view: PollView
    html: Markup | None = None


def init_cards(app: Flask) -> None:
    """Give templates `card_html(card, token)`."""
    environment = app.jinja_env

    def card_html(card: Card, token: str) -> Markup:
        html = card.html
        if html is None:
            macros = environment.get_template("polls/_poll.html").module
            html = card.html = macros.poll_card(card.view, TOKEN_PLACE)  # type: ignore[attr-defined]
        return html.replace(TOKEN_PLACE, token)

    environment.globals["card_html"] = card_html
