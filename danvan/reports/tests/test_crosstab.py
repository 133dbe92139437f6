"""Tables by choosing: cells, totals right for each kind, both borders, files, links that keep, and a bounded number of queries."""

import csv
import json
from collections.abc import Iterator
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pytest_django import Settings
from python_calamine import CalamineWorkbook

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.reports import totals
from danvan.reports.models import Fact, Indicator, PeriodRow, Report, SavedTable
from danvan.reports.selectors import THEN, TODAY, Certainty, State, matrix
from danvan.reports.selectors.crosstab import Choice, CrossTable, crosstab
from danvan.reports.selectors.meaning import linked
from danvan.reports.services import period_of
from danvan.reports.tables import files
from danvan.reports.tables.layout import PERIODS, UNITS, Layout
from danvan.reports.tests import factories
from danvan.reports.tests.factories import AFTER, counted_figure, filed
from danvan.reports.tests.page_world import World, browser, build, place, world
from danvan.units import plans
from danvan.units import services as units
from danvan.units.models import Kind, Unit
from danvan.units.plans import Opening
from danvan.units.tests.factories import officer
from tests.told import told_once

__all__ = ["world"]

QUARTERS = ("2026-Q2", "2026-Q3")


@pytest.fixture
def land(db: None) -> Iterator[World]:
    """The country of `reported`."""
    with counted_figure(), clock.standing_at(AFTER):
        yield reported()


@told_once
def reported() -> World:
    """Two communes report two quarters: typed 4, 6 then 10, 20; stock 100, 50 then 90, 40."""
    made = build()
    for key, rows in zip(QUARTERS, (((4, 100), (6, 50)), ((10, 90), (20, 40))), strict=True):
        for commune, (flow, stock) in zip(made.tree.communes, rows, strict=False):
            filed(made.book.form, commune, {made.book.typed: f"{flow}", made.book.stock: f"{stock}"}, key=key, root=made.tree.province)
    return made


def asked(units: list[Unit], indicators: list[Indicator], borders: str = THEN, keys: tuple[str, ...] = QUARTERS) -> CrossTable:
    rows = linked(Indicator.objects.get(pk=one.pk) for one in indicators)
    return crosstab(Choice(tuple(units), tuple(rows), tuple(PeriodRow.objects.filter(key__in=keys).order_by("last_day")), borders))


def whole(table: CrossTable, indicator: Indicator, unit: Unit | None = None, key: str = "") -> str:
    period = next((one for one in table.choice.periods if one.key == key), None)
    return table.entry(next(one for one in table.choice.indicators if one == indicator), unit, period).text


def test_flows_add_up_over_time_stocks_take_the_last_and_both_add_up_over_units(land: World) -> None:
    one, other, _third = land.tree.communes
    table = asked([one, other], [land.book.typed, land.book.stock])
    flow, stock = land.book.typed, land.book.stock
    assert [whole(table, flow, one, key) for key in QUARTERS] == ["4", "10"]
    assert (whole(table, flow, one), whole(table, flow, None, "2026-Q3"), whole(table, flow)) == ("14", "30", "40")
    assert (whole(table, stock, one), whole(table, stock, None, "2026-Q3"), whole(table, stock)) == ("90", "130", "130")


def test_the_total_over_periods_is_called_what_it_is(land: World) -> None:
    flow, stock, one = land.book.typed, land.book.stock, land.tree.communes[0]

    def last_column(*indicators: Indicator) -> tuple[str, list[str]]:
        table = Layout(asked([one], list(indicators)), UNITS, PERIODS).paper()
        cells = [row[-1] for row in table.rows if isinstance(row, tuple)]
        return table.columns[-1].title, [cell if isinstance(cell, str) else cell.text for cell in cells]

    assert last_column(flow) == ("Cộng các kỳ", ["14"])
    assert last_column(stock) == ("Số cuối kỳ", ["90"])
    assert last_column(flow, stock) == ("Cả các kỳ", ["14", "90, cuối kỳ"])
    Indicator.objects.filter(pk=stock.pk).update(over_time="first")
    assert last_column(stock) == ("Số đầu kỳ", ["100"])
    assert last_column(flow, stock) == ("Cả các kỳ", ["14", "100, đầu kỳ"])


