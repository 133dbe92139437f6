"""Published figures put into words, tables, a chart and a map for the public."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from danvan.lib import periods
from danvan.lib.charts import ChartSpec, Point
from danvan.lib.disclosure import SMALL
from danvan.lib.text import alphabetical
from danvan.reports.models import Disclosure, Indicator, Publication
from danvan.reports.papers.mapped import Mapped, Placed, shaded
from danvan.reports.selectors.direct import direct
from danvan.reports.selectors.giving import Giving, Moved, giving
from danvan.reports.selectors.published import MISSING, Figures, Shown, shown_of
from danvan.reports.wording import measure_beside, name_of, published_text
from danvan.units.models import Unit

# The ways of publishing that round.
GUARDED = (Disclosure.PROTECTED, Disclosure.PROVINCE)


@dataclass(frozen=True)
class Line:
    """One indicator in the table of a unit: with all below it, and its own offices. A cell: as people read it, and its measure if it is a number.

    `given`: in how many of the units below the first of them is, in words. `rounded`: its numbers are rounded.
    """

    code: str
    name: str
    cells: list[tuple[str, str]]
    given: str = ""
    rounded: bool = False


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
    return published_text(shown.value, shown.mark, scale, shown.word)


def measured(shown: Shown, one: Indicator) -> tuple[str, str]:
    """A published figure, and what it counts where there is a number."""
    return cell(shown, one.scale), "" if shown.value is None else measure_beside(one, shown.value, shown.word)


def table(
    indicators: Sequence[Indicator], found: Figures, edition: Publication, unit: int, sides: Sequence[bool], every: int
) -> list[Line]:
    """Every indicator of the unit; `sides`: with all below it, or its own offices; `every`: of how many units directly below it is told."""
    gave = giving([edition]) if sides[0] else None
    return [
        Line(
            code=one.code,
            name=name_of(one),
            cells=[measured(shown_of(found, unit, whole, one), one) for whole in sides],
            given=_given(gave, every, edition, one, shown_of(found, unit, True, one)) if gave else "",
            rounded=edition.ways.get(one.code) in GUARDED,
        )
        for one in indicators
    ]


def _given(gave: Giving, every: int, edition: Publication, one: Indicator, shown: Shown) -> str:
    """ "có ở 1/69 đơn vị"; nothing where that is not told."""
    number = gave.of(edition, one, shown)
    if number.value is None and number.mark != SMALL:
        return ""
    words = {"count": published_text(number.value, number.mark, 0), "all": every}
    return _("có ở %(count)s/%(all)s đơn vị") % words


@dataclass(frozen=True)
class Change:
    """A number that a correction changed, as people read both."""

    name: str
    code: str
    before: str
    now: str


def changes(some: Sequence[Moved], named: Mapping[str, str]) -> list[Change]:
    """What an edition says otherwise than the one before it."""
    return [
        Change(named.get(one.unit, ""), one.code, _number(one.before, one.word_before, one), _number(one.now, one.word_now, one))
        for one in some
    ]


def _number(value: int, word: str, one: Moved) -> str:
    return published_text(Decimal(value).scaleb(-one.scale), "", one.scale, word)


def places(units: Sequence[tuple[Unit, bool]], names: dict[int, str], found: Figures, one: Indicator) -> list[Place]:
    """The units of a table (each with whether all below it is meant) by their names."""
    rows = [(unit, shown_of(found, unit.pk, whole, one)) for unit, whole in units]
    listed = [Place(unit, names[unit.pk], cell(shown, one.scale), shown) for unit, shown in rows]
    return sorted(listed, key=lambda row: alphabetical(row.unit.name))


@dataclass(frozen=True)
class Trend:
    """A chart over time; `uneven`: its numbers are of unlike many units."""

    chart: ChartSpec | None
    uneven: bool = False


def trend(series: Sequence[tuple[Publication, Shown]], one: Indicator) -> Trend:
    """Period by period, each with of how many units it is where that is not all of them every time; no chart where there is nothing to compare."""
    if sum(shown.value is not None for _edition, shown in series) < 2:
        return Trend(None)
    editions = [edition for edition, _shown in series]
    gave, every = giving(editions), direct(editions)
    shares = [_share(gave, every[edition.pk], edition, one, shown) for edition, shown in series]
    known = [share for share in shares if share]
    told = any(count < every for count, every in known)
    points = tuple(
        Point(_in_units(edition, share if told else None), None if shown.value is None else float(shown.value), cell(shown, one.scale))
        for (edition, shown), share in zip(series, shares, strict=True)
    )
    return Trend(_over_time(points, one), uneven=told and len(set(known)) > 1)


def _share(gave: Giving, every: int, edition: Publication, one: Indicator, shown: Shown) -> tuple[int, int] | None:
    """In how many units the number is, of how many."""
    number = gave.of(edition, one, shown)
    return None if number.value is None or not every else (int(number.value), every)


def _in_units(edition: Publication, share: tuple[int, int] | None) -> str:
    """ "Quý II năm 2026 (6/34 đơn vị)"."""
    period = label(edition.period.key)
    return _("%(period)s (%(count)s/%(all)s đơn vị)") % {"period": period, "count": share[0], "all": share[1]} if share else period


def _over_time(points: tuple[Point, ...], one: Indicator) -> ChartSpec:
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
