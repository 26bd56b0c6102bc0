"""Rendered cards of polls, made once for all readers who see the same; the reader's token is put in last."""

from dataclasses import dataclass

from pollsite.polls.views import PollView

FIELD_PLACE = "\ue000"
"""Stands in a kept card where each reader's form token goes: a private-use character, in no text of ours."""


@dataclass(slots=True)
class Card:
    """A poll as some readers see it; `html` is filled in by the template that first shows it."""

    view: PollView
    html: str = ""

    def keep(self, html: str) -> str:
        """Remember the rendered card, and hand it back."""
        self.html = html
        return html
