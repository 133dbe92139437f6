"""Figures carried, signed, from the page that shows them to the act that enters them, and from there to its undoing."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports import rules, services
from danvan.reports.models import Indicator, Report, Source
from danvan.reports.selectors import Row, typable
from danvan.reports.selectors.versions import EMPTY, Version
from danvan.reports.services import Cell, SourceData, Typed, Way
from danvan.reports.sheets import Entry, SheetLine
from danvan.units.access import Acting

SALT = "danvan.reports.block"
SHOWN_FOR, UNDO_FOR = 24 * 3600, 15 * 60  # seconds


def cell_of(indicator: Indicator, entry: Entry, standing: Mapping[int, Version]) -> Cell:
    """What an entry would write: without a source of its own the number keeps the one the row has."""
    now = standing.get(indicator.pk, EMPTY)
    kept = now.fact.source if now.fact else None
    value = "" if entry.value is None else rules.plain(entry.value, indicator.scale)
    return Cell(Typed(indicator, value, entry.qualifier, SourceData(entry.source) if entry.source else kept), now.key)


def line_of(row: Row, report: Report, standing: Mapping[int, Version], note: str = "") -> SheetLine:
    """A row to be filled in; a number of the past must name its source, unless it has one already."""
    fact = standing.get(row.indicator.pk, EMPTY).fact
    source = fact.source.title.strip() if fact and fact.source and fact.value is not None else ""
    must = rules.must_name_source(report.period.last_day, clock.today(), counted=bool(row.indicator.figure))
    return SheetLine(row, typable(row, report), note, must and not (fact and fact.source_id), source)


def packed(report: Report, cells: Iterable[Cell]) -> str:
    """The cells, signed, so that what is confirmed is what was shown. Numbers whole: the reader may change the language meanwhile."""
    return signing.dumps([report.pk, report.revision, [_flat(one) for one in cells]], salt=SALT, compress=True)


def _flat(one: Cell) -> list[Any]:
    typed = one.typed
    number = rules.parse_number(typed.value, scale=typed.indicator.scale, language=get_language() or "vi", signed=True)
    known, title = (typed.source.pk, "") if isinstance(typed.source, Source) else (0, typed.source.title if typed.source else "")
    return [typed.indicator.code, number, typed.qualifier, title, known, one.seen]


def _unpacked(report: Report, payload: str, seconds: int) -> list[Cell] | None:
    """None for what was not signed here, is of another round, or too old."""
    try:
        pk, revision, flat = signing.loads(payload, salt=SALT, max_age=seconds)
    except signing.BadSignature:
        return None
    if (pk, revision) != (report.pk, report.revision):
        return None
    known = Indicator.objects.in_bulk([one[0] for one in flat], field_name="code")
    sources = Source.objects.in_bulk({one[4] for one in flat if one[4]})
    cells = []
    for code, number, qualifier, title, source, seen in flat:
        value = "" if number is None else rules.plain(number, known[code].scale)
        cells.append(Cell(Typed(known[code], value, qualifier, SourceData(title) if title else sources.get(source)), seen))
    return cells


def enter(request: HttpRequest, who: Acting, report: Report, way: Way) -> int:
    """Enter the block that the page confirms, and keep for a while how it is undone. Out: how many figures. Refused for a page that no longer holds."""
    cells = _unpacked(report, request.POST.get("payload", ""), SHOWN_FOR)
    if cells is None:
        raise Refused(_("Bản xem trước này không còn dùng được. Hãy xem trước lại."))
    back = services.put(by=who, report=report, cells=cells, way=way)
    request.session[_key(report)] = packed(report, back)
    return len(back)


def entered(request: HttpRequest, who: Acting, report: Report, way: Way, said: str, *, done: str, back: str) -> HttpResponse:
    """The same and away to the page `done`, where it is `said` how many (%(count)s); refused, to the page that it came from."""
    try:
        count = enter(request, who, report, way)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(back, report.pk)
    messages.success(request, said % {"count": count})
    return redirect(done, report.pk)


def undo(request: HttpRequest, who: Acting, report: Report) -> int:
    """Put back what stood in the cells before the person's latest block, unless one was changed since (Refused). Out: how many; 0 for nothing to undo."""
    cells = undoable(request, report)
    request.session.pop(_key(report), None)
    if cells:
        services.put(by=who, report=report, cells=cells, way=Way.UNDO)
    return len(cells)


def undoable(request: HttpRequest, report: Report) -> list[Cell]:
    """The cells that undo the person's latest block of the report, for a quarter of an hour."""
    return _unpacked(report, str(request.session.get(_key(report), "")), UNDO_FOR) or []


def _key(report: Report) -> str:
    return f"undo:{report.pk}"
