"""A chosen table to take away: XLSX as it is laid out, CSV and JSON as one line for each cell, a dictionary, a picture."""

import csv
import json
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from danvan.lib import clock
from danvan.lib.numbers import local
from danvan.lib.papers import Column, Sheet, Table, drawing, xlsx
from danvan.lib.refusal import Refused
from danvan.reports.dictionary import HEADS as TERM_HEADS
from danvan.reports.dictionary import LANGUAGES, Term, lines, terms
from danvan.reports.papers.figures import Place
from danvan.reports.papers.files import PaperFile
from danvan.reports.selectors import THEN
from danvan.reports.selectors.asked import common_of
from danvan.reports.selectors.cells import natural
from danvan.reports.selectors.crosstab import CrossTable
from danvan.reports.selectors.entry import Entry
from danvan.reports.tables.layout import Layout
from danvan.reports.wording import name_of

# A spreadsheet knows by this mark that the file is UTF-8.
BOM = "\ufeff"
MOST_DRAWN = 2_000
HEADS = (
    "unit_key",
    "unit",
    "indicator",
    "indicator_name",
    "measure",
    "period",
    "first_day",
    "last_day",
    "borders",
    "value",
    "qualifier",
    "state",
    "origin",
    "certainty",
    "reported",
    "expected",
    "counted",
    "adjustments",
    "unadjusted",
    "common_value",
    "common_units",
    "note",
    "address",
)
# What each column of the CSV holds, in each language of the dictionary.
MEANINGS = {
    "unit_key": (
        "Khóa của đơn vị trong hệ thống, không đổi",
        "Key of the unit in the system, which never changes",
        "Ключ единицы в системе, неизменный",
    ),
    "unit": (
        "Tên đơn vị vào ngày cuối kỳ",
        "Name of the unit on the last day of the period",
        "Название единицы в последний день периода",
    ),
    "indicator": (
        "Mã chỉ tiêu",
        "Code of the indicator",
        "Код показателя",
    ),
    "indicator_name": (
        "Tên chỉ tiêu",
        "Name of the indicator",
        "Название показателя",
    ),
    "measure": (
        "Đơn vị tính",
        "Unit of measure",
        "Единица измерения",
    ),
    "period": (
        "Kỳ: 2026-09, 2026-Q3, 2026-6M, 2026-9M, 2026",
        "Period: 2026-09, 2026-Q3, 2026-6M, 2026-9M, 2026",
        "Период: 2026-09, 2026-Q3, 2026-6M, 2026-9M, 2026",
    ),
    "first_day": (
        "Ngày đầu của kỳ",
        "First day of the period",
        "Первый день периода",
    ),
    "last_day": (
        "Ngày cuối của kỳ",
        "Last day of the period",
        "Последний день периода",
    ),
    "borders": (
        "then: theo địa giới lúc đó; today: theo địa giới hiện nay",
        "then: borders of that time; today: borders of today",
        "then: границы того времени; today: нынешние границы",
    ),
    "value": (
        "Giá trị, dấu chấm thập phân; trống nếu không có số riêng",
        "Value with a decimal point; empty where there is no number of its own",
        "Значение с десятичной точкой; пусто, если своего числа нет",
    ),
    "qualifier": (
        "Lời của nguồn: about khoảng, over hơn, under gần",
        "The word of the source: about, over, under",
        "Слово источника: about около, over более, under почти",
    ),
    "state": (
        "reported có số; zero không phát sinh; missing chưa có; undefined không tính được; common chỉ có số chung",
        "reported: there is a number; zero: nothing happened; missing: not yet; undefined: cannot be worked out; common: one number of several units only",
        "reported есть число; zero не было; missing ещё нет; undefined не вычисляется; common только общее число",
    ),
    "origin": (
        "counted đếm từ hồ sơ; typed nhập tay; mixed cả hai; computed tính ra",
        "counted from records; typed by hand; mixed: both; computed from other figures",
        "counted подсчитано по делам; typed введено вручную; mixed и то и другое; computed вычислено",
    ),
    "certainty": (
        "exact đúng; partial còn thiếu (reported nhỏ hơn expected); apportioned ước tính theo phần chia; common số chung của nhiều đơn vị",
        "exact; partial: some are missing (reported below expected); apportioned: estimated by a declared share; common: one number of several units",
        "exact точно; partial не все (reported меньше expected); apportioned оценка по доле; common общее число нескольких единиц",
    ),
    "reported": (
        "Số này có trong bao nhiêu báo cáo (hoặc của bao nhiêu tỉnh, xem counted); theo địa giới hiện nay: của mọi đơn vị cũ",
        "In how many reports (or provinces, see counted) the number is; in today's borders: of all units of then",
        "В скольких отчётах (или провинциях, см. counted) есть это число; в нынешних границах: всех прежних единиц",
    ),
    "expected": (
        "Bao nhiêu báo cáo (hoặc tỉnh) phải có số này",
        "How many reports (or provinces) should have it",
        "В скольких отчётах (или провинциях) оно должно быть",
    ),
    "counted": (
        "reported và expected đếm gì: reports báo cáo; provinces tỉnh, thành phố của cả nước vào ngày cuối kỳ, khi còn nơi chưa có số",
        "What reported and expected count: reports; provinces: provinces of the country on the last day of the period, while some lack the number",
        "Что считают reported и expected: reports отчёты; provinces провинции страны в последний день периода, пока не у всех есть число",
    ),
    "adjustments": (
        "Bao nhiêu số đếm trong đó đã được điều chỉnh; 0 nếu không có",
        "How many counts in it were adjusted; 0 for none",
        "Сколько подсчётов в нём скорректировано; 0, если ни одного",
    ),
    "unadjusted": (
        "Giá trị khi chưa điều chỉnh; bằng value nếu không có điều chỉnh",
        "The value before adjustment; equal to value where nothing was adjusted",
        "Значение без корректировки; равно value, если корректировки не было",
    ),
    "common_value": (
        "Số chung của các đơn vị ở cột common_units; mỗi số chung chỉ cộng một lần",
        "The number that the units in common_units have together; add each only once",
        "Общее число единиц из common_units; складывать каждое один раз",
    ),
    "common_units": (
        "Khóa của các đơn vị có chung số đó, cách nhau bằng dấu chấm phẩy",
        "Keys of the units that share the number, separated by semicolons",
        "Ключи единиц с общим числом, через точку с запятой",
    ),
    "note": (
        "Điều phải nói kèm",
        "What must be said beside it",
        "Что нужно сказать рядом",
    ),
    "address": (
        "Nơi mở số này trên hệ thống",
        "Where the number opens on the system",
        "Где число открывается в системе",
    ),
}


