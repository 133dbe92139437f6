"""Published figures in today's borders: put together from published numbers and public lineage alone, so whoever holds these learns nothing new.

A unit has a number only where everything it was made of has one; where a unit of then was divided and may not be shared out, the units of today that
its parts lie in have one number between them. Exact counts are never read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from danvan.lib import clock
from danvan.lib.disclosure import HIDDEN
from danvan.reports.editions import SECRET
from danvan.reports.models import Indicator, IndicatorKind, PeriodRow, PublishedCell
from danvan.reports.rules import KEPT
from danvan.reports.selectors.answers import Cell, Certainty
from danvan.reports.selectors.borders import settle
from danvan.reports.selectors.cells import with_parts
from danvan.reports.selectors.lineage import Lines, Maker, lines, of_the_period, on_the_day
from danvan.reports.selectors.published import MISSING, Shown, readable, worked_out
from danvan.units.models import Event, Unit, UnitParent, valid_on

STANDS = Q(publication__current=True, publication__withdrawn_on__isnull=True)
# A unit's figure is that of all below it where it gathers reports, else its own.
FIGURE = Q(unit__level__in=KEPT, whole=True) | (~Q(unit__level__in=KEPT) & Q(whole=False))


@dataclass(frozen=True)
class Now:
    """What a unit of today has: its number or why not; `with_units`: whom it has it in common with; `estimated`: a part was apportioned."""

    shown: Shown
    with_units: tuple[int, ...] = ()
    estimated: bool = False


NOTHING = Now(Shown(None, MISSING))


@dataclass
class Today:
    """Some units of today and every published number behind them. Made by `read`."""

    lineage: Lines
    numbers: dict[tuple[int, int], dict[int, tuple[int | None, str, str]]] = field(
        default_factory=dict
    )  # period, indicator -> unit -> number, mark, word
    known: dict[tuple[int, int], dict[int, Now]] = field(default_factory=dict)

    def makers(self, unit: Unit, period: PeriodRow) -> list[Maker]:
        """What made up the unit in the period: on its last day, and who ended within it and was published by itself."""
        gave = {one for (key, _indicator), held in self.numbers.items() if key == period.pk for one in held}
        return of_the_period(self.lineage.makers[unit.pk], period, gave)

    def number(self, unit: Unit, period: PeriodRow, indicator: Indicator) -> Now:
        """The figure of the unit; a formula from the figures of its parts, where these may be told together."""
        if indicator.kind == IndicatorKind.OWN:
            return self._own(unit, period, indicator)
        if indicator.kind != IndicatorKind.FORMULA:
            return self._settled(period, indicator).get(unit.pk, NOTHING)
        return _formula(indicator, {one.code: self.number(unit, period, one) for one in indicator.operands.values()})

    def _own(self, unit: Unit, period: PeriodRow, indicator: Indicator) -> Now:
        """What does not add up stands where the unit is still the one that gave it."""
        makers = on_the_day(self.lineage.makers[unit.pk], period.last_day)
        if len(makers) != 1 or not makers[0].whole:
            return NOTHING
        number, mark, word = self.numbers.get((period.pk, indicator.pk), {}).get(makers[0].unit_id, (None, MISSING, ""))
        return Now(_shown(number, mark, word, indicator.scale))

    def _settled(self, period: PeriodRow, indicator: Indicator) -> dict[int, Now]:
        key = (period.pk, indicator.pk)
        if key not in self.known:
            self.known[key] = self._settle(period, indicator)
        return self.known[key]

    def _settle(self, period: PeriodRow, indicator: Indicator) -> dict[int, Now]:
        held = self.numbers.get((period.pk, indicator.pk), {})
        there = {one.unit_id for one in of_the_period(self.lineage.behind(), period, held)}
        figures = {unit: Cell(number, 1, word, "") for unit, (number, _mark, word) in held.items() if number is not None and unit in there}
        without = {unit: held.get(unit, (None, MISSING, ""))[1] for unit in there - figures.keys()}
        settled = settle(figures, self.lineage.ways, indicator.apportion)
        found = {
            unit: Now(_shown(cell.value, "", cell.qualifier, indicator.scale), (), cell.certainty == Certainty.APPORTIONED)
            for unit, cell in settled.cells.items()
        }
        for group in settled.groups:
            common = Now(_shown(group.cell.value, "", group.cell.qualifier, indicator.scale), group.units)
            found |= dict.fromkeys(group.units, common)
        for maker, mark in without.items():
            lost = Now(Shown(None, mark if mark == MISSING else HIDDEN))
            for unit in self.lineage.ways[maker]:
                for one in found[unit].with_units if unit in found and found[unit].with_units else (unit,):
                    if found.get(one, NOTHING).shown.mark != HIDDEN:
                        found[one] = lost
        return found


def _shown(number: int | None, mark: str, word: str, scale: int) -> Shown:
    return Shown(None if number is None else Decimal(number).scaleb(-scale), mark, word)


def _formula(indicator: Indicator, parts: Mapping[str, Now]) -> Now:
    """Parts that have their numbers with other units each cannot be put together."""
    shown, with_units = worked_out(indicator, {code: one.shown for code, one in parts.items()}), {one.with_units for one in parts.values()}
    if shown.value is None or len(with_units) > 1:
        return NOTHING if shown.mark == MISSING else Now(Shown(None, HIDDEN))
    return Now(shown, with_units.pop(), any(one.estimated for one in parts.values()))


def read(units: Iterable[Unit], periods: Sequence[PeriodRow], indicators: Iterable[Indicator]) -> Today:
    """The published numbers behind some units of today. Two queries, whatever their number."""
    found = Today(lines(units))
    wanted = with_parts(indicators)
    behind = [one.unit_id for one in found.lineage.behind()]
    rows = _cells(behind).filter(publication__period__in=periods, indicator__in=wanted)
    named = rows.values_list("unit_id", "publication__period_id", "indicator_id", "public", "mark", "word")
    for unit, period, indicator, number, mark, word in named:
        found.numbers.setdefault((period, indicator), {})[unit] = number, mark, word
    return found


def _cells(units: Sequence[int]) -> QuerySet[PublishedCell]:
    """What stands published of the units; what is for nobody is not there at all."""
    return PublishedCell.objects.filter(STANDS, FIGURE, unit__in=units).exclude(mark=SECRET)


def told(units: Sequence[int], period: PeriodRow) -> dict[int, str]:
    """The keys of those units of which something stands published for the period. One query."""
    return dict(_cells(units).filter(publication__period=period).order_by().values_list("unit_id", "unit__key").distinct())


def indicators(unit: Unit, periods: Sequence[PeriodRow]) -> list[Indicator]:
    """What was published of the units behind a unit of today, as it was meant in the latest of the periods; with the formulas of these."""
    behind = [one.unit_id for one in lines([unit]).behind()]
    return readable(_cells(behind).filter(publication__period__in=periods), max(one.last_day for one in periods))


def periods(unit: Unit) -> list[PeriodRow]:
    """The periods for which something was published of the units behind it, the latest first. Two queries."""
    behind = [one.unit_id for one in lines([unit]).behind()]
    rows = _cells(behind)
    return list(
        PeriodRow.objects.filter(pk__in=rows.order_by().values("publication__period").distinct()).order_by("-last_day", "-first_day")
    )


def below(unit: Unit) -> list[Unit]:
    """What stands directly under it today. One query."""
    today = clock.today()
    return list(Unit.objects.filter(pk__in=UnitParent.objects.filter(valid_on(today), parent=unit).values("unit")).order_by("pk"))


def changed_since(day: date) -> bool:
    """Did any border change after the day? Where none did, both readings are one. One query."""
    return Event.objects.filter(effective_on__gt=day, effective_on__lte=clock.today(), state=Event.State.APPLIED).exists()
