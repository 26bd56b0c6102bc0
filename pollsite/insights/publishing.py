"""What of a figure may leave the site, as in an archive: all but what only places readers who look."""

from collections.abc import Mapping
from typing import Any

KEPT_BACK = frozenset({"axes"})
"""The map's means and directions: exact numbers about all ballots together."""


def published(body: Mapping[str, Any]) -> dict[str, Any]:
    """A figure's body without these."""
    return {name: part for name, part in body.items() if name not in KEPT_BACK}
