"""Relations between figures: which there are, which a report is asked by, and which filed reports one would have asked about."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, QuerySet

from danvan.reports import checks, formulas
from danvan.reports.checks import Line, Sign
from danvan.reports.gate import Equality
from danvan.reports.models import FILED, Fact, Indicator, IndicatorKind, PeriodRow, Relation, Report, Total
from danvan.reports.rules import KEPT
from danvan.reports.selectors import cells
from danvan.reports.selectors.book import labels
from danvan.reports.selectors.meaning import linked
from danvan.reports.selectors.names import names_on
from danvan.reports.wording import name_of
from danvan.units.models import Unit, UnitPath, valid_on

# A look goes back over so many periods that reports were filed for, and names so many reports.
PERIODS, NAMED = 4, 20


@dataclass(frozen=True)
class Found:
    """A filed report that the relation would ask about."""

    unit: Unit
    name: str
    period: PeriodRow
    words: str


@dataclass(frozen=True)
class Outlook:
    """What the relation would have asked: the first of the reports, of how many, out of how many that hold all its figures, in which periods."""

    found: Sequence[Found]
    count: int
    looked_at: int
    periods: Sequence[PeriodRow]

    @property
    def when(self) -> str:
        """The periods in words."""
        return ", ".join(one.label for one in self.periods)

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.count - len(self.found)


@dataclass(frozen=True)
class InWords:
    """A relation in codes and in names."""

    short: str
    long: str


def formula_lines(indicators: Iterable[Indicator], lines: Mapping[str, Line]) -> dict[str, Line]:
    """What the formulas among the indicators come to. Compared with nothing: what moves a formula is asked of its parts."""
    known = {code: cells.natural(line.value, line.scale) for code, line in lines.items() if line.value is not None}
    found = {}
    for one in (each for each in indicators if each.kind == IndicatorKind.FORMULA):
        value = formulas.worked_out(one.numerator, one.denominator, known, scale=one.scale, percent=one.percent)
        found[one.code] = Line(one.code, name_of(one), value, one.scale, one.measure, one.over_time, bounded=one.bounded)
    return found


def relations_of(report: Report) -> list[Relation]:
    """What the report is asked by: the relations of everybody, and those of the offices that it stands under. One query."""
    day = report.period.last_day
    above = UnitPath.objects.filter(valid_on(day), unit=report.unit_id).values("ancestor")
    return list(Relation.objects.filter(valid_on(day)).filter(Q(owner__isnull=True) | Q(owner__in=above)))


def equalities(indicators: Iterable[Indicator], day: date) -> list[Equality]:
    """The sums that hold on the day between the indicators by what is declared, each with whose editions it holds in. Two queries at most."""
    ids = {one.code: one.pk for one in indicators}
    found = [one for one in Relation.objects.filter(valid_on(day), sign=Sign.EQUAL) if ids.keys() >= {*one.left, *one.right}]
    owners = {one.owner_id for one in found if one.owner_id}
    below: dict[int, set[int]] = {}
    paths = UnitPath.objects.filter(valid_on(day), ancestor__in=owners, unit__level__in=KEPT) if owners else UnitPath.objects.none()
    for owner, unit in paths.values_list("ancestor_id", "unit_id"):
        below.setdefault(owner, {owner}).add(unit)
    return [
        Equality(
            tuple(ids[code] for code in one.left),
            tuple(ids[code] for code in one.right),
            frozenset(below.get(one.owner_id, {one.owner_id})) if one.owner_id else frozenset(),
        )
        for one in found
    ]


def declared() -> list[Relation]:
    """Every relation, those of everybody first, in the order of their figures. One query."""
    rows = Relation.objects.select_related("owner")
    return sorted(rows, key=lambda one: (one.owner_id is not None, str(one.owner or ""), one.left, one.code))


def in_words(relations: Sequence[Relation]) -> dict[int | None, InWords]:
    """Each relation (by id) as people read it. One query."""
    names = labels(code for one in relations for code in (*one.left, *one.right))
    return {one.pk: InWords(_said(one, {}), _said(one, names)) for one in relations}


def _said(one: Relation, names: Mapping[str, str]) -> str:
    left, right = (" + ".join(names.get(code, code) for code in side) for side in (one.left, one.right))
    return f"{left} {one.get_sign_display()} {right}"


def outlook(relation: Relation) -> Outlook:
    """Which filed reports of the last periods the relation, saved or not, would ask about. Seven queries at most."""
    codes = [code for code in (*relation.left, *relation.right) if not checks.is_number(code)]
    indicators = linked(Indicator.objects.filter(code__in=codes))
    reports = _filed(relation, [one.pk for one in indicators])
    recent = PeriodRow.objects.filter(pk__in=reports.order_by().values("period"))
    if relation.valid_to:
        recent = recent.filter(last_day__lt=relation.valid_to)
    chosen = list(recent.filter(last_day__gte=relation.valid_from).order_by("-last_day", "-first_day")[:PERIODS])
    asked, looked_at = _asked(relation, indicators, chosen, reports)
    return Outlook(_named(asked[:NAMED], chosen), len(asked), looked_at, chosen)


def _filed(relation: Relation, indicators: Collection[int]) -> QuerySet[Report]:
    """Filed reports on forms that ask for all of the figures, of the office's units."""
    reports = Report.objects.filter(state__in=FILED)
    for one in indicators:
        reports = reports.filter(form__lines__indicator=one)
    if relation.owner_id is None:
        return reports
    below = UnitPath.objects.filter(ancestor=relation.owner_id, unit=OuterRef("unit"))
    return reports.filter(Exists(below))


