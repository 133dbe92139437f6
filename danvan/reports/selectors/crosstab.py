"""Any table of units, indicators and periods by choosing them: cells, and totals that are right for each kind. A bounded number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from django.db.models import F, Q
from django.utils.translation import gettext as _

from danvan.lib import clock
from danvan.lib.numbers import local
from danvan.lib.refusal import Refused
from danvan.lib.text import mid_sentence
from danvan.reports import marks
from danvan.reports.coverage import Counted, Share, told
from danvan.reports.models import FILED, Indicator, IndicatorKind, OverTime, PeriodRow, Report
from danvan.reports.over_time import behind
from danvan.reports.selectors import cells
from danvan.reports.selectors.answers import TODAY, Cell, Certainty, Group, State, adjusted_words
from danvan.reports.selectors.asked import Asked, asked, common_of, grouped
from danvan.reports.selectors.between import between, left_out, share_no_day
from danvan.reports.selectors.borders import Settled, added
from danvan.reports.selectors.cells import Values
from danvan.reports.selectors.drafts import add_unsent
from danvan.reports.selectors.entry import Entry
from danvan.reports.selectors.given import facts_of
from danvan.reports.selectors.lineage import Maker
from danvan.reports.selectors.meaning import in_each
from danvan.reports.selectors.names import names_on
from danvan.reports.selectors.shares import Shares, provinces_of, shares_of, weakest
from danvan.reports.selectors.tables import not_added
from danvan.units.models import Unit, UnitPath, valid_on

# What one question may ask for: more is no longer a table that somebody reads, it is an export in pieces.
MOST_CELLS = 60_000


@dataclass(frozen=True)
class Choice:
    """What is asked: which units, indicators and periods, in which borders."""

    units: tuple[Unit, ...]
    indicators: tuple[Indicator, ...]
    periods: tuple[PeriodRow, ...]
    borders: str

    @property
    def size(self) -> int:
        """How many cells."""
        return len(self.units) * len(self.indicators) * len(self.periods)


@dataclass(frozen=True)
class CrossTable:
    """The answer. `entry(indicator, unit, period)` gives any cell; a total where a unit or period is None and the table has such totals.

    `longer`: the period that the chosen ones are together, if anything was reported for it.
    """

    choice: Choice
    names: dict[int, str]
    notes: tuple[str, ...]
    over_units: bool
    over_periods: bool
    question: Asked
    settled: dict[tuple[int, int], Settled]
    meant: dict[int, dict[int, Indicator]]  # period -> indicator -> as it read then
    values: Values
    shares: Shares
    gave: dict[int, set[int]]  # period -> the units of then that gave anything
    groups: dict[tuple[int, int, tuple[int, ...]], int] = field(default_factory=dict)
    longer: PeriodRow | None = None

    def entry(self, indicator: Indicator, unit: Unit | None, period: PeriodRow | None) -> Entry:
        """One cell or total."""
        periods = (period,) if period else self.choice.periods
        units = (unit,) if unit else self.choice.units
        if unit and period:
            return self._single(indicator, unit, period)
        if indicator.kind == IndicatorKind.OWN:
            return Entry(indicator, unit, period, None, State.MISSING)
        cell, known, parts = self._sum(indicator, units, periods)
        state = _state(cell) if known else State.MISSING
        longer = self.longer if cell and period is None and told_whole(self.meant_last(indicator)) else None
        entry = Entry(indicator, unit, period, cell, state if cell or not known else State.COMMON, known=known, parts=parts, longer=longer)
        return self._shared(entry, units, self._over(indicator, periods)) if cell else entry

    def _single(self, indicator: Indicator, unit: Unit, period: PeriodRow) -> Entry:
        found = self.settled[period.pk, indicator.pk]
        group = found.group_of(unit.pk)
        if group:
            number = self.groups[period.pk, indicator.pk, group.units]
            return Entry(indicator, unit, period, None, State.COMMON, number)
        cell = found.cells.get(unit.pk)
        state = State.UNDEFINED if unit.pk in found.undefined else _state(cell)
        entry = Entry(indicator, unit, period, cell, state, apart="" if cell else self._apart(indicator, unit, period))
        if cell is None or indicator.kind == IndicatorKind.OWN:
            return entry
        silent = ", ".join(self.names[pk] for pk in self.silent(indicator, unit, period))
        told = _("Không có số liệu của: %(names)s.") % {"names": silent} if silent else ""
        return replace(self._shared(entry, (unit,), (period,)), silent=told)

    def silent(self, indicator: Indicator, unit: Unit, period: PeriodRow) -> list[int]:
        """The units of then that the unit is made of and that gave nothing of the indicator; none where it is made of itself alone."""
        makers = self._makers(unit, period)
        parts = [part.pk for part in self.meant[period.pk][indicator.pk].addends]
        gave = [self.values.get((period.pk, pk), {}) for pk in parts]
        return [one.unit_id for one in makers if len(makers) > 1 and not all(one.unit_id in some for some in gave)]

    def _makers(self, unit: Unit, period: PeriodRow) -> list[Maker]:
        return self.question.makers(unit, period, self.gave.get(period.pk, ()))

    def _shared(self, entry: Entry, units: Sequence[Unit], periods: Sequence[PeriodRow]) -> Entry:
        last = max(periods, key=lambda one: one.last_day)
        meant = self.meant[last.pk][entry.indicator.pk]
        reports, numbers = self._share(meant, units, periods), (entry.known, entry.parts)
        if entry.unit is None and entry.known < entry.parts and numbers != reports:
            # What units below some of them were asked says nothing of the others.
            return replace(entry, reported=entry.known, expected=entry.parts, counted=Counted.UNITS)
        reported, expected, counted = told(provinces_of(self.values, meant, units, periods), reports)
        return replace(entry, reported=reported, expected=expected, counted=counted)

    def _share(self, indicator: Indicator, units: Sequence[Unit], periods: Sequence[PeriodRow]) -> Share:
        """In how many reports of how many; a unit that was not there in a period counts as one that lacks."""
        if indicator.kind == IndicatorKind.FORMULA:
            return weakest([self._share(one, units, periods) for one in indicator.operands.values()])
        reported = expected = 0
        for period in behind(indicator.over_time, sorted(periods, key=lambda one: one.last_day)):
            some = [self._makers(unit, period) for unit in units]
            has, owed = self.shares.of({one.unit_id: one for makers in some for one in makers}.values(), period, indicator)
            reported, expected = reported + has, expected + owed + sum(not makers for makers in some)
        return reported, expected

    def _apart(self, indicator: Indicator, unit: Unit, period: PeriodRow) -> str:
        if indicator.kind != IndicatorKind.OWN:
            return ""
        figures = self.values.get((period.pk, indicator.pk), {})
        return not_added(indicator, self.question.makers(unit, period, figures.keys()), figures, self.names)

    def _sum(self, indicator: Indicator, units: Sequence[Unit], periods: Sequence[PeriodRow]) -> tuple[Cell | None, int, int]:
        """The total and how many of its parts are known. No total (None) where a common figure lies partly outside."""
        periods = self._over(indicator, periods)
        if not periods:
            return None, 0, 0
        if indicator.kind == IndicatorKind.FORMULA:
            indicator, *others = (self.meant[period.pk][indicator.pk] for period in periods)
            if any((one.numerator, one.denominator) != (indicator.numerator, indicator.denominator) for one in others):
                return None, 0, len(units) * len(periods)  # two formulas have no sum
            sums = {one.pk: self._sum(one, units, periods) for one in indicator.operands.values()}
            worked = cells.worked_out(indicator, {pk: cell for pk, (cell, _known, _parts) in sums.items() if cell})
            return worked, *weakest([(known, parts) for _cell, known, parts in sums.values()])
        ordered = sorted(periods, key=lambda one: one.last_day)
        periods = behind(self.meant_last(indicator).over_time, ordered)
        some: list[Cell] = []
        known, inside = 0, {one.pk for one in units}
        for period in periods:
            found = self.settled[period.pk, indicator.pk]
            groups = [one for one in found.groups if inside & set(one.units)]
            if any(not set(one.units) <= inside for one in groups):
                return None, 1, 1
            own = [found.cells[pk] for pk in inside if pk in found.cells]
            some += own + [one.cell for one in groups]
            known += len(own) + sum(len(one.units) for one in groups)
        return _total(some), known, len(units) * len(periods)

    def _over(self, indicator: Indicator, periods: Sequence[PeriodRow]) -> Sequence[PeriodRow]:
        """The periods; where no sum of several is their figure, the longer one that they are together, if there is one."""
        if len(periods) == 1 or not told_whole(self.meant_last(indicator)):
            return periods
        return [self.longer] if self.longer else []

    def whole(self, indicator: Indicator, unit: Unit) -> bool:
        """Did every unit of then that the unit is made of give its part of the total over the periods?"""
        ordered = sorted(self.choice.periods, key=lambda one: one.last_day)
        gave = {pk for figures in self.values.values() for pk in figures}
        return all(
            maker.unit_id in self.values.get((period.pk, part.pk), {})
            for part in indicator.addends
            for period in behind(self.meant_last(part).over_time, self._over(part, ordered))
            for maker in self.question.makers(unit, period, gave)
        )

    def meant_last(self, indicator: Indicator) -> Indicator:
        """As the book reads in the last of the periods, and as a report of all of them would read it."""
        last = max(self.choice.periods, key=lambda one: one.last_day)
        return self.meant[last.pk][indicator.pk]


def told_whole(indicator: Indicator) -> bool:
    """Is the figure of a long period told by that period's own reports alone? Of a formula: is that of one of its parts?"""
    return any(part.over_time in (OverTime.ONCE, OverTime.ANEW) for part in indicator.addends)


