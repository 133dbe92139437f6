"""Published figures put into words, tables, a chart and a map for the public."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from danvan.lib import periods
from danvan.lib.charts import ChartSpec, Point
from danvan.lib.maps import Dot, MapSpec
from danvan.lib.text import alphabetical
from danvan.reports.models import Indicator, Publication
from danvan.reports.selectors.published import Figures, Shown, shown_of
from danvan.reports.wording import name_of, published_text
from danvan.units import ground
from danvan.units.models import Unit


@dataclass(frozen=True)
class Line:
    """One indicator in the table of a unit: with all below it, and its own offices."""

    code: str
    name: str
    measure: str
    cells: list[str]
    protected: bool


@dataclass(frozen=True)
class Place:
    """One unit in the list of an indicator."""

    unit: Unit
    name: str
    cell: str
    shown: Shown


def label(key: str) -> str:
    """A period in words, with a capital."""
    words = periods.label(periods.parse(key))
    return words[:1].upper() + words[1:]


def cell(shown: Shown, scale: int) -> str:
    """A published figure as people read it."""
    return published_text(shown.value, shown.mark, scale)


def table(indicators: Sequence[Indicator], found: Figures, unit: int, sides: Sequence[bool]) -> list[Line]:
    """Every indicator of the unit; `sides`: with all below it, or its own offices."""
    return [
        Line(
            code=one.code,
            name=name_of(one),
            measure=one.measure,
            cells=[cell(shown_of(found, unit, whole, one), one.scale) for whole in sides],
            protected=one.disclosure != "open",
        )
        for one in indicators
    ]


def places(units: Sequence[Unit], names: dict[int, str], found: Figures, one: Indicator, *, whole: bool) -> list[Place]:
    """The units of a table by their names."""
    rows = [(unit, shown_of(found, unit.pk, whole, one)) for unit in units]
    listed = [Place(unit, names[unit.pk], cell(shown, one.scale), shown) for unit, shown in rows]
    return sorted(listed, key=lambda row: alphabetical(row.unit.name))


def trend(series: Sequence[tuple[Publication, Shown]], one: Indicator) -> ChartSpec | None:
    """Period by period; None where there is nothing to compare."""
    if sum(shown.value is not None for _edition, shown in series) < 2:
        return None
    points = tuple(
        Point(label(edition.period.key), None if shown.value is None else float(shown.value), cell(shown, one.scale))
        for edition, shown in series
    )
    said = "; ".join(f"{point.label}: {point.text}" for point in points)
    return ChartSpec(title=name_of(one), unit=one.measure, points=points, alt=said)


def country(rows: Sequence[Place], period: str, title: str) -> MapSpec | None:
    """A disc for each unit with a number and a place on the map; None where there are fewer than two."""
    there = [row for row in rows if row.shown.value and row.unit.latitude is not None and row.unit.longitude is not None]
    if len(there) < 2:
        return None
    dots = [
        Dot(
            row.unit.longitude or 0,
            row.unit.latitude or 0,
            int(row.shown.value or 0),
            f"{row.name}: {row.cell}",
            reverse("portal:figures_unit", args=(row.unit.key, period)),
        )
        for row in there
    ]
    return MapSpec(title, ground.middles(), dots, ground.sea_names())
