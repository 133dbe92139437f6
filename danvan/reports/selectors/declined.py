"""What stands in a level's totals and not in its report: changes below that wait, or that it declined. Any new revision brings them in."""

from danvan.reports.models import Report, Takeover
from danvan.reports.rules import KEPT

OPEN = (Takeover.State.WAITING, Takeover.State.EXPLAINED)


def held_open(report: Report) -> int:
    """How many changes in its totals a report above the communes has neither taken over nor left behind: any new revision brings them in. One query."""
    rows = report.takeovers.filter(state__in=OPEN, correction__report__period=report.period_id).only("cells")
    return sum(1 for one in rows if any("now" in cell for cell in one.cells)) if report.unit.level in KEPT else 0


def declined(report: Report) -> list[Takeover]:
    """What the unit declined to take over into the report, with a sentence, and what a new revision would bring in all the same. One query."""
    rows = Takeover.objects.filter(report=report, state=Takeover.State.EXPLAINED, correction__report__period=report.period_id)
    return list(rows.select_related("report__period", "correction__report__unit", "correction__report__form").order_by("id"))
