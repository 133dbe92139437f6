"""The drawings of a form before anybody files it: real names, made-up numbers, and every one says so."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from itertools import cycle

from danvan.lib import clock, periods
from danvan.lib.charts import ChartSpec, Point
from danvan.lib.numbers import local
from danvan.lib.papers import Chart, Map
from danvan.reports.models import Drawing, Form, Illustration, Indicator
from danvan.reports.papers.charts import FROM_MIDDLES, Illustrated, short
from danvan.reports.papers.mapped import Placed, shaded
from danvan.units.models import Unit
from danvan.units.selectors import children

NUMBERS = (8, 5, 3, 1)
PREFIX = "Hình mẫu, số giả định: "
ANY = "chỉ tiêu hệ thống chọn"
AT_MOST = 200


def samples(form: Form, unit: Unit) -> tuple[Illustrated, ...]:
    """Every drawing of the form; a map of the units below `unit`, if they have places."""
    asked = form.illustrations.select_related("indicator", "heading")
    made = ((one, _sample(one, unit)) for one in asked)
    return tuple(Illustrated(block, one.heading.code if one.heading else "") for one, block in made if block)


def _sample(one: Illustration, unit: Unit) -> Chart | Map | None:
    name = f"{PREFIX}{one.indicator.name if one.indicator else ANY}"
    measure = one.indicator.measure if one.indicator else ""
    if one.kind == Drawing.MAP:
        return _map(one.indicator or Indicator(name=ANY, kind="flow"), unit)
    if one.kind == Drawing.UNITS:
        return _chart(f"{name} theo đơn vị", measure, (f"Đơn vị {letter}" for letter in "ABCD"))
    if one.kind == Drawing.PARTS:
        parts = [part.name for part in one.indicator.parts.all()] if one.indicator else []
        return _chart(f"{name}: các phần", measure, parts or (f"Phần {letter}" for letter in "ABC"))
    return Chart(_spec(f"{name} qua các kỳ", measure, _years(), "line" if one.kind == Drawing.LINE else "columns"))


def _years() -> list[str]:
    """The last four years, as periods are called below a column."""
    year = clock.today().year
    return [short(periods.parse(str(one)).key) for one in range(year - len(NUMBERS), year)]


def _chart(title: str, measure: str, names: Iterable[str]) -> Chart:
    return Chart(_spec(title, measure, names, "bars"))


def _spec(title: str, measure: str, names: Iterable[str], kind: str) -> ChartSpec:
    points = tuple(Point(name, number, local(number)) for name, number in zip(names, cycle(NUMBERS), strict=False))
    return ChartSpec(title, measure, points, "; ".join(f"{one.label}: {one.text}" for one in points), kind)  # type: ignore[arg-type]  # one of its kinds


def _map(indicator: Indicator, unit: Unit) -> Map | None:
    below = children(unit, clock.today())[:AT_MOST]
    placed = [
        Placed(one, one.full_name, Decimal(number), local(number), "", "") for one, number in zip(below, cycle(range(1, 6)), strict=False)
    ]
    said = shaded(indicator, placed, "")
    if said is None or said.drawn is None:
        return None
    shown = replace(said.drawn, title=f"{PREFIX}{said.title}")
    return Map(shown, indicator.measure, "Số giả định cho từng đơn vị, từ 1 đến 5.", str(FROM_MIDDLES))
