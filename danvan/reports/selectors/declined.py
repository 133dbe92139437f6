"""What stands in a level's totals and not in its report: changes below that wait, or that it declined. Any new revision brings them in."""

from django.db.models import QuerySet

from danvan.reports.models import Fact, Report, Takeover
from danvan.reports.rules import KEPT
from danvan.reports.selectors import hamlets
from danvan.reports.selectors.desk import asked

JOINED = ("report__period", "correction__report__unit", "correction__report__form", "correction__report__obligation")
OPEN = (Takeover.State.WAITING, Takeover.State.EXPLAINED)


def open_of(report: Report) -> QuerySet[Takeover]:
    """What the report was told of its own period and has not taken over."""
    return report.takeovers.filter(state__in=OPEN, correction__report__period=report.period_id)


def held_open(report: Report) -> list[Takeover]:
    """The changes in its totals that a report above the communes has not taken over: any new revision brings them in. One query."""
    return [one for one in _joined(open_of(report)) if any("now" in cell for cell in one.cells)] if report.unit.level in KEPT else []


def declined(report: Report) -> list[Takeover]:
    """What the unit declined to take over into the report, with a sentence, and what a new revision would bring in all the same. One query."""
    return _joined(open_of(report).filter(state=Takeover.State.EXPLAINED))


def _joined(rows: QuerySet[Takeover]) -> list[Takeover]:
    return list(rows.select_related(*JOINED).order_by("id"))


def kept_apart(held: Report) -> list[str]:
    """The figures that the commune typed itself, other than its hamlets come to. Three queries at most."""
    indicators = asked(held)
    below, follows = hamlets.sums(held), {one.pk for one in hamlets.untouched(held, indicators)}
    said = dict(Fact.objects.filter(unit=held.unit, period=held.period).values_list("indicator_id", "value"))
    typed = [one for one in indicators if one.pk not in follows and not one.summed and one.pk in said]
    return [one.code for one in typed if one.pk in below and below[one.pk].value != said[one.pk]]
