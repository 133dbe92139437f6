"""A number that was adjusted carries a mark wherever it goes, alone or in a total, and both numbers stand beside it where there is room."""

import csv
import importlib
import json
from fractions import Fraction
from io import BytesIO, StringIO

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document
from openpyxl import load_workbook

from danvan.reports import marks, services, totals
from danvan.reports.models import Fact, Indicator, Report, Total
from danvan.reports.papers.charts import over_time
from danvan.reports.papers.figures import Place
from danvan.reports.papers.files import build
from danvan.reports.papers.mapped import mapped
from danvan.reports.selectors import THEN, TODAY, matrix, table
from danvan.reports.selectors.answers import Cell, Certainty
from danvan.reports.selectors.borders import settle
from danvan.reports.selectors.lineage import Way
from danvan.reports.tests import factories
from danvan.reports.tests.factories import PERIOD
from danvan.reports.tests.page_world import World, browser, place, world
from danvan.reports.tests.recount import every_total_is_a_plain_recount_and_a_rebuild, kept
from danvan.reports.tests.test_adjusting import adjust, change, sent, withdraw

__all__ = ["world"]

pytestmark = pytest.mark.django_db
LEGEND = "Dấu * chỉ số đếm từ hồ sơ đã được điều chỉnh, hoặc số tính từ số như vậy."
SUM = "ó 1 số đếm đã điều chỉnh, cộng lại +2: chưa điều chỉnh là 3, báo cáo là 5."


@pytest.fixture
def adjusted(world: World) -> World:
    """The maker's commune counted three, and reported five; its neighbour counted none."""
    report = world.draft()
    adjust(world, report)
    sent(world, report)
    other = world.draft(world.tree.communes[1])
    services.type_figure(by=world.neighbour, report=other, indicator=world.book.typed, value="40")
    services.submit(by=world.neighbour, report=other)
    return world


def asked(world: World, kind: str = "") -> str:
    """The address of the table of both communes and the province, by the counted figure and the ratio."""
    address = place("table_file", kind) if kind else place("table")
    units = "&".join(f"dv={unit.key}" for unit in (world.tree.province, *world.tree.communes[:2]))
    return f"{address}?{units}&ct=T3&ct=T4&ky={PERIOD}&dia-gioi=then&hang=don-vi&cot=chi-tieu"


def content(world: World, kind: str) -> bytes:
    """The table as a file."""
    return b"".join(browser(world.receiver).get(asked(world, kind)))


def test_a_chosen_table_marks_it_and_names_both_numbers(adjusted: World) -> None:
    page = browser(adjusted.receiver).get(asked(adjusted)).content.decode()
    assert (
        page.count(">5*<") == page.count(">5* (2/4)<") == 1
    )  # the commune, and the province that holds it of whose four reports two are in it
    assert ">0<" in page  # the neighbour's own count is nobody's adjustment
    assert LEGEND in page
    assert f"T3, Xã {adjusted.commune.name}, Quý III năm 2026: c{SUM}" in page


def test_the_files_of_a_chosen_table_say_it_too(adjusted: World) -> None:
    lines = [line for line in csv.DictReader(StringIO(content(adjusted, "csv").decode("utf-8-sig"))) if line["indicator"] == "T3"]
    assert [(line["value"], line["adjustments"], line["unadjusted"]) for line in lines] == [
        ("5", "1", "3"),
        ("5", "1", "3"),
        ("0", "0", "0"),
    ]
    assert SUM in lines[1]["note"]
    said = json.loads(content(adjusted, "json"))
    assert LEGEND in said["notes"]
    assert {"adjustments", "unadjusted"} <= said["columns"].keys()
    book = load_workbook(BytesIO(content(adjusted, "xlsx")))
    cells = [cell for row in book["Số liệu"].iter_rows() for cell in row]
    assert LEGEND in [cell.value for cell in cells]
    assert [cell.number_format for cell in cells if cell.value == 5] == ['#,##0"* (2/4)"', '#,##0"*"']
    assert content(adjusted, "png").startswith(b"\x89PNG")


