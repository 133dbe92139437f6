"""Who has reported. Counted from report headers, never from figures."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, When

from danvan.lib import clock
from danvan.reports.models import FILED, Fact, Form, FormLine, Obligation, PeriodRow, Report, ReportState
from danvan.reports.selectors.answers import Completeness, Missing
from danvan.reports.selectors.names import names_in
from danvan.units.models import Unit, UnitParent, stood_by

# How an obligation stands: where an heir reports for a unit that closed within the period, as the heir's report does.
COVERED = Q(covered_by__isnull=False)
STATE = Case(When(COVERED, then=F("covered_by__report__state")), default=F("report__state"))
FILED_ON = Case(When(COVERED, then=F("covered_by__report__filed_on")), default=F("report__filed_on"))


def completeness(
    unit: Unit, period: PeriodRow, *, form: Form | None = None, names: Mapping[int, str] = MappingProxyType({})
) -> Completeness:
    """Those directly below the unit that owe it a report: how many filed, and who is missing. Three queries at most. `names`: of units on the period's last
    day, if some are known.
    """
    owed = Obligation.objects.filter(receiver=unit, period=period)
    if form:
        owed = owed.filter(form=form)
    return _of(unit, period, list(_said(owed)), names)


def completeness_by_form(unit: Unit, period: PeriodRow) -> dict[int, Completeness]:
    """The same for each form by itself (by its number). Three queries at most, however many forms."""
    by_form: dict[int, list[Owed]] = {}
    for form, *row in _said(Obligation.objects.filter(receiver=unit, period=period), "form_id"):
        by_form.setdefault(form, []).append(tuple(row))
    silent = {one[0] for rows in by_form.values() for one in rows if one[2] not in FILED}
    names = names_in(silent, period) if silent else {}
    return {form: _of(unit, period, rows, names) for form, rows in by_form.items()}


# Unit, due date, how it stands, when it was first filed.
Owed = tuple[Any, ...]


def _said(owed: QuerySet[Obligation], *more: str) -> Iterable[Owed]:
    return owed.order_by("unit__sort_key", "unit_id").values_list(*more, "unit_id", "due_on", STATE, FILED_ON)


def _of(unit: Unit, period: PeriodRow, rows: Sequence[Owed], names: Mapping[int, str]) -> Completeness:
    today = clock.today()
    missing = [(unit_id, state or "none", due) for unit_id, due, state, _on in rows if state not in FILED]
    more = {unit_id for unit_id, _state, _due in missing} - names.keys()
    names = {**names, **names_in(more, period)} if more else names
    return Completeness(
        unit=unit,
        period=period,
        expected=len(rows),
        filed=len(rows) - len(missing),
        accepted=sum(1 for row in rows if row[2] == ReportState.ACCEPTED),
        late=sum(1 for _unit, due, state, on in rows if late(due, on if state in FILED else None, today)),
        missing=tuple(Missing(pk, names[pk], state, due, late(due, None, today)) for pk, state, due in missing),
    )


def late(due: date, filed: date | None, today: date) -> int:
    """Calendar days past due when it was filed, or so far; 0 if in time."""
    return max(0, ((filed or today) - due).days)


def completeness_below(unit: Unit, period: PeriodRow, *, form: Form | None = None) -> list[Completeness]:
    """The same, counts only, for each unit directly below that itself receives reports: the centre reads its provinces."""
    below = UnitParent.objects.filter(stood_by(period.last_day), parent=unit).values("unit_id")
    owed = Obligation.objects.filter(period=period, receiver__in=below)
    if form:
        owed = owed.filter(form=form)
    today = clock.today()
    filed = Q(stands__in=FILED)
    overdue = (filed & Q(came__gt=F("due_on"))) | (Q(due_on__lt=today) & (~filed | Q(stands__isnull=True)))
    counts = (
        owed.order_by()
        .annotate(stands=STATE, came=FILED_ON)
        .values_list("receiver_id")
        .annotate(
            expected=Count("id"),
            filed=Count("id", filter=filed),
            accepted=Count("id", filter=Q(stands=ReportState.ACCEPTED)),
            late=Count("id", filter=overdue),
        )
    )
    found = {receiver: numbers for receiver, *numbers in counts}
    units = Unit.objects.filter(pk__in=found).order_by("sort_key", "id")
    return [Completeness(one, period, *found[one.pk]) for one in units]


def digest_of(report: Report | None) -> str:
    """The hash under which a report is filed; empty while it is not."""
    return report.digest if report and report.state in FILED else ""


def holding(unit: Unit, period: PeriodRow, indicators: Iterable[int]) -> dict[int, Report]:
    """Indicator (by id) -> which of the unit's reports for the period holds it: where its own figure stands, else that on the first form that asks
    for it (the national ones come first). Without the frozen text. Three queries at most.
    """
    wanted = list(indicators)
    mine = Report.objects.filter(unit=unit, period=period).order_by(F("form__owner").asc(nulls_first=True), "form_id")
    reports = list(mine.select_related("form", "unit", "period").defer("frozen"))
    if not reports:
        return {}
    by_id, by_form = {one.pk: one for one in reports}, {one.form_id: one for one in reports}
    facts = Fact.objects.filter(unit=unit, period=period, indicator__in=wanted).values_list("indicator_id", "report_id")
    found = {indicator: by_id[report] for indicator, report in facts}
    asking = set(FormLine.objects.filter(form__in=by_form, indicator__in=wanted).values_list("form_id", "indicator_id"))
    for form, one in by_form.items():
        found |= {pk: one for pk in wanted if pk not in found and (form, pk) in asking}
    return found
