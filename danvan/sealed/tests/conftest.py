"""Fixtures of room `sealed`."""

from collections.abc import Iterator
from datetime import date

import pytest

from danvan.lib import clock
from danvan.sealed.tests.factories import Kept, kept

FRIDAY = date(2026, 11, 20)


@pytest.fixture
def day() -> Iterator[date]:
    """Friday 20 November 2026."""
    with clock.standing_at(FRIDAY):
        yield FRIDAY


@pytest.fixture
def cast(db: None, day: date) -> Kept:
    """The cast, keys in hand; nobody's passphrase is needed."""
    return kept()


@pytest.fixture
def real_cast(db: None, day: date) -> Kept:
    """The cast whose first recipient opens the key with a passphrase."""
    return kept(real=True)
