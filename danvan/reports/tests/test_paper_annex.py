"""The annexes of a report: the units below by indicator, in the layout of the regime, ready to be taken into Word."""

import io

import docx as python_docx
import openpyxl
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from danvan.audit.doer import SYSTEM
from danvan.lib.papers import Item, Letterhead, Table
from danvan.lib.tests.docx_rules import faults
from danvan.reports import services
from danvan.reports.models import Regime
from danvan.reports.papers.annex import LYING, annexes
from danvan.reports.papers.files import build
from danvan.reports.papers.told import paper_of, told, written
from danvan.reports.selectors import TODAY
from danvan.reports.tests.factories import Book, Tree, indicator, period
from danvan.reports.tests.page_world import World, browser, place, world
from danvan.reports.tests.test_borders import NINE, _told, land
from danvan.units.models import Body, Unit
from danvan.units.services import open_body

__all__ = ["_told", "land", "world"]


def two_filed(world: World) -> None:
    """Two of three communes report; the second only one figure."""
    world.filed(world.tree.communes[0], {world.book.typed: "1200", world.book.decimal: "6,84"})
    world.filed(world.tree.communes[1], {world.book.typed: "3"})


def tables(world: World, chosen: list[str] | None = None) -> list[Table]:
    """The tables by unit in the province's paper."""
    paper = written(told(world.tree.province, period()), chosen)
    return [block for block in paper.annexes[1].blocks if isinstance(block, Table)]


def test_the_units_below_stand_by_indicator_and_what_nobody_gave_is_a_dash(world: World) -> None:
    two_filed(world)
    (table,) = tables(world, ["T1", "T5"])
    assert [column.title for column in table.columns] == ["TT", "Đơn vị", "T1. T1 (cuộc)", "T5. T5 (cuộc)"]
    assert list(table.rows) == [
        ("1", "Xã Xã 000", "1.200", "6,84"),
        ("2", "Xã Xã 001", "3", "–"),
        ("3", "Xã Xã 002", "–", "–"),
        ("", "Tổng số", "1.203", "6,84"),
    ]


def test_what_the_unit_above_gave_itself_has_its_line_so_that_each_column_adds_up(world: World) -> None:
    two_filed(world)
    report = world.draft(world.tree.province)
    services.type_figure(by=world.receiver, report=report, indicator=world.book.typed, value="4")
    services.submit(by=world.receiver, report=report)
    (table,) = tables(world, ["T1", "T5"])
    assert list(table.rows)[-2:] == [("", "Số của riêng cấp tổng hợp", "4", "–"), ("", "Tổng số", "1.207", "6,84")]
    book = openpyxl.load_workbook(io.BytesIO(build(world.tree.province, period(), "xlsx").content))
    rows = {row[0]: row for row in book["Theo đơn vị"].iter_rows(values_only=True) if row[0]}
    at = next(place for place, head in enumerate(rows["Đơn vị"]) if str(head).startswith("T1 "))
    units = [row[at] or 0 for name, row in rows.items() if str(name).startswith("Xã ")]
    assert sum(units) + rows["Số của riêng cấp tổng hợp"][at] == rows["Tổng số"][at] == 1207


def test_only_chosen_indicators_are_told_and_none_leaves_the_annex_out(world: World) -> None:
    two_filed(world)
    assert len(tables(world, ["T1"])[0].columns) == 3
    assert len(written(told(world.tree.province, period()), []).annexes) == 1
    assert [annex.title for annex in paper_of(world.tree.province, period()).annexes] == ["PHỤ LỤC"]
    assert [annex.title for annex in written(told(world.commune, period()), None).annexes] == ["PHỤ LỤC"]


def test_many_indicators_are_cut_into_tables_that_fit_a_page_that_lies(world: World) -> None:
    more = [indicator(f"T{number}") for number in range(20, 43)]
    for one in more:
        world.book.form.lines.create(indicator=one, position=one.number)
    world.filed(world.tree.communes[0], dict.fromkeys(more, "5"))
    said = told(world.tree.province, period())
    second = annexes(said.figures, said.place, "x", None)[1]
    found = [block for block in second.blocks if isinstance(block, Table)]
    assert second.wide
    assert all(len(table.columns) - 2 <= LYING for table in found)
    heads = [column.title.split(".")[0] for table in found for column in table.columns[2:]]
    assert heads == [row.indicator.code for row in said.rows if row.value is not None and row.indicator.kind != "own"]


def test_the_docx_turns_its_page_for_a_wide_annex_and_goes_on_counting_pages(world: World) -> None:
    more = [indicator(f"T{number}") for number in range(20, 27)]
    for one in more:
        world.book.form.lines.create(indicator=one, position=one.number)
    world.filed(world.tree.communes[0], dict.fromkeys(more, "5"))
    content = build(world.tree.province, period(), "docx").content
    assert faults(content) == []
    document = python_docx.Document(io.BytesIO(content))
    turned = [section.orientation for section in document.sections]
    assert turned == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    assert [section.different_first_page_header_footer for section in document.sections] == [True, False, False]
    assert all("PAGE" in section.header._element.xml for section in document.sections)
    wide = next(table for table in document.tables if table.rows[0].cells[0].text == "TT")
    assert "w:tblHeader" in wide.rows[0]._tr.xml
    assert [row.cells[1].text for row in wide.rows[1:]] == ["Xã Xã 000", "Xã Xã 001", "Xã Xã 002", "Tổng số"]


