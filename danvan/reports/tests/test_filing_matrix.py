"""The completeness matrix: who has filed, period by period, in words; each cell leads to that report; whole as a file."""

import csv
import re
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.reports import services
from danvan.reports.models import Obligation
from danvan.reports.selectors.filing_matrix import Filed, Standing, filing_matrix
from danvan.reports.tests.factories import AFTER, MERGED, PERIOD, counted_figure, period, unit
from danvan.reports.tests.page_world import World, browser, build, links, place, world
from danvan.units.models import Duty
from danvan.units.tests.factories import officer

__all__ = ["world"]

DUE = date(2026, 10, 5)


def shown(world: World, **asked: str) -> str:
    """The province's matrix."""
    return browser(world.receiver).get(place("filing", world.tree.province.key, PERIOD), asked).content.decode()


def line(page: str, name: str) -> str:
    """The row of a unit, tags away."""
    rows = re.findall(r'<tr><th scope="row">([^<]+)</th>(.*?)</tr>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", dict(rows)[name]).split())


def test_each_cell_says_in_words_how_the_unit_stands(world: World) -> None:
    first, second, third = world.tree.communes
    services.accept(by=world.receiver, report=world.filed(first))
    services.send_back(by=world.receiver, report=world.filed(second), reason="Thiếu nguồn")
    page = shown(world)
    assert [line(page, f"Xã {one.name}") for one in (first, second, third)] == ["Đã nhận", "Trả lại", "Chưa gửi"]
    with clock.standing_at(date(2026, 10, 9)):
        world.filed(third)
        page = shown(world)
    assert line(page, f"Xã {third.name}") == "Gửi muộn, chờ nhận"
    with clock.standing_at(date(2026, 10, 9)):
        services.accept(by=world.receiver, report=world.owed(third).report)
        assert line(shown(world), f"Xã {third.name}") == "Gửi muộn, đã nhận"
        services.send_back(by=world.receiver, report=world.owed(third).report, reason="Thiếu nguồn")
        assert line(shown(world), f"Xã {third.name}") == "Trả lại"


def test_a_report_not_begun_is_overdue_from_the_day_after_its_due_day(world: World) -> None:
    name = f"Xã {world.commune.name}"
    with clock.standing_at(DUE):
        assert line(shown(world), name) == "Chưa gửi"
    with clock.standing_at(date(2026, 10, 6)):
        assert line(shown(world), name) == "Quá hạn"


def test_each_cell_leads_to_that_report(world: World) -> None:
    world.filed()
    page = shown(world)
    target = place("read", world.commune.key, PERIOD)
    assert target in links(page, PERIOD)
    assert browser(world.receiver).get(target).status_code == 200


def test_periods_of_one_kind_stand_beside_each_other_the_newest_first(world: World) -> None:
    for key in ("2026-Q1", "2026-Q2", "2026-6M"):
        services.open_period(by=SYSTEM, form=world.book.form, period_key=key, root=world.tree.province)
    page = shown(world)
    assert re.findall(r'<th scope="col"><a [^>]+>([^<]+)</a>', page) == ["Q3/2026", "Q2/2026", "Q1/2026"]
    assert place("filing", world.tree.province.key, "2026-6M") in page
    halves = browser(world.receiver).get(place("filing", world.tree.province.key, "2026-6M")).content.decode()
    assert re.findall(r'<th scope="col"><a [^>]+>([^<]+)</a>', halves) == ["6T/2026"]


def test_the_centre_reads_its_provinces_as_sums(world: World) -> None:
    world.filed()
    reader = officer(world.tree.centre, Duty.CONSOLIDATE)
    page = browser(reader).get(place("filing", world.tree.centre.key, PERIOD)).content.decode()
    assert line(page, "Tỉnh Ninh Bình") == "1/4"
    assert "Còn thiếu" in page


def test_a_unit_whose_heir_reports_for_it_has_filed_when_the_heir_has(world: World) -> None:
    heir, closed = world.tree.communes[:2]
    Obligation.objects.filter(unit=closed).update(covered_by=world.owed(heir))
    world.filed(heir)
    cells = filing_matrix(world.tree.province, [period()]).cells
    assert (cells[closed.pk, period().pk].filed, cells[closed.pk, period().pk].standing) == (1, Standing.SENT)


def test_the_sum_of_a_column_leaves_out_what_the_unit_owes_itself(world: World) -> None:
    world.filed()
    assert "1/3" in re.findall(r'<span class="matrix-sum">.*?</span> ([\d/]+)</span>', shown(world))
    assert filing_matrix(world.tree.province, [period()]).over(period()) == (3, 1)


def test_several_reports_of_one_unit_and_period_are_counted() -> None:
    both = Filed(1, 1, accepted=1).plus(Filed(1, 0, overdue=1))
    assert (both.expected, both.filed, both.standing) == (2, 1, Standing.OVERDUE)


def test_the_matrix_is_taken_away_whole_as_a_file(world: World) -> None:
    world.filed()
    client = browser(world.receiver)
    asked = place("filing_file", world.tree.province.key, PERIOD, "csv")
    text = b"".join(client.get(asked)).decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text)))
    assert rows[0] == ["Khóa", "Đơn vị", "Q3/2026"]
    assert [row[2] for row in rows[1:]] == ["đã gửi, chờ nhận", "chưa gửi", "chưa gửi"]
    book = b"".join(client.get(place("filing_file", world.tree.province.key, PERIOD, "xlsx")))
    assert "đã gửi, chờ nhận" in str(CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python())
    assert client.get(place("filing_file", world.tree.province.key, PERIOD, "exe")).status_code == 404


