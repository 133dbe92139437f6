"""The columns beside a report's figures: earlier periods, since the year began, the change; chosen without code, the same on page, paper and workbook."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import docx as python_docx
import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from docx.enum.section import WD_ORIENT
from openpyxl import load_workbook

from danvan.audit.doer import SYSTEM
from danvan.lib import clock, periods
from danvan.lib.papers import Note, Paper, Table
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.contents import FormContent, form_content
from danvan.reports.models import Comparison, Fact, Indicator, OverTime
from danvan.reports.over_time import behind
from danvan.reports.papers.files import build as build_file
from danvan.reports.papers.told import paper_of
from danvan.reports.selectors import THEN, TODAY, table
from danvan.reports.selectors.columns import Compared, columns, empty, notes
from danvan.reports.services.forms import Part
from danvan.reports.tests import factories
from danvan.reports.tests.factories import AFTER, PERIOD, Book, Tree, counted_figure, filed, indicator, period
from danvan.reports.tests.page_world import World, browser, place
from danvan.reports.tests.page_world import build as built
from danvan.reports.tests.test_borders import _told, land
from danvan.reports.tests.test_illustrations import MINE
from danvan.units.models import Duty, Unit
from danvan.units.tests.factories import officer
from tests.told import told_once

__all__ = ["_told", "land"]

EVERY = tuple(one.value for one in Comparison)
EARLIER = {
    "2026-Q1": ("20", "1", "0,5"),
    "2026-Q2": ("32", "6", "1,25"),
}
NOW = ("37", "4", "2")


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """Two communes that report three quarters of a year, one of them the quarter of the year before too; the form's annex has every column."""
    with counted_figure(), clock.standing_at(AFTER), translation.override("vi"):
        yield reported()


@told_once
def reported() -> World:
    """A flow, a stock and one with decimals."""
    made = built(2)
    made.book.form.comparisons = list(EVERY)
    made.book.form.save(update_fields=["comparisons"])
    first, second = made.tree.communes
    for key, said in (*EARLIER.items(), (PERIOD, NOW)):
        filed(made.book.form, first, figures(made, said), key=key, root=made.tree.province)
        filed(made.book.form, second, {made.book.typed: "3"}, key=key, root=made.tree.province)
    filed(made.book.form, second, {made.book.typed: "15"}, key="2025-Q3", root=made.tree.province)
    return made


def figures(world: World, said: tuple[str, str, str]) -> dict[Indicator, str]:
    """The numbers of the flow, the stock and the one with decimals."""
    return dict(zip((world.book.typed, world.book.stock, world.book.decimal), said, strict=True))


def beside(unit: Unit, key: str = PERIOD, wanted: tuple[str, ...] = EVERY, borders: str = THEN) -> dict[str, Compared]:
    """The columns by their kind."""
    row = period(key)
    rows = table(unit, row, borders=borders).rows
    return {one.kind.value: one for one in columns(unit, row, rows, borders, wanted)}


def line(found: dict[str, Compared], one: Indicator) -> list[str]:
    """A row of them as printed."""
    return [column.of(one).text for column in found.values()]


def test_a_row_says_what_was_what_came_together_and_by_how_much_it_changed(world: World) -> None:
    found = beside(world.tree.province)
    assert [one.title for one in found.values()] == [
        "Kỳ trước (quý II năm 2026)",
        "Cùng kỳ năm 2025",
        "Lũy kế từ đầu năm",
        "Tăng, giảm so với kỳ trước (%)",
        "Tăng, giảm so với cùng kỳ năm 2025 (%)",
    ]
    assert line(found, world.book.typed) == ["35", "15", "98", "+14,3", "+166,7"]  # 40 now
    assert line(found, world.book.stock) == ["6", "–", "4", "–", "–"]
    assert line(beside(world.tree.communes[1]), world.book.typed) == ["3", "15", "9", "–", "−80,0"]


