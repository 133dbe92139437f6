"""The figures of a report as a workbook to fill in, and the same workbook read back: every wrong cell by its address, nothing guessed."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from io import BytesIO
from typing import Any, TypeVar

import xlsxwriter
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from danvan.files import kinds, office
from danvan.lib import periods
from danvan.lib.papers.xlsx import FONT
from danvan.lib.refusal import Refused
from danvan.reports import rules
from danvan.reports.models import Qualifier, Report
from danvan.reports.rules import SEPARATORS
from danvan.reports.selectors import Row
from danvan.reports.wording import name_of

SHEET, HIDDEN = "Số liệu", "danvan"
FIRST = 6  # the row of the first indicator, as a spreadsheet counts
LARGEST = 2 * 1024 * 1024
CODE, VALUE, WORD, SOURCE = 0, 3, 4, 5
COLUMNS = "ABCDEF"
LONGEST_SOURCE = 300
# From so many rows out of place on, rows were taken out, put in or changed places; so many that were put in are looked at.
MOVED, ADDED = 2, 50
# What a spreadsheet shows where a formula failed.
FAILED = re.compile(r"#(REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure that the workbook changes; no value: it is taken away."""

    code: str
    value: int | None
    qualifier: str
    source: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """A cell that cannot be taken: where, of which indicator, and what is wrong with it and expected."""

    address: str
    name: str
    message: str


@dataclass(frozen=True)
class Filled:
    """What a workbook says: the figures that change, or the cells that are wrong (then nothing is taken)."""

    entries: tuple[Entry, ...]
    wrong: tuple[Wrong, ...]


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One row of the workbook. `typed`: may be filled in; the others show what was counted.

    `note`: what was adjusted; `names_source`: a number put here must; `source`: the one that its number has.
    """

    row: Row
    typed: bool
    note: str = ""
    names_source: bool = False
    source: str = ""

    @property
    def raw(self) -> int | None:
        """The figure in 10^-scale units."""
        return None if self.row.value is None else int(self.row.value.scaleb(self.row.decimals))


def identity(report: Report) -> list[tuple[str, str]]:
    """Which report a workbook belongs to: what is compared, and how people call it."""
    return [
        (f"{report.form.code}/{report.form.version}", report.form.name),
        (report.unit.key, report.unit.full_name),
        (report.period.key, periods.label(report.period.period)),
        (f"{report.pk}/{report.revision}", _("lần gửi %(number)s") % {"number": report.revision + 1}),
    ]


# ---- written ----------------------------------------------------------------------------------------------------------------------------


def template(report: Report, lines: Sequence[SheetLine]) -> bytes:
    """The workbook: heads, codes and counted figures locked, the rest open to numbers only."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page, hidden = book.add_worksheet(SHEET), book.add_worksheet(HIDDEN)
    hidden.very_hidden()
    for place, (key, words) in enumerate(identity(report)):
        hidden.write_string(place, 0, key)
        hidden.write_string(place, 1, words)
    page.protect("", {"format_columns": True, "select_locked_cells": True})
    _heads(book, page, report)
    looks = _looks(book)
    for place, line in enumerate(lines):
        _write(page, FIRST - 1 + place, line, looks)
        hidden.write_string(place, 2, line.row.indicator.code)
        hidden.write_string(place, 3, "" if line.raw is None else str(line.raw))
    page.freeze_panes(FIRST - 1, 2)
    book.close()
    return out.getvalue()


def _heads(book: Any, page: Any, report: Report) -> None:
    bold = book.add_format(FONT | {"bold": True})
    head = book.add_format(FONT | {"bold": True, "border": 1, "text_wrap": True, "bg_color": "#E6EEF0"})
    page.write_string(0, 0, f"{report.form.name}, {periods.label(report.period.period)}", bold)
    page.write_string(1, 0, report.unit.full_name, bold)
    page.write_string(
        2, 0, _("Chỉ điền các ô trắng. Không phát sinh thì ghi 0; chưa có số liệu thì để trống. Dán giá trị, không dán công thức.")
    )
    titles = (_("Mã"), _("Chỉ tiêu"), _("Đơn vị tính"), _("Số liệu"), _("Mức độ"), _("Nguồn"))
    for place, (title, width) in enumerate(zip(titles, (9, 60, 14, 14, 12, 40), strict=True)):
        page.set_column(place, place, width)
        page.write_string(FIRST - 2, place, title, head)