def _total(some: list[Cell]) -> Cell | None:
    """Common figures that lie within are whole again in the total."""
    if not some:
        return None
    estimated_too = any(one.certainty == Certainty.APPORTIONED for one in some)
    return replace(added(some), certainty=Certainty.APPORTIONED if estimated_too else Certainty.EXACT)


def _state(cell: Cell | None) -> State:
    if cell is None:
        return State.MISSING
    return State.REPORTED if cell.value else State.ZERO


def crosstab(choice: Choice, draft: Report | None = None) -> CrossTable:
    """Read it; with what a report in the making has and nobody was sent yet. Raises Refused when it is larger than MOST_CELLS."""
    if choice.size > MOST_CELLS:
        words = {"size": local(choice.size), "most": local(MOST_CELLS)}
        raise Refused(_("Bảng này có %(size)s ô; nhiều nhất là %(most)s ô. Hãy bớt đơn vị, chỉ tiêu hoặc kỳ.") % words)
    question = asked(choice.units, choice.borders)
    meant = in_each(choice.indicators, choice.periods)
    wanted = cells.with_operands(one for some in meant.values() for one in some)
    disjoint, apart = not _overlapping(choice), share_no_day(choice.periods)
    longer = _longer(choice) if apart else None
    periods = (*choice.periods, *([longer] if longer else []))
    values = question.read(periods, wanted)
    if draft:
        add_unsent(values, draft, facts_of(draft.unit, draft.period))
    if longer:  # read as the last of those it is made of
        meant[longer.pk] = meant[max(choice.periods, key=lambda one: one.last_day).pk]
    told = {period.pk: {one.pk: one for one in (*wanted, *meant[period.pk])} for period in periods}
    settled = {(period.pk, pk): question.settled(one, period, values) for period in periods for pk, one in told[period.pk].items()}
    own = {pk for one in choice.indicators if one.kind == IndicatorKind.OWN for each in periods for pk in values.get((each.pk, one.pk), ())}
    names = names_on({one.pk for one in choice.units} | grouped(settled.values()) | own, choice.periods[-1].last_day)
    groups = _numbered(choice, settled)
    table = CrossTable(
        choice=choice,
        names=names,
        notes=tuple(_notes(choice, groups, settled, names, longer, disjoint=disjoint, apart=apart)),
        over_units=disjoint and len(choice.units) > 1,
        over_periods=apart and len(choice.periods) > 1,
        question=question,
        settled=settled,
        meant=told,
        values=values,
        shares=shares_of(question.sources(), periods, wanted, values),
        gave=_gave(values),
        groups=groups,
        longer=longer,
    )
    return replace(table, names=names | _silent(table)) if choice.borders == TODAY else table


