"""Why the API refuses, each in a sentence that says what to do. `status` is the HTTP code of the answer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with what was sent: where, as a JSON pointer into the body or as the name of a parameter."""

    at: str
    detail: str


class ApiRefused(Exception):
    """Parent of every refusal of the API's own; str() is the sentence."""

    status = 422
    retry_after_s: int | None = None
    faults: tuple[Fault, ...] = ()


class NoToken(ApiRefused):
    """The address is for a member's program, and no token that opens anything came along."""

    status = 401

    def __init__(self) -> None:
        super().__init__(
            "This address needs a token that works: “Authorization: Bearer pollsite_…”. "
            "A member makes one on the page of their account."
        )


class ScopeMissing(ApiRefused):
    """The token is good, and not for this."""

    status = 403

    def __init__(self, scope: str) -> None:
        super().__init__(f"This token may not do that: it lacks the scope “{scope}”. Make one that has it.")
        self.scope = scope


class NothingThere(ApiRefused):
    """There is no such thing, or none that everybody may know of."""

    status = 404

    def __init__(self, what: str) -> None:
        super().__init__(f"There is no {what} at this address, or it is not public any more.")


class ResultsHidden(ApiRefused):
    """What was asked for tells of results that not everybody may see."""

    status = 403

    def __init__(self) -> None:
        super().__init__(
            "The results of this question are not open to everybody now, and neither is what they are made of."
        )


class NotAcceptable(ApiRefused):
    """The client takes no JSON."""

    status = 406

    def __init__(self) -> None:
        super().__init__("This address answers in JSON. Ask with “Accept: application/json”.")


class NotJson(ApiRefused):
    """The body says that it is something else."""

    status = 415

    def __init__(self) -> None:
        super().__init__("Send JSON, and say so: “Content-Type: application/json”.")


class Unreadable(ApiRefused):
    """The body is no JSON that could be read; `why` ends the sentence."""

    status = 400

    def __init__(self, why: str) -> None:
        super().__init__(f"The body could not be read as JSON: {why}. Nothing was changed.")


class Unfit(ApiRefused):
    """What was sent is not of the shape that is asked for."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        named = "; ".join(f"{fault.at or 'the body'}: {fault.detail}" for fault in faults)
        super().__init__(f"What was sent does not fit: {named}. Nothing was changed.")
        self.faults = faults