def test_the_annex_by_unit_and_the_workbook_mark_the_unit_and_its_total(adjusted: World) -> None:
    paper = Document(BytesIO(build(adjusted.tree.province, factories.period(), "docx").content))
    rows = [[cell.text for cell in row.cells] for one in paper.tables for row in one.rows]
    line = next(row for row in rows if row[1] == f"Xã {adjusted.commune.name}")
    assert "5*" in line
    assert "5*" in next(row for row in rows if row[1] == "Tổng số")
    words = [one.text for one in paper.paragraphs]
    assert LEGEND in words
    assert f"T3, Xã {adjusted.commune.name}: c{SUM}" in words
    book = load_workbook(BytesIO(build(adjusted.tree.province, factories.period(), "xlsx").content))
    assert LEGEND in [cell.value for row in book["Theo đơn vị"].iter_rows() for cell in row]


@pytest.mark.parametrize("borders", [THEN, TODAY])
def test_the_report_and_the_number_say_it_in_both_borders(adjusted: World, borders: str) -> None:
    province, client = adjusted.tree.province, browser(adjusted.receiver)
    for address in (place("read", province.key, PERIOD), place("number", province.key, PERIOD, "T3")):
        page = client.get(f"{address}?dia-gioi={borders}").content.decode()
        assert "5*" in page
        assert f"C{SUM}".rstrip(".") in page
    assert LEGEND in client.get(f"{place('read', province.key, PERIOD)}?dia-gioi={borders}").content.decode()
    told = json.loads(build(province, factories.period(), "json", borders=borders).content)
    [line] = [one for one in told["figures"] if one["code"] == "T3"]
    assert (line["value"], line["adjustments"], line["unadjusted"]) == ("5", 1, "3")


def test_a_formula_says_what_it_would_be_without(adjusted: World) -> None:
    row = table(adjusted.tree.province, factories.period()).row("T4")
    assert (row.marked, row.text) == ("12,5*", "12,5")
    assert row.adjusted_words == "Tính từ 1 số đã điều chỉnh: chưa điều chỉnh là 7,5, báo cáo là 12,5."


def test_charts_and_maps_carry_the_mark(adjusted: World) -> None:
    where = Place(adjusted.tree.province, factories.period())
    drawn = mapped(marked_as(adjusted.book.counted), where)
    assert drawn is not None
    assert [line.text for line in drawn.lines if line.text.endswith("*")] == ["5*"]
    assert drawn.note == LEGEND
    factories.filed(adjusted.book.form, adjusted.commune, {adjusted.book.typed: "1"}, key="2026-Q2", root=adjusted.tree.province)
    chart = over_time(adjusted.book.counted, where)
    assert chart is not None
    assert chart.points[-1].text == "5*"
    said = browser(adjusted.receiver).get(place("read", adjusted.commune.key, PERIOD)).content.decode()
    assert said.count("5*") >= 2


def marked_as(one: Indicator) -> Indicator:
    """The indicator as a map may show it."""
    one.figure = ""
    return one


def test_without_the_adjustment_there_is_no_mark(world: World) -> None:
    report = world.draft()
    adjust(world, report)
    withdraw(world, report)
    sent(world, report)
    page = browser(world.receiver).get(asked(world)).content.decode()
    assert LEGEND not in page
    assert "3*" not in page


def test_totals_keep_how_many_and_by_how_much_and_a_rebuild_gives_the_same(adjusted: World) -> None:
    [one] = Total.objects.filter(unit=adjusted.tree.province, indicator=adjusted.book.counted)
    assert (one.value, one.adjusted, one.adjustments) == (5, 2, 1)
    every_total_is_a_plain_recount_and_a_rebuild()
    services.send_back(by=adjusted.receiver, report=adjusted.owed(adjusted.commune).report, reason="Rà soát lại.")
    [one] = Total.objects.filter(unit=adjusted.tree.province, indicator=adjusted.book.counted)
    assert (one.value, one.adjusted, one.adjustments) == (0, 0, 0)
    every_total_is_a_plain_recount_and_a_rebuild()


