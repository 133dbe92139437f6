"""Lists taken away as files: whole however long, nothing in them a formula, kept nowhere."""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO

import pytest
from django.http import Http404
from python_calamine import CalamineWorkbook

from danvan.ui.tables import send

LONG = 20_001


def sent(form: str, rows: Sequence[Sequence[str]]) -> bytes:
    """The file of the rows."""
    return b"".join(send(form, "thu", "Danh sách thử", "Xã Đông Sơn", ("Mã", "Nơi"), rows))


def test_a_list_of_any_length_comes_whole() -> None:
    rows = [(f"KN26-{number:05}", "Xã Đông Sơn") for number in range(LONG)]
    lines = list(csv.reader(StringIO(sent("csv", rows).decode("utf-8-sig"))))
    cells = CalamineWorkbook.from_filelike(BytesIO(sent("xlsx", rows))).get_sheet_by_index(0).to_python()
    assert lines == cells == [["Mã", "Nơi"], *(list(row) for row in rows)]


def test_no_cell_is_a_formula_and_no_file_is_kept() -> None:
    rows = [("=1+1", "@lan")]
    assert sent("csv", rows).decode("utf-8-sig").splitlines()[1] == "'=1+1,'@lan"
    assert CalamineWorkbook.from_filelike(BytesIO(sent("xlsx", rows))).get_sheet_by_index(0).to_python()[1] == ["=1+1", "@lan"]
    assert send("csv", "thu", "", "", ("Mã",), [])["Cache-Control"] == "private, no-store"


def test_another_form_is_not_found() -> None:
    with pytest.raises(Http404):
        send("exe", "thu", "", "", ("Mã",), [])
