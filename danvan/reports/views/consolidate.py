"""Putting a unit's report together: own figures beside those from below, what is missing in each sum, what was corrected or went back."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.reports import marks
from danvan.reports.access import own_report
from danvan.reports.counting import figure_of
from danvan.reports.models import Report
from danvan.reports.rules import KEPT
from danvan.reports.selectors import completeness, takes_typing
from danvan.reports.selectors.answers import MOST_MISSING
from danvan.reports.selectors.consolidating import Line, consolidated, returned
from danvan.reports.selectors.groups import group_titles
from danvan.reports.selectors.names import names_on
from danvan.reports.views.entry import common
from danvan.reports.wording import name_of
from danvan.ui import tables

Chooses = Callable[[Line], bool]
# Word in the address -> label and which lines it leaves.
FILTERS: dict[str, tuple[object, Chooses]] = {
    "": (gettext_lazy("Tất cả"), lambda line: True),
    "con-thieu": (gettext_lazy("Báo cáo đã gửi thiếu số"), lambda line: bool(line.silent)),
    "da-sua": (gettext_lazy("Cấp dưới đã sửa"), lambda line: bool(line.moved)),
    "chua-nhap": (gettext_lazy("Chưa nhập số của mình"), lambda line: _unfilled(line)),
}


def consolidate(request: HttpRequest, pk: int) -> HttpResponse:
    """The table of a report in the making, or of one that was sent."""
    who, report = own_report(request, pk)
    lines = _lines(report)
    shown = request.GET.get("xem", "")
    shown = shown if shown in FILTERS else ""
    filing = completeness(report.unit, report.period, form=report.form)
    back = returned(report)
    missing = [one for one in filing.missing if one.state != "returned"]
    context = common(report) | {
        "who": who,
        "name": _name(report),
        "filters": [(key, label, sum(map(chooses, lines))) for key, (label, chooses) in FILTERS.items()],
        "shown": shown,
        "groups": _groups([line for line in lines if FILTERS[shown][1](line)]),
        "filing": filing,
        "missing": missing,
        "many_missing": len(missing) > MOST_MISSING,
        "returned": back,
        "waiting": sum(line.waiting for line in lines),
        "typed": takes_typing([line.own for line in lines], report),
        "legend": marks.legend() if any(line.total.adjustments for line in lines) else "",
    }
    return render(request, "reports/consolidate.html", context)


def download(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """The same as CSV or XLSX."""
    _who, report = own_report(request, pk)
    lines = _lines(report)
    heads = [_("Mã"), _("Chỉ tiêu"), _("Đơn vị tính"), _("Của đơn vị"), _("Cấp dưới"), _("Cộng"), _("Báo cáo có số"), _("Đã sửa")]
    title = _("Tổng hợp %(period)s của %(name)s") % {"period": report.period.label, "name": _name(report)}
    rows = [_cells(line) for line in lines]
    legend = [marks.legend()] if any(marks.any_marked(row) for row in rows) else []
    return tables.send(kind, "tong-hop", title, ". ".join((_name(report), *legend)), heads, rows)


def _lines(report: Report) -> list[Line]:
    """404 for a unit that nobody reports to."""
    if report.unit.level not in KEPT:
        raise Http404
    return consolidated(report)


def _name(report: Report) -> str:
    return names_on([report.unit_id], report.period.last_day)[report.unit_id]


def _unfilled(line: Line) -> bool:
    """To be typed by the unit itself, and not typed yet."""
    indicator = line.total.indicator
    return line.own.value is None and not indicator.computed and figure_of(indicator.figure) is None


def _groups(lines: list[Line]) -> list[tuple[str, list[tuple[Line, str]]]]:
    titles = group_titles()
    letters = dict.fromkeys(line.total.indicator.group for line in lines)
    return [
        (
            titles.full(letter),
            [(line, name_of(line.total.indicator)) for line in lines if line.total.indicator.group == letter],
        )
        for letter in letters
    ]


def _cells(line: Line) -> list[str]:
    indicator = line.total.indicator
    share = f"{line.reported}/{line.expected}" if line.below else ""
    changed = "; ".join(f"{one.name}: {one.was} → {one.now}" for one in line.moved)
    return [indicator.code, name_of(indicator), indicator.unit_of_measure, line.own.marked, line.below, line.total.marked, share, changed]
