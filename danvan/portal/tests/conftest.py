"""Fixtures of room `portal`: a small country with officers, on Monday 7 September 2026, and a person with a telephone."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client

from danvan.lib import clock
from danvan.petitions.tests.factories import Cast, cast
from danvan.portal.tests.factories import Person

MONDAY = date(2026, 9, 7)


@pytest.fixture
def play(db: None) -> Iterator[Cast]:
    """The cast, on Monday 7 September 2026."""
    with clock.standing_at(MONDAY):
        yield cast()


@pytest.fixture
def person(play: Cast) -> Person:
    """Somebody who sends, through pages only."""
    return Person(Client(), play.unit)