def _gave(values: Values) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for (period, _indicator), figures in values.items():
        found.setdefault(period, set()).update(figures)
    return found


def _silent(table: CrossTable) -> dict[int, str]:
    """The names of the units of then that a number of today lacks. One query, or none."""
    choice, found = table.choice, set[int]()
    for period, indicator in product(choice.periods, choice.indicators):
        cells_of = table.settled[period.pk, indicator.pk].cells
        found.update(pk for unit in choice.units if unit.pk in cells_of for pk in table.silent(indicator, unit, period))
    return names_on(found, table.choice.periods[-1].last_day) if found else {}


def _numbered(choice: Choice, settled: dict[tuple[int, int], Settled]) -> dict[tuple[int, int, tuple[int, ...]], int]:
    """Every common figure that a chosen unit is in, numbered in the order of the table."""
    inside = {one.pk for one in choice.units}
    found = [
        (period.pk, one.pk, group.units)
        for one in choice.indicators
        for period in choice.periods
        for group in settled[period.pk, one.pk].groups
        if inside & set(group.units)
    ]
    return {key: number for number, key in enumerate(found, start=1)}


def _overlapping(choice: Choice) -> bool:
    """Does one of the units lie within another? Then adding them up would count twice. One query, none of a single unit."""
    if len(choice.units) == 1:
        return False
    days = Q()
    # In today's borders units stand where they are today: of a time before some of them were there, they would not seem to lie in each other.
    for day in [clock.today()] if choice.borders == TODAY else [period.last_day for period in choice.periods]:
        days |= valid_on(day)
    ids = [one.pk for one in choice.units]
    return UnitPath.objects.filter(days, unit__in=ids, ancestor__in=ids).exclude(unit=F("ancestor")).exists()


