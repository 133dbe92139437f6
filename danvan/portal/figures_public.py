"""Published figures put into words, tables, a chart and a map for the public."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from danvan.lib import periods
from danvan.lib.charts import ChartSpec, Point
from danvan.lib.text import alphabetical
from danvan.reports.models import Indicator, Publication
from danvan.reports.papers.mapped import Mapped, Placed, shaded
from danvan.reports.selectors.published import MISSING, Figures, Shown, shown_of
from danvan.reports.wording import name_of, published_text
from danvan.units.models import Unit


@dataclass(frozen=True)
class Line:
    """One indicator in the table of a unit: with all below it, and its own offices. A cell: as people read it, and its measure if it is a number."""

    code: str
    name: str
    cells: list[tuple[str, str]]


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


def measured(shown: Shown, one: Indicator) -> tuple[str, str]:
    """A published figure, and what it counts where there is a number."""
    return cell(shown, one.scale), "" if shown.value is None else one.measure_of(Decimal(shown.value))


def table(indicators: Sequence[Indicator], found: Figures, unit: int, sides: Sequence[bool]) -> list[Line]:
    """Every indicator of the unit; `sides`: with all below it, or its own offices."""
    return [
        Line(
            code=one.code,
            name=name_of(one),
            cells=[measured(shown_of(found, unit, whole, one), one) for whole in sides],
        )
        for one in indicators
    ]


def places(units: Sequence[tuple[Unit, bool]], names: dict[int, str], found: Figures, one: Indicator) -> list[Place]:
    """The units of a table (each with whether all below it is meant) by their names."""
    rows = [(unit, shown_of(found, unit.pk, whole, one)) for unit, whole in units]
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
    return ChartSpec(title=name_of(one), unit=one.unit_of_measure, points=points, alt=said)


def on_map(rows: Sequence[Place], period: str, one: Indicator) -> Mapped | None:
    """The units on a map by their published numbers; None where it is not to be compared on one, or fewer than two have a number."""
    placed = [
        Placed(
            row.unit, row.name, row.shown.value, row.cell, untold(row.shown), reverse("portal:figures_unit", args=(row.unit.key, period))
        )
        for row in rows
    ]
    return shaded(one, placed, _("không nêu số"))


def untold(shown: Shown) -> str:
    """Why there is no number, in words for a map."""
    return _("chưa có số liệu") if shown.mark == MISSING else _("không nêu số")
