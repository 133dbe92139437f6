"""What a long period comes to by the unit's own filed reports of the shorter ones within it: proposed beside an empty cell, entered by nobody but a person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from danvan.lib import periods
from danvan.lib.numbers import qualified
from danvan.reports import checks, rules
from danvan.reports.checks import Past
from danvan.reports.laying import most_covered
from danvan.reports.models import Indicator, PeriodRow, Report
from danvan.reports.over_time import ADDED, FIRST, LAST, behind
from danvan.reports.selectors.answers import Row
from danvan.reports.selectors.desk import typable
from danvan.reports.selectors.past import figures_in, stretches, tells

# Periods with free ends: seldom do shorter ones lie in them without a rest, which is named.
FREE = ("span", "term", "days")
Days = tuple[date, date]


@dataclass(frozen=True)
class Proposal:
    """A figure by the rule of its indicator: the periods it is put together from, and the days that none of them covers."""

    indicator: Indicator
    value: int
    qualifier: str
    parts: tuple[Past, ...]
    gaps: tuple[Days, ...] = ()

    @property
    def text(self) -> str:
        """As printed."""
        return qualified(checks.printed(self.value, self.indicator.scale), self.qualifier)

    @property
    def made_of(self) -> str:
        """ "Quý I năm 2026: 12; Quý II năm 2026: 10"."""
        return "; ".join(f"{one.when}: {checks.printed(one.value, self.indicator.scale)}" for one in self.parts)

    @property
    def uncovered(self) -> str:
        """Which days it leaves out; nothing where it leaves none."""
        days = ", ".join(
            _("từ %(first)s đến %(last)s") % {"first": f"{one:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"} for one, last in self.gaps
        )
        return _("Chưa gồm: %(days)s.") % {"days": days} if days else ""


def proposals(report: Report, rows: Iterable[Row]) -> dict[int, Proposal]:
    """By indicator, for the cells that are to be typed and still empty. One query where nothing lies within the period; then three at most."""
    wanted = [
        row.indicator for row in rows if row.value is None and row.indicator.over_time in (ADDED, LAST, FIRST) and typable(row, report)
    ]
    inside = _within(report.period) if wanted else []
    if not inside:
        return {}
    known = figures_in(report.unit, inside, wanted)
    found = {one.pk: _proposal(one, report.period, inside, {row.pk: past for row in inside if (past := known(one, row))}) for one in wanted}
    return {pk: one for pk, one in found.items() if one}


def _within(period: PeriodRow) -> list[PeriodRow]:
    rows = PeriodRow.objects.filter(first_day__gte=period.first_day, last_day__lte=period.last_day).exclude(pk=period.pk)
    return [one for one in rows if periods.contains(period.period, one.period)]


def _proposal(one: Indicator, period: PeriodRow, inside: Sequence[PeriodRow], known: Mapping[int, Past]) -> Proposal | None:
    """By the periods that cover most of it and of which the figure is known, as few as can be."""
    told = {row.pk: row for row in inside if row.pk in known}
    laid = most_covered(period.first_day, period.last_day, stretches(told.values()))
    chosen = [told[pk] for pk in behind(one.over_time, laid)]
    if not chosen or not tells(one.over_time, chosen[-1], period):
        return None
    gaps = _gaps(period, [told[pk] for pk in laid]) if one.over_time == ADDED else ()
    if gaps and period.period.length not in FREE:
        return None
    parts = tuple(known[row.pk] for row in chosen)
    return Proposal(one, sum(past.value for past in parts), rules.qualifier_of(past.qualifier for past in parts), parts, gaps)


def _gaps(period: PeriodRow, laid: Sequence[PeriodRow]) -> tuple[Days, ...]:
    one_day, found, day = timedelta(days=1), [], period.first_day
    for row in laid:
        if row.first_day > day:
            found.append((day, row.first_day - one_day))
        day = row.last_day + one_day
    return (*found, (day, period.last_day)) if day <= period.last_day else tuple(found)