Cells = dict[tuple[int, int], dict[int, int]]  # period, unit -> indicator -> value


def _asked(
    relation: Relation, indicators: Sequence[Indicator], periods: Sequence[PeriodRow], reports: QuerySet[Report]
) -> tuple[list[tuple[int, int, str]], int]:
    """Period, unit and question of each report that is asked about; and how many hold all of the figures."""
    filed = set(reports.filter(period__in=periods).order_by().values_list("period_id", "unit_id"))
    figures = [one for one in cells.with_operands(indicators) if one.kind != IndicatorKind.FORMULA]
    whole = {key: values for key, values in _filed_cells(figures, periods).items() if key in filed and len(values) == len(figures)}
    found = []
    for (period, unit), values in whole.items():
        lines = {one.code: Line(one.code, name_of(one), values[one.pk], one.scale) for one in figures}
        raised = checks.broken(lines | formula_lines(indicators, lines), [relation])
        found += [(period, unit, one.words) for one in raised]
    order = {one.pk: place for place, one in enumerate(periods)}
    return sorted(found, key=lambda one: (order[one[0]], one[1])), len(whole)


def _filed_cells(indicators: Sequence[Indicator], periods: Sequence[PeriodRow]) -> Cells:
    """What is filed: of a unit above the communes with all below it, as it signs it. Two queries."""
    ids, found = [one.pk for one in indicators], Cells()
    facts = Fact.objects.filter(indicator__in=ids, period__in=periods, live=True, value__isnull=False).exclude(unit__level__in=KEPT)
    totals = Total.objects.filter(indicator__in=ids, period__in=periods)
    for rows in (facts, totals):
        for period, unit, indicator, value in rows.values_list("period_id", "unit_id", "indicator_id", "value"):
            found.setdefault((period, unit), {})[indicator] = value or 0  # none is empty here
    return found


def _named(asked: Iterable[tuple[int, int, str]], periods: Sequence[PeriodRow]) -> list[Found]:
    some = list(asked)
    units = Unit.objects.in_bulk({unit for _period, unit, _words in some})
    rows = {one.pk: one for one in periods}
    found: list[Found] = []
    for key, group in groupby(some, key=lambda one: one[0]):
        those = list(group)
        names = names_on([unit for _period, unit, _words in those], rows[key].last_day)
        found += [Found(units[unit], names[unit], rows[key], words) for _period, unit, words in those]
    return found
