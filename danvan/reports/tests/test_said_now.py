"""Pages of the level above say what holds now: of changes that went into its total before it reported, and of the two denominators."""

from datetime import date

import pytest

from danvan.lib import clock
from danvan.reports import services
from danvan.reports.models import Report
from danvan.reports.tests.factories import PERIOD
from danvan.reports.tests.page_world import World, browser, place, world
from danvan.units.models import Duty
from danvan.units.tests.factories import officer

__all__ = ["world"]

pytestmark = pytest.mark.django_db


def sent_again(world: World) -> Report:
    """A commune's report that came back and went in with another figure before the province reported."""
    report = services.send_back(by=world.receiver, report=world.filed(), reason="Nhầm")
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="20")
    return services.submit(by=world.maker, report=report)


def corrections(world: World) -> str:
    """The province's page."""
    return browser(world.receiver).get(place("corrections")).content.decode()


def test_a_change_in_the_total_says_that_the_level_has_not_reported_only_until_it_has(world: World) -> None:
    sent_again(world)
    assert "Đã vào tổng, báo cáo cấp này chưa gửi" in corrections(world)
    with clock.standing_at(date(2026, 10, 12)):
        world.filed(world.tree.province)
    page = corrections(world)
    assert "Đã vào tổng trước khi cấp này gửi báo cáo ngày 12/10/2026" in page
    assert "báo cáo cấp này chưa gửi" not in page


def test_a_level_that_owes_no_report_is_not_said_to_be_silent(world: World) -> None:
    sent_again(world)
    page = browser(officer(world.tree.centre, Duty.CONSOLIDATE, Duty.FILE_REPORT)).get(place("corrections")).content.decode()
    assert "Đã vào tổng; cấp này không gửi báo cáo của kỳ đó" in page


def test_the_page_says_why_figures_count_one_report_more_than_there_are_units_below(world: World) -> None:
    world.filed()
    province = f"{place('read', world.tree.province.key, PERIOD)}"
    page = browser(world.receiver).get(province).content.decode()
    assert "Cạnh từng số liệu, mẫu số là 4: 3 đơn vị này và chính Tỉnh Ninh Bình." in page


def test_where_nothing_is_counted_twice_nothing_is_explained(world: World) -> None:
    world.filed()
    page = browser(world.maker).get(place("read", world.commune.key, PERIOD)).content.decode()
    assert "Cạnh từng số liệu" not in page
