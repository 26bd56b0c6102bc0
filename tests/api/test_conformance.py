"""What schemathesis makes of the document, fit and unfit: nothing breaks, and every answer is one that it describes."""

from collections.abc import Iterator
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
SCHEMA = schemathesis.openapi.from_dict(document(OPERATIONS, site_name="Any"))
FIT = [(operation, GenerationMode.POSITIVE) for operation in OPERATIONS]
UNFIT = [
    (operation, GenerationMode.NEGATIVE)
    for operation in OPERATIONS
    if operation.asks or operation.takes or "<int:" in operation.rule
]


@pytest.fixture
def program(site: Site) -> Iterator[Program]:
    """A member's program on a site on which there is something of everything."""
    scene = Scene(site)
    scene.member("Bob")
    scene.vote("Bob", "single", "no")
    root = scene.post("Bob", "Words.", about=("single",), stance=True)
    scene.post("Bob", "A reply.", to=root)
    SCHEMA.app = site.app
    yield program_of(site, make_member(site))
    SCHEMA.app = None


@pytest.mark.parametrize(
    ("operation", "mode"), [*FIT, *UNFIT], ids=lambda one: getattr(one, "name", "").lower()
)
def test_every_answer_is_one_that_the_document_describes(
    site: Site, program: Program, operation: Any, mode: GenerationMode
) -> None:
    described = SCHEMA[path_of(operation)][operation.method]
    is_fit = mode is GenerationMode.POSITIVE
    checks = CHECKS if is_fit else [*CHECKS, negative_data_rejection]

    @given(case=described.as_strategy(generation_mode=mode), is_answer=strategies.booleans())
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def hold(case: Any, is_answer: bool) -> None:
        if is_fit:
            case.path_parameters = {"slug": SLUG, "poll_id": 1, "comment_id": 1}
            if is_answer and operation.takes is BallotCast:
                case.body = {"options": ["yes"], "wording": 1}
        case.call_and_validate(headers={"Authorization": f"Bearer {program.token}"}, checks=checks)

    hold()
    assert site.mismatches() == ()
