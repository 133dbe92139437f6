"""Drawings of a report, as its form asks for them: by unit, over periods, the parts of a whole, on a map."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.lib import periods
from danvan.lib.charts import ChartSpec, Point
from danvan.lib.numbers import local, percent
from danvan.lib.papers import Chart, Map, Number
from danvan.lib.text import alphabetical
from danvan.reports.illustrating import unfit
from danvan.reports.models import Drawing, Illustration, Indicator
from danvan.reports.papers.figures import Place
from danvan.reports.papers.figures import below as units_below
from danvan.reports.papers.mapped import mapped
from danvan.reports.rules import KEPT
from danvan.reports.selectors import Matrix, Row, trend
from danvan.reports.selectors.answers import Point as Trended
from danvan.reports.wording import name_of

AT_MOST = 12
PERIODS = 6
FEWEST = 2
# What is worth drawing, best first. Units are never put side by side by how many petitions they received: that would punish listening.
BY_UNIT = ("petitions.settled", "mô hình")
OVER_TIME = ("petitions.received", "mô hình")
BELOW = (Drawing.UNITS, Drawing.MAP)
WANTED = {Drawing.UNITS: BY_UNIT, Drawing.MAP: BY_UNIT}
FROM_MIDDLES = gettext_lazy("Bản đồ vẽ từ vị trí trung tâm các xã, phường, đặc khu; không phải là đường địa giới hành chính.")


@dataclass(frozen=True)
class Illustrated:
    """A drawing with something in it, and the code of the heading under which it stands (empty: in the annex)."""

    block: Chart | Map
    heading: str = ""

    @property
    def words(self) -> str:
        """The same in words, every number as it is printed."""
        return self.block.spec.alt if isinstance(self.block, Chart) else self.block.alt


def below_of(asked: Sequence[Illustration], rows: Sequence[Row], place: Place) -> Matrix | None:
    """The units below by every indicator that a drawing or the page sets them side by side with, read once; None where there are none."""
    if place.unit.level not in KEPT:
        return None
    shown = [_picked(one, rows) for one in asked if one.kind in BELOW] + [by_unit_of(rows)]
    wanted = {one.pk: one for one in shown if one}
    return units_below(place, list(wanted.values())) if wanted else None


def illustrated(asked: Sequence[Illustration], rows: Sequence[Row], place: Place, below: Matrix | None) -> tuple[Illustrated, ...]:
    """What the form asks for and the figures allow. Where all that the system was to choose would be empty, the figures of one measure stand side
    by side, if any is above nought. `below`: what `below_of` gave.
    """
    drawn = ((one, _drawn(one, rows, place, below)) for one in asked)
    found = tuple(Illustrated(block, one.heading.code if one.heading else "") for one, block in drawn if block)
    free = next((one for one in asked if one.indicator_id is None), None)
    first = _chosen(rows, OVER_TIME) if free and not found else None
    if free and first:
        return (Illustrated(Chart(_side_by_side(rows, first)), free.heading.code if free.heading else ""),)
    return found


def _picked(one: Illustration, rows: Sequence[Row]) -> Indicator | None:
    """What the drawing shows; None where the table has no figure for it, or it may not be drawn so."""
    parted = {row.indicator.whole_id for row in rows if row.indicator.whole_id}
    fit = [row for row in rows if not unfit(one.kind, row.indicator, parted)]
    if one.indicator_id:
        return next((row.indicator for row in fit if row.indicator.pk == one.indicator_id), None)
    return _chosen(fit, WANTED.get(Drawing(one.kind), OVER_TIME))


def _drawn(one: Illustration, rows: Sequence[Row], place: Place, below: Matrix | None) -> Chart | Map | None:
    indicator = _picked(one, rows)
    if indicator is None:
        return None
    if one.kind == Drawing.MAP:
        return _on_map(indicator, place, below)
    spec = _spec(one.kind, indicator, rows, place, below)
    return Chart(spec) if spec else None


def _spec(kind: str, indicator: Indicator, rows: Sequence[Row], place: Place, below: Matrix | None) -> ChartSpec | None:
    if kind == Drawing.UNITS:
        return _by_unit(indicator, below) if below else None
    if kind == Drawing.PARTS:
        return _in_parts(indicator, rows)
    return over_time(indicator, place, "line" if kind == Drawing.LINE else "columns", rows)


def _on_map(indicator: Indicator, place: Place, below: Matrix | None) -> Map | None:
    """The map of the page, as a picture; its words name every unit with its number."""
    said = mapped(indicator, place, below)
    if said is None or said.drawn is None:
        return None
    words = _in_words([(line.name, line.text) for line in said.lines], indicator)
    rows = tuple((line.name, Number(line.text, "", line.href, line.value), line.words) for line in said.lines)
    return Map(said.drawn, said.measure, words, str(FROM_MIDDLES), rows)


def _in_parts(whole: Indicator, rows: Sequence[Row]) -> ChartSpec | None:
    """The parts with their shares, and what belongs to none of them."""
    parts = [
        (name_of(row.indicator), row.value, row.marked) for row in rows if row.indicator.whole_id == whole.pk and row.value is not None
    ]
    together = sum((value for _name, value, _text in parts), Decimal(0))
    all_of_it = next((row.value for row in rows if row.indicator.pk == whole.pk and row.value is not None), together)
    if len(parts) < FEWEST or not together:
        return None
    if all_of_it > together:
        parts.append((_("Chưa phân loại"), all_of_it - together, local(all_of_it - together, whole.scale)))
    told = [(f"{name} ({percent(value, all_of_it)})", value, text) for name, value, text in parts]
    points = tuple(Point(name, float(value), text) for name, value, text in told)
    words = {"name": name_of(whole), "number": local(all_of_it, whole.scale), "measure": whole.measure_of(all_of_it)}
    title = _("%(name)s: các phần của %(number)s %(measure)s") % words
    return ChartSpec(title, whole.unit_of_measure, points, "; ".join(f"{name}: {text}" for name, _value, text in told) + ".")


def main_of(rows: Sequence[Row], most: int) -> list[Row]:
    """The rows worth comparing first: of each group the one that is most wanted among those with a value."""
    some = [row for row in rows if row.value is not None and row.indicator.kind in ("flow", "stock")]
    ranked = sorted(some, key=lambda row: min(_place(row.indicator.figure, OVER_TIME), _place(row.indicator.measure, OVER_TIME)))
    first = {row.indicator.group: row for row in reversed(ranked)}
    return sorted(first.values(), key=lambda row: (row.indicator.group, row.indicator.number))[:most]


def by_unit_of(rows: Sequence[Row]) -> Indicator | None:
    """The indicator by which units are put side by side; None where no figure is above nought."""
    return _chosen(rows, BY_UNIT)


def _chosen(rows: Sequence[Row], wanted: tuple[str, ...]) -> Indicator | None:
    """The indicator with a value that is most wanted, by its figure or its measure; else the first that adds up."""
    some = [row.indicator for row in rows if row.value and row.indicator.kind in ("flow", "stock")]
    ranked = sorted(some, key=lambda one: min(_place(one.figure, wanted), _place(one.measure, wanted)))
    return ranked[0] if ranked else None


def _place(word: str, wanted: tuple[str, ...]) -> int:
    return wanted.index(word) if word in wanted else len(wanted)


def _by_unit(indicator: Indicator, below: Matrix) -> ChartSpec | None:
    values = [(below.names[unit.pk], below.value(unit, indicator), below.text(unit, indicator)) for unit in below.units]
    known = sorted(
        ((name, value, text) for name, value, text in values if value is not None), key=lambda one: (-one[1], alphabetical(one[0]))
    )
    if len(known) < 2:
        return None
    shown = known[:AT_MOST]
    title = _("%(name)s theo đơn vị") % {"name": name_of(indicator)}
    if len(known) > len(shown):
        title = _("%(title)s: %(shown)s đơn vị cao nhất trong %(known)s") % {"title": title, "shown": len(shown), "known": len(known)}
    return ChartSpec(
        title,
        indicator.unit_of_measure,
        tuple(Point(name, float(value), text) for name, value, text in shown),
        _in_words([(name, text) for name, _value, text in shown], indicator),
    )


def over_time(
    indicator: Indicator, place: Place, kind: Literal["columns", "line"] = "columns", rows: Sequence[Row] = ()
) -> ChartSpec | None:
    """The last periods of the kind; None where there is nothing to compare. `rows`: the table that the chart stands beside: of its period both say
    the same, be it what was submitted or a report in the making.
    """
    past = trend(place.unit, indicator, kind=place.period.kind, until=place.period, count=PERIODS, borders=place.borders)
    row = next((one for one in rows if one.indicator.pk == indicator.pk), None)
    points = tuple(_said(one, row) if row and one.period.pk == place.period.pk else one for one in past.points)
    known = [point for point in points if point.value is not None]
    if len(known) < 2:
        return None
    drawn = tuple(
        Point(short(one.period.key), None if one.value is None else float(one.value), one.text if one.value is not None else _("chưa có"))
        for one in points[points.index(known[0]) :]
    )
    words = "; ".join(f"{periods.label(one.period.period)}: {one.text}" for one in known)
    return ChartSpec(_("%(name)s qua các kỳ") % {"name": name_of(indicator)}, indicator.unit_of_measure, drawn, f"{words}.", kind)


def _said(point: Trended, row: Row) -> Trended:
    return replace(point, value=row.value, text=row.marked, state=row.state)


def _side_by_side(rows: Sequence[Row], indicator: Indicator) -> ChartSpec:
    alike = [row for row in rows if row.value and row.indicator.measure == indicator.measure and row.indicator.group == indicator.group][
        :AT_MOST
    ]
    shown = [(name_of(row.indicator), row.marked) for row in alike]
    points = tuple(Point(name_of(row.indicator), float(row.value or 0), row.marked) for row in alike)
    return ChartSpec(_("Số liệu trong kỳ"), indicator.unit_of_measure, points, _in_words(shown, indicator))


def _in_words(shown: Sequence[tuple[str, str]], indicator: Indicator) -> str:
    return "; ".join(f"{name}: {text} {indicator.unit_of_measure}" for name, text in shown) + "."


def short(key: str) -> str:
    """Under a column there is little room: "Q3/2026", "9T/2026", "09/2026", "2026"; the day a regime closes on is told elsewhere."""
    named = key.partition("@")[0]
    if ".." in named or "-" not in named:
        return named
    year, part = named.split("-", 1)
    return f"{part.replace('M', 'T') if part.endswith('M') else part}/{year}"