def _looks(book: Any) -> dict[str, Any]:
    line = FONT | {"border": 1}
    shut = book.add_format(line | {"bg_color": "#F2F2F2", "text_wrap": True})
    return {
        "shut": shut,
        "open": book.add_format(line | {"locked": False}),
        "number": book.add_format(line | {"locked": False, "num_format": "General"}),
    }


def _write(page: Any, row: int, line: SheetLine, looks: dict[str, Any]) -> None:
    indicator = line.row.indicator
    for place, text in enumerate((indicator.code, name_of(indicator), indicator.unit_of_measure)):
        page.write_string(row, place, text, looks["shut"])
    look = looks["number" if line.typed else "shut"]
    if line.row.value is None:
        page.write_blank(row, VALUE, None, look)
    else:
        page.write_number(row, VALUE, float(line.row.value), look)
    word = str(Qualifier(line.row.qualifier).label) if line.row.qualifier else ""
    page.write_string(row, WORD, word, looks["open" if line.typed else "shut"])
    page.write_string(row, SOURCE, line.source if line.typed else line.note, looks["open" if line.typed else "shut"])
    if line.typed:
        least = -rules.LARGEST if indicator.signed else 0
        kind = "decimal" if indicator.scale else "integer"
        wrong = {"error_title": indicator.code, "error_message": _("Chỉ ghi số.")}
        page.data_validation(
            row, VALUE, row, VALUE, {"validate": kind, "criteria": "between", "minimum": least, "maximum": rules.LARGEST, **wrong}
        )
        page.data_validation(row, WORD, row, WORD, {"validate": "list", "source": [str(one.label) for one in Qualifier]})


# ---- read -------------------------------------------------------------------------------------------------------------------------------


def read(report: Report, lines: Sequence[SheetLine], content: bytes) -> Filled:
    """What the workbook says. Refused (field "file") for what is no workbook of this report; wrong cells come back named, then nothing else does.

    Formulas are not computed: a cell with one is wrong.
    """
    rows, hidden = _opened(content, len(lines))
    _same_report(report, hidden)
    shown = [(str(row[2] or ""), str(row[3] or "")) for row in hidden[: len(lines)]]
    if [code for code, _value in shown] != [line.row.indicator.code for line in lines]:
        raise Refused(_("Mẫu này có các chỉ tiêu khác với báo cáo hiện nay. Hãy tải mẫu mới rồi điền lại."), field="file")
    if moved := _moved_rows(lines, [_code_in(row) for row in rows]):
        return Filled((), tuple(moved))
    wrong: list[Wrong] = []
    entries: list[Entry] = []
    for place, (line, (_code, before)) in enumerate(zip(lines, shown, strict=True)):
        cells = rows[place] if place < len(rows) else []
        try:
            entries += _entry(line, cells, before)
        except WrongCell as found:
            wrong += [Wrong(f"{COLUMNS[one.column]}{FIRST + place}", _named(line), one.message) for one in found.every]
    return Filled(() if wrong else tuple(entries), tuple(wrong))


def _named(line: SheetLine) -> str:
    return f"{line.row.indicator.code} {name_of(line.row.indicator)}"


def _code_in(cells: Sequence[Any]) -> str:
    return str(cells[CODE].value or "").strip() if len(cells) > CODE else ""


def _moved_rows(lines: Sequence[SheetLine], codes: Sequence[str]) -> list[Wrong]:
    """Rows that were taken out, put in or changed places, each named once: not every row that moved with them. A single wrong code is told by its row."""
    wanted = [line.row.indicator.code for line in lines]
    apart = [place for place, code in enumerate(wanted) if code != (codes[place] if place < len(codes) else "")]
    gone = [place for place in apart if wanted[place] not in codes]
    strange = [place for place, code in enumerate(codes) if code and (code not in wanted or codes.index(code) != place)]
    if gone == strange == apart and len(apart) < MOVED:
        return []
    last = max((place for place, code in enumerate(codes) if code), default=0)
    blank = [place for place, code in enumerate(codes[:last]) if not code] if not gone else []
    return (
        [
            _row_wrong(place, _named(lines[place]), _("Dòng này bị xóa mất. Tải mẫu mới, hoặc chèn lại dòng có mã này đúng chỗ cũ."))
            for place in gone
        ]
        + [_row_wrong(place, codes[place], _("Dòng này không có trong mẫu hoặc lặp lại một dòng khác. Bỏ dòng này.")) for place in strange]
        + [_row_wrong(place, _("dòng trống"), _("Một dòng trống chen vào đây. Bỏ dòng này.")) for place in blank]
    ) or [_row_wrong(place, _named(lines[place]), _("Các dòng từ đây đã đổi chỗ. Xếp lại theo thứ tự của mẫu.")) for place in apart[:1]]


