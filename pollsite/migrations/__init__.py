"""The schema's history: one file per step in `versions/`, applied by pollsite.migrating."""


class MigrationError(RuntimeError):
    """The database cannot be brought to this version; its message is one sentence for the operator."""
