"""The figures of earlier periods that a report's own are compared with."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from danvan.lib import periods
from danvan.reports import checks
from danvan.reports.checks import Past
from danvan.reports.laying import Stretch, most_covered, ways
from danvan.reports.models import Fact, Indicator, IndicatorKind, PeriodRow, Report
from danvan.reports.over_time import FIRST, LAST
from danvan.reports.rules import KEPT
from danvan.reports.selectors import cells
from danvan.reports.selectors.answers import TODAY, Cell, Certainty
from danvan.reports.selectors.asked import Asked
from danvan.reports.selectors.asked import asked as in_borders
from danvan.units.models import Unit

# A figure is looked at beside so many periods of its own at most.
LONGEST_HISTORY = 12


@dataclass(frozen=True)
class Comparable:
    """The periods a report can be compared with, and how long ones are put together from short ones: `within` are all that lie in it.

    `ended`: those that ended on the day before it began, whatever their length, the shortest first.
    """

    before: PeriodRow | None
    year: PeriodRow | None
    within: dict[int, PeriodRow]
    ways: list[tuple[int, ...]]
    ended: tuple[PeriodRow, ...] = ()
    period: PeriodRow | None = None

    @property
    def all(self) -> list[PeriodRow]:
        """Each once."""
        found = {one.pk: one for one in (self.before, self.year, *self.ended) if one}
        return list((found | self.within).values())


class Earlier:
    """The unit's figures of earlier periods in today's borders."""

    def __init__(self, unit: Unit, compared: Comparable, indicators: Sequence[Indicator], question: Asked | None = None) -> None:
        self.unit, self.compared = unit, compared
        self.by_code = {one.code: one for one in indicators}
        self.question = question or in_borders([unit], TODAY)
        self.values = self.question.read(compared.all, indicators) if compared.all else {}

    def of(self, one: Indicator, row: PeriodRow | None) -> Past | None:
        """The figure of an earlier period.

        None unless every unit that was there then gave it and it can be told apart from its neighbours': half a sum is no figure to compare with.
        """
        then = self.question.makers(self.unit, row) if row else []
        if row is None or not then or any(maker.unit_id not in self.values.get((row.pk, one.pk), {}) for maker in then):
            return None
        cell = self.question.settled(one, row, self.values).cells.get(self.unit.pk)
        if cell is None:
            return None
        estimated = cell.certainty == Certainty.APPORTIONED
        return Past(periods.label(row.period), cell.value, estimated=estimated, qualifier=cell.qualifier)

    def inside(self, one: Indicator) -> tuple[Past, ...]:
        """What is known of the periods that lie within: of those that share no day and cover the most; of what stands at an end, of one with that end."""
        whole, found = self.compared.period, dict[int, Past]()
        for pk, row in self.compared.within.items():
            if whole and tells(one.over_time, row, whole) and (past := self.of(one, row)) and not past.estimated:
                found[pk] = past
        if whole is None or not found:
            return ()
        laid = most_covered(whole.first_day, whole.last_day, stretches(self.compared.within[pk] for pk in found))
        return tuple(found[pk] for pk in laid)

    def closed(self, closing: str) -> Past | None:
        """What stood at the end of the period before by that indicator, where the report holds it too."""
        one = self.by_code.get(closing)
        return next((past for row in self.compared.ended if (past := self.of(one, row))), None) if one else None


def around(period: PeriodRow) -> list[PeriodRow]:
    """All periods that figures of this one are compared with, the latest first: the one before, the same a year earlier, those within it, the last of its
    kind, what ended just before, what the year so far is put together from. One query.
    """
    eve, year = period.first_day - timedelta(days=1), year_of(period.period)
    wanted = Q(first_day__gte=period.first_day, last_day__lte=period.last_day) | Q(last_day=eve)
    wanted |= Q(key__in=[key for key in _keys(period) if key])
    wanted |= Q(pk__in=_of_its_kind(period).values("pk")[:LONGEST_HISTORY])
    if year:
        wanted |= Q(first_day__gte=year.first, last_day__lte=eve)
    return list(PeriodRow.objects.filter(wanted).exclude(pk=period.pk))


def _of_its_kind(period: PeriodRow) -> QuerySet[PeriodRow]:
    return PeriodRow.objects.filter(kind=period.kind, last_day__lt=period.first_day).order_by("-last_day", "first_day")


def last_of_its_kind(period: PeriodRow, known: Iterable[PeriodRow]) -> list[PeriodRow]:
    """The latest periods of the same kind among those `around` it that were over before it began."""
    return [one for one in known if one.kind == period.kind and one.last_day < period.first_day][:LONGEST_HISTORY]


def year_of(period: periods.Period) -> periods.Period | None:
    """The year that the period goes on in; None where it begins with it (its figures are those since then) or belongs to none."""
    if period.kind in periods.FREE or period.length == "span":
        return None
    year = periods.containing(periods.YEAR, period.last, first=periods.first_day(period))
    return year if year.first < period.first else None


def comparable(period: PeriodRow, known: Iterable[PeriodRow], *, opening: bool = False) -> Comparable:
    """Of the periods `around` it: the one before, the same a year earlier, those within that lie end to end; for an `opening` what ended just before."""
    before, year = _keys(period)
    eve = period.first_day - timedelta(days=1)
    by_key = {one.key: one for one in known}
    within = {one.pk: one for one in known if periods.contains(period.period, one.period)}
    laid = ways(period.first_day, period.last_day, stretches(within.values()))
    ended = sorted((one for one in known if opening and one.last_day == eve), key=lambda one: one.first_day, reverse=True)
    return Comparable(by_key.get(before), by_key.get(year), within, laid, tuple(ended), period)


def tells(rule: str, part: PeriodRow, whole: PeriodRow) -> bool:
    """Does the figure of a part say something of the whole's? What stands at an end only where the part has the same."""
    if rule == LAST:
        return part.last_day == whole.last_day
    return rule != FIRST or part.first_day == whole.first_day


