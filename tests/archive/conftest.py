"""A lively site and its archive, made once for all tests beside this file, and empty instances to bring it into."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.archive.lively import archive_of, lively
from tests.fixtures.site import Site
from tests.operations.whole import empty_instance


@pytest.fixture
def source(site: Site) -> Site:
    """A site on which much has happened."""
    return lively(site)


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Site]:
    """An empty instance."""
    with empty_instance(tmp_path / "target") as site:
        yield site


@pytest.fixture(scope="session")
def _kept_archive(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Where it is, once it was made."""
    return {"folder": tmp_path_factory.mktemp("archives")}


@pytest.fixture
def archive(_kept_archive: dict[str, Path], request: pytest.FixtureRequest) -> Path:
    """A lively site's archive."""
    if "file" not in _kept_archive:
        source: Site = request.getfixturevalue("source")
        _kept_archive["file"] = archive_of(source, _kept_archive["folder"] / "archive.zip")
    return _kept_archive["file"]