def test_a_workbook_keeps_what_stands_behind_a_number_and_the_number_itself(land: World) -> None:
    centre = land.tree.centre
    layout = Layout(asked([centre], [land.book.typed, land.book.stock]), UNITS, PERIODS)
    sheet = load_workbook(BytesIO(files.build(layout, "xlsx", "").content)).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, int | float)]
    assert [(cell.value, cell.number_format.rpartition('"')[0].rpartition('"')[2]) for cell in cells] == [
        (10, " (1/2 tỉnh)"),
        (30, " (1/2 tỉnh)"),
        (40, " (2/4)"),
        (150, " (1/2 tỉnh)"),
        (130, " (1/2 tỉnh)"),
        (130, " (1/2 tỉnh), cuối kỳ"),
    ]


def test_a_ratio_of_a_total_is_the_ratio_of_totals_and_never_a_mean(land: World) -> None:
    one, other, _third = land.tree.communes
    # T4 = T3/T1: the first commune counted three records in the third quarter, the second none though nobody works there.
    factories.at_work(other)
    for commune in (one, other):
        report = commune_report(commune)
        report.facts.update_or_create(
            indicator=land.book.counted,
            defaults={"unit": commune, "period": report.period, "value": 3 if commune == one else 12, "origin": "counted", "live": True},
        )
    table = asked([one, other], [land.book.ratio], keys=("2026-Q3",))
    assert [whole(table, land.book.ratio, unit, "2026-Q3") for unit in (one, other)] == ["30,0", "60,0"]
    assert whole(table, land.book.ratio, None, "2026-Q3") == "50,0"


def commune_report(commune: Unit) -> Report:
    return Report.objects.select_related("period").get(unit=commune, period__key="2026-Q3")


def test_a_total_says_of_how_many_and_a_missing_part_is_a_dash(land: World) -> None:
    table = asked(land.tree.communes, [land.book.typed])
    total = table.entry(table.choice.indicators[0], None, table.choice.periods[0])
    assert (total.text, total.known, total.parts, total.remark) == ("10 (2/3)", 2, 3, "cộng 2/3")
    assert table.entry(table.choice.indicators[0], land.tree.communes[2], table.choice.periods[0]).state == State.MISSING


def test_what_has_no_sum_is_told_for_each_of_the_units_of_then(land: World) -> None:
    ours, other = land.tree.province, land.tree.other
    figure = factories.indicator("OWN1", kind="own")
    for one, value in ((ours, 684), (other, 71)):
        report = factories.started(land.book.form, one, "2026-Q3", levels=["province"])
        Fact.objects.create(report=report, unit=one, period=report.period, indicator=figure, value=value, origin="typed", live=True)
    plan = plans.merge([ours.pk, other.pk], Opening(Kind.PROVINCE, "Hoa Lư", "99"))
    units.apply_event(by=SYSTEM, event=units.enter_event(by=SYSTEM, plan=plan, effective_on=AFTER, instrument="12/NQ"))
    made = Unit.objects.get(name="Hoa Lư")
    table = asked([made], [figure], keys=("2026-Q3",), borders=TODAY)
    entry = table.entry(table.choice.indicators[0], made, table.choice.periods[0])
    assert (entry.text, entry.remark) == ("–", f"Không cộng được; {ours.full_name}: 684; {other.full_name}: 71.")
    assert any("Không cộng được" in note for note in Layout(table, "don-vi", "ky").notes)


def test_units_within_each_other_and_periods_that_overlap_are_not_added(land: World) -> None:
    filed(land.book.form, land.tree.communes[0], {land.book.typed: "40"}, key="2026", root=land.tree.province)
    table = asked([land.tree.province, land.tree.communes[0]], [land.book.typed], keys=(*QUARTERS, "2026"))
    assert (table.over_units, table.over_periods) == (False, False)
    assert "Không cộng các đơn vị" in table.notes[0]
    assert "Không cộng các kỳ" in table.notes[1]


