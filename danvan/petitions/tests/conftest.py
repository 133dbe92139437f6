"""Fixtures of room `petitions`."""

from collections.abc import Iterator
from datetime import date

import pytest

from danvan.lib import clock
from danvan.petitions.tests.factories import Cast, cast

MONDAY = date(2026, 9, 7)


@pytest.fixture
def play(db: None) -> Iterator[Cast]:
    """The cast, on Monday 7 September 2026."""
    with clock.standing_at(MONDAY):
        yield cast()
