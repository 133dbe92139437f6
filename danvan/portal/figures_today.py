"""Published figures in today's borders, put into words, tables, a chart and lines of a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from danvan.lib.charts import ChartSpec, Point
from danvan.portal import figures_public as figures
from danvan.reports.models import Indicator, PeriodRow
from danvan.reports.papers.mapped import Mapped, Placed, shaded
from danvan.reports.selectors.published import MISSING
from danvan.reports.selectors.published_today import Now, Today
from danvan.reports.wording import name_of
from danvan.units.models import Unit

COMMON, ESTIMATED = "common", "estimated"


@dataclass(frozen=True)
class Row:
    """A unit, or an indicator, with its figure and what must be said of it."""

    code: str
    name: str
    cell: str
    measure: str
    note: str


def note(now: Now, names: dict[int, str]) -> str:
    """Whom the figure is in common with, or that it is an estimate; mostly nothing."""
    if now.with_units:
        return _("chung của %(names)s") % {"names": ", ".join(names[unit] for unit in now.with_units)}
    return _("ước tính") if now.estimated else ""


def table(today: Today, unit: Unit, period: PeriodRow, indicators: Sequence[Indicator], names: dict[int, str]) -> list[Row]:
    """Every indicator of the unit."""
    rows = [(one, today.number(unit, period, one)) for one in indicators]
    return [Row(one.code, name_of(one), *figures.measured(now.shown, one), note(now, names)) for one, now in rows]


def places(today: Today, units: Sequence[Unit], period: PeriodRow, one: Indicator, names: dict[int, str]) -> list[Row]:
    """The units below of which something was published, by their names."""
    every = [(unit, today.number(unit, period, one)) for unit in units]
    rows = [(unit, now) for unit, now in every if now.shown.mark != MISSING]
    rows.sort(key=lambda row: (row[0].sort_key, row[0].pk))
    return [Row(unit.key, names[unit.pk], *figures.measured(now.shown, one), note(now, names)) for unit, now in rows]


def on_map(today: Today, units: Sequence[Unit], period: PeriodRow, one: Indicator, names: dict[int, str]) -> Mapped | None:
    """The units below on a map; one that has its number in common with others has none of its own."""
    return shaded(one, [_placed(unit, today.number(unit, period, one), period, one, names) for unit in units], _("không nêu số"))


def _placed(unit: Unit, now: Now, period: PeriodRow, one: Indicator, names: dict[int, str]) -> Placed:
    href = f"{reverse('portal:figures_unit', args=(unit.key, period.key))}?dia-gioi=nay"
    value = None if now.with_units else now.shown.value
    return Placed(unit, names[unit.pk], value, figures.cell(now.shown, one.scale), note(now, names) or figures.untold(now.shown), href)


def trend(today: Today, unit: Unit, periods: Sequence[PeriodRow], one: Indicator) -> ChartSpec | None:
    """Period by period, through every reorganisation; None where there is nothing to compare."""
    shown = [(period, today.number(unit, period, one).shown) for period in periods]
    if sum(one.value is not None for _period, one in shown) < 2:
        return None
    points = tuple(
        Point(figures.label(period.key), None if now.value is None else float(now.value), figures.cell(now, one.scale))
        for period, now in shown
    )
    return ChartSpec(name_of(one), one.unit_of_measure, points, "; ".join(f"{point.label}: {point.text}" for point in points))


def lines(
    today: Today, units: Sequence[tuple[Unit, bool]], periods: Sequence[PeriodRow], indicators: Sequence[Indicator]
) -> Iterator[list[Any]]:
    """The lines of a file, as `opendata.COLUMNS` say: each unit with whether all below it is meant."""
    for period in periods:
        days = [period.first_day.isoformat(), period.last_day.isoformat()]
        for unit, whole in units:
            for one in indicators:
                now = today.number(unit, period, one)
                mark = COMMON if now.with_units else now.shown.mark or (ESTIMATED if now.estimated else "")
                yield [
                    unit.key,
                    unit.name,
                    unit.level,
                    None,
                    whole,
                    one.code,
                    period.key,
                    *days,
                    now.shown.value,
                    now.shown.word,
                    mark,
                    None,
                    None,
                    "today",
                    None,
                    None,
                ]