def test_what_stood_before_the_mark_was_kept_is_marked_by_the_migration(adjusted: World) -> None:
    wanted = kept()
    Fact.objects.update(adjusted=0, adjusted_parts=0)
    totals.rebuild()
    assert kept() != wanted
    importlib.import_module("danvan.reports.migrations.0029_adjusted_marks").mark(apps, None)
    importlib.import_module("danvan.reports.migrations.0034_adjusted_parts").count(apps, None)
    assert kept() == wanted
    totals.rebuild()
    assert kept() == wanted


def test_a_sum_of_parts_is_marked_with_its_part(world: World) -> None:
    whole = factories.indicator("T9", exhaustive=True, summed=True)
    world.book.counted.whole = whole
    world.book.counted.save()
    world.book.form.indicators.add(whole)
    report = world.draft()
    adjust(world, report)
    assert table_of(report, "T9") == ("5*", 2)
    withdraw(world, report)
    assert table_of(report, "T9") == ("3", 0)


def table_of(report: Report, code: str) -> tuple[str, int]:
    """The sum as the unit's own page has it."""
    fact = Fact.objects.get(report=report, indicator__code=code)
    return marks.marked(str(fact.value), fact.adjusted_parts), fact.adjusted


def test_a_matrix_keeps_the_words_of_the_sources(world: World) -> None:
    report = world.draft()
    services.type_figure(by=world.maker, report=report, indicator=world.book.typed, value="2200", qualifier="over")
    services.submit(by=world.maker, report=report)
    below = matrix(world.tree.province, [factories.period()], indicators=[world.book.typed])
    assert below.text(world.commune, world.book.typed) == "hơn 2.200"


@pytest.mark.parametrize(("amount", "parts"), [(3, {10: 1, 11: 2}), (-3, {10: -1, 11: -2}), (0, {10: 0, 11: 0})])
def test_a_divided_figure_shares_out_what_was_adjusted_in_it(amount: int, parts: dict[int, int]) -> None:
    third = {10: Way(False, {"population": Fraction(1, 3)}), 11: Way(False, {"population": Fraction(2, 3)})}
    found = settle({1: Cell(12, 1, "", "counted", adjusted=amount, adjustments=1)}, {1: third}, "population")
    assert {unit: cell.adjusted for unit, cell in found.cells.items()} == parts
    assert all(cell.adjustments == 1 and cell.certainty == Certainty.APPORTIONED for cell in found.cells.values())


def test_the_mark_costs_no_question(world: World) -> None:
    report = world.draft()
    sent(world, report)
    client = browser(world.receiver)
    addresses = (asked(world), place("read", world.tree.province.key, PERIOD), place("number", world.tree.province.key, PERIOD, "T3"))
    numbers = []
    for _turn in range(2):
        for address in addresses:
            client.get(address)
        with CaptureQueriesContext(connection) as caught:
            for address in addresses:
                client.get(address)
        numbers.append(len(caught))
        if len(numbers) == 1:
            services.send_back(by=world.receiver, report=report, reason="Rà soát lại.")
            adjust(world, report)
            sent(world, report)
    assert numbers[1] <= numbers[0] + 2


@pytest.fixture
def cancelled(world: World) -> World:
    """The maker's commune adds two to a count of three and takes two from another of three: their sum is six, adjusted twice and by nothing."""
    whole = factories.indicator("T9", exhaustive=True, summed=True)
    other = factories.indicator("T8", figure=factories.TEST_FIGURE, whole=whole)
    Indicator.objects.filter(pk=world.book.counted.pk).update(whole=whole)
    world.book.form.indicators.add(whole, other)
    report = world.draft()
    adjust(world, report)
    services.adjust(by=world.maker, report=report, indicator=other, change=change("-2"), seen=3)
    sent(world, report)
    sent(world, world.draft(world.tree.communes[1]))
    return world


