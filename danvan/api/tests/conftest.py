"""Fixtures of room `api`."""

from collections.abc import Iterator

import pytest

from danvan.lib import clock
from danvan.petitions.tests.conftest import MONDAY
from danvan.petitions.tests.factories import Cast, cast


@pytest.fixture
def play(db: None) -> Iterator[Cast]:
    """The cast, on Monday 7 September 2026."""
    with clock.standing_at(MONDAY):
        yield cast()