def stretches(rows: Iterable[PeriodRow]) -> list[Stretch]:
    """The days of each."""
    return [Stretch(one.pk, one.first_day, one.last_day) for one in rows]


def _keys(period: PeriodRow) -> tuple[str, str]:
    """The keys of the period before and of the same a year earlier; empty where there is none, or the two are one."""
    try:
        before = periods.previous(period.period).key
    except ValueError:
        return "", ""
    earlier = periods.year_before(period.period)
    return before, earlier.key if earlier and earlier.key != before else ""


@dataclass(frozen=True)
class Beside:
    """What stood in each cell of a report in the period before and in the same period a year earlier."""

    before: PeriodRow | None
    year: PeriodRow | None
    said: dict[tuple[int, int], Past]

    def of(self, one: Indicator, row: PeriodRow | None) -> str:
        """The earlier figure as printed; empty where there is none to compare with."""
        found = self.said.get((row.pk, one.pk)) if row else None
        if found is None:
            return ""
        number = checks.printed(found.value, one.scale)
        return _("%(number)s (ước tính)") % {"number": number} if found.estimated else number


def beside(report: Report, indicators: Sequence[Indicator]) -> Beside:
    """For every indicator, formulas too. A commune's in its borders of today; above, what the unit itself entered, because its cells hold its own."""
    known = comparable(report.period, around(report.period))
    compared = Comparable(known.before, known.year, {}, [])
    earlier = _known(report.unit, compared, indicators)
    said: dict[tuple[int, int], Past] = {}
    for row in compared.all:
        of_row = {
            one.pk: past for one in cells.with_operands(indicators) if one.kind != IndicatorKind.FORMULA and (past := earlier(one, row))
        }
        worked = {one.pk: past for one in indicators if one.kind == IndicatorKind.FORMULA and (past := _formula(one, of_row))}
        said |= {(row.pk, pk): past for pk, past in (of_row | worked).items()}
    return Beside(compared.before, compared.year, said)


def figures_in(unit: Unit, rows: Sequence[PeriodRow], indicators: Sequence[Indicator]) -> Callable[[Indicator, PeriodRow], Past | None]:
    """What the unit gave in the periods, as `beside` shows it; what is only estimated of a divided unit is not known. Three queries at most."""
    known = _known(unit, Comparable(None, None, {one.pk: one for one in rows}, []), indicators)

    def given(one: Indicator, row: PeriodRow) -> Past | None:
        past = known(one, row)
        return past if past and not past.estimated else None

    return given


def _known(unit: Unit, compared: Comparable, indicators: Sequence[Indicator]) -> Callable[[Indicator, PeriodRow], Past | None]:
    return _own(unit, compared) if unit.level in KEPT else Earlier(unit, compared, indicators).of


def _formula(one: Indicator, of_row: dict[int, Past]) -> Past | None:
    cell = cells.worked_out(one, {pk: _cell(past) for pk, past in of_row.items()})
    return Past("", cell.value) if cell else None


def _cell(past: Past) -> Cell:
    return Cell(past.value, 1, "", "")


def _own(unit: Unit, compared: Comparable) -> Callable[[Indicator, PeriodRow], Past | None]:
    """What the unit itself entered. One query."""
    facts = Fact.objects.filter(unit=unit, period__in=[one.pk for one in compared.all], live=True, value__isnull=False)
    said = facts.values_list("period_id", "indicator_id", "value", "qualifier")
    known = {(period, indicator): (value or 0, qualifier) for period, indicator, value, qualifier in said}  # none is empty here

    def of(one: Indicator, row: PeriodRow) -> Past | None:
        found = known.get((row.pk, one.pk))
        return Past(row.label, found[0], qualifier=found[1]) if found else None

    return of