def test_what_cannot_be_told_apart_stands_once_with_its_names_and_is_whole_in_the_total(land: World) -> None:
    one, other, _third = land.tree.communes
    cut = factories.unit("commune", "Cũ", land.tree.former[0], until=factories.MERGED)
    factories.edge(cut, one, whole=False)
    factories.edge(cut, other, whole=False)
    filed(land.book.form, cut, {land.book.typed: "9"}, key="2025-Q1")
    table = asked([one, other], [land.book.typed], TODAY, ("2025-Q1",))
    assert [whole(table, land.book.typed, unit, "2025-Q1") for unit in (one, other)] == ["(1)", "(1)"]
    assert table.notes[-1] == "(1) Chỉ có số chung của Xã Xã 000, Xã Xã 001: 9."
    assert whole(table, land.book.typed, None, "2025-Q1") == "9"
    alone = asked([one], [land.book.typed], TODAY, ("2025-Q1",))
    assert alone.entry(alone.choice.indicators[0], one, alone.choice.periods[0]).state == State.COMMON


def test_an_estimate_is_marked(land: World) -> None:
    one, other, _third = land.tree.communes
    cut = factories.unit("commune", "Cũ", land.tree.former[0], until=factories.MERGED)
    factories.edge(cut, one, whole=False, ppm=400_000)
    factories.edge(cut, other, whole=False, ppm=600_000)
    land.book.typed.apportion = "population"
    land.book.typed.save()
    filed(land.book.form, cut, {land.book.typed: "9"}, key="2025-Q1")
    table = asked([one, other], [land.book.typed], TODAY, ("2025-Q1",))
    assert [whole(table, land.book.typed, unit, "2025-Q1") for unit in (one, other)] == ["≈ 4", "≈ 5"]
    cell = table.entry(table.choice.indicators[0], one, table.choice.periods[0])
    assert (cell.remark, cell.cell and cell.cell.certainty) == ("Ước tính theo dân số.", Certainty.APPORTIONED)
    below = matrix(land.tree.province, [factories.period("2025-Q1")], indicators=[land.book.typed], borders=TODAY)
    assert [below.text(unit, land.book.typed) for unit in (one, other)] == ["≈ 4", "≈ 5"], "in annexes, charts and maps too"
    sheet = load_workbook(BytesIO(files.build(Layout(table, UNITS, PERIODS), "xlsx", "Bảng").content)).worksheets[0]
    shown = [cell.number_format for row in sheet.iter_rows() for cell in row if cell.value in (4, 5) and cell.border.left.style]
    assert shown == ['"≈ "#,##0'] * 2, "a number that can be added up, and never without its mark"


# --- the page


def query(land: World, **more: str) -> str:
    units = "&".join(f"dv={one.key}" for one in land.tree.communes[:2])
    rest = "".join(f"&{name.replace('_', '-')}={value}" for name, value in more.items())
    return f"{units}&ct=T1&ct=T2&ky=2026-Q2&ky=2026-Q3&dia-gioi=then{rest}"


def test_the_page_shows_the_table_and_every_cell_opens_its_number(land: World) -> None:
    client = browser(land.receiver)
    page = client.get(f"{place('table')}?{query(land)}").content.decode()
    assert place("number", land.commune.key, "2026-Q3", "T1") in page
    assert "Cộng các đơn vị" in page
    assert "Cả các kỳ" in page
    turned = client.get(f"{place('table')}?{query(land, hang='ky', cot='don-vi')}").content.decode()
    assert turned.index("Xã Xã 000</th>") < turned.index("Quý II năm 2026</th>")


def test_nothing_chosen_shows_the_pickers_without_script(land: World) -> None:
    page = browser(land.receiver).get(place("table")).content.decode()
    assert f'name="duoi" value="{land.tree.province.key}"' in page
    assert 'name="ct" value="T1"' in page
    assert 'name="ky" value="2026-Q3"' in page


def test_periods_of_a_regime_that_closes_earlier_say_so_in_words(land: World) -> None:
    period_of("2026-Q3@15")
    page = browser(land.receiver).get(place("table")).content.decode()
    assert "Quý, chốt ngày 14" in page
    assert "quarter@15" not in page


def test_all_units_below_one_are_chosen_by_one_word(land: World) -> None:
    page = browser(land.receiver).get(f"{place('table')}?duoi={land.tree.province.key}&ct=T1&ky=2026-Q3&dia-gioi=then").content.decode()
    for one in land.tree.communes:
        assert place("number", one.key, "2026-Q3", "T1") in page or one.name == "Xã 002"
    assert "30 (2/3)</td>" in page
    assert "T1, Cộng các đơn vị, Quý III năm 2026: cộng 2/3" in page


