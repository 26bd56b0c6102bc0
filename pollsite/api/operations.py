"""What the API offers, door by door: what each takes, what it answers and how it may refuse."""

from dataclasses import dataclass

from pollsite.accounts.types import Scope

PREFIX = "/api/v1"
IDEMPOTENCY_KEY = "Idempotency-Key"
MAX_IDEMPOTENCY_KEY = 200
REFUSALS = {
    400: "The body is no JSON that could be read.",
    401: "There is no token that works.",
    403: "The token may not do this, or what is asked for is not open to everybody now.",
    404: "There is no such thing, or it is not public any more.",
    405: "The address takes no such request; so it is, too, where its number is greater than any.",
    406: "The client takes no JSON.",
    409: "It does not go together with how things stand; the sentence says how.",
    413: "The body has more than 64,000 bytes.",
    415: "The body says that it is something else than JSON.",
    422: "What was sent does not fit, or a rule of the site refuses it.",
    429: "That was a lot in a short time; Retry-After says when to go on.",
    503: "The database does not answer just now; Retry-After says when to try again.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One door. `rule` is its address below PREFIX as Werkzeug writes it; `asks` the shape of its query, `takes` of its
    body, `answers` of what it says with `status`. It needs a token `with_token`, which has `scope` where that is named.
    `keyed`: it takes an Idempotency-Key. `hides`: what everybody may see of it depends on the results.
    """

    name: str
    method: str
    rule: str
    summary: str
    answers: type
    status: int = 200
    asks: type | None = None
    takes: type | None = None
    scope: Scope | None = None
    with_token: bool = False
    keyed: bool = False
    hides: bool = False

    @property
    def is_for_members(self) -> bool:
        """Whether only a token opens it."""
        return self.with_token or self.scope is not None

    @property
    def writes(self) -> bool:
        """Whether it changes something."""
        return self.method != "GET"

    @property
    def refusals(self) -> tuple[int, ...]:
        """The statuses of its problems, ascending."""
        found = {406, 503}
        if "<" in self.rule:
            found.add(404)
        if "<int:" in self.rule:
            found.add(405)
        if self.asks:
            found.add(422)
        if self.takes:
            found |= {400, 413, 415, 422}
        if self.is_for_members:
            found |= {401, 403}
        if self.hides:
            found.add(403)
        if self.writes:
            found |= {409, 429}
        return tuple(sorted(found))
