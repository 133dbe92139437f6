"""Tables as a workbook: numbers as numbers, heads that stay in sight, widths that fit, a native chart. Nothing typed can become a formula."""

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from itertools import chain, islice
from math import ceil
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import xlsxwriter

from danvan.lib.charts import ChartSpec
from danvan.lib.papers.model import Band, Cell, Column, Number, Reference, Sheet, Table

FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
DIGITS = {"number": "#,##0", "decimal": "#,##0.00"}
WIDEST = 60
# So many rows stand beside a chart of the usual height.
CHART_ROWS = 15
CODE_WIDTH, NUMBER_WIDTH = 9, 14
BAR = "#1F8790"
MOST_ROWS = 1_048_576
# A streamed sheet is written once: its widths come from the first rows.
SAMPLED = 200
# Longer workbooks go to the disk while they are made.
IN_MEMORY = 8 * 1024 * 1024


class Unsent(SpooledTemporaryFile[bytes]):
    """A workbook on its way. A download that was broken off closes nothing: then it is closed when nobody holds it any more."""

    def __del__(self) -> None:
        self.close()


def render(sheets: Sequence[Sheet], *, title: str, issuer: str = "") -> bytes:
    """The workbook: one sheet each, named as given (shortened to what a spreadsheet allows, never twice the same)."""
    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": title, "author": issuer})
    formats = _formats(book)
    taken: set[str] = set()
    for sheet in sheets:
        _sheet(book, sheet, _name(sheet.name, taken), formats)
    book.close()
    return out.getvalue()