def test_who_receives_nothing_or_is_out_of_reach_finds_nothing(world: World) -> None:
    assert browser(world.stranger).get(place("filing", world.tree.province.key, PERIOD)).status_code == 404
    assert browser(world.maker).get(place("filing_newest")).status_code == 404
    assert browser(world.receiver).get(place("filing_newest")).url == place("filing", world.tree.province.key, PERIOD)  # type: ignore[attr-defined]
    below = browser(world.maker).get(place("filing", world.commune.key, PERIOD)).content.decode()
    assert "Chưa có kỳ nào cấp dưới phải gửi báo cáo." in below


@pytest.mark.django_db
def test_a_long_list_turns_its_pages_and_asks_the_same_number_of_questions() -> None:
    with counted_figure(), clock.standing_at(AFTER):
        world = build(3)
        client, address = browser(world.receiver), place("filing", world.tree.province.key, PERIOD)
        client.get(address)
        _page, few = read(client, address)
        for number in range(3, 65):
            unit("commune", f"Xã {number:03}", world.tree.province, since=MERGED)
        for key in ("2025-Q4", "2026-Q1", "2026-Q2"):
            services.open_period(by=SYSTEM, form=world.book.form, period_key=key, root=world.tree.province)
        page, many = read(client, address)
        rest, _asked = read(client, address + links(page, "sau=")[0])
    assert [one.count('<th scope="row">') for one in (page, rest)] == [60, 5]
    assert "Xã Xã 064" in rest
    assert few == many <= 24, (few, many)


@pytest.mark.parametrize(("name", "size"), [("filing", 60), ("below", 100)])
def test_units_stand_in_the_order_of_the_alphabet_across_pages(db: None, name: str, size: int) -> None:
    first, last = ["An Khê", "Ăn Tiêm", "Ân Thi"], ["Dương Hòa", "Đan Hải", "Úc Kỳ"]
    named = [*first, *(f"Cẩm {number}" for number in range(1, size)), *last, "Xã 000", "Xã 001"]
    with counted_figure(), clock.standing_at(AFTER):
        world = build(2)
        for one in sorted(named[:-2]):
            unit("commune", one, world.tree.province, since=MERGED)
        services.open_period(by=SYSTEM, form=world.book.form, period_key="2026-Q2", root=world.tree.province)
        client, address = browser(world.receiver), place(name, world.tree.province.key, "2026-Q2")
        page, _asked = read(client, address)
        rest, _asked = read(client, address + links(page, "sau=")[0])
    listed = [re.findall(r'<th scope="row">Xã ([^<]+)</th>', one) for one in (page, rest)]
    assert len(listed[0]) == size
    assert listed[0] + listed[1] == named


def read(client: Client, address: str) -> tuple[str, int]:
    """The page and how many questions it asked of the database."""
    with CaptureQueriesContext(connection) as caught:
        page = client.get(address).content.decode()
    return page, len(caught)
