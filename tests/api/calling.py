"""Programs that ask the API, with a member's token or without."""

from dataclasses import dataclass
from typing import Any

from werkzeug.test import TestResponse

from pollsite.accounts.tokens import make_token
from pollsite.accounts.types import Scope
from pollsite.clock import now
from tests.accounts.people import Person
from tests.fixtures.site import Site

API = "/api/v1"
EVERY_SCOPE = tuple(Scope)


@dataclass
class Program:
    """Whoever asks; `token` is "" for nobody in particular."""

    site: Site
    token: str = ""

    @property
    def signed(self) -> dict[str, str]:
        """The header that a token is sent in."""
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def ask(self, method: str, path: str, **request: Any) -> TestResponse:
        """The answer at an address below the API's."""
        headers = {**self.signed, **request.pop("headers", {})}
        return self.site.app.test_client().open(API + path, method=method, headers=headers, **request)

    def get(self, path: str, *, status: int = 200) -> Any:
        """What a look tells."""
        answer = self.ask("GET", path)
        assert answer.status_code == status, answer.text
        return answer.get_json(force=True)

    def send(self, method: str, path: str, body: Any = None, *, status: int = 200, **headers: str) -> Any:
        """What an act tells; names of headers have _ for -."""
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.ask(method, path, json=body, headers=said)
        assert answer.status_code == status, answer.text
        return answer.get_json(force=True)


def program_of(site: Site, person: Person, *scopes: Scope) -> Program:
    """A program with a token of the person's for these scopes, for all unless said."""
    with site.writing() as session:
        token = make_token(
            session,
            account_id=person.account_id,
            name="script",
            scopes=scopes or EVERY_SCOPE,
            days=30,
            at=now(),
        )
    return Program(site, token)
