"""Charts of a report: by unit, over periods, or side by side."""

from collections.abc import Sequence

from danvan.lib import periods
from danvan.lib.charts import ChartSpec, Point
from danvan.lib.text import alphabetical
from danvan.reports.models import Indicator
from danvan.reports.papers.figures import Place
from danvan.reports.rules import KEPT
from danvan.reports.selectors import Row, matrix, trend

AT_MOST = 12
PERIODS = 6
# What is worth drawing, best first. Units are never put side by side by how many petitions they received: that would punish listening.
BY_UNIT = ("petitions.settled", "mô hình")
OVER_TIME = ("petitions.received", "mô hình")


def charts_of(rows: Sequence[Row], place: Place) -> tuple[ChartSpec, ...]:
    """At least one if any figure is above nought: by unit below, over the periods before, or the figures of one measure side by side."""
    across, along = _chosen(rows, BY_UNIT), _chosen(rows, OVER_TIME)
    if across is None or along is None:
        return ()
    found = tuple(chart for chart in (_by_unit(across, place), over_time(along, place)) if chart)
    return found or (_side_by_side(rows, along),)


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


def _by_unit(indicator: Indicator, place: Place) -> ChartSpec | None:
    if place.unit.level not in KEPT:
        return None
    below = matrix(place.unit, [place.period], indicators=[indicator], borders=place.borders)
    values = [(below.names[unit.pk], below.value(unit, indicator), below.text(unit, indicator)) for unit in below.units]
    known = sorted(
        ((name, value, text) for name, value, text in values if value is not None), key=lambda one: (-one[1], alphabetical(one[0]))
    )
    if len(known) < 2:
        return None
    shown = known[:AT_MOST]
    title = f"{indicator.name} theo đơn vị"
    if len(known) > len(shown):
        title = f"{title}: {len(shown)} đơn vị cao nhất trong {len(known)}"
    return ChartSpec(
        title,
        indicator.measure,
        tuple(Point(name, float(value), text) for name, value, text in shown),
        _in_words([(name, text) for name, _value, text in shown], indicator),
    )


def over_time(indicator: Indicator, place: Place) -> ChartSpec | None:
    """The last periods of the kind as columns; None where there is nothing to compare."""
    past = trend(place.unit, indicator, kind=place.period.kind, until=place.period, count=PERIODS, borders=place.borders)
    known = [point for point in past.points if point.value is not None]
    if len(known) < 2:
        return None
    points = tuple(
        Point(short(one.period.key), None if one.value is None else float(one.value), one.text if one.value is not None else "chưa có")
        for one in past.points[past.points.index(known[0]) :]
    )
    words = "; ".join(f"{periods.label(one.period.period)}: {one.text}" for one in known)
    return ChartSpec(f"{indicator.name} qua các kỳ", indicator.measure, points, f"{words}.", "columns")


def _side_by_side(rows: Sequence[Row], indicator: Indicator) -> ChartSpec:
    alike = [row for row in rows if row.value and row.indicator.measure == indicator.measure and row.indicator.group == indicator.group][
        :AT_MOST
    ]
    shown = [(row.indicator.name, row.text) for row in alike]
    points = tuple(Point(row.indicator.name, float(row.value or 0), row.text) for row in alike)
    return ChartSpec("Số liệu trong kỳ", indicator.measure, points, _in_words(shown, indicator))


def _in_words(shown: Sequence[tuple[str, str]], indicator: Indicator) -> str:
    return "; ".join(f"{name}: {text} {indicator.measure}" for name, text in shown) + "."


def short(key: str) -> str:
    """Under a column there is little room: "Q3/2026", "9T/2026", "09/2026", "2026"; the day a regime closes on is told elsewhere."""
    named = key.partition("@")[0]
    if ".." in named or "-" not in named:
        return named
    year, part = named.split("-", 1)
    return f"{part.replace('M', 'T') if part.endswith('M') else part}/{year}"