def build(layout: Layout, kind: str, title: str) -> PaperFile:
    """The file. KeyError for another kind; Refused for a picture nobody could read."""
    content_type, extension, make = KINDS[kind]
    return PaperFile(f"bang-so-lieu.{extension}", content_type, make(layout, title))


def _xlsx(layout: Layout, title: str) -> bytes:
    table = layout.paper()
    heads = (_("Mã"), _("Chỉ tiêu"), _("Đơn vị tính"), _("Cách hiểu"), _("Cách có"), _("Cách cộng"), _("Công thức"), _("Các phần"))
    words = [Column(one) for one in heads]
    lines = tuple(_sheet_line(term) for term in terms(layout.table.choice.indicators))
    above = tuple(line for line in (title, table.title, *layout.notes, source(layout)) if line)
    chart = layout.chart()
    return xlsx.render(
        [Sheet(_("Số liệu"), table, above, (chart,) if chart else ()), Sheet(_("Từ điển"), Table("", tuple(words), lines))], title=title
    )


def _sheet_line(term: Term) -> tuple[str, ...]:
    said = term.said()
    told = [said[name] for name in ("name", "measure", "definition", "how", "adds_up", "formula_in_words")]
    return term.indicator.code, *told, " ".join((", ".join(term.parts), said["parts_rule"])).strip()


def source(layout: Layout) -> str:
    """From where and when: what a table says of itself wherever it is carried. Its notes say of today's borders already; of those of then this does."""
    words = {"address": settings.PUBLIC_URL, "at": f"{clock.now().astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}"}
    told = _("Nguồn: báo cáo của các đơn vị, %(address)s, lấy lúc %(at)s.") % words
    return f"{_('Theo địa giới lúc đó')}. {told}" if layout.table.choice.borders == THEN else told


def rows(table: CrossTable) -> Iterator[dict[str, Any]]:
    """One line for each cell that was chosen; totals are left to the reader's own program."""
    units = {one.pk: one for one in table.choice.units}
    keys = {pk: unit.key for pk, unit in units.items()}
    for indicator in table.choice.indicators:
        for period in table.choice.periods:
            for unit in table.choice.units:
                yield _line(table, table.entry(indicator, unit, period), keys)