CANCEL = "ó 2 số đếm đã điều chỉnh, tăng và giảm bù nhau: chưa điều chỉnh cũng là 6"


def test_a_sum_in_which_plus_and_minus_cancel_out_is_marked_in_its_report_and_in_every_total(cancelled: World) -> None:
    fact = Fact.objects.get(unit=cancelled.commune, indicator__code="T9")
    assert (fact.value, fact.adjusted, fact.adjusted_parts) == (6, 0, 2)
    for unit in (cancelled.tree.province, cancelled.tree.centre):
        one = Total.objects.get(unit=unit, indicator__code="T9")
        assert (one.value, one.adjusted, one.adjustments) == (6, 0, 2)
    every_total_is_a_plain_recount_and_a_rebuild()


@pytest.mark.parametrize("borders", [THEN, TODAY])
def test_it_is_marked_on_every_page_and_in_every_file(cancelled: World, borders: str) -> None:
    row, client = factories.period(), browser(cancelled.receiver)
    for unit in (cancelled.commune, cancelled.tree.province):
        found = table(unit, row, borders=borders).row("T9")
        assert (found.marked, found.adjusted_words) == ("6*", f"C{CANCEL}.")
        for address in (place("read", unit.key, PERIOD), place("number", unit.key, PERIOD, "T9")):
            page = client.get(f"{address}?dia-gioi={borders}").content.decode()
            assert "6*" in page
            assert f"C{CANCEL}" in page
        told = json.loads(build(unit, row, "json", borders=borders).content)
        [line] = [one for one in told["figures"] if one["code"] == "T9"]
        assert (line["value"], line["adjustments"], line["unadjusted"]) == ("6", 2, "6")
        paper = Document(BytesIO(build(unit, row, "docx", borders=borders).content))
        assert LEGEND in [one.text for one in paper.paragraphs]
        assert any(cell.text == "6*" for each in paper.tables for line in each.rows for cell in line.cells)
    address = f"{place('table')}?dv={cancelled.tree.province.key}&dv={cancelled.commune.key}&ct=T9&ky={PERIOD}&dia-gioi={borders}"
    page = client.get(address).content.decode()
    assert page.count(">6*<") >= 2
    assert f"c{CANCEL}" in page


def test_drawings_and_what_is_put_together_mark_it_too(cancelled: World) -> None:
    province, whole = cancelled.tree.province, Indicator.objects.get(code="T9")
    where = Place(province, factories.period())
    factories.filed(cancelled.book.form, cancelled.commune, {cancelled.book.typed: "1"}, key="2026-Q2", root=province)
    chart = over_time(whole, where)
    assert chart is not None
    assert chart.points[-1].text == "6*"
    drawn = mapped(whole, where)
    assert drawn is not None
    assert "6*" in [line.text for line in drawn.lines]
    report = cancelled.draft(province)
    client = browser(cancelled.receiver)
    page = client.get(place("consolidate", report.pk)).content.decode()
    assert page.count("6*") == 2
    assert LEGEND in page
    assert "6*" in b"".join(client.get(place("consolidate_file", report.pk, "csv"))).decode()
    assert "6*" in client.get(place("group", report.pk, "T")).content.decode()


def test_sums_from_before_are_marked_by_the_migration(cancelled: World) -> None:
    wanted = kept()
    Fact.objects.update(adjusted_parts=0)
    Total.objects.filter(indicator__code="T9").update(adjustments=0)
    importlib.import_module("danvan.reports.migrations.0034_adjusted_parts").count(apps, None)
    assert kept() == wanted
    assert Fact.objects.get(unit=cancelled.commune, indicator__code="T9").adjusted_parts == 2
