"""The calculator counts days that somebody could mean."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from danvan.documents import services
from danvan.documents.models import TimeLimit
from danvan.lib import clock
from danvan.units.tests.factories import officer, small_tree


@pytest.fixture
def staff(db: None, client: Client) -> Iterator[Client]:
    """A signed-in officer's browser."""
    with clock.standing_at(date(2026, 9, 7)):
        services.load_limits()
        client.force_login(officer(small_tree().a).user)
        yield client


@pytest.mark.parametrize(
    "days",
    [
        {"start": "0001-01-01"},
        {"start": "9999-12-31"},
        {"start": "2026-09-07", "paused_from": "2026-09-08", "paused_to": "9999-12-30"},
    ],
)
def test_a_day_beyond_every_calendar_is_told_beside_its_field(staff: Client, days: dict[str, str]) -> None:
    limit = TimeLimit.objects.get(code="KN-03", valid_to=None)
    response = staff.get(reverse("documents:calculator"), {"limit": str(limit.pk), **days})
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {max(days, key=lambda name: abs(int(days[name][:4]) - 2026))}
    assert "due" not in response.context