def _row_wrong(place: int, name: str, message: str) -> Wrong:
    return Wrong(f"{COLUMNS[CODE]}{FIRST + place}", name, message)


class WrongCell(Exception):
    """A cell that cannot be taken: in which column, and what is wrong with it. `every`: it and the other wrong cells of its row."""

    def __init__(self, column: int, message: str) -> None:
        super().__init__(message)
        self.column, self.message = column, message
        self.every: list[WrongCell] = [self]


Given = TypeVar("Given")


class _Cells:
    """The cells of a row, read one by one: what is wrong with each is kept until all are read."""

    def __init__(self) -> None:
        self.wrong: list[WrongCell] = []

    def read(self, reader: Callable[[], Given]) -> Given | None:
        """What the reader gives; nothing where the cell is wrong."""
        try:
            return reader()
        except WrongCell as found:
            self.wrong.append(found)
            return None

    def judge(self) -> None:
        """Raises WrongCell, the first with all of them, if any was."""
        if self.wrong:
            self.wrong[0].every = self.wrong
            raise self.wrong[0]


def _opened(content: bytes, count: int) -> tuple[list[list[Any]], list[list[Any]]]:
    """The cells of both sheets, as they stand in the file."""
    if len(content) > LARGEST:
        raise Refused(_("Tệp lớn hơn 2 MB, không phải mẫu của hệ thống."), field="file")
    if kinds.recognise(content) != kinds.XLSX:
        raise Refused(_("Tệp này không phải bảng tính Excel (xlsx)."), field="file")
    clean = _cleaned(content)
    try:
        book = load_workbook(BytesIO(clean), read_only=True, data_only=False, keep_links=False)
        if SHEET not in book.sheetnames or HIDDEN not in book.sheetnames:
            raise Refused(_("Tệp này không phải mẫu tải từ hệ thống. Hãy tải mẫu của báo cáo rồi điền vào đó."), field="file")
        rows = [list(row) for row in book[SHEET].iter_rows(min_row=FIRST, max_row=FIRST + count - 1 + ADDED, max_col=len(COLUMNS))]
        hidden = [[cell.value for cell in row] + [None] * 4 for row in book[HIDDEN].iter_rows(max_row=max(count, 4), max_col=4)]
    except (*kinds.BROKEN, InvalidFileException, KeyError, TypeError, AttributeError, SyntaxError) as error:
        raise Refused(_("Không đọc được tệp này. Hãy mở và lưu lại rồi gửi."), field="file") from error
    return rows, hidden


def _cleaned(content: bytes) -> bytes:
    """Refused beside our own field what the files room does not take: programs, links, files that unfold without end."""
    try:
        return office.clean(content)
    except Refused as refused:
        raise Refused(refused.message, field="file") from refused


def _same_report(report: Report, hidden: Sequence[Sequence[Any]]) -> None:
    for (key, words), row in zip(identity(report), hidden, strict=False):
        if str(row[0] or "") != key:
            said = {"file": str(row[1] or "?"), "here": words}
            raise Refused(
                _("Mẫu này là của “%(file)s”, báo cáo đang mở là của “%(here)s”. Hãy tải mẫu của báo cáo này.") % said, field="file"
            )


def _entry(line: SheetLine, cells: Sequence[Any], before: str) -> Iterator[Entry]:
    """The change that a row asks for, or nothing."""
    indicator = line.row.indicator
    code = _plain(cells, CODE)
    if str(code or "").strip() != indicator.code:
        raise WrongCell(CODE, _("Ô mã phải là %(code)s; không thêm, bớt hay đổi chỗ dòng.") % {"code": indicator.code})
    raw = int(before) if before else None
    value, word, source = (partial(_plain, cells, place) for place in (VALUE, WORD, SOURCE))
    yield from _judged(line, value, word, source, before=raw)