def stream(heads: Sequence[str], rows: Iterable[Sequence[str]], *, name: str, title: str, issuer: str = "") -> IO[bytes]:
    """A long list of texts as a workbook in a temporary file, read from its start: memory does not grow with the rows.

    A sheet holds 1,048,576 rows; what is more goes on in a further sheet.
    """
    out = Unsent(max_size=IN_MEMORY)
    book = xlsxwriter.Workbook(
        out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": title, "author": issuer})
    formats, taken = _formats(book), set[str]()
    coming = iter(rows)
    first = list(islice(coming, SAMPLED))
    widths = _widths(heads, first)
    page, row = _listed(book, _name(name, taken), heads, widths, formats), 1
    for values in chain(first, coming):
        if row >= MOST_ROWS:
            page, row = _listed(book, _name(name, taken), heads, widths, formats), 1
        for place, text in enumerate(values):
            page.write_string(row, place, text, formats["plain"])
        row += 1
    book.close()
    out.seek(0)
    return out


def _widths(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """As wide as what stands in the column, as far as the first rows tell."""
    return [min(WIDEST, 2 + max(map(len, column))) for column in zip(heads, *rows, strict=True)]


def _listed(book: Any, name: str, heads: Sequence[str], widths: Sequence[int], formats: dict[str, Any]) -> Any:
    """A sheet with its heads."""
    page = book.add_worksheet(name)
    for place, head in enumerate(heads):
        page.set_column(place, place, widths[place])
        page.write_string(0, place, head, formats["head"])
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    return page


def reference_sheet(references: Sequence[Reference], name: str, heads: Sequence[str]) -> Sheet:
    """The look-up table of figures as a sheet: code, name, definition, unit, how obtained, address, digest."""
    rows = tuple((r.code, r.name, r.definition, r.measure, r.how, r.address, r.digest) for r in references)
    return Sheet(name, Table("", tuple(Column(head) for head in heads), rows))


def _formats(book: Any) -> dict[str, Any]:
    line = FONT | {"border": 1}
    return {
        "title": book.add_format(FONT | {"bold": True, "font_size": 14}),
        "plain": book.add_format(FONT),
        "head": book.add_format(line | {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#E6EEF0"}),
        "band": book.add_format(line | {"bold": True, "bg_color": "#F2F2F2"}),
        "text": book.add_format(line | {"text_wrap": True}),
        "code": book.add_format(line | {"align": "center"}),
        "book": book,
    } | {name: book.add_format(line | {"num_format": digits}) for name, digits in DIGITS.items()}


def _name(wanted: str, taken: set[str]) -> str:
    """A sheet's name: 31 characters at most, without the signs a spreadsheet forbids."""
    clean = "".join(" " if letter in "[]:*?/\\" else letter for letter in wanted).strip("' ")[:31] or "1"
    name, turn = clean, 1
    while name.casefold() in taken:
        turn += 1
        name = f"{clean[:27]} {turn}"
    taken.add(name.casefold())
    return name


def _sheet(book: Any, sheet: Sheet, name: str, formats: dict[str, Any]) -> None:
    page = book.add_worksheet(name)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    for row, line in enumerate(sheet.above):
        page.write_string(row, 0, line, formats["plain" if row else "title"])
    top = len(sheet.above) + (1 if sheet.above else 0)
    last = _table(page, sheet.table, top, formats)
    row = last + 2
    for spec in sheet.charts:
        row = _chart(book, page, spec, row)


def _table(page: Any, table: Table, top: int, formats: dict[str, Any]) -> int:
    for place, column in enumerate(table.columns):
        page.write_string(top, place, column.title, formats["head"])
        page.set_column(place, place, _width(table, place))
    page.freeze_panes(top + 1, 0)
    page.repeat_rows(top)
    row = top
    for content in table.rows:
        row += 1
        if isinstance(content, Band):
            page.merge_range(row, 0, row, len(table.columns) - 1, content.title, formats["band"])
            continue
        for place, (cell, column) in enumerate(zip(content, table.columns, strict=True)):
            _write(page, row, place, cell, formats, column.kind)
    return row


def _write(page: Any, row: int, place: int, cell: Cell, formats: dict[str, Any], kind: str) -> None:
    if isinstance(cell, Number) and cell.value is not None:
        page.write_number(row, place, float(cell.value), _numeric(formats, cell))
        return
    text = cell.text if isinstance(cell, Number) else cell
    page.write_string(row, place, text, formats["code" if kind == "code" else "text"])


def _numeric(formats: dict[str, Any], cell: Number) -> Any:
    """How the number is shown: with what stands before and after it ("hơn", "≈", "*", "(63/70)", "(1/34 tỉnh)"), and stays one that can be added up."""
    shown = "number" if cell.value is None or cell.value == int(cell.value) else "decimal"
    around = re.fullmatch(r"([^-−\d]*)[-−\d.,]+([^\d]*(?:\(\d+/\d+[^()\d]*\)[^\d]*)?)", cell.text.replace('"', ""))
    before, after = around.groups() if around else ("", "")
    if not before and not after:
        return formats[shown]
    words = f"{before}{shown}{after}"
    if words not in formats:
        digits = "".join((f'"{before}"' if before else "", DIGITS[shown], f'"{after}"' if after else ""))
        formats[words] = formats["book"].add_format(FONT | {"border": 1, "num_format": digits})
    return formats[words]


def _width(table: Table, place: int) -> float:
    column = table.columns[place]
    if column.kind == "code":
        return CODE_WIDTH
    longest = max((len(_words(row[place])) for row in table.rows if not isinstance(row, Band)), default=0)
    return max(NUMBER_WIDTH, min(WIDEST, longest + 2))


def _words(cell: Cell) -> str:
    return cell.text if isinstance(cell, Number) else cell


def _chart(book: Any, page: Any, spec: ChartSpec, row: int) -> int:
    """The chart's own figures from the row on, and a native chart beside them: it stays editable in the spreadsheet. Gives the first free row after it."""
    height = max(1.0, len(spec.points) / 12)
    for offset, point in enumerate(spec.points):
        page.write_string(row + offset, 1, point.label)
        if point.value is not None:
            page.write_number(row + offset, 2, point.value)
    first, last = row, row + len(spec.points) - 1
    chart = book.add_chart({"type": {"bars": "bar", "columns": "column", "line": "line"}[spec.kind]})
    chart.add_series(
        {
            "name": spec.unit,
            "categories": [page.get_name(), first, 1, last, 1],
            "values": [page.get_name(), first, 2, last, 2],
            "fill": {"color": BAR},
            "data_labels": {"value": True},
        }
    )
    chart.set_title({"name": spec.title, "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    if spec.kind == "bars":
        chart.set_y_axis({"reverse": True})
    page.insert_chart(row, 4, chart, {"description": spec.alt, "x_scale": 1.4, "y_scale": height})
    return row + max(len(spec.points), ceil(CHART_ROWS * height)) + 2
