"""The periods of a unit, newest first: the way from a unit to its reports."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from danvan.lib import clock
from danvan.reports.access import reachable
from danvan.reports.models import Obligation
from danvan.reports.selectors import TODAY
from danvan.reports.selectors.around import periods_with
from danvan.reports.selectors.names import names_on
from danvan.reports.views.narrowing import narrowed
from danvan.reports.wording import STATES, state_of
from danvan.ui.paging import page
from danvan.units.models import Unit

LATEST = ("-last_day", "-first_day", "pk")


def periods(request: HttpRequest, unit: str) -> HttpResponse:
    """Every period for which the unit, one below it or one that it was made of owes a report, and how the unit's own report stands."""
    who, found = reachable(request, unit)
    narrow = narrowed(periods_with(found, TODAY), request)
    rows = page(narrow.rows, request, order=LATEST, size=40)
    _dress(found, rows.rows)
    name = names_on([found.pk], clock.today())[found.pk]
    return render(request, "reports/of_unit.html", {"who": who, "unit": found, "name": name, "page": rows, "narrow": narrow})


def _dress(unit: Unit, rows: Sequence[Any]) -> None:
    """How the unit's own reports of each period stand, and whether it was there at all: if not, others' figures make its. One query."""
    owed = Obligation.objects.filter(unit=unit, period__in=[one.pk for one in rows]).select_related("form", "report")
    states: dict[int, list[tuple[str, object, str]]] = {}
    for one in owed.defer("report__frozen").order_by("form_id"):
        words, tone = state_of(one.report) if hasattr(one, "report") else STATES["none"]
        states.setdefault(one.period_id, []).append((one.form.label, words, tone))
    for row in rows:
        row.states = states.get(row.pk, [])
        row.before_it = row.last_day < unit.valid_from
