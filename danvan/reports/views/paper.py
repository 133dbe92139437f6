"""What goes into a printed report: the reader chooses the indicators that its annex tells for each unit below."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from danvan.lib import periods
from danvan.reports.access import readable
from danvan.reports.models import IndicatorKind
from danvan.reports.rules import KEPT
from danvan.reports.selectors import THEN, TODAY, Row, table
from danvan.reports.selectors.groups import group_titles
from danvan.reports.views.several import Chosen
from danvan.reports.wording import name_of


def choose(request: HttpRequest, unit: str, period: str) -> HttpResponse:
    """The indicators with a figure by group, all of them chosen (none with `?bo-het`), and the two files."""
    _who, found, row = readable(request, unit, period)
    borders = THEN if found.holds_on(row.last_day) and request.GET.get("dia-gioi") != TODAY else TODAY
    asked = Chosen(request, found, row)
    known = [
        one
        for one in table(found, row, borders=borders, form=asked.form)
        if one.value is not None and one.indicator.kind != IndicatorKind.OWN
    ]
    context = {
        "unit": found,
        "period": row,
        "period_label": periods.label(row.period),
        "borders": borders,
        "ticked": "bo-het" not in request.GET,
        **asked.context,
    }
    return render(request, "reports/print.html", context | {"groups": _groups(known) if found.level in KEPT else []})


def chosen(request: HttpRequest) -> list[str] | None:
    """The codes that were chosen; None where nobody was asked: then all of them."""
    return request.GET.getlist("chi-tieu") if "chon" in request.GET else None


def _groups(rows: list[Row]) -> list[tuple[Any, list[tuple[str, str]]]]:
    titles = group_titles()
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        groups.setdefault(row.indicator.group, []).append((row.indicator.code, name_of(row.indicator)))
    return [(titles.of(group), lines) for group, lines in groups.items()]
