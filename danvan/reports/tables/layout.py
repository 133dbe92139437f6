"""How a chosen table is laid out: which of units, indicators and periods run down, which across, and which makes the bands."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.lib import periods
from danvan.lib.charts import ChartSpec, Point
from danvan.lib.papers import Band, Column, Number, Table
from danvan.lib.papers import Cell as PaperCell
from danvan.lib.text import mid_sentence
from danvan.reports import marks
from danvan.reports.coverage import Counted
from danvan.reports.models import Indicator, IndicatorKind, OverTime, PeriodRow
from danvan.reports.papers.charts import short
from danvan.reports.papers.figures import Place
from danvan.reports.selectors.crosstab import CrossTable
from danvan.reports.selectors.entry import Entry, over_periods
from danvan.reports.wording import name_of
from danvan.units.models import Unit

UNITS, INDICATORS, PERIODS = "don-vi", "chi-tieu", "ky"
AXES = {UNITS: gettext_lazy("đơn vị"), INDICATORS: gettext_lazy("chỉ tiêu"), PERIODS: gettext_lazy("kỳ")}
MOST_BARS = 40
# What the total over periods is, by the rule of the indicator; and what a number at an end says of itself among sums.
WHOLE = {
    OverTime.ADDED.value: gettext_lazy("Cộng các kỳ"),
    OverTime.LAST.value: gettext_lazy("Số cuối kỳ"),
    OverTime.FIRST.value: gettext_lazy("Số đầu kỳ"),
    "": gettext_lazy("Cả các kỳ"),
}
AT_AN_END = {OverTime.LAST.value: gettext_lazy("cuối kỳ"), OverTime.FIRST.value: gettext_lazy("đầu kỳ")}
# One end of an axis: a unit, an indicator, a period; None = the total over the axis.
End = Unit | Indicator | PeriodRow | None


@dataclass(frozen=True)
class Layout:
    """A table and its axes."""

    table: CrossTable
    down: str
    across: str
    said: tuple[str, ...] = ()  # of the address: what was left out, which the latest periods are today

    @property
    def bands(self) -> str:
        """The axis that is neither down nor across."""
        return next(one for one in AXES if one not in (self.down, self.across))

    def ends(self, axis: str) -> list[End]:
        """What stands along an axis, its total last."""
        choice = self.table.choice
        if axis == INDICATORS:
            return list(choice.indicators)
        if axis == UNITS:
            return [*choice.units, *([None] if self.table.over_units else [])]
        return [*choice.periods, *([None] if self.table.over_periods else [])]

    def label(self, axis: str, end: End) -> str:
        """What an end is called."""
        match end:
            case Unit():
                return self.table.names[end.pk]
            case Indicator():
                return f"{end.code} {name_of(end)} ({end.unit_of_measure})"
            case PeriodRow():
                return capfirst(periods.label(end.period))
        if axis == UNITS:
            return _("Cộng các đơn vị")
        rules = {over_periods(one) for one in self.table.choice.indicators if one.kind != IndicatorKind.OWN}
        return str(WHOLE[rules.pop() if len(rules) == 1 else ""])

    @property
    def mixed(self) -> bool:
        """Does the total over the periods hold sums beside numbers that stand at an end?"""
        return self.label(PERIODS, None) == str(WHOLE[""])

    def entry(self, **at: End) -> Entry:
        """The cell where three ends meet."""
        indicator, unit, period = (at[axis.replace("-", "_")] for axis in (INDICATORS, UNITS, PERIODS))
        assert isinstance(indicator, Indicator)
        return self.table.entry(indicator, unit if isinstance(unit, Unit) else None, period if isinstance(period, PeriodRow) else None)

    def at(self, band: End, row: End, column: End) -> Entry:
        """The cell of a band, row and column."""
        return self.entry(**{axis.replace("-", "_"): end for axis, end in ((self.bands, band), (self.down, row), (self.across, column))})

    @cached_property
    def lines(self) -> list[tuple[End, End, list[Entry]]]:
        """Band, row and the cells of the row."""
        columns = self.ends(self.across)
        return [
            (band, row, [self.at(band, row, column) for column in columns])
            for band in self.ends(self.bands)
            for row in self.ends(self.down)
        ]

    @property
    def notes(self) -> list[str]:
        """What must be said of the table; of what has no sum what each said of itself; of those that lack reports in how many they are."""
        every = [entry for *_at, entries in self.lines for entry in entries]
        # How many reports lack stands beside every number; below it is said of totals, and of numbers in today's borders whose they are.
        partial = [f"{self._called(entry)}: {entry.remark}" for entry in every if (entry.partial and entry.total) or entry.silent]
        said = [*self.said, *self.table.notes, *(f"{self._called(entry)}: {entry.apart}" for entry in every if entry.apart)]
        if not any(entry.partial for entry in every):
            return said
        rest = len(partial) - marks.MOST
        more = [_("Còn %(count)s số khác thiếu phần.") % {"count": rest}] if rest > 0 else []
        legend = [_("Số trong ngoặc sau một số: có trong bao nhiêu báo cáo trên số báo cáo phải có.")]
        if any(entry.partial and entry.counted is not Counted.REPORTS for entry in every):
            legend.append(
                _("Có chữ “tỉnh” hoặc “đơn vị”: có số liệu của bao nhiêu trên tất cả tỉnh, thành phố khi đó hoặc đơn vị được cộng.")
            )
        return [*said, *legend, *partial[: marks.MOST], *more]

    def _called(self, entry: Entry) -> str:
        """Which cell or total."""
        period = self.label(PERIODS, entry.period) if entry.period else mid_sentence(str(WHOLE[over_periods(entry.indicator)]))
        unit = self.label(UNITS, entry.unit)
        return f"{entry.indicator.code}, {unit}, {period}"

    @property
    def single_band(self) -> str:
        """What the whole table is of, where there is only one band; else nothing."""
        ends = self.ends(self.bands)
        return self.label(self.bands, ends[0]) if len(ends) == 1 else ""

    def paper(self) -> Table:
        """For a page, a sheet or a picture: every number with its address."""
        heads = (
            Column(capfirst(str(AXES[self.down]))),
            *(Column(self.label(self.across, end), "number") for end in self.ends(self.across)),
        )
        rows: list[tuple[PaperCell, ...] | Band] = []
        last: object = rows  # no band yet
        for band, row, entries in self.lines:
            if band is not last and not self.single_band:
                rows.append(Band(self.label(self.bands, band)))
            last = band
            rows.append((self.label(self.down, row), *(self.number(entry) for entry in entries)))
        return Table(self.single_band, heads, tuple(rows), marks=False)

    def number(self, entry: Entry) -> PaperCell:
        """A cell with where it opens; a total of chosen units or periods opens nowhere, its parts stand beside it, unless a longer period holds it."""
        if entry.cell is None and not entry.group:
            return "–"
        period = entry.period or entry.longer
        href = Place(entry.unit, period, self.table.choice.borders).address(entry.indicator.code) if entry.unit and period else ""
        end = AT_AN_END.get(over_periods(entry.indicator), "") if entry.period is None and entry.value is not None and self.mixed else ""
        return Number(f"{entry.text}, {end}" if end else entry.text, entry.indicator.code, href, entry.value)

    def chart(self) -> ChartSpec | None:
        """A drawing where the table is one series: one indicator over periods or over units."""
        choice = self.table.choice
        one_unit, one_period = len(choice.units) == 1, len(choice.periods) == 1
        if len(choice.indicators) != 1 or one_unit == one_period:
            return None
        indicator, unit, period = choice.indicators[0], choice.units[0], choice.periods[0]
        units = [(self.label("", one), self.table.entry(indicator, one, period)) for one in choice.units[:MOST_BARS]]
        past = [(short(one.key), self.table.entry(indicator, unit, one)) for one in choice.periods[:MOST_BARS]]
        shown = past if one_unit else units
        points = tuple(Point(label, None if one.value is None else float(one.value), one.text) for label, one in shown)
        alt = "; ".join(f"{label}: {one.text}" for label, one in shown) + "."
        title = f"{self.label('', indicator)}, {self.label('', unit if one_unit else period)}"
        return ChartSpec(title, indicator.unit_of_measure, points, alt, "columns" if one_unit and len(points) <= 12 else "bars")
