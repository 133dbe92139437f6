"""A block copied from a spreadsheet: which row gets what, judged cell by cell by the rules of the workbook (`sheets`). No database."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import StringIO

from django.utils.translation import gettext as _

from danvan.lib.refusal import Refused
from danvan.reports.sheets import SOURCE, VALUE, WORD, Entry, SheetLine, WrongCell, judged, no_formula

MOST_ROWS = 1000
MOST_LETTERS = 200_000
# As people write a number; what is wrong in it is told of its cell.
NUMERIC = re.compile(r"[-\u2212]?\d[\d.,\s]*%?")


@dataclass(frozen=True, slots=True)
class Placed:
    """One row of the block. `line`: the row of the report it falls on; `entry`: the figure it would write; `message`: why it is not taken."""

    number: int
    said: str
    line: SheetLine | None = None
    entry: Entry | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in the block code, number, word and source stand; None: nowhere."""

    code: int | None
    value: int

    def cells(self, row: Sequence[str]) -> tuple[str, str, str]:
        """Number, word and source of a row."""
        found = [*row, *[""] * (self.value + 3)]  # a block may be ragged
        return found[self.value], found[self.value + 1], found[self.value + 2]


def read(text: str, lines: Sequence[SheetLine], start: str) -> list[Placed]:
    """Every row of the block that says something, in its order. Rows that begin with a code of the report go to that row, whatever the order; a block
    without codes goes down from the row `start`. An empty number leaves its row as it is. Refused (field "text") for what is no block.
    """
    rows = _rows(text)
    by_code = {line.row.indicator.code.casefold(): line for line in lines}
    columns = _columns(rows, by_code)
    if columns.code is not None:
        rows = rows[1:] if rows[0][0].strip().casefold() not in by_code else rows
        found = [_placed(number, row, columns, by_code.get(row[0].strip().casefold())) for number, row in enumerate(rows, start=1)]
        return _kept(_once(found))
    codes = [line.row.indicator.code for line in lines]
    down = lines[codes.index(start) if start in codes else 0 :]
    return _kept(
        _placed(number, row, columns, down[number - 1] if number <= len(down) else None) for number, row in enumerate(rows, start=1)
    )


def _rows(text: str) -> list[list[str]]:
    """The cells, as a spreadsheet copies them: tabs between columns, quotes around what holds a tab, a line end or a quote."""
    if len(text) > MOST_LETTERS:
        raise Refused(_("Khối dán quá lớn."), field="text")
    try:
        rows = list(csv.reader(StringIO(text.replace("\r\n", "\n").replace("\r", "\n"), newline=""), delimiter="\t", strict=True))
    except csv.Error as error:
        raise Refused(_("Không đọc được khối này: có dấu ngoặc kép chưa đóng. Hãy chép lại từ bảng tính."), field="text") from error
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    if not rows or len(rows) > MOST_ROWS:
        raise Refused(_("Khối dán quá dài.") if rows else _("Chưa có gì để dán."), field="text")
    return [row or [""] for row in rows]


def _columns(rows: Sequence[Sequence[str]], by_code: dict[str, SheetLine]) -> Columns:
    """With codes in the first column the number is in the column after it that holds the most numbers, the first of such; without, in the first of all."""
    width = max(len(row) for row in rows)
    coded = [row for row in rows if row[0].strip().casefold() in by_code]
    if width < 2 or not coded:
        return Columns(None, 0)
    numbers = [sum(1 for row in coded if len(row) > place and NUMERIC.fullmatch(row[place].strip())) for place in range(1, width)]
    if any(numbers):
        return Columns(0, 1 + numbers.index(max(numbers)))
    return Columns(0, 1 if width < VALUE + 1 else VALUE)


def _placed(number: int, row: Sequence[str], columns: Columns, line: SheetLine | None) -> Placed:
    value, word, source = (cell.strip() for cell in columns.cells(row))
    said = " ".join(part for part in (word, value) if part)
    if line is None:
        code = row[0].strip() if columns.code is not None else ""
        message = _("Báo cáo này không có chỉ tiêu %(code)s.") % {"code": code} if code else _("Nằm ngoài bảng số liệu.")
        return Placed(number, said or code, message=message)
    if not value and not word and not source:
        return Placed(number, "", line)
    try:
        cells = no_formula(value, VALUE), no_formula(word, WORD), no_formula(source, SOURCE)
        return Placed(number, said, line, _entry(line, *cells))
    except WrongCell as wrong:
        return Placed(number, said, line, message=wrong.message)


def _entry(line: SheetLine, value: str, word: str, source: str) -> Entry | None:
    """The same number without a word leaves the word that stands there."""
    entry = next(judged(line, value or None, word, source, before=line.raw), None)
    if entry and not word and not source and entry.value == line.raw:
        return None
    return entry


def _once(rows: Iterable[Placed]) -> Iterator[Placed]:
    """A row of the report takes one number: what comes for it again is not taken."""
    taken: dict[str, int] = {}
    for one in rows:
        if one.line is None or not one.said:
            yield one
            continue
        first = taken.setdefault(one.line.row.indicator.code, one.number)
        yield one if first == one.number else replace(one, entry=None, message=_("Trùng với dòng %(number)s của khối.") % {"number": first})


def _kept(rows: Iterable[Placed]) -> list[Placed]:
    """Those that say something of a row, or fall outside with something in them."""
    return [one for one in rows if one.line or one.said]
