"""A long annex on a page shows what there is; what has no number is named below its table."""

import pytest
from django.template.loader import render_to_string

from danvan.lib.papers import Band, Cell, Column, Note, Number, Table
from danvan.reports.papers.page import MOST_BARE, Shown, folding, shown

COLUMNS = (Column("Mã", "code"), Column("Chỉ tiêu"), Column("Kỳ này", "number"), Column("Kỳ trước", "number"), Column("Ghi chú"))


def line(code: str, now: str = "–", before: str = "", note: str = "") -> tuple[Cell, ...]:
    """A row of the annex."""
    return code, f"Chỉ tiêu {code}", Number(now, code, "/so/") if now != "–" else now, before, note


def annex(*rows: tuple[Cell, ...] | Band) -> Shown:
    """The table as a page shows it."""
    return folding(shown([Table("Biểu số liệu", COLUMNS, rows), Note("Dấu –: chưa có.")]))[0]


def left(block: Shown) -> list[str]:
    """The rows that stand in the table: a band by its title, others by their name."""
    assert block.table is not None
    return [row.name for row in block.table.rows]


BARE = [line(f"B{number}") for number in range(MOST_BARE)]


def test_rows_without_a_number_are_named_below_and_a_heading_left_without_rows_goes_too() -> None:
    block = annex(Band("A"), line("A1", "3"), line("A2"), Band("B"), *BARE, Band("C"), line("C1", "0"), Band("D"), line("D1"))
    assert left(block) == ["A", "A1 Chỉ tiêu A1", "C", "C1 Chỉ tiêu C1"]
    assert block.table is not None
    assert block.table.folded == ("A2 Chỉ tiêu A2", *(f"B{number} Chỉ tiêu B{number}" for number in range(MOST_BARE)), "D1 Chỉ tiêu D1")


@pytest.mark.parametrize("row", [line("A1", "0"), line("A1", before="5"), line("A1", note="chưa tổ chức thu thập")])
def test_a_row_that_says_anything_stays(row: tuple[Cell, ...]) -> None:
    assert left(annex(Band("A"), row, Band("B"), *BARE)) == ["A", "A1 Chỉ tiêu A1"]


def test_a_few_rows_without_a_number_stay_where_they_are() -> None:
    block = annex(Band("A"), *BARE[1:])
    assert len(left(block)) == MOST_BARE
    assert block.table is not None
    assert block.table.folded == ()


def test_a_table_of_which_nothing_is_left_is_not_drawn() -> None:
    block = annex(Band("A"), *BARE)
    page = render_to_string("reports/parts/grid.html", {"grid": block.table, "label": "Biểu số liệu"})
    assert "<table" not in page
    assert "B0 Chỉ tiêu B0" in page
    assert "<table" in render_to_string("reports/parts/grid.html", {"grid": annex(Band("A")).table, "label": "Biểu số liệu"})