def _line(table: CrossTable, entry: Entry, keys: dict[int, str]) -> dict[str, Any]:
    assert entry.unit
    assert entry.period
    one, place = entry.indicator, Place(entry.unit, entry.period, table.choice.borders)
    said: dict[str, Any] = {
        "unit_key": entry.unit.key,
        "unit": table.names[entry.unit.pk],
        "indicator": one.code,
        "indicator_name": name_of(one),
        "measure": one.unit_of_measure,
        "period": entry.period.key,
        "first_day": f"{entry.period.first_day}",
        "last_day": f"{entry.period.last_day}",
        "borders": table.choice.borders,
        "value": None if entry.value is None else str(entry.value),
        "qualifier": entry.cell.qualifier if entry.cell else "",
        "state": entry.state.value,
        "origin": entry.cell.origin if entry.cell else "",
        "certainty": _certainty(entry),
        "reported": entry.reported if entry.cell else None,
        "expected": entry.expected if entry.cell else None,
        "counted": entry.counted.value if entry.cell else "",
        "adjustments": entry.cell.adjustments if entry.cell else 0,
        "unadjusted": None if entry.cell is None else str(natural(entry.cell.value - entry.cell.adjusted, one.scale)),
        "common_value": None,
        "common_units": "",
        "note": entry.remark,
        "address": f"{settings.PUBLIC_URL}{place.address(one.code)}",
    }
    return said | (_common(table, entry, keys) if entry.group else {})


def _certainty(entry: Entry) -> str:
    if entry.cell is None:
        return ""
    return entry.cell.certainty.told(partial=entry.partial)


def _common(table: CrossTable, entry: Entry, keys: dict[int, str]) -> dict[str, Any]:
    assert entry.unit
    assert entry.period
    group = table.settled[entry.period.pk, entry.indicator.pk].group_of(entry.unit.pk)
    assert group
    common = common_of(entry.indicator, group, table.names)
    units = ";".join(keys.get(pk, f"#{pk}") for pk in group.units)
    return {"certainty": "common", "common_value": str(common.value), "common_units": units, "note": common.words}


def _csv(layout: Layout, title: str) -> bytes:
    return written(HEADS, ([_safe(line[head]) for head in HEADS] for line in rows(layout.table)))


def written(heads: tuple[str, ...], lines: Iterator[list[str]]) -> bytes:
    """CSV with the mark that a spreadsheet needs."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows(lines)
    return (BOM + out.getvalue()).encode()


def _safe(value: object) -> str:
    """Nothing may become a formula: a text that begins like one gets a mark before it; a number stays a number."""
    text = "" if value is None else str(value)
    plain = text.lstrip("-").replace(".", "", 1).isdecimal()
    return f"'{text}" if text[:1] in "=+-@\t\r" and text and not plain else text


def _dictionary(layout: Layout, title: str) -> bytes:
    """The columns of the file, then the indicators, in three languages."""
    columns = [_column(name, dict(zip(LANGUAGES, meaning, strict=True))) for name, meaning in MEANINGS.items()]
    known = [[_safe(text) for text in line] for line in lines(terms(layout.table.choice.indicators))]
    return written(TERM_HEADS, iter([*columns, *known]))


def _column(name: str, meaning: dict[str, str]) -> list[str]:
    said = {"code": name, "kind": "column", **{f"definition_{language}": words for language, words in meaning.items()}}
    return [said.get(head, "") for head in TERM_HEADS]


def _json(layout: Layout, title: str) -> bytes:
    table = layout.table
    said = {
        "title": title,
        "source": source(layout),
        "notes": [*layout.said, *table.notes],
        "dictionary": [term.everything() for term in terms(table.choice.indicators)],
        "columns": {name: dict(zip(LANGUAGES, meaning, strict=True)) for name, meaning in MEANINGS.items()},
        "rows": list(rows(table)),
    }
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def _picture(kind: str) -> Callable[[Layout, str], bytes]:
    def make(layout: Layout, title: str) -> bytes:
        if layout.table.choice.size > MOST_DRAWN:
            words = {"size": local(layout.table.choice.size), "most": local(MOST_DRAWN)}
            raise Refused(
                _("Ảnh chỉ vẽ được bảng có nhiều nhất %(most)s ô; bảng này có %(size)s ô. Hãy tải Excel hoặc bớt lựa chọn.") % words
            )
        return drawing.table(layout.paper(), title=title, notes=(*layout.notes, source(layout)), kind=kind, chart=layout.chart())

    return make


KINDS: dict[str, tuple[str, str, Callable[[Layout, str], bytes]]] = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", _xlsx),
    "csv": ("text/csv; charset=utf-8", "csv", _csv),
    "tu-dien": ("text/csv; charset=utf-8", "tu-dien.csv", _dictionary),
    "json": ("application/json", "json", _json),
    "png": ("image/png", "png", _picture("png")),
    "svg": ("image/svg+xml", "svg", _picture("svg")),
}