def test_every_number_is_that_of_the_table_of_its_period_and_the_sum_follows_the_rule_over_time(world: World) -> None:
    keys = [*EARLIER, PERIOD]
    for unit in (world.tree.province, *world.tree.communes):
        found = beside(unit)
        tables = {key: table(unit, period(key), borders=THEN) for key in (*keys, "2025-Q3")}
        for row in tables[PERIOD]:
            code = row.indicator.code
            for kind, key in (("before", "2026-Q2"), ("year", "2025-Q3")):
                other = tables[key].row(code)
                assert (found[kind].of(row.indicator).text, found[kind].of(row.indicator).value) == (other.marked, other.value)
            if row.indicator.operands or row.indicator.kind == "own":
                continue
            parts = [tables[key].row(code).value for key in behind(row.indicator.over_time, keys)]
            known = [one for one in parts if one is not None]
            assert found["sum"].of(row.indicator).value == (sum(known) if len(known) == len(parts) else None), (unit, code)


def test_a_dash_always_has_its_reason_under_the_table(world: World) -> None:
    Indicator.objects.filter(pk=world.book.typed.pk).update(over_time=OverTime.ONCE)
    row = period()
    rows = table(world.commune, row).rows
    found = columns(world.commune, row, rows, THEN, EVERY)
    assert found[2].of(world.book.typed).text == "–"
    said = notes(found, [one for one in rows if one.value is not None])
    assert "Lũy kế từ đầu năm: được tính riêng cho từng kỳ, không cộng (T1, T4)." in said
    assert any(one.startswith("Cùng kỳ năm 2025: chưa có số liệu") for one in said)
    assert any("số để so nhỏ hơn 10, không tính phần trăm" in one and "T2" in one for one in said)
    for column in found:
        for one in rows:
            cell = column.of(one.indicator)
            assert cell.value is not None or cell.remark or one.value is None


def test_what_counts_once_is_told_by_the_report_of_the_whole_time_if_there_is_one(world: World) -> None:
    Indicator.objects.filter(pk=world.book.typed.pk).update(over_time=OverTime.ONCE)
    filed(world.book.form, world.commune, {world.book.typed: "60"}, key="2026-9M", root=world.tree.province)
    cell = beside(world.commune)["sum"].of(world.book.typed)
    assert (cell.text, cell.remark) == ("60", "theo báo cáo 9 tháng đầu năm 2026")


def test_a_quarter_that_a_unit_did_not_give_leaves_no_half_sum(world: World) -> None:
    Fact.objects.filter(unit=world.commune, period__key="2026-Q1", indicator=world.book.typed).delete()
    cell = beside(world.commune)["sum"].of(world.book.typed)
    assert (cell.text, cell.remark) == ("–", "chưa có đủ số liệu các kỳ từ đầu năm")


def test_shares_change_by_points_and_what_is_about_right_is_not_subtracted(world: World) -> None:
    for key, top in (("2026-Q2", 8), (PERIOD, 20)):
        Fact.objects.update_or_create(
            unit=world.commune, period=period(key), indicator=world.book.counted, defaults={"value": top, "origin": "typed", "live": True}
        )
    found = beside(world.commune)
    assert (found["before"].of(world.book.ratio).text, found["against_before"].of(world.book.ratio).text) == ("25,0", "+29,1 điểm")
    Fact.objects.filter(unit=world.commune, period__key="2026-Q2", indicator=world.book.typed).update(qualifier="over")
    found = beside(world.commune)
    assert found["before"].of(world.book.typed).text == "hơn 32"
    assert found["against_before"].of(world.book.typed).remark == "số áng chừng, không tính tăng giảm"


def test_an_adjusted_number_keeps_its_mark_in_every_column(world: World) -> None:
    Fact.objects.filter(unit=world.commune, period__key="2026-Q2", indicator=world.book.typed).update(adjusted=2, adjusted_parts=1)
    found = beside(world.commune)
    assert line(found, world.book.typed)[:3] == ["32*", "–", "89*"]
    paper = paper_of(world.commune, period())
    assert "Dấu * chỉ số đếm" in " ".join(one.text for one in paper.annexes[0].blocks if isinstance(one, Note))


