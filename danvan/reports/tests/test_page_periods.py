"""The lists of periods: the latest first, under their years, a page at a time; narrowed by kind and year; the same number of questions however many."""

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from danvan.audit.doer import SYSTEM
from danvan.lib import clock, periods
from danvan.reports import services
from danvan.reports.models import PeriodRow
from danvan.reports.tests.factories import AFTER, counted_figure
from danvan.reports.tests.page_world import World, browser, build, links, place
from danvan.units.models import Duty
from danvan.units.tests.factories import officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    with counted_figure(), clock.standing_at(AFTER):
        yield build(2)


def opened(world: World, *keys: str) -> None:
    """More periods for which the province receives reports."""
    for key in keys:
        services.open_period(by=SYSTEM, form=world.book.form, period_key=key, root=world.tree.province)


def known(*keys: str) -> None:
    """Periods there are."""
    for one in map(periods.parse, keys):
        PeriodRow.objects.create(key=one.key, kind=one.kind, first_day=one.first, last_day=one.last)


def shown(client: Client, **asked: str) -> str:
    answer = client.get(place("list"), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def in_order(page: str) -> list[str]:
    """Years and the keys of the periods under them, as they stand."""
    found = re.findall(r'<h2 id="nam-(\d{4})">|<div class="what"><a href="/lam-viec/bao-cao/[^/"]+/([^/"]+)/', page)
    return [year or key for year, key in found]


def test_periods_stand_under_the_year_in_which_they_end_the_latest_first(world: World) -> None:
    known("2025", "2025-Q4", "2026-Q2", "2021..2025")
    assert in_order(shown(browser(world.maker), xem="cac-ky")) == ["2026", "2026-Q3", "2026-Q2", "2025", "2025-Q4", "2025", "2021..2025"]


def test_who_receives_many_periods_narrows_them_to_a_kind_and_a_year(world: World) -> None:
    opened(world, "2025", "2025-Q4", "2026-Q1", "2026-Q2")
    known("2024-Q4")
    client = browser(world.receiver)
    assert [one for one in in_order(shown(client, xem="cap-duoi", loai="quarter")) if "Q" in one] == [
        "2026-Q3",
        "2026-Q2",
        "2026-Q1",
        "2025-Q4",
    ]
    assert in_order(shown(client, xem="cap-duoi", nam="2025")) == ["2025", "2025-Q4", "2025"]
    page = shown(client, xem="cap-duoi", loai="year", nam="2026")
    assert "Không có kỳ nào như vậy." in page
    assert '<option value="year" selected>' in page
    assert '<option value="2026" selected>' in page
    assert '<option value="2024"' not in page


def test_kinds_are_offered_from_the_shortest_on_and_nonsense_narrows_nothing(world: World) -> None:
    known("2025", "2025-6M", "2026-09", "2026-Q3@15")
    page = shown(browser(world.maker), xem="cac-ky", loai="bậy", nam="20a6")
    assert re.findall(r'<option value="([a-z]+(?:@15)?)"', page) == ["month", "quarter", "quarter@15", "half", "year"]
    assert len([one for one in in_order(page) if "-" in one or one == "2025"]) == 6


def test_very_many_periods_are_turned_page_by_page_within_what_was_chosen(world: World) -> None:
    client = browser(officer(world.tree.centre, Duty.CONSOLIDATE))
    client.get(place("list"))
    few = asked(client)
    known(*(f"{year}-{month:02}" for year in range(2018, 2026) for month in range(1, 13)), *(f"{year}" for year in range(2018, 2026)))
    assert asked(client) == few <= 16, (few, asked(client))
    page = shown(client, xem="cac-ky", loai="month")
    months = [one for one in in_order(page) if "-" in one]
    rest = client.get(place("list") + links(page, "sau=")[0]).content.decode()
    assert len(months) == 40
    assert next(one for one in in_order(rest) if "-" in one) == "2022-08"
    assert "loai=month" in links(page, "sau=")[0]


def asked(client: Client) -> int:
    """How many questions the list asks of the database."""
    with CaptureQueriesContext(connection) as caught:
        shown(client, xem="cac-ky")
    return len(caught)
