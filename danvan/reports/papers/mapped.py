"""An indicator of the units below on a map, in classes; the same in a table beside it."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from danvan.lib import areas
from danvan.lib.areas import Step
from danvan.lib.numbers import local
from danvan.reports import marks
from danvan.reports.illustrating import barred
from danvan.reports.models import Indicator
from danvan.reports.papers.figures import Place
from danvan.reports.papers.figures import below as units_below
from danvan.reports.rules import KEPT
from danvan.reports.selectors import Matrix
from danvan.reports.wording import name_of
from danvan.units import ground
from danvan.units.models import Unit

FEWEST = 2
Classes = Sequence[tuple[Decimal, Decimal]]


@dataclass(frozen=True)
class Placed:
    """One unit as it is to stand on a map: its value (None: none of its own, and `words` say why), its number as printed, where it leads."""

    unit: Unit
    name: str
    value: Decimal | None
    text: str
    words: str
    href: str


@dataclass(frozen=True)
class Line:
    """One unit in the table."""

    name: str
    text: str
    step: int | None
    words: str
    href: str
    value: Decimal | None = None


@dataclass(frozen=True)
class Mapped:
    """The map (none where the places are not known), its legend and the table that says the same."""

    title: str
    measure: str
    drawn: areas.AreaMap | None
    legend: tuple[Step, ...]
    lines: tuple[Line, ...]

    @property
    def svg(self) -> str:
        """The drawing for a page; empty where there is none."""
        return areas.draw(self.drawn) if self.drawn else ""

    @property
    def note(self) -> str:
        """What the mark of adjusted numbers means, where one carries it."""
        return marks.legend() if marks.any_marked(line.text for line in self.lines) else ""


def mapped(indicator: Indicator, place: Place, known: Matrix | None = None) -> Mapped | None:
    """The units directly below by the indicator; None where there are none, or it is barred, or fewer than two are known. Five queries at most, none
    where the indicator is among the `known`.
    """
    if place.unit.level not in KEPT or barred(indicator):
        return None
    below = known if known and indicator in known.indicators else units_below(place, [indicator])
    return shaded(indicator, [_placed(unit, below, place, indicator) for unit in below.units], _("chưa có số liệu riêng"))


def shaded(indicator: Indicator, units: Sequence[Placed], unknown: str) -> Mapped | None:
    """The units by the values they are shown with; None where it is barred or fewer than two are known. `unknown`: what the legend says of the rest."""
    known = [one.value for one in units if one.value is not None]
    if barred(indicator) or len(known) < FEWEST:
        return None
    classes = areas.steps(known)
    order = sorted(units, key=lambda one: (one.unit.sort_key, one.unit.pk))
    lines = {one.unit.pk: _line(one, classes) for one in order}
    title = _("%(indicator)s theo đơn vị") % {"indicator": name_of(indicator)}
    legend = _legend(classes, lines.values(), indicator, unknown)
    return Mapped(
        title, indicator.unit_of_measure, _drawn(title, [one.unit for one in order], lines, legend), legend, tuple(lines.values())
    )


def _placed(unit: Unit, below: Matrix, place: Place, indicator: Indicator) -> Placed:
    value = below.value(unit, indicator)
    together = any(unit.pk in group.units for group in below.common.get(indicator.pk, ()))
    return Placed(
        unit=unit,
        name=below.names[unit.pk],
        value=value,
        text=below.text(unit, indicator) or "–",
        words=_("chỉ có số chung") if together else _("chưa có số liệu"),
        href=Place(unit, place.period, place.borders).address(indicator.code),
    )


def _line(one: Placed, classes: Classes) -> Line:
    step = areas.step_of(one.value, classes)
    return Line(one.name, one.text, step, one.words if step is None else _words(step), one.href, one.value)


def _words(step: int) -> str:
    return _("mức %(step)s") % {"step": step} if step else _("không phát sinh")


def _legend(classes: Classes, lines: Collection[Line], indicator: Indicator, unknown: str) -> tuple[Step, ...]:
    counted = Counter(line.step for line in lines)
    known = [Step(number, _range(low, high, indicator), counted[number]) for number, (low, high) in enumerate(classes, start=1)]
    rest = [(0, _("không phát sinh")), (None, unknown)]
    return (*known, *(Step(number, words, counted[number]) for number, words in rest if counted[number]))


def _range(low: Decimal, high: Decimal, indicator: Indicator) -> str:
    ends = [local(low, indicator.scale), local(high, indicator.scale)]
    return " – ".join(dict.fromkeys(ends))


def _drawn(title: str, units: Sequence[Unit], lines: dict[int, Line], legend: tuple[Step, ...]) -> areas.AreaMap | None:
    """Provinces of today as the ground their communes lie on; any other unit as a disc at its place. None where fewer than two have a place."""
    shapes = [shape for unit in units if (shape := _shape(unit, lines[unit.pk])).points]
    if len(shapes) < FEWEST:
        return None
    return areas.AreaMap(title, shapes, ground.middles(), ground.sea_names(), legend)


def _shape(unit: Unit, line: Line) -> areas.Shape:
    placed = unit.latitude is not None and unit.longitude is not None
    points = ground.by_province().get(unit.key) or (((unit.longitude or 0, unit.latitude or 0),) if placed else ())
    return areas.Shape(points, line.step, line.name, f"{line.name}: {line.text} ({line.words})", line.href)
