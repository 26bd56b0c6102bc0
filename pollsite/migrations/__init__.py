"""The schema's history: one file per step in `versions/`, applied by pollsite.migrating."""

from pathlib import Path

VERSIONS = Path(__file__).resolve().parent / "versions"


class MigrationError(RuntimeError):
    """The database cannot be brought to this version; its message is one sentence for the operator."""


def newest_revision() -> str:
    """The id of the last step, which its file's name begins with; found without Alembic."""
    return max(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*_*.py"))
