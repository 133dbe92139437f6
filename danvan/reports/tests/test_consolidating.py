"""Putting a report together: own figures beside those from below, what is missing in each sum, what was corrected or went back."""

import csv
import re
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danvan.lib import clock
from danvan.reports import services
from danvan.reports.models import Report
from danvan.reports.selectors.consolidating import Line, consolidated
from danvan.reports.tests.factories import AFTER, PERIOD, counted_figure
from danvan.reports.tests.page_world import World, browser, build, links, place, world

__all__ = ["world"]


@pytest.fixture
def making(world: World) -> Report:
    """Two communes gave 12 and 7 of T1; the province makes its own report and gave 5."""
    for commune, value in zip(world.tree.communes[:2], ("12", "7"), strict=True):
        services.accept(by=world.receiver, report=world.filed(commune, {world.book.typed: value}))
    report = world.draft(world.tree.province)
    services.type_figure(by=world.receiver, report=report, indicator=world.book.typed, value="5")
    return report


def line(report: Report, code: str = "T1") -> Line:
    """One indicator."""
    return next(one for one in consolidated(report) if one.total.indicator.code == code)


def page(world: World, report: Report, **asked: str) -> str:
    """The page, as who makes the report sees it."""
    return browser(world.receiver).get(place("consolidate", report.pk), asked).content.decode()


def test_own_below_and_sum_stand_beside_each_other_while_the_report_is_made(world: World, making: Report) -> None:
    one = line(making)
    assert (one.own.text, one.below, one.total.text) == ("5", "19", "24")
    assert (one.reported, one.filed, one.expected, one.silent) == (2, 2, 3, 0)


def test_a_report_that_came_without_the_figure_is_told_apart_from_one_that_did_not_come(world: World, making: Report) -> None:
    assert (line(making, "T2").silent, line(making, "T2").reported) == (2, 0)
    world.filed(world.tree.communes[2], {world.book.stock: "4"})
    assert (line(making, "T2").silent, line(making, "T2").reported) == (2, 1)
    rows = re.findall(r'<th scope="row"><span class="soft">(\w+)</span>', page(world, making, xem="con-thieu"))
    assert rows == ["T1", "T2", "T3", "T5"]
    assert "1/3 báo cáo đã gửi có số" in page(world, making)
    assert "chưa báo cáo cấp dưới nào có số" in page(world, making)


def test_the_sum_is_the_same_after_it_was_sent(world: World, making: Report) -> None:
    services.submit(by=world.receiver, report=making)
    making.refresh_from_db()
    one = line(making)
    assert (one.own.text, one.below, one.total.text) == ("5", "19", "24")
    assert (one.reported, one.filed, one.expected) == (2, 2, 3)


def test_what_does_not_add_up_has_no_sum_from_below(world: World, making: Report) -> None:
    assert [line(making, code).below for code in ("T4", "T6")] == ["", ""]
    assert line(making, "T4").total.value == Decimal("12.5")
    assert line(making, "T2").below == "–"


def test_a_report_that_went_back_leaves_the_sum_and_is_named_with_its_reason(world: World, making: Report) -> None:
    services.send_back(by=world.receiver, report=world.owed(world.tree.communes[1]).report, reason="Tính trùng hai cuộc")
    assert (line(making).below, line(making).filed, line(making).expected) == ("12", 1, 3)
    shown = page(world, making)
    for words in ("Bị trả lại: số không nằm trong tổng", "Tính trùng hai cuộc", "Chưa có trong tổng:", f"Xã {world.tree.communes[2].name}"):
        assert words in shown


def test_a_correction_below_is_told_at_its_figure_and_waits_once_the_report_was_sent(world: World, making: Report) -> None:
    report = world.owed(world.commune).report
    cell = services.Corrected(world.book.typed, "14", "Cộng sót", "Sổ")
    services.file_correction(by=world.maker, report=report, cells=[cell], seen=1)
    assert [(one.was, one.now, one.done[0].state) for one in line(making).moved] == [("19", "21", "live")]
    services.submit(by=world.receiver, report=making)
    making.refresh_from_db()
    with clock.standing_at(clock.moment(AFTER) + timedelta(hours=1)):
        services.file_correction(by=world.maker, report=report, cells=[services.Corrected(world.book.typed, "15", "Sót nữa", "Sổ")], seen=2)
    shown = page(world, making, xem="da-sua")
    for words in ("26 → 27", "chờ tiếp nhận", "Tiếp nhận hoặc giải trình", "Báo cáo đã gửi ghi 26."):
        assert words in shown
    assert "T2" not in re.sub(r"<[^>]+>", " ", shown)


def test_every_number_opens_to_its_parts(world: World, making: Report) -> None:
    shown = page(world, making)
    cells = re.findall(r'<td class="number">(.*?)</td>', shown, re.DOTALL)
    assert [cell for cell in cells if cell and not cell.startswith("<a ") and cell != "–"] == []
    client = browser(world.receiver)
    found = {href.split("#")[0] for href in links(shown, "/so/")}
    assert {href: client.get(href).status_code for href in found} == dict.fromkeys(found, 200)


def test_the_filters_leave_what_they_say(world: World, making: Report) -> None:
    rows = re.findall(r'<th scope="row"><span class="soft">(\w+)</span>', page(world, making, xem="chua-nhap"))
    assert rows == ["T2", "T5", "T6"]
    assert "Không có chỉ tiêu nào như vậy." in page(world, making, xem="da-sua")
    assert page(world, making, xem="xyz").count('scope="row"') == 6


def test_it_is_taken_away_as_a_file(world: World, making: Report) -> None:
    answer = browser(world.receiver).get(place("consolidate_file", making.pk, "csv"))
    rows = list(csv.reader(StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert rows[1] == ["T1", "T1", "cuộc", "5", "19", "24", "2/3", ""]


def test_only_who_makes_the_report_of_a_unit_above_others_has_the_page(world: World, making: Report) -> None:
    assert browser(world.stranger).get(place("consolidate", making.pk)).status_code == 404
    below = world.owed(world.commune).report
    assert browser(world.maker).get(place("consolidate", below.pk)).status_code == 404
    assert place("consolidate", making.pk) in browser(world.receiver).get(place("edit", making.pk)).content.decode()
    received = browser(world.receiver).get(place("below", world.tree.province.key, PERIOD)).content.decode()
    assert place("consolidate", making.pk) in received


@pytest.mark.django_db
def test_the_page_asks_the_same_number_of_questions_whatever_lies_below() -> None:
    asked: list[int] = []
    with counted_figure(), clock.standing_at(AFTER):
        world = build(9)
        report = world.draft(world.tree.province)
        client, address = browser(world.receiver), place("consolidate", report.pk)
        for group in (world.tree.communes[:2], world.tree.communes[2:8]):
            for unit in group:
                filed = world.filed(unit)
                services.accept(by=world.receiver, report=filed)
                cell = services.Corrected(world.book.typed, "20", "Cộng sót", "Sổ")
                services.file_correction(by=world.receiver, report=filed, cells=[cell], seen=1)
            services.send_back(by=world.receiver, report=world.owed(group[0]).report, reason="Xem lại")
            client.get(address)
            with CaptureQueriesContext(connection) as caught:
                client.get(address)
            asked.append(len(caught))
    assert asked[0] == asked[1] <= 45, asked