def test_a_unit_out_of_reach_is_left_out_in_the_words_of_one_that_is_nowhere(land: World) -> None:
    hidden, nowhere = land.tree.communes[1], "u:00000000000000000000000000000000"
    pages = [
        browser(land.maker).get(f"{place('table')}?dv={land.commune.key}&dv={key}&ct=T1&ky=2026-Q3").content.decode()
        for key in (hidden.key, nowhere)
    ]
    for page, key in zip(pages, (hidden.key, nowhere), strict=True):
        assert f"Bỏ qua đơn vị “{key}”: không có, hoặc ngoài phạm vi được xem." in page
        assert place("number", land.commune.key, "2026-Q3", "T1") in page
        assert hidden.full_name not in page
    below = browser(land.stranger).get(f"{place('table')}?duoi={land.tree.province.key}&ct=T1&ky=2026-Q3")
    assert below.status_code == 200
    assert "ngoài phạm vi được xem" in below.content.decode()
    assert land.commune.full_name not in below.content.decode()


def test_a_name_finds_units_to_add_and_only_those_one_may_read(land: World) -> None:
    page = browser(land.receiver).get(f"{place('table')}?them=xa+001&ct=T1").content.decode()
    assert f"dv={land.tree.communes[1].key}" in page.replace("%3A", ":")
    assert "Không có đơn vị nào" in browser(land.stranger).get(f"{place('table')}?them=xa+001").content.decode()


def test_too_large_a_table_is_refused_in_words(land: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("danvan.reports.selectors.crosstab.MOST_CELLS", 3)
    answer = browser(land.receiver).get(f"{place('table')}?{query(land)}")
    assert answer.status_code == 400
    assert "Bảng này có 8 ô; nhiều nhất là 3 ô" in answer.content.decode()
    monkeypatch.undo()
    monkeypatch.setattr("danvan.reports.views.table.MOST_SHOWN", 3)
    page = browser(land.receiver).get(f"{place('table')}?{query(land)}").content.decode()
    assert "trang chỉ hiện đến 3 ô" in page
    assert place("table_file", "xlsx") in page


def test_the_files_hold_the_same_numbers(land: World) -> None:
    client = browser(land.receiver)
    text = client.get(f"{place('table_file', 'csv')}?{query(land)}").content
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(StringIO(text.decode("utf-8-sig"))))
    values = {(row["unit_key"], row["indicator"], row["period"]): row["value"] for row in rows}
    assert len(rows) == 8
    assert values[land.commune.key, "T1", "2026-Q3"] == "10"
    plain = json.loads(client.get(f"{place('table_file', 'json')}?{query(land)}").content)
    assert {(row["unit_key"], row["indicator"], row["period"]): row["value"] for row in plain["rows"]} == values
    words = client.get(f"{place('table_file', 'tu-dien')}?{query(land)}").content.decode("utf-8-sig")
    assert {"unit_key", "certainty", "T1", "T2"} <= {row["code"] for row in csv.DictReader(StringIO(words))}
    book = CalamineWorkbook.from_filelike(BytesIO(client.get(f"{place('table_file', 'xlsx')}?{query(land)}").content))
    sheet = book.get_sheet_by_name("Số liệu").to_python()
    assert any(row[:3] == ["Xã Xã 000", 4.0, 10.0] for row in sheet)


def test_the_pictures_are_pictures(land: World) -> None:
    client = browser(land.receiver)
    assert client.get(f"{place('table_file', 'png')}?{query(land)}").content.startswith(b"\x89PNG")
    assert client.get(f"{place('table_file', 'svg')}?{query(land)}").content.lstrip().startswith(b"<svg")
    assert client.get(f"{place('table_file', 'exe')}?{query(land)}").status_code == 404
    assert client.get(place("table_file", "csv")).status_code == 302
    series = f"dv={land.commune.key}&ct=T1&ky=2026-Q2&ky=2026-Q3&dia-gioi=then"
    pictures = [client.get(f"{place('table_file', 'svg')}?{words}").content.decode() for words in (series, query(land))]
    assert ["<image " in picture for picture in pictures] == [True, False]  # a series is drawn as well


