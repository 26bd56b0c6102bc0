"""What schemathesis makes of the document, fit and unfit: nothing breaks, and every answer is one that it describes."""

from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings, strategies
from schemathesis import GenerationMode
from schemathesis.checks import (
    allow_header_conformance,
    content_type_conformance,
    negative_data_rejection,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from pollsite.api.documents import document, path_of
from pollsite.api.operations import Operation
from pollsite.api.page_routes import OPERATIONS
from pollsite.api.types import BallotCast
from tests.accounts.people import make_member
from tests.api.calling import Program, program_of
from tests.discussion.scene import Scene
from tests.fixtures.site import Site
from tests.samples import SLUG

CHECKS = [
    allow_header_conformance,
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
]
EXAMPLES = 10
UNFIT = tuple(one for one in OPERATIONS if one.asks or one.takes or "<int:" in one.rule)
"""Whose requests can be other than described: a name in an address can be any."""
SETTINGS = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@dataclass
class Trial:
    """A member's program, and the document as schemathesis reads it, which remembers whose site it is."""

    program: Program
    document: Any


@pytest.fixture
def trial(site: Site) -> Trial:
    """On a site on which there is something of everything."""
    scene = Scene(site)
    scene.member("Bob")
    scene.vote("Bob", "single", "no")
    root = scene.post("Bob", "Words.", about=("single",), stance=True)
    scene.post("Bob", "A reply.", to=root)
    read: Any = schemathesis.openapi.from_dict(document(OPERATIONS, site_name="Any"))
    read.app = site.app
    return Trial(program_of(site, make_member(site)), read)


def hold(operation: Operation, mode: GenerationMode, trial: Trial, checks: list[Any]) -> None:
    """Ask the operation for what schemathesis makes of its description, and look at each answer."""
    described: Any = trial.document[path_of(operation)][operation.method]

    @SETTINGS
    @given(case=described.as_strategy(generation_mode=mode), is_known=strategies.booleans())
    def each(case: Any, is_known: bool) -> None:
        if mode is GenerationMode.POSITIVE:
            case.path_parameters = {"slug": SLUG, "poll_id": 1, "comment_id": 1}
            if is_known and operation.takes is BallotCast:
                case.body = {"options": ["yes"], "wording": 1}
        case.call_and_validate(headers=trial.program.signed, checks=checks)

    each()


def test_what_fits_is_answered_as_the_document_describes(site: Site, trial: Trial) -> None:
    for operation in OPERATIONS:
        hold(operation, GenerationMode.POSITIVE, trial, CHECKS)
    assert site.mismatches() == ()


def test_what_does_not_fit_is_refused_as_the_document_describes(site: Site, trial: Trial) -> None:
    for operation in UNFIT:
        hold(operation, GenerationMode.NEGATIVE, trial, [*CHECKS, negative_data_rejection])
    assert site.mismatches() == ()
