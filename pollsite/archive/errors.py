"""How an archive says no."""

from pollsite.operations.errors import OperationRefused


class ArchiveRefused(OperationRefused):
    """It was not written, or not brought in, and nothing was changed; str() is one sentence for the operator."""