@pytest.mark.parametrize(("borders", "words"), [("then", "Theo địa giới lúc đó. "), ("today", "")])
def test_a_file_says_in_which_borders_it_is_from_where_and_when(land: World, settings: Settings, borders: str, words: str) -> None:
    client, asked_for = browser(land.receiver), f"dv={land.commune.key}&ct=T1&ky=2026-Q3&dia-gioi={borders}"
    line = f"{words}Nguồn: báo cáo của các đơn vị, {settings.PUBLIC_URL}, lấy lúc {AFTER:09:00 %d/%m/%Y}."
    assert json.loads(client.get(f"{place('table_file', 'json')}?{asked_for}").content)["source"] == line
    book = CalamineWorkbook.from_filelike(BytesIO(client.get(f"{place('table_file', 'xlsx')}?{asked_for}").content))
    assert [line] in [[cell for cell in row if cell] for row in book.get_sheet_by_name("Số liệu").to_python()]


def test_a_kept_table_has_a_short_link_and_the_same_name_keeps_it(land: World) -> None:
    client = browser(land.receiver)
    client.post(place("table_save"), {"name": "Hai quý", "query": query(land)})
    kept = SavedTable.objects.get()
    assert place("table_saved", kept.code) in client.get(place("table")).content.decode()
    page = client.get(place("table_saved", kept.code), follow=True).content.decode()
    assert place("number", land.commune.key, "2026-Q3", "T1") in page
    client.post(place("table_save"), {"name": " Hai  quý ", "query": query(land, hang="ky")})
    again = SavedTable.objects.get()
    assert (again.code, again.query != kept.query) == (kept.code, True)
    neighbour = browser(officer(land.tree.other))
    elsewhere = neighbour.get(place("table_saved", kept.code), follow=True).content.decode()
    assert "ngoài phạm vi được xem" in elsewhere
    assert land.commune.full_name not in elsewhere
    assert neighbour.post(place("table_drop", kept.code)).status_code == 404
    client.post(place("table_drop", kept.code))
    assert not SavedTable.objects.exists()


@pytest.mark.parametrize(("name", "asked_for"), [("", "whole"), ("Bảng", "ct=T1")])
def test_a_table_without_a_name_or_a_whole_choice_is_not_kept(land: World, name: str, asked_for: str) -> None:
    words = query(land) if asked_for == "whole" else asked_for
    browser(land.receiver).post(place("table_save"), {"name": name, "query": words})
    assert not SavedTable.objects.exists()


@pytest.mark.parametrize("size", [3, 14])
def test_the_number_of_queries_does_not_grow_with_the_table(db: None, size: int) -> None:
    with counted_figure(), clock.standing_at(AFTER):
        made = build(size)
        for one in made.tree.communes[:-1]:
            filed(made.book.form, one, {made.book.typed: "4", made.book.stock: "5"}, root=made.tree.province)
        client = browser(made.receiver)
        address = f"{place('table')}?duoi={made.tree.province.key}&ct=T1&ct=T2&ct=T4&ky=2026-Q3&dia-gioi=today"
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
    assert len(seen) <= 24


def test_a_province_of_which_a_report_is_missing_says_so_beside_its_number_and_in_every_file(land: World) -> None:
    Fact.objects.filter(unit=land.tree.communes[0], period__key="2026-Q3", indicator=land.book.typed).update(qualifier="about")
    totals.rebuild()
    table = asked([land.tree.province], [land.book.typed], keys=("2026-Q3",))
    entry = table.entry(table.choice.indicators[0], land.tree.province, table.choice.periods[0])
    assert (entry.text, entry.remark) == ("khoảng 30 (2/4)", "có trong 2/4 báo cáo")
    [line] = files.rows(table)
    assert [line[one] for one in ("value", "certainty", "reported", "expected", "note")] == ["30", "partial", 2, 4, "có trong 2/4 báo cáo"]
    book = load_workbook(BytesIO(files.build(Layout(table, UNITS, PERIODS), "xlsx", "Bảng").content))
    [cell] = [cell for row in book["Số liệu"].iter_rows() for cell in row if cell.value == 30]
    assert cell.number_format == '"khoảng "#,##0" (2/4)"'
