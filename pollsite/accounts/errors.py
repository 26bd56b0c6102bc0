"""Why an account refuses, each in a sentence that says what to do. `status` is the HTTP code of the answer; `address` is
the page that says more, "" for none.
"""


class AccountRefused(Exception):
    """Parent of every refusal; str() is the sentence for the reader."""

    status = 422
    address = ""
    retry_after_s: int | None = None


class NameTaken(AccountRefused):
    """Somebody else has the name, or one that looks like it."""

    status = 409

    def __init__(self) -> None:
        super().__init__(
            "Somebody here has this name already, or one that looks like it. Choose another, "
            "or add something to it."
        )


class MailTaken(AccountRefused):
    """An account has this mail address. Told only to those who may know: everybody else is answered in a letter."""

    status = 409

    def __init__(self) -> None:
        super().__init__("There is an account with this mail address already.")


class AdminExists(AccountRefused):
    """The link for the first admin was opened when there was one."""

    status = 410

    def __init__(self) -> None:
        super().__init__("This site has an admin already, so this link has done its work.")


class CodeSpent(AccountRefused):
    """A recovery code was used by two requests at once."""

    status = 409

    def __init__(self) -> None:
        super().__init__("This recovery code was used a moment ago. Take another.")


class TrapFilled(AccountRefused):
    """A guest's form came with a field filled in that people leave empty."""

    def __init__(self) -> None:
        super().__init__(
            "A field that people do not see was filled in, as programs do, so nothing was stored. It is empty "
            "again: please send the form once more."
        )


class TooQuick(AccountRefused):
    """A guest's form came sooner than anybody writes."""

    retry_after_s = 2

    def __init__(self) -> None:
        super().__init__(
            "That was quicker than people write, so nothing was stored yet. Please send it once more."
        )


class UnknownChoice(AccountRefused):
    """A form came with an answer that it does not offer."""

    def __init__(self) -> None:
        super().__init__("The form arrived incomplete, so nothing was changed. Please choose again.")


class NobodyThere(AccountRefused):
    """There is no member of that number, or no longer."""

    status = 404

    def __init__(self) -> None:
        super().__init__("There is no member at this address. They may have deleted their account.")


class NotYourself(AccountRefused):
    """A member would ignore themselves."""

    status = 409

    def __init__(self) -> None:
        super().__init__("That is you. One can ignore others only.")


class TooManyIgnored(AccountRefused):
    """The list of ignored people is full."""

    status = 409

    def __init__(self, *, limit: int) -> None:
        super().__init__(f"You ignore {limit} people already, which is the most. Stop ignoring one first.")


class TooManyTokens(AccountRefused):
    """A member has as many tokens as they may."""

    status = 409

    def __init__(self, *, limit: int) -> None:
        super().__init__(f"You have {limit} tokens, which is the most. Revoke one first; nothing was made.")


class TokenIncomplete(AccountRefused):
    """A token is to be made, and what it needs is missing."""


class NotConfirmed(AccountRefused):
    """An account is to be deleted, and what proves that its owner means it is missing."""


class NotStored(AccountRefused):
    """The database did not take the change."""

    status = 503
    retry_after_s = 10

    def __init__(self) -> None:
        super().__init__(
            "The site could not store this just now, so nothing was changed. Please try again in a moment."
        )