def judged(line: SheetLine, value: Any, word: Any, source: Any, *, before: int | None) -> Iterator[Entry]:
    """The change that the cells of a row ask for, or nothing. `before`: what a row that is not typed showed. Raises WrongCell for the first that is
    wrong, with the others.
    """
    return _judged(line, lambda: value, lambda: word, lambda: source, before=before)


def _judged(
    line: SheetLine, value: Callable[[], Any], word: Callable[[], Any], source: Callable[[], Any], *, before: int | None
) -> Iterator[Entry]:
    """The same of cells that come as what reads them, which may find them wrong."""
    cells = _Cells()
    number = cells.read(lambda: _number(line, value()))
    qualifier = cells.read(lambda: _qualifier(word())) if line.typed else cells.read(word)
    title = cells.read(lambda: _title(source()))
    if not line.typed:
        if not cells.wrong and number != before:
            raise WrongCell(VALUE, _("Chỉ tiêu này do hệ thống đếm hoặc tính, không nhập số khác."))
        cells.judge()
        return
    cells.wrong += _missing(line, cells.wrong, number, qualifier, title)
    cells.judge()
    # The source that stands there already is left as it is, with all that is known of it.
    title = "" if title == line.source else title
    if (number, qualifier) != (line.raw, line.row.qualifier) or title:
        yield Entry(line.row.indicator.code, number, qualifier or "", title or "")


def _missing(
    line: SheetLine, wrong: Sequence[WrongCell], number: int | None, qualifier: str | None, title: str | None
) -> Iterator[WrongCell]:
    """What a row lacks: the number for what is said of it; the source of a number that is new, or was meant to be."""
    meant = number is not None or any(one.column == VALUE for one in wrong)
    if not meant and (qualifier or title not in (None, "", line.source)):
        yield WrongCell(VALUE, _("Có mức độ hoặc nguồn mà chưa có số liệu."))
    changed = bool(wrong) or (number, qualifier) != (line.raw, line.row.qualifier)
    if meant and changed and line.names_source and title == "":
        yield WrongCell(SOURCE, _("Số liệu nhập tay cho kỳ đã qua phải ghi rõ nguồn."))


def _title(source: Any) -> str:
    title = str(source or "").strip()
    if len(title) > LONGEST_SOURCE:
        raise WrongCell(SOURCE, _("Tên nguồn dài quá %(count)s chữ.") % {"count": LONGEST_SOURCE})
    return title


def _plain(cells: Sequence[Any], place: int) -> Any:
    """What stands in a cell; a formula is not a value."""
    cell = cells[place] if place < len(cells) else None
    if cell is None or cell.value is None:
        return None
    return no_formula(cell.value, place, formula=cell.data_type == "f", error=cell.data_type == "e")


def no_formula(value: Any, place: int, *, formula: bool = False, error: bool = False) -> Any:
    """The value; WrongCell for a formula and for what a formula that failed left."""
    if formula or (isinstance(value, str) and value.startswith("=")):
        raise WrongCell(place, _("Ô này là công thức. Dán giá trị, không dán công thức."))
    if error or (isinstance(value, str) and FAILED.fullmatch(value)):
        raise WrongCell(place, _("Ô này báo lỗi %(error)s. Ghi lại số.") % {"error": value})
    return value


def _number(line: SheetLine, value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool | date):
        raise WrongCell(VALUE, _("Ở đây là ngày hoặc đúng/sai, cần một số."))
    language = get_language() or "vi"
    _thousands, point = SEPARATORS.get(language[:2], SEPARATORS["vi"])
    # A spreadsheet keeps 15 digits; what comes after is its arithmetic, not the person's.
    text = f"{Decimal(f'{value:.15g}'):f}".replace(".", point) if isinstance(value, int | float) else str(value)
    try:
        return rules.parse_number(text, scale=line.row.indicator.scale, language=language, signed=line.row.indicator.signed)
    except Refused as refused:
        raise WrongCell(VALUE, _("Ghi “%(value)s”. %(expected)s") % {"value": text[:40], "expected": refused.message}) from refused


def _qualifier(value: Any) -> str:
    said = str(value or "").strip().casefold()
    for one in Qualifier:
        if said in (str(one.label).casefold(), one.value):
            return str(one.value)
    words = ", ".join(str(one.label) for one in Qualifier)
    raise WrongCell(WORD, _("Ghi “%(value)s”; chọn một trong: %(words)s.") % {"value": said[:40], "words": words})