def test_dashes_become_a_real_list(world: World) -> None:
    report = world.draft()
    services.type_figure(by=SYSTEM, report=report, indicator=world.book.typed, value="4")
    services.write(by=SYSTEM, report=report, heading=world.book.heading, text="Đã làm:\n- Họp 4 cuộc [T1];\n+ ra văn bản.")
    services.submit(by=SYSTEM, report=report)
    items = [block for block in paper_of(world.commune, period()).blocks if isinstance(block, Item)]
    assert ["".join(run if isinstance(run, str) else f"<{getattr(run, 'ref', '')}>" for run in item.runs) for item in items] == [
        "Họp 4 cuộc<T1>;",
        "ra văn bản.",
    ]
    document = python_docx.Document(io.BytesIO(build(world.commune, period(), "docx").content))
    listed = [p for p in document.paragraphs if p.style and p.style.name == "List Bullet"]
    assert [p.text for p in listed] == ["Họp 4 cuộc[T1];", "ra văn bản."]
    assert listed[0].style is not None
    assert listed[0].style.element.pPr.numPr is not None
    page = browser(world.maker).get(place("read", world.commune.key, "2026-Q3")).content.decode()
    assert "<li>ra văn bản." in page


def test_a_form_of_the_states_regime_has_the_states_head_recipients_and_signer(world: World) -> None:
    for kind, name, symbol in (
        (Body.Kind.PEOPLES_COMMITTEE, "Ủy ban nhân dân xã 000", "UBND"),
        (Body.Kind.PARTY_COMMITTEE, "Đảng ủy xã 000", "ĐU"),
    ):
        open_body(by=SYSTEM, unit=world.commune, kind=kind, name=name, symbol=symbol, valid_from=world.commune.valid_from)
    world.book.form.regime = Regime.STATE
    world.book.form.save(update_fields=["regime"])
    world.filed()
    paper = paper_of(world.commune, period())
    assert (paper.letterhead, paper.issuer) == (Letterhead.STATE, "Ủy ban nhân dân xã 000")
    assert paper.authority_line() == "TM. Ủy ban nhân dân"
    assert paper.recipient_lines()[-2:] == ["- Thường trực Đảng ủy xã 000;", "- Lưu: VT."]
    assert paper_of(world.tree.province, period()).recipients[0] == "Chính phủ"
    world.book.form.regime = Regime.PARTY
    world.book.form.save(update_fields=["regime"])
    assert paper_of(world.commune, period()).letterhead is Letterhead.PARTY


@pytest.mark.parametrize(("asked", "shown"), [("", ["T1", "T5"]), ("chon=1&chi-tieu=T5", ["T5"]), ("chon=1", [])])
def test_the_reader_chooses_what_the_annex_tells(world: World, asked: str, shown: list[str]) -> None:
    two_filed(world)
    client = browser(world.receiver)
    page = client.get(place("print", world.tree.province.key, "2026-Q3")).content.decode()
    assert 'name="chi-tieu" value="T5"' in page
    content = client.get(f"{place('download', world.tree.province.key, '2026-Q3', 'docx')}?{asked}").content
    document = python_docx.Document(io.BytesIO(content))
    found = [
        cell.text.split(".")[0]
        for table in document.tables
        for cell in table.rows[0].cells
        if cell.text.startswith("T") and "(" in cell.text
    ]
    assert [code for code in found if code in ("T1", "T5")] == shown
    assert browser(world.stranger).get(place("print", world.tree.province.key, "2026-Q3")).status_code == 404


def test_the_docx_keeps_no_text_in_boxes_and_no_empty_page_break(world: World) -> None:
    two_filed(world)
    xml = python_docx.Document(io.BytesIO(build(world.tree.province, period(), "docx").content)).element.body
    assert not list(xml.iter(qn("w:txbxContent")))
    assert not [one for one in xml.iter(qn("w:br")) if one.get(qn("w:type")) == "page"]


def test_what_several_units_of_today_have_between_them_stands_once(land: tuple[Tree, Book, list[Unit]]) -> None:
    tree, _book, _olds = land
    paper = written(told(tree.province, period(NINE), borders=TODAY), ["T1"])
    (table,) = [block for block in paper.annexes[1].blocks if isinstance(block, Table)]
    assert table.rows[-2] == ("", "Chung của Xã Xã 000, Xã Xã 001", "24")


def test_the_paper_is_addressed_to_the_body_that_the_form_says_receives_it(world: World) -> None:
    above = world.tree.province
    open_body(by=SYSTEM, unit=above, kind=Body.Kind.RECEPTION, name="Ban Tiếp công dân tỉnh", symbol="", valid_from=above.valid_from)
    world.filed()
    assert paper_of(world.commune, period()).recipients[0] != "Ban Tiếp công dân tỉnh"
    world.book.form.consolidator = Body.Kind.RECEPTION
    world.book.form.save(update_fields=["consolidator"])
    assert paper_of(world.commune, period()).recipients[0] == "Ban Tiếp công dân tỉnh"
