"""What many tests of room `reports` begin with."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from danvan.lib import clock
from danvan.reports.tests import factories
from danvan.reports.tests.factories import AFTER, Book, Tree


@pytest.fixture
def tree() -> Tree:
    """The small tree of units."""
    return factories.tree()


@pytest.fixture
def book() -> Book:
    """The book of few indicators."""
    return factories.book()


@pytest.fixture
def after() -> Iterator[None]:
    """On a day after the third quarter."""
    with clock.standing_at(AFTER):
        yield


@pytest.fixture
def counting(after: None) -> Iterator[None]:
    """The same, with a figure to count, in Vietnamese."""
    with factories.counted_figure(), translation.override("vi"):
        yield
