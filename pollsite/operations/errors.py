"""How an operation on the whole site says no."""


class OperationRefused(Exception):
    """It was not done, and nothing was changed; str() is one sentence for the operator."""
