"""A unit's filed reports on other periods to which a figure is bound: a longer one that holds its period, the next one, which begins with it."""

from datetime import timedelta

from django.db.models import Q, QuerySet

from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.reports.models import FILED, Report, Takeover
from danvan.reports.over_time import bounds
from danvan.reports.selectors.checked import Asked, open_questions

# The checks that set a figure beside those of other periods and find that both cannot be.
CONTRADICTIONS = ("cumulative", "opening")

Cells = list[dict[str, object]]


def contradicted(report: Report, by: Doer) -> dict[Report, Cells]:
    """The unit's filed reports that the figures of this one now contradict, with what each says and what the other periods come to, by indicator.

    What was told of these very numbers already is not told again, and what waits though both agree again waits no longer. One query where no other
    report is bound to the period.
    """
    period = report.period
    holds = Q(period__first_day__lte=period.first_day, period__last_day__gte=period.last_day)
    follows = Q(period__first_day=period.last_day + timedelta(days=1))
    others = Report.objects.filter(holds | follows, unit=report.unit_id, state__in=FILED).exclude(period=period)
    rows = others.select_related("form", "period", "unit", "obligation").order_by("period__last_day", "form_id")
    found = {one: _new(one, by) for one in rows}
    return {one: cells for one, cells in found.items() if cells}


def _new(report: Report, by: Doer) -> Cells:
    """What contradicts the report and was not told yet."""
    cells = [_cell(one) for one in open_questions(report) if one.question.check in CONTRADICTIONS]
    apart = {str(cell["code"]) for cell in cells}
    told: Cells = []
    for one in _bound_of(report).exclude(state=Takeover.State.TAKEN):
        if one.state == Takeover.State.WAITING and apart.isdisjoint(str(cell["code"]) for cell in one.cells):
            _take(one, report, by)
        else:
            told += one.cells
    return [cell for cell in cells if cell not in told]


def _bound_of(report: Report) -> QuerySet[Takeover]:
    """What the report was told of other periods."""
    rows = report.takeovers.select_for_update(no_key=True, of=("self",)).exclude(correction__report__period=report.period_id)
    return rows.order_by("id")


def _take(one: Takeover, report: Report, by: Doer) -> None:
    """The report as it stands answers it."""
    one.state, one.revision, one.decided_at, one.by_label = Takeover.State.TAKEN, report.revision, clock.now(), by.label
    one.save(update_fields=["state", "revision", "decided_at", "by_label"])


def _cell(one: Asked) -> dict[str, object]:
    """What the report says (`was`), and the nearest number that the other periods allow (`now`)."""
    if one.question.check == "opening":
        closed, said = one.question.basis
        return {"code": one.question.code, "was": said, "now": closed}
    said, *parts = one.question.basis
    least, most = bounds(one.indicator.over_time, parts) or (said, said)
    return {"code": one.question.code, "was": said, "now": min(max(said, least), most)}


def settled(report: Report, codes: set[str], by: Doer) -> None:
    """A correction of the report answers what waited for it because another period changed: its checks asked whatever is still apart."""
    for one in _bound_of(report).filter(state=Takeover.State.WAITING):
        if codes.issuperset(str(cell["code"]) for cell in one.cells):
            _take(one, report, by)
