"""Units asked about in the borders asked for: whose cells to read, and whose they become."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from danvan.reports.coverage import told
from danvan.reports.models import Indicator, IndicatorKind, PeriodRow
from danvan.reports.selectors import cells
from danvan.reports.selectors.answers import TODAY, Cell, Certainty, Common, Group, Row, State, as_printed
from danvan.reports.selectors.borders import Figures, Settled, settle, settle_formula
from danvan.reports.selectors.cells import Values
from danvan.reports.selectors.lineage import ITSELF, Lines, Maker, Ways, itself, lines, of_the_period
from danvan.units.models import Unit

NOTHING = Settled({}, ())


@dataclass(frozen=True)
class Asked:
    """Some units, as they were or in today's borders."""

    units: tuple[Unit, ...]
    borders: str
    lineage: Lines

    def sources(self) -> list[Maker]:
        """Whose cells to read."""
        return self.lineage.behind()

    def makers(self, unit: Unit, period: PeriodRow, gave: Collection[int] = ()) -> list[Maker]:
        """The units that made up the unit in the period: those of its last day, and who ended within it and `gave` figures by itself."""
        return of_the_period(self.lineage.makers[unit.pk], period, gave)

    def read(self, periods: Sequence[PeriodRow], indicators: Sequence[Indicator]) -> Values:
        """Every cell there is behind the units."""
        sources = [one for one in self.sources() if any(one.held_on(period.last_day) or one.ended_by(period) for period in periods)]
        return cells.read(sources, [one.pk for one in periods], indicators) if sources else {}

    def settled(self, indicator: Indicator, period: PeriodRow, values: Values) -> Settled:
        """The figures of one indicator and period, each at the unit it belongs to."""
        figures = values.get((period.pk, indicator.pk), {})
        if indicator.kind == IndicatorKind.OWN:
            return Settled(self._own(figures, period), ())
        if indicator.kind != IndicatorKind.FORMULA:
            return settle(figures, self.lineage.ways, indicator.apportion) if figures else NOTHING
        parts = {one.pk: (values.get((period.pk, one.pk), {}), one.apportion) for one in indicator.operands.values()}
        return settle_formula(parts, self.lineage.ways, lambda known: cells.worked_out(indicator, known))

    def _own(self, figures: Figures, period: PeriodRow) -> dict[int, Cell]:
        """A figure that does not add up: shown where the unit is still the one that gave it."""
        alone = {unit.pk: some[0] for unit in self.units if len(some := self.makers(unit, period)) == 1 and some[0].whole}
        return {pk: figures[maker.unit_id] for pk, maker in alone.items() if maker.unit_id in figures}


def asked(units: Iterable[Unit], borders: str) -> Asked:
    """Put the question. In today's borders the lineage is looked up: one query."""
    some = tuple(units)
    if borders == TODAY:
        return Asked(some, borders, lines(some))
    ways: dict[int, Ways] = {one.pk: {one.pk: ITSELF} for one in some}
    return Asked(some, borders, Lines(ways, {one.pk: [itself(one)] for one in some}, {}))


def row_of(indicator: Indicator, settled: Settled, unit: int, owed: int, names: dict[int, str]) -> Row:
    """What a unit has of an indicator as a row. `owed`: how many units owe a report; `names`: of the units of a group."""
    owed = min(owed, 1) if indicator.kind == IndicatorKind.OWN else owed
    cell, group = settled.cells.get(unit), settled.group_of(unit)
    if group:
        common = common_of(indicator, group, names)
        return Row(indicator, None, indicator.scale, "", "", State.COMMON, 0, owed, common.words, group.cell.certainty, common=common)
    if cell is None:
        state = State.UNDEFINED if unit in settled.undefined else State.MISSING
        return Row(indicator, None, indicator.scale, "", "", state, 0, owed)
    state = State.REPORTED if cell.value else State.ZERO
    # Two forms owed by different units may both ask it.
    reported, expected, counted = told(cell.provinces, (cell.reported, max(owed, cell.reported) if owed else owed))
    value, note = cells.natural(cell.value, indicator.scale), estimated(indicator, cell.certainty)
    return Row(
        indicator=indicator,
        value=value,
        decimals=indicator.scale,
        qualifier=cell.qualifier,
        origin=cell.origin,
        state=state,
        reported=reported,
        expected=expected,
        note=note,
        certainty=cell.certainty,
        adjusted=cell.adjusted,
        adjustments=cell.adjustments,
        counted=counted,
    )


def common_of(indicator: Indicator, group: Group, names: dict[int, str]) -> Common:
    """The figure that several units have between them, for people."""
    value = cells.natural(group.cell.value, indicator.scale)
    return Common(group.units, tuple(names.get(pk, "") for pk in group.units), value, as_printed(group.cell, indicator))


def estimated(indicator: Indicator, certainty: Certainty) -> str:
    """ "Ước tính theo dân số." where a part was apportioned; else nothing."""
    if certainty != Certainty.APPORTIONED:
        return ""
    how = dict.fromkeys(str(one.get_apportion_display()) for one in indicator.addends if one.apportion)
    return _("Ước tính %(how)s.") % {"how": ", ".join(how)}


def grouped(settled: Iterable[Settled]) -> set[int]:
    """The units that stand in a group somewhere."""
    return {pk for one in settled for group in one.groups for pk in group.units}
