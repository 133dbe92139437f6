"""A report that comes back and goes in again: each day keeps what it said, and the first sending decides whether it was in time."""

import importlib
import re
from datetime import date

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.reports import services
from danvan.reports.models import Report
from danvan.reports.selectors import completeness
from danvan.reports.selectors.days import ByDay, by_day
from danvan.reports.selectors.filing import completeness_below
from danvan.reports.selectors.filing_matrix import Standing, filing_matrix
from danvan.reports.selectors.passages import Passage, passages
from danvan.reports.services.correcting import Corrected
from danvan.reports.tests.factories import MERGED, PERIOD, period
from danvan.reports.tests.page_world import World, browser, place, world
from danvan.units.models import Kind
from danvan.units.services.units import NewUnit, open_unit

__all__ = ["world"]

pytestmark = pytest.mark.django_db

IN_TIME, BACK, AGAIN = date(2026, 10, 3), date(2026, 10, 19), date(2026, 10, 21)


def sent(world: World, which: int = 0, day: date = IN_TIME) -> Report:
    """The report of one of the communes, sent on the day."""
    with clock.standing_at(day):
        return world.filed(world.tree.communes[which])


def back(world: World, report: Report, day: date = BACK) -> Report:
    """Sent back on the day."""
    with clock.standing_at(day):
        return services.send_back(by=world.receiver, report=report, reason="Thiếu nguồn")


def again(world: World, report: Report, day: date = AGAIN) -> Report:
    """Sent again on the day."""
    with clock.standing_at(day):
        return services.submit(by=world.receiver, report=report)


def told(curve: ByDay) -> dict[int, tuple[int, int, int]]:
    """Day of October -> came, went back, stood filed at its end."""
    return {one.day.day: (one.filed, one.returned, one.total) for one in curve.days}


def test_each_day_says_how_many_stood_filed_at_its_end_whatever_came_back_since(world: World) -> None:
    report = sent(world)
    sent(world, 1, date(2026, 10, 4))
    with clock.standing_at(date(2026, 10, 18)):
        before = told(by_day(world.tree.province, period()))
    again(world, back(world, report))
    after = told(by_day(world.tree.province, period()))
    assert before.items() <= after.items()
    assert (after[3], after[4], after[18], after[19], after[20], after[21]) == (
        (1, 0, 1),
        (1, 0, 2),
        (0, 0, 2),
        (0, 1, 1),
        (0, 0, 1),
        (1, 0, 2),
    )


def test_a_report_that_is_still_away_stopped_counting_on_the_day_of_its_return(world: World) -> None:
    back(world, sent(world))
    curve = by_day(world.tree.province, period())
    assert (told(curve)[18], told(curve)[19], curve.filed) == ((0, 0, 1), (0, 1, 0), 0)
    filing = completeness(world.tree.province, period())
    assert (filing.filed, filing.expected) == (0, curve.expected)


def test_what_came_before_the_days_that_are_shown_is_told_as_until_the_first_of_them(world: World) -> None:
    again(world, back(world, sent(world)), date(2026, 12, 1))
    curve = by_day(world.tree.province, period())
    first = curve.days[0]
    assert (first.day, first.gathers, first.filed, first.returned) == (date(2026, 11, 1), True, 1, 1)
    assert not any(one.gathers for one in curve.days[1:])
    assert curve.returned == ((BACK, 1),)
    page = browser(world.receiver).get(place("campaign", world.tree.province.key, PERIOD)).content.decode()
    assert "Đến hết 01/11/2026" in page
    assert "Trả lại để sửa: 19/10 (1)" in page


def test_one_that_came_back_on_the_day_of_its_sending_counts_on_neither(world: World) -> None:
    again(world, back(world, sent(world), IN_TIME))
    after = told(by_day(world.tree.province, period()))
    assert (after[3], after[21]) == ((1, 1, 0), (1, 0, 1))


def test_a_unit_above_others_sums_the_days_of_those_below_it(world: World) -> None:
    again(world, back(world, sent(world)))
    sent(world, 1)
    centre = by_day(world.tree.centre, period())
    [row] = [one for one in centre.rows if one.unit_id == world.tree.province.pk]
    days = [one.day for one in centre.days]
    assert [row.cells[days.index(day)] for day in (IN_TIME, BACK, AGAIN)] == [(2, 0), (1, 1), (2, 0)]


