"""A unit's filed reports on other periods to which a figure is bound: a longer one that holds its period, the next one, which begins with it."""

from datetime import timedelta

from django.db.models import Q, QuerySet

from danvan.audit.doer import Doer
from danvan.reports.models import FILED, Report, Takeover
from danvan.reports.over_time import bounds
from danvan.reports.selectors.checked import Asked, open_questions
from danvan.reports.selectors.declined import OPEN
from danvan.reports.services.taken import mark_taken

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
    cells = _apart(report)
    told = [cell for one in _left(report, cells, by, mended=False) for cell in one.cells]
    return [cell for cell in cells if cell not in told]


def _apart(report: Report) -> Cells:
    """Each figure of the report that another period contradicts, unless its unit has said why."""
    return [_cell(one) for one in open_questions(report) if one.question.check in CONTRADICTIONS]


def _left(report: Report, cells: Cells, by: Doer, *, mended: bool) -> list[Takeover]:
    """What still waits or was explained, of each the figures that are still apart as it says. What agrees again is taken where the report itself was
    `mended`; where the other period was, nobody owes anything any more. What is apart by another number now is told anew.
    """
    open_still = []
    for one in _open(report):
        still = [cell for cell in one.cells if cell in cells]
        if still:
            one.cells = still
            one.save(update_fields=["cells"])
            open_still.append(one)
        elif one.state == Takeover.State.WAITING and not mended:
            one.delete()  # nobody has said anything about it yet; what was explained stays to be read
        else:
            mark_taken(Takeover.objects.filter(pk=one.pk), report, by)
    return open_still


def _open(report: Report) -> QuerySet[Takeover]:
    """What the report was told of other periods, and does not say now."""
    rows = report.takeovers.select_for_update(no_key=True, of=("self",)).filter(state__in=OPEN)
    return rows.exclude(correction__report__period=report.period_id).order_by("id")


def _cell(one: Asked) -> dict[str, object]:
    """What the report says (`was`), and the nearest number that the other periods allow (`now`)."""
    if one.question.check == "opening":
        closed, said = one.question.basis
        return {"code": one.question.code, "was": said, "now": closed}
    said, *parts = one.question.basis
    least, most = bounds(one.indicator.over_time, parts) or (said, said)
    return {"code": one.question.code, "was": said, "now": min(max(said, least), most)}


def settled(report: Report, by: Doer) -> None:
    """A new revision of the report answers what waited for it because another period changed: its checks asked whatever is still apart. One query where
    nothing waited.
    """
    if _open(report).exists():
        _left(report, _apart(report), by, mended=True)
