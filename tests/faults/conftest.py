"""What the tests of faults share: one peopled instance, copied for each; sites that stand on copies."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.engine import drop_database
from tests.faults.people import Cast, make_cast
from tests.faults.standing import Standing
from tests.fixtures.site import copy_instance


@pytest.fixture(scope="session")
def first_cast(template_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """The peopled instance that is copied."""
    folder = tmp_path_factory.mktemp("peopled") / "instance"
    copy_instance(template_folder, folder)
    return make_cast(folder)


@pytest.fixture
def cast(first_cast: Cast, tmp_path: Path) -> Iterator[Cast]:
    """A copy that no process has open."""
    folder = tmp_path / "instance"
    copy_instance(first_cast.folder, folder)
    yield replace(first_cast, folder=folder)
    drop_database(folder)


@pytest.fixture
def stand(cast: Cast, tmp_path: Path) -> Iterator[Callable[..., Standing]]:
    """Makes sites on the copy, by what differs in them; ends them afterwards."""
    made: list[Standing] = []

    def make(**others: object) -> Standing:
        log = tmp_path / f"log-{len(made)}"
        log.touch()
        made.append(Standing(**{"instance": cast.folder, "log": log, **others}))
        return made[-1]

    yield make
    for standing in made:
        standing.stop()