def test_a_report_first_sent_in_time_is_not_late_for_being_sent_again(world: World) -> None:
    report = again(world, back(world, sent(world)))
    assert report.filed_on == IN_TIME
    with clock.standing_at(AGAIN):
        assert completeness(world.tree.province, period()).late == 2  # the two that sent nothing
        assert completeness_below(world.tree.centre, period())[0].late == 2
    cell = filing_matrix(world.tree.province, [period()]).cells[report.unit_id, period().pk]
    assert cell.standing == Standing.SENT


def test_one_first_sent_late_stays_late_by_the_first_day(world: World) -> None:
    report = again(world, back(world, sent(world, day=date(2026, 10, 8))))
    page = browser(world.receiver).get(place("below", world.tree.province.key, PERIOD)).content.decode()
    assert "Gửi lần đầu ngày 08/10/2026, muộn 3 ngày; trả lại ngày 19/10/2026; gửi lại ngày 21/10/2026." in page
    assert "Xong muộn 3 ngày" in page
    assert filing_matrix(world.tree.province, [period()]).cells[report.unit_id, period().pk].late == 1


def test_a_correction_is_neither_a_return_nor_a_sending(world: World) -> None:
    report = services.accept(by=world.receiver, report=sent(world))
    with clock.standing_at(BACK):
        cell = Corrected(world.book.typed, "15", "Cộng sót", "Sổ")
        services.file_correction(by=world.maker, report=report, cells=[cell], seen=report.revision)
    assert passages([report.pk]) == {}
    assert told(by_day(world.tree.province, period()))[3] == (1, 0, 1)
    report.refresh_from_db()
    again(world, back(world, report, AGAIN), AGAIN)
    assert passages([report.pk]) == {report.pk: (Passage(IN_TIME), Passage(AGAIN, back=True), Passage(AGAIN))}


def test_the_page_shows_the_return_in_words_under_the_chart_in_both_tables_and_beside_the_unit(world: World) -> None:
    again(world, back(world, sent(world)))
    page = browser(world.receiver).get(place("campaign", world.tree.province.key, PERIOD)).content.decode()
    assert page.count("Trả lại để sửa: 19/10 (1).") == 2  # under the chart, and in its words for who cannot see it
    assert "Trả lại trong ngày" in page
    assert re.search(r'<td class="number"><span class="soft">0</span><br><span class="small">trả lại: 1</span></td>', page)
    assert "Gửi lần đầu ngày 03/10/2026, đúng hạn; trả lại ngày 19/10/2026; gửi lại ngày 21/10/2026." in page
    assert "Xong đúng hạn" in page


def test_where_nothing_came_back_the_page_says_nothing_of_returns(world: World) -> None:
    sent(world)
    page = browser(world.receiver).get(place("campaign", world.tree.province.key, PERIOD)).content.decode()
    assert "Trả lại trong ngày" not in page
    assert "Trả lại để sửa" not in page


def test_the_table_by_day_has_the_units_in_the_order_of_the_list(world: World) -> None:
    for kind, name in ((Kind.WARD, "Xuân An"), (Kind.COMMUNE, "An Bình"), (Kind.WARD, "Bắc Sơn")):
        open_unit(by=SYSTEM, new=NewUnit(level="commune", kind=kind, name=name), parent=world.tree.province, valid_from=MERGED)
    services.open_period(by=SYSTEM, form=world.book.form, period_key=PERIOD, root=world.tree.province)
    listed = [one.name for one in completeness(world.tree.province, period()).missing]
    assert len(listed) == 6
    assert [one.name for one in by_day(world.tree.province, period()).rows] == listed


def test_many_returned_reports_take_as_many_questions_as_one(world: World) -> None:
    address = place("campaign", world.tree.province.key, PERIOD)
    again(world, back(world, sent(world)))
    client = browser(world.receiver)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in (1, 2):
        again(world, back(world, sent(world, number)))
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few) <= 30
    with CaptureQueriesContext(connection) as curve:
        by_day(world.tree.centre, period())
    assert len(curve) <= 5


def test_reports_of_before_take_their_first_day_from_their_first_submission(world: World) -> None:
    report = again(world, back(world, sent(world)))
    Report.objects.filter(pk=report.pk).update(filed_on=AGAIN)
    importlib.import_module("danvan.reports.migrations.0039_first_filed").first_days(apps, None)
    report.refresh_from_db()
    assert report.filed_on == IN_TIME
