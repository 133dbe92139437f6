"""For whom a report reports too: units that ended within the period without a report of their own. And for whom it does so only since it was filed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Max

from danvan.lib.text import alphabetical
from danvan.reports.counting import figure_of, of_ended
from danvan.reports.models import FILED, Fact, Indicator, Obligation, Origin, Report, Revision
from danvan.reports.selectors.corrections import printed
from danvan.reports.selectors.desk import asked
from danvan.reports.selectors.names import names_on, until
from danvan.reports.wording import name_of


@dataclass(frozen=True, slots=True)
class Had:
    """A figure of a unit that ended: counted from its records today, or typed into the draft that it never sent."""

    code: str
    name: str
    text: str
    measure: str
    counted: bool


@dataclass(frozen=True, slots=True)
class TakenOn:
    """A unit that the report stands for only since it was filed (a change of the map was entered late), and what that unit had."""

    name: str
    had: tuple[Had, ...]


@dataclass(frozen=True, slots=True)
class Covered:
    """Units by their names and last days: those whose figures are in the report, and those whose are not yet in it."""

    held: tuple[str, ...] = ()
    since: tuple[TakenOn, ...] = ()


NOBODY = Covered()


def covered(report: Report) -> Covered:
    """One query where the report stands for its own unit alone, none of one read by `own_reports`. One that had nothing in the period is held: there is
    nothing to bring in.
    """
    if not getattr(report, "covers", True):
        return NOBODY
    ended = Obligation.objects.filter(covered_by=report.obligation_id).select_related("unit", "period", "covered_by__report")
    rows = list(ended.defer("covered_by__report__frozen"))
    if not rows:
        return NOBODY
    names = names_on([one.unit_id for one in rows], report.period.last_day)
    late = {one.pk: had for one in filed_before(rows) if (had := _had(one, report))}
    said = sorted(((until(names[one.unit_id], one.unit.valid_to), one.pk) for one in rows), key=lambda each: alphabetical(each[0]))
    return Covered(tuple(name for name, pk in said if pk not in late), tuple(TakenOn(name, late[pk]) for name, pk in said if pk in late))


def filed_before(rows: Iterable[Obligation]) -> list[Obligation]:
    """Those (with their covers' reports) whose cover was filed before it held them, and in which nothing was corrected since. A query if there are any."""
    late = [one for one in rows if _filed_before(one)]
    if not late:
        return []
    reports = {one.covered_by.report.pk for one in late if one.covered_by}
    corrected = Revision.objects.filter(fact__report__in=reports).order_by().values_list("fact__report").annotate(last=Max("at"))
    last = dict(corrected)
    return [
        one for one in late if one.covered_by and one.covered_at and last.get(one.covered_by.report.pk, one.covered_at) <= one.covered_at
    ]


def _filed_before(owed: Obligation) -> bool:
    report: Report | None = getattr(owed.covered_by, "report", None)
    if report is None or report.state not in FILED or owed.covered_at is None or report.prefilled_at is None:
        return False
    return report.prefilled_at < owed.covered_at


def _had(owed: Obligation, report: Report) -> tuple[Had, ...]:
    """What the report would ask of the unit that ended. A query for each counted figure, and one."""
    typed = Fact.objects.filter(unit=owed.unit_id, period=owed.period_id, origin=Origin.TYPED, value__isnull=False)
    values = dict(typed.values_list("indicator_id", "value"))
    lines = [_line(one, of_ended(owed.unit), owed, values) for one in asked(report) if not one.computed]
    return tuple(one for one in lines if one)


def _line(indicator: Indicator, units: Sequence[int], owed: Obligation, typed: dict[int, int | None]) -> Had | None:
    figure, period = figure_of(indicator.figure), owed.period.period
    value = figure.value(units, period.first, period.last) * 10**indicator.scale if figure else typed.get(indicator.pk)
    if not value:
        return None
    return Had(indicator.code, name_of(indicator), printed(value, indicator), indicator.unit_of_measure, figure is not None)