def test_what_is_not_sent_yet_counts_in_the_sum_of_the_draft(world: World) -> None:
    third = factories.unit("commune", "Xã ba", world.tree.province, since=factories.MERGED)
    filed(world.book.form, third, {world.book.typed: "7", world.book.stock: "2"}, key="2026-Q1", root=world.tree.province)
    report = factories.started(world.book.form, third, "2026-Q2", root=world.tree.province)
    for one, value in ((world.book.typed, "5"), (world.book.stock, "3")):
        services.type_figure(by=SYSTEM, report=report, indicator=one, value=value, source=services.SourceData("Sổ"))
    [annex] = paper_of(third, period("2026-Q2"), draft=report).annexes
    assert cells_of(annex.blocks[0], "T1")[3:8] == ["5", "7", "–", "12", "–"]
    assert cells_of(annex.blocks[0], "T2")[3:8] == ["3", "2", "–", "3", "–"]


def cells_of(block: object, code: str) -> list[str]:
    """The cells of an indicator's row."""
    assert isinstance(block, Table)
    row = next(one for one in block.rows if isinstance(one, tuple) and one[0] == code)
    return [cell if isinstance(cell, str) else cell.text for cell in row]


@pytest.mark.parametrize(
    ("key", "kinds"),
    [
        ("2026-Q1", ["before", "year", "against_before", "against_year"]),
        ("2026-9M", ["year", "against_year"]),
        ("2026", ["year", "against_year"]),
        ("2026-6M", ["before", "year", "against_before", "against_year"]),
        ("2026-6M2", list(EVERY)),
        ("2026-6M2@15", list(EVERY)),
        ("2026-Q3@15", list(EVERY)),
        ("T2021-07-06..2026-04-05", ["before", "against_before"]),
    ],
)
def test_a_period_has_only_the_columns_that_make_sense_for_it(key: str, kinds: list[str]) -> None:
    with translation.override("vi"):
        assert [one.kind.value for one in empty(periods.parse(key), (), EVERY)] == kinds


def test_the_second_half_of_a_year_is_compared_with_the_first_and_the_first_with_the_second_where_somebody_reports_it(world: World) -> None:
    form, unit = world.book.form, world.commune
    filed(form, unit, {world.book.typed: "40"}, key="2026-6M", root=world.tree.province)
    with clock.standing_at(date(2027, 7, 3)):
        filed(form, unit, {world.book.typed: "50"}, key="2026-6M2", root=world.tree.province)
        filed(form, unit, {world.book.typed: "60"}, key="2027-6M", root=world.tree.province)
        halves = [beside(unit, key) for key in ("2026-6M", "2026-6M2", "2027-6M")]
    assert [list(one) for one in halves] == [
        ["year", "against_year"],
        ["before", "year", "sum", "against_before", "against_year"],
        [*halves[2]],
    ]
    assert [column.title for column in halves[1].values()][:2] == ["Kỳ trước (6 tháng đầu năm 2026)", "Cùng kỳ năm 2025"]
    assert line(halves[1], world.book.typed) == ["40", "–", "90", "+25,0", "–"]
    assert [column.title for column in halves[2].values()][:2] == ["Kỳ trước (6 tháng cuối năm 2026)", "Cùng kỳ năm 2026"]
    assert line(halves[2], world.book.typed) == ["50", "40", "+20,0", "+50,0"]


def test_a_year_that_was_chosen_only_as_the_period_before_is_told_once() -> None:
    with translation.override("vi"):
        assert [one.title for one in empty(periods.parse("2026"), (), ("before",))] == ["Kỳ trước (năm 2025)"]


def test_a_divided_unit_has_no_share_that_nobody_knows_and_the_column_says_its_borders(land: tuple[Tree, Book, list[Unit]]) -> None:
    tree, book, olds = land
    one = tree.communes[0]
    for old, value in zip(olds, ("10", "9", "5"), strict=True):
        filed(book.form, old, {book.typed: value}, key="2024-9M")
    filed(book.form, one, {book.typed: "30"}, key="2025-9M")
    cell = beside(one, "2025-9M", ("year", "against_year"))["year"].of(book.typed)
    assert (cell.text, cell.remark) == ("–", "địa giới đã thay đổi, chưa rõ tỷ lệ phần chia")
    book.typed.apportion = "population"
    book.typed.save(update_fields=["apportion"])
    for borders in (THEN, TODAY):
        known = table(one, period("2024-9M"), borders=TODAY).row("T1")
        cell = beside(one, "2025-9M", ("year",), borders)["year"].of(book.typed)
        assert (cell.text, cell.value, cell.borders) == (f"≈ {known.marked}", known.value, TODAY)
    assert beside(one, "2025-9M", ("year",))["year"].note == "Cùng kỳ năm 2024: theo địa giới hiện nay."


