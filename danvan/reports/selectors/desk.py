"""What a person at work on reports needs: the unit's own figures, what is unfilled, words from below."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet

from danvan.lib import clock
from danvan.reports import rules
from danvan.reports.counting import figure_of
from danvan.reports.models import Fact, Heading, Indicator, IndicatorKind, Obligation, Report, ReportState, Words
from danvan.reports.selectors import cells, hamlets
from danvan.reports.selectors.answers import Cell, Row, State, own_cell
from danvan.reports.selectors.meaning import as_of
from danvan.reports.selectors.names import listed_in
from danvan.units.models import Unit, valid_on
from danvan.units.selectors import stood_for


@dataclass(frozen=True, slots=True)
class Gathered:
    """The words of one unit below under one heading."""

    report_id: int
    unit_id: int
    name: str
    text: str


@dataclass(frozen=True)
class GatheredHeading:
    """A heading with the words that the units below wrote under it."""

    heading: Heading
    parts: tuple[Gathered, ...]


def own_rows(report: Report) -> list[Row]:
    """The unit's own figures for every indicator its form asks of it, drafts included, ratios computed from them.

    A figure is entered once: what another report of the unit for the period holds is shown as it stands there.
    """
    indicators = asked(report)
    of_unit = Fact.objects.filter(unit=report.unit_id, period=report.period_id).select_related("report__form").defer("report__frozen")
    facts = {fact.indicator_id: fact for fact in of_unit}
    rows = [_own_row(one, facts) for one in indicators]
    return [_held_elsewhere(row, facts.get(row.indicator.pk), report) for row in rows]


def _held_elsewhere(row: Row, fact: Fact | None, report: Report) -> Row:
    return row if fact is None or fact.report_id == report.pk else replace(row, elsewhere=fact.report.form.label)


def asked(report: Report) -> list[Indicator]:
    """What the form asks of the unit, formulas too, as it read in the period."""
    indicators = report.form.indicators.filter(valid_on(report.period.last_day))
    return [one for one in as_of(indicators, report.period.last_day) if hamlets.asks(one, report.unit.level)]


def _own_row(indicator: Indicator, facts: dict[int, Fact]) -> Row:
    cell = _own_cell(indicator, facts)
    if not isinstance(cell, Cell):
        return Row(indicator, None, indicator.scale, "", "", cell, 0, 1)
    state = State.REPORTED if cell.value else State.ZERO
    row = Row(indicator, cells.natural(cell.value, indicator.scale), indicator.scale, cell.qualifier, cell.origin, state, 1, 1)
    return replace(row, adjusted=cell.adjusted, adjustments=cell.adjustments)


def _own_cell(indicator: Indicator, facts: dict[int, Fact]) -> Cell | State:
    if indicator.kind != IndicatorKind.FORMULA:
        return _cell(facts.get(indicator.pk)) or State.MISSING
    parts = {one.pk: cell for one in indicator.operands.values() if (cell := _cell(facts.get(one.pk)))}
    if not cells.whole(indicator, parts):
        return State.MISSING
    return cells.worked_out(indicator, parts) or State.UNDEFINED


def _cell(fact: Fact | None) -> Cell | None:
    return own_cell(fact) if fact and fact.value is not None else None


def unfilled(report: Report) -> list[Indicator]:
    """Indicators to be typed that hold neither a number nor an explicit zero yet."""
    of_unit = Fact.objects.filter(unit=report.unit_id, period=report.period_id)
    filled = set(of_unit.filter(Q(value__isnull=False) | ~Q(report=report)).values_list("indicator_id", flat=True))
    typed = (one for one in asked(report) if not one.computed and figure_of(one.figure) is None)
    return [one for one in typed if one.pk not in filled]


def typable(row: Row, report: Report) -> bool:
    """Typed figures; and counted ones of a past time from which the system holds no record."""
    if row.indicator.computed or row.elsewhere:
        return False
    if figure_of(row.indicator.figure) is None:
        return True
    past = rules.needs_source(report.period.last_day, clock.today())
    return past and (row.origin != "counted" or not row.value)


def takes_typing(rows: Iterable[Row], report: Report) -> bool:
    """Is anything of it to be typed, or does the system give every figure?"""
    return any(typable(row, report) for row in rows)


def words_below(report: Report) -> list[GatheredHeading]:
    """Under each heading of the form, the words of the filed reports that this unit receives for the period, by name of unit."""
    filed = Q(report__state__in=(ReportState.SUBMITTED, ReportState.ACCEPTED))
    received = Words.objects.filter(filed, report__obligation__receiver=report.unit, report__period=report.period, report__form=report.form)
    rows = list(received.exclude(text="").values_list("heading_id", "report_id", "report__unit_id", "text"))
    names = listed_in({unit for _heading, _report, unit, _text in rows}, report.period) if rows else {}
    places = {unit: place for place, unit in enumerate(names)}
    by_heading: dict[int, list[Gathered]] = {}
    for heading, of_report, unit, text in sorted(rows, key=lambda row: places[row[2]]):
        by_heading.setdefault(heading, []).append(Gathered(of_report, unit, names[unit], text))
    headings = report.form.headings.filter(takes_text=True)
    return [GatheredHeading(heading, tuple(by_heading.get(heading.pk, ()))) for heading in headings]


def owed_by(unit: Unit) -> QuerySet[Obligation]:
    """What the unit has to report for periods that have begun: for itself, and for those that ended and that it stands for, unless a report holds theirs."""
    return Obligation.objects.filter(
        unit__in=stood_for(unit.pk, clock.today()), covered_by__isnull=True, period__first_day__lte=clock.today()
    )
