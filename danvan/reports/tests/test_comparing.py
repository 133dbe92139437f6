"""One number beside its earlier periods and beside the units of its kind."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danvan.lib import clock
from danvan.reports.selectors import THEN
from danvan.reports.selectors.comparing import sisters
from danvan.reports.tests import factories
from danvan.reports.tests.factories import AFTER, PERIOD, counted_figure
from danvan.reports.tests.page_world import World, browser, place, seven


@pytest.fixture
def land(db: None) -> Iterator[World]:
    """Seven communes report 1, 2, 4, 6, 8, 10 and 100; the first also gave 5 the quarter before."""
    with counted_figure(), clock.standing_at(AFTER):
        yield seven("100")


def test_the_middle_half_says_where_a_unit_stands_and_one_large_unit_does_not_move_it(land: World) -> None:
    period = factories.period()
    lowest, middle, highest = (sisters(land.tree.communes[place_], period, land.book.typed, THEN) for place_ in (0, 3, 6))
    assert lowest is not None
    assert (lowest.count, lowest.lower, lowest.median, lowest.upper) == (7, Decimal(3), Decimal(6), Decimal(9))
    assert [one.place for one in (lowest, middle, highest) if one] == [
        "Đơn vị này thấp hơn khoảng đó.",
        "Đơn vị này nằm trong khoảng đó.",
        "Đơn vị này cao hơn khoảng đó.",
    ]


def test_few_units_or_no_number_give_no_middle(land: World) -> None:
    assert sisters(land.tree.province, factories.period(), land.book.typed, THEN) is None
    assert sisters(land.commune, factories.period(), land.book.stock, THEN) is None
    assert sisters(land.commune, factories.period(), land.book.own, THEN) is None


def test_the_page_of_a_number_shows_earlier_periods_each_a_link_and_leads_to_the_table(land: World) -> None:
    client = browser(land.receiver)
    page = client.get(place("number", land.commune.key, PERIOD, "T1")).content.decode()
    assert place("number", land.commune.key, "2026-Q2", "T1") in page
    assert "Trong 7 đơn vị cùng cấp có số liệu, mức giữa là 6" in page
    assert "ct=T1&amp;ky=2026-Q3&amp;ky=2026-Q2" in page
    with CaptureQueriesContext(connection) as seen:
        client.get(place("number", land.tree.province.key, PERIOD, "T1"))
    assert len(seen) <= 40