def test_page_paper_and_workbook_have_the_same_columns(world: World) -> None:
    province = world.tree.province
    [first, *_rest] = paper_of(province, period()).annexes
    heads = [column.title for column in table_in(first.blocks).columns]
    assert heads[3:9] == ["Kỳ này", *(one.title for one in beside(province).values())]
    assert first.wide
    page = browser(world.receiver).get(place("read", province.key, PERIOD)).content.decode()
    shown = re.findall(r"<th scope=\"col\"[^>]*>([^<]+)</th>", page[page.index('id="phu-luc"') :])
    assert [one for one in heads if one in shown] == [one for one in heads if one not in ("Mã", "Đơn vị tính")]
    assert place("number", province.key, "2026-Q2", "T1") in page
    content = build_file(province, period(), "docx").content
    document = python_docx.Document(io.BytesIO(content))
    grid = next(one for one in document.tables if one.rows[0].cells[-1].text == "Ghi chú")
    assert [cell.text for cell in grid.rows[0].cells] == heads
    assert "w:tblHeader" in grid.rows[0]._tr.xml
    assert WD_ORIENT.LANDSCAPE in [section.orientation for section in document.sections]
    sheet = load_workbook(io.BytesIO(build_file(province, period(), "xlsx").content))["Số liệu"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    line = next(row for row in rows if row[0] == "T1")
    assert line[3:9] == [40, 35, 15, 98, 14.3, 166.7]
    assert any(str(row[0]).startswith("Cùng kỳ năm 2025: chưa có số liệu") for row in rows)


def test_the_pdf_tags_the_heads_and_lies_on_its_side(world: World) -> None:
    pdf = pypdf.PdfReader(io.BytesIO(build_file(world.tree.province, period(), "pdf").content))
    lying = [page for page in pdf.pages if float(page.mediabox.width) > float(page.mediabox.height)]
    assert "Lũy kế từ đầu" in " ".join(lying[0].extract_text().split())
    roles = list(_roles(pdf.root_object["/StructTreeRoot"]))
    assert roles.count("/TH") >= 11


def _roles(element: object) -> Iterator[str]:
    element = element.get_object() if hasattr(element, "get_object") else element
    if isinstance(element, list):
        for one in element:
            yield from _roles(one)
    elif isinstance(element, dict):
        yield str(element.get("/S", ""))
        if "/K" in element:
            yield from _roles(element["/K"])


def table_in(blocks: tuple[object, ...]) -> Table:
    """The first table."""
    return next(one for one in blocks if isinstance(one, Table))


def under_its_heading(paper: Paper) -> tuple[list[str], list[str]]:
    """The heads of the table in the text and the notes after it."""
    at = next(number for number, one in enumerate(paper.blocks) if isinstance(one, Table))
    after = [one.text for one in paper.blocks[at + 1 :] if isinstance(one, Note)]
    return [column.title for column in table_in(paper.blocks).columns], after


def test_a_heading_has_its_own_columns_and_its_figures_become_a_table(world: World) -> None:
    heading = world.book.heading
    heading.comparisons = ["before", "sum"]
    heading.save(update_fields=["comparisons"])
    world.book.form.lines.filter(indicator__in=[world.book.typed, world.book.stock]).update(heading=heading)
    paper = paper_of(world.commune, period())
    heads, after = under_its_heading(paper)
    assert heads == ["Mã", "Chỉ tiêu", "Đơn vị tính", "Kỳ này", "Kỳ trước (quý II năm 2026)", "Lũy kế từ đầu năm"]
    assert cells_of(table_in(paper.blocks), "T2") == ["T2", "T2", "cuộc", "4", "6", "4"]
    assert after == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (replace(MINE, comparisons=("plan",)), "trong danh sách"),
        (replace(MINE, headings=(replace(MINE.headings[0], comparisons=EVERY),)), "nhiều nhất 3 cột"),
        (replace(MINE, headings=(replace(MINE.headings[0], display="sentence", comparisons=("sum",)),)), "viết số liệu thành câu"),
    ],
)
def test_columns_that_make_no_sense_are_refused(world: World, wrong: FormContent, words: str) -> None:
    with pytest.raises(Refused, match=words) as refused:
        services.new_form(by=SYSTEM, code="cd", content=wrong, owner=None)
    assert refused.value.field == "comparisons"