def _longer(choice: Choice) -> PeriodRow | None:
    """The period of all the chosen ones together, without a gap, for which somebody has filed; where an indicator needs it. One query, or none."""
    ordered = sorted(choice.periods, key=lambda one: one.first_day)
    if len(ordered) == 1 or between(choice.periods) or not any(told_whole(one) for one in choice.indicators):
        return None
    whole = PeriodRow.objects.filter(first_day=ordered[0].first_day, last_day=ordered[-1].last_day, reports__state__in=FILED)
    return whole.order_by("pk").first()


def _notes(
    choice: Choice,
    groups: dict[tuple[int, int, tuple[int, ...]], int],
    settled: dict[tuple[int, int], Settled],
    names: dict[int, str],
    longer: PeriodRow | None,
    *,
    disjoint: bool,
    apart: bool,
) -> list[str]:
    notes = [_("Theo địa giới hiện nay; số của đơn vị cũ được cộng vào đơn vị nay kế thừa.")] if choice.borders == TODAY else []
    if not disjoint:
        notes.append(_("Không cộng các đơn vị: có đơn vị nằm trong đơn vị khác."))
    notes += left_out(choice.periods) if apart else [_("Không cộng các kỳ: có kỳ trùng ngày với kỳ khác.")]
    if apart and len(choice.periods) > 1 and (single := ", ".join(one.code for one in choice.indicators if told_whole(one))):
        words = {"codes": single, "period": longer.label if longer else ""}
        alone = _("Không cộng các kỳ: %(codes)s được tính riêng cho từng kỳ.")
        notes.append((_("%(codes)s không cộng qua các kỳ; số của cả các kỳ lấy từ báo cáo %(period)s.") if longer else alone) % words)
    if any(cell.certainty == Certainty.APPORTIONED for found in settled.values() for cell in found.cells.values()):
        notes.append(_("Số có dấu ≈ là ước tính theo phần chia đã ghi."))
    notes += _adjusted(choice, settled, names, longer)
    indicators = {one.pk: one for one in choice.indicators}
    for (period, indicator, units), number in groups.items():
        group: Group = next(one for one in settled[period, indicator].groups if one.units == units)
        notes.append(f"({number}) {common_of(indicators[indicator], group, names).words}")
    return notes


def _adjusted(choice: Choice, settled: dict[tuple[int, int], Settled], names: dict[int, str], longer: PeriodRow | None) -> list[str]:
    """What the mark means, and both numbers of each chosen cell that carries it."""
    found = [
        f"{one.code}, {names[unit.pk]}, {period.label}: {mid_sentence(adjusted_words(cell, one))}"
        for one in choice.indicators
        for period in choice.periods
        for unit in choice.units
        if (cell := settled[period.pk, one.pk].cells.get(unit.pk)) and cell.adjustments
    ]
    groups = any(group.cell.adjustments for one in settled.values() for group in one.groups)
    whole = longer and any(cell.adjustments for one in choice.indicators for cell in settled[longer.pk, one.pk].cells.values())
    return [marks.legend(), *marks.first(found)] if found or groups or whole else []
