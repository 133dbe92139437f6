"""Both interfaces keep to their descriptions: whatever is sent, no server error and no answer that is not written down."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.core.result import Ok
from schemathesis.generation.modes import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from danvan.api.tests.factories import bearer, key, published
from danvan.petitions.tests.factories import Cast, accepted
from tests.machine import examples

PER_OPERATION = examples(12)


@pytest.fixture
def program() -> Iterator[Any]:
    """The program as a server calls it, within the test's transaction: it may not close the connection between calls."""
    ends = (signals.request_started, signals.request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    yield get_wsgi_application()
    for end in ends:
        end.connect(close_old_connections)


@pytest.mark.parametrize(("path", "least"), [("/api/v1/openapi.json", 5), ("/open311/v2/openapi.json", 12)])
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: str(mode.value))
def test_an_interface_does_what_its_description_says(play: Cast, program: Any, path: str, least: int, mode: GenerationMode) -> None:
    """With a key; the same cases every time. Of what is wrong on purpose only operations that take something have cases."""
    published(play)
    accepted(play.clerk)
    headers = bearer(key(play.tree.province))
    description = schemathesis.openapi.from_wsgi(path, program)
    operations = [found.ok() for found in description.get_all_operations() if isinstance(found, Ok)]
    done = [tried(operation.as_strategy(generation_mode=mode), headers) for operation in operations]
    assert sum(done) >= least
    assert all(done) or mode == GenerationMode.NEGATIVE


def tried(cases: Any, headers: dict[str, str]) -> bool:
    """A bounded number of calls, each checked against the description. False: there is no such case.

    Left out: "what fits the description is accepted". No description can say which cursors were given out or which address is a commune's.
    """

    @settings(
        max_examples=PER_OPERATION,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def call(case: Any) -> None:
        case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])

    try:
        call()
    except Unsatisfiable:
        return False
    return True
