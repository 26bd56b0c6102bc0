"""Why an address is not told anything, each in a sentence that says what to do."""


class WebhookRefused(Exception):
    """Parent of every refusal; str() is the sentence. `status` is the HTTP code of the answer."""

    status = 422


class AddressRefused(WebhookRefused):
    """It is no address that may be told anything."""


class AddressKnown(WebhookRefused):
    """It is told already."""

    status = 409

    def __init__(self) -> None:
        super().__init__("This address is told already. Take it away first, to choose anew what it is told.")


class NothingChosen(WebhookRefused):
    """No kind of message was chosen."""

    def __init__(self) -> None:
        super().__init__("Choose at least one thing that it is told.")


class TooManyWebhooks(WebhookRefused):
    """There are as many as there may be."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"There are {limit} addresses already, and no more are told. Take one away first.")