def keeper(world: World) -> Client:
    """Who keeps the province's forms."""
    client = Client()
    client.force_login(officer(world.tree.province, Duty.KEEP_BOOK).user)
    return client


def test_a_keeper_chooses_the_columns_sees_them_and_the_next_version_keeps_them(world: World) -> None:
    draft = services.new_form(by=SYSTEM, code="cd", content=MINE, owner=world.tree.province)
    client, address = keeper(world), place("form_columns", draft.pk)
    seen = re.findall(r'name="seen" value="([^"]+)"', client.get(address).content.decode())[0]
    answer = client.post(address, {"annex": ["before", "year", "sum"], "under-I": ["before"], "seen": seen, "look": "1"})
    assert answer["Location"] == place("form_look", draft.pk)
    look = client.get(answer["Location"]).content.decode()
    assert len(re.findall(r"<th[^>]*>Kỳ trước \(", look)) == 2
    assert "Lũy kế từ đầu năm" in look
    page = client.get(place("form", draft.pk)).content.decode()
    assert "kỳ trước; cùng kỳ năm trước; lũy kế từ đầu năm" in page
    stale = client.post(address, {"annex": ["year"], "seen": seen})
    assert "Người khác vừa lưu mẫu này" in stale.content.decode()
    assert re.search(r'value="year"[^>]*checked', stale.content.decode())
    many = client.post(address, {"under-I": EVERY})
    assert "nhiều nhất 3 cột" in many.content.decode()
    draft = services.publish_form(by=SYSTEM, form=draft, reason="Mới")
    after = form_content(services.revise(by=SYSTEM, form=draft))
    assert (after.comparisons, after.headings[0].comparisons) == (("before", "year", "sum"), ("before",))


def test_saving_the_headings_leaves_their_columns_as_they_are(world: World) -> None:
    content = replace(MINE, headings=(replace(MINE.headings[0], comparisons=("sum",)),))
    draft = services.new_form(by=SYSTEM, code="cd", content=content, owner=world.tree.province)
    data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-code": "I", "form-0-place": "1", "form-0-title": "Tên khác"}
    assert keeper(world).post(place("form_headings", draft.pk), data).status_code == 302
    [heading] = form_content(draft).headings
    assert (heading.title, heading.comparisons) == ("Tên khác", ("sum",))
    other = Client()
    other.force_login(officer(world.tree.other, Duty.KEEP_BOOK).user)
    assert other.get(place("form_columns", draft.pk)).status_code == 404
    services.save_draft(by=SYSTEM, form=draft, change=lambda now: replace(now, comparisons=("sum", "year")), part=Part.COLUMNS)
    draft.refresh_from_db()
    assert form_content(draft).comparisons == ("sum", "year")


def test_the_columns_ask_the_same_number_of_questions_however_many_rows_and_units(world: World) -> None:
    asked = []
    for more in (0, 4):
        for number in range(more):
            world.book.form.lines.create(indicator=indicator(f"N{number}"))
            sister = factories.unit("commune", f"Thêm {number}", world.tree.province, since=factories.MERGED)
            filed(world.book.form, sister, {world.book.typed: "3"}, root=world.tree.province)
        row = period()
        rows = table(world.tree.province, row).rows
        with CaptureQueriesContext(connection) as caught:
            columns(world.tree.province, row, rows, THEN, EVERY)
        asked.append(len(caught))
    assert asked[0] == asked[1] <= 30, asked
