"""The table of a unit for a period, and of the units under it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Max, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from danvan.lib import clock
from danvan.lib.numbers import vi
from danvan.reports.models import Fact, Form, FormState, Indicator, IndicatorKind, Obligation, PeriodRow, Tally, Total
from danvan.reports.rules import KEPT
from danvan.reports.selectors import cells
from danvan.reports.selectors.answers import THEN, TODAY, Matrix, Piece, Row, State, Table
from danvan.reports.selectors.cells import Cell
from danvan.reports.selectors.lineage import WHOLE, Maker, makers, on_the_day
from danvan.reports.selectors.meaning import as_of
from danvan.reports.selectors.names import names_on, until
from danvan.units.models import Unit, valid_on


def table(unit: Unit, period: PeriodRow, *, borders: str = THEN, form: Form | None = None) -> Table:
    """The indicators of the period's forms (or of one form) for the unit: its own figures and all below it, as of the period's last day.

    `borders="today"`: the unit's present territory, put together from the units that were there then. A bounded number of queries.
    """
    return read_table(unit, period, indicators_of(unit, period, form), borders=borders, form=form)


def indicators_of(unit: Unit, period: PeriodRow, form: Form | None = None) -> list[Indicator]:
    """What the forms of the period ask of the unit or of those below it; of every form where none was opened."""
    indicators = Indicator.objects.filter(valid_on(period.last_day)).select_related("numerator", "denominator")
    if form:
        return as_of(indicators.filter(forms=form), period.last_day)
    kept = unit.level in KEPT
    opened: QuerySet[Tally] | QuerySet[Obligation] = (Tally if kept else Obligation).objects.filter(unit=unit, period=period)
    forms = list(opened.values_list("form_id", flat=True))
    asked = indicators.filter(forms__in=forms) if forms else indicators.filter(forms__state=FormState.PUBLISHED)
    return as_of(asked.distinct(), period.last_day)


def read_table(unit: Unit, period: PeriodRow, indicators: Sequence[Indicator], *, borders: str, form: Form | None = None) -> Table:
    """The same for chosen indicators."""
    day = period.last_day
    behind = made_of(unit, day, borders)
    values = cells.read(behind, [period.pk], indicators) if behind else {}
    owed = cells.expected(behind, [period.pk], [form.pk] if form else None).get(period.pk, 0) if behind else 0
    names = names_on([unit.pk, *(one.unit_id for one in behind)], day)
    said = cells.frozen_values(unit.pk, period) if borders == THEN and unit.level in KEPT else {}
    rows = [row_of(one, cell_of(one, values, behind, period.pk), owed) for one in indicators]
    itself = [one.unit_id for one in behind] == [unit.pk]
    gave = {key[0] for key in values}
    if not itself:
        rows = [_explained(row, values, behind, period.pk, gave, names) for row in rows]
    return Table(
        unit=unit,
        name=names[unit.pk],
        period=period,
        borders=borders,
        rows=tuple(_against_frozen(row, said) for row in rows),
        notes=tuple(_notes(unit, day, behind, gave, names, itself=itself)),
        pieces=() if itself else tuple(_piece(one, names, gave) for one in behind),
    )


def made_of(unit: Unit, day: date, borders: str) -> list[Maker]:
    """The units whose cells make the answer: itself as of then (nothing if it was not there), or what it was made of."""
    if borders == TODAY:
        return on_the_day(makers([unit])[unit.pk], day)
    return [Maker(unit.pk, unit.level, unit.valid_from, unit.valid_to, WHOLE)] if unit.holds_on(day) else []


def cell_of(indicator: Indicator, values: dict[cells.Key, Cell], behind: Sequence[Maker], period: int) -> Cell | State:
    """The cell of the makers together for one period (ratios computed now), or why there is none."""
    if indicator.kind == IndicatorKind.OWN:
        alone = behind[0] if len(behind) == 1 and behind[0].share == WHOLE else None
        return values.get((alone.unit_id, period, indicator.pk), State.MISSING) if alone else State.MISSING
    if indicator.kind != IndicatorKind.RATIO:
        return cells.join(values, behind, period, indicator.pk) or State.MISSING
    assert indicator.numerator_id
    assert indicator.denominator_id
    top, bottom = (cells.join(values, behind, period, part) for part in (indicator.numerator_id, indicator.denominator_id))
    if top and bottom:
        return cells.ratio(indicator, top, bottom) or State.UNDEFINED
    return State.MISSING


def row_of(indicator: Indicator, cell: Cell | State, owed: int) -> Row:
    """The cell as a row; `owed` = how many units owe a report."""
    if indicator.kind == IndicatorKind.OWN:
        owed = min(owed, 1)
    if not isinstance(cell, Cell):
        return Row(indicator, None, indicator.scale, "", "", cell, 0, owed)
    state = State.REPORTED if cell.value else State.ZERO
    value = cells.natural(cell.value, indicator.scale)
    return Row(
        indicator, value, indicator.scale, cell.qualifier, cell.origin, state, cell.reported, owed, cell.certainty.label, cell.certainty
    )


def _against_frozen(row: Row, said: dict[str, Decimal]) -> Row:
    before = said.get(row.indicator.code)
    if before is None or before == row.value:
        return row
    words = {"before": vi(before, row.decimals)}
    return replace(row, frozen=before).noted(_("Báo cáo đã gửi ghi %(before)s.") % words)


def _explained(row: Row, values: dict[cells.Key, Cell], behind: Sequence[Maker], period: int, gave: set[int], names: dict[int, str]) -> Row:
    """Say which of the units behind a row gave none, unless they gave nothing at all (the table's note says that)."""
    if row.indicator.kind == IndicatorKind.OWN:
        own = [(one, values.get((one.unit_id, period, row.indicator.pk))) for one in behind]
        each = [f"{names[one.unit_id]}: {vi(cells.natural(cell.value, row.decimals), row.decimals)}" for one, cell in own if cell]
        return row.noted(_("Không cộng được; %(each)s.") % {"each": "; ".join(each)}) if each else row
    if row.value is None or row.indicator.kind == IndicatorKind.RATIO:
        return row
    silent = [names[one.unit_id] for one in behind if one.unit_id in gave and (one.unit_id, period, row.indicator.pk) not in values]
    return row.noted(_("Không có số liệu: %(names)s.") % {"names": ", ".join(silent)}) if silent else row


def _notes(unit: Unit, day: date, behind: Sequence[Maker], gave: set[int], names: dict[int, str], *, itself: bool) -> list[str]:
    if not behind:
        words = {"name": names[unit.pk], "day": f"{day:%d/%m/%Y}"}
        return [_("Không có đơn vị %(name)s vào ngày %(day)s; hãy xem theo địa giới hiện nay.") % words]
    if itself:
        return []
    made = ", ".join(until(names[one.unit_id], one.valid_to) for one in behind)
    notes = [_("Theo địa giới hiện nay, gồm: %(names)s.") % {"names": made}]
    silent = ", ".join(names[one.unit_id] for one in behind if one.unit_id not in gave)
    if silent:
        notes.append(_("Không có số liệu của: %(names)s.") % {"names": silent})
    cut = ", ".join(names[one.unit_id] for one in behind if one.share is None)
    if cut:
        notes.append(_("Bị chia, chưa rõ tỷ lệ nên không cộng: %(names)s.") % {"names": cut})
    parted = ", ".join(names[one.unit_id] for one in behind if one.share is not None and one.share != WHOLE)
    if parted:
        notes.append(_("Bị chia, cộng theo tỷ lệ phần chia: %(names)s.") % {"names": parted})
    return notes


def _piece(one: Maker, names: dict[int, str], gave: set[int]) -> Piece:
    share = None if one.share is None else Decimal(one.share.numerator) / Decimal(one.share.denominator)
    return Piece(one.unit_id, until(names[one.unit_id], one.valid_to), share, one.share == WHOLE, one.unit_id in gave)


def children(unit: Unit, days: Sequence[date]) -> list[Unit]:
    """The units directly under it on any of the days."""
    ever = reduce(or_, (valid_on(day, "parents__") for day in set(days)), Q())
    return list(Unit.objects.filter(ever, parents__parent=unit).distinct())


def matrix(unit: Unit, periods: Sequence[PeriodRow], *, indicators: Sequence[Indicator] | None = None, borders: str = THEN) -> Matrix:
    """The units directly under this one by indicators, over one or more periods: flows added, stocks as in the last period, ratios computed.

    As of then a unit stands for itself; `borders="today"` puts today's units together from their predecessors (parts of unknown share left out).
    """
    last = max(periods, key=lambda one: one.last_day)
    wanted = indicators if indicators is not None else _all_of(last)
    under = children(unit, [unit_day(unit)] if borders == TODAY else [one.last_day for one in periods])
    behind = makers(under) if borders == TODAY else {one.pk: made_of(one, one.valid_from, THEN) for one in under}
    sums = _sums([one for some in behind.values() for one in some], periods, last, None if indicators is None else wanted)
    kinds = {one.pk: one for one in wanted}
    found = _put_together(behind, sums)
    for ratio in (one for one in wanted if one.kind == IndicatorKind.RATIO):
        _add_ratio(found, under, ratio)
    shown = found if indicators is None else {key: value for key, value in found.items() if key[1] in kinds}
    return Matrix(tuple(under), names_on([one.pk for one in under], last.last_day), tuple(wanted), tuple(periods), shown)


def _put_together(behind: dict[int, list[Maker]], sums: dict[int, dict[int, int]]) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    for unit, some in behind.items():
        for maker in some:
            share = maker.share
            for indicator, value in sums.get(maker.unit_id, {}).items() if share is not None else ():
                part = value if share is None or share == WHOLE else round(share * value)
                found[unit, indicator] = found.get((unit, indicator), 0) + part
    return found


def unit_day(unit: Unit) -> date:
    """The latest day on which the unit is there: today, or its last."""
    return clock.today() if unit.valid_to is None else min(clock.today(), date.fromordinal(unit.valid_to.toordinal() - 1))


def _all_of(period: PeriodRow) -> list[Indicator]:
    used = Indicator.objects.filter(valid_on(period.last_day), forms__isnull=False).exclude(kind=IndicatorKind.OWN)
    return as_of(used.select_related("numerator", "denominator").distinct(), period.last_day)


def _sums(
    behind: Sequence[Maker], periods: Sequence[PeriodRow], last: PeriodRow, wanted: Sequence[Indicator] | None
) -> dict[int, dict[int, int]]:
    """Unit -> indicator -> sum over the periods (of stocks, the last). Two or four queries."""
    sums: dict[int, dict[int, int]] = {}
    stocks = set(Indicator.objects.filter(kind=IndicatorKind.STOCK).values_list("pk", flat=True))
    for rows in _rows_of(behind, [one.pk for one in periods]):
        chosen = rows if wanted is None else rows.filter(indicator__in=cells.with_parts(wanted))
        for unit, indicator, value in chosen.order_by().values_list("unit_id", "indicator_id").annotate(Sum("value")):
            if indicator not in stocks:
                sums.setdefault(unit, {})[indicator] = value
        if stocks:
            for unit, indicator, value in chosen.filter(period=last, indicator__in=stocks).values_list("unit_id", "indicator_id", "value"):
                sums.setdefault(unit, {})[indicator] = value
    return sums


def _rows_of(behind: Sequence[Maker], periods: Sequence[int]) -> "Iterator[QuerySet[Any]]":
    """The totals of those that keep them, the live facts of the others."""
    if above := cells.kept(behind):
        yield Total.objects.filter(unit__in=above, period__in=periods)
    if below := cells.plain(behind):
        facts = Fact.objects.filter(unit__in=below, period__in=periods, live=True, value__isnull=False)
        yield facts.exclude(indicator__kind=IndicatorKind.OWN)


def _add_ratio(found: dict[tuple[int, int], int], under: Sequence[Unit], ratio: Indicator) -> None:
    assert ratio.numerator_id
    assert ratio.denominator_id
    for unit in under:
        top, bottom = found.get((unit.pk, ratio.numerator_id)), found.get((unit.pk, ratio.denominator_id))
        if top is not None and bottom is not None:
            cell = cells.ratio(ratio, Cell(top, 1, "", ""), Cell(bottom, 1, "", ""))
            if cell:
                found[unit.pk, ratio.pk] = cell.value


def latest_period(unit: Unit) -> PeriodRow | None:
    """The latest period that anything was opened for at or below the unit."""
    newest = Tally.objects.filter(unit=unit).aggregate(day=Max("period__last_day"))["day"]
    return PeriodRow.objects.filter(last_day=newest).order_by("first_day").last() if newest else None
