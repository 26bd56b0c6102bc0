"""Somebody who writes at the discussion's front door, as the page's forms would send it."""

from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.test import TestResponse

from tests.accounts.people import signed_in
from tests.browsing import FRAGMENT, Browser
from tests.discussion.scene import Scene


@dataclass
class Hand:
    """A browser whose reader acts in the discussion."""

    browser: Browser
    article_id: int

    def write(
        self,
        body: str = "What I think.",
        *,
        to: int | str = 0,
        polls: Sequence[str] = (),
        name: str = "",
        stance: bool = False,
        key: str = "a key",
        intent: str = "post",
        fragment: bool = False,
    ) -> TestResponse:
        """Send the form of a comment."""
        form = {
            "body": body,
            "parent": str(to),
            "poll": list(polls),
            "name": name,
            "key": key,
            "intent": intent,
        }
        if stance:
            form["stance"] = "1"
        return self.send(f"/articles/{self.article_id}/comments", form, fragment=fragment)

    def edit(
        self, comment_id: int, body: str, *, intent: str = "save", polls: Sequence[str] = ()
    ) -> TestResponse:
        """Send the form in which a comment is rewritten."""
        form = {"body": body, "intent": intent, "poll": list(polls)}
        return self.send(f"/comments/{comment_id}/edit", form)

    def act(self, act: str, comment_id: int, *, fragment: bool = False, **form: str) -> TestResponse:
        """Send one of a comment's small forms."""
        return self.send(f"/comments/{comment_id}/{act}", dict(form), fragment=fragment)

    def send(self, address: str, form: dict[str, object], *, fragment: bool = False) -> TestResponse:
        """Post it with the token, where there is one."""
        token = {"csrf_token": self.browser.token} if self.browser.token else {}
        headers = FRAGMENT if fragment else {}
        return self.browser.client.post(address, data={**form, **token}, headers=headers)

    def get(self, address: str) -> TestResponse:
        """Open a page."""
        return self.browser.client.get(address)


def hand_of(scene: Scene, name: str) -> Hand:
    """A member's browser."""
    return Hand(signed_in(scene.site, scene.member(name)), scene.article_id)


def guest(scene: Scene) -> Hand:
    """A reader without an account, whose page has fetched a token."""
    return Hand(scene.site.browser().touch(), scene.article_id)


def stranger(scene: Scene) -> Hand:
    """A reader without a cookie."""
    return Hand(scene.site.browser(), scene.article_id)


def number_in(answer: TestResponse) -> int:
    """The number of the comment that the answer leads to."""
    assert answer.status_code == 303, (answer.status, answer.text[-1500:])
    return int(answer.location.partition("/comments/")[2].partition("?")[0].partition("#")[0])
