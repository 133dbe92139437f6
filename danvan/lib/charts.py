"""Small bar charts as SVG from one spec: the same chart on the page, in the PDF and, rasterised, in the DOCX."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil
from typing import Literal

# Presentation attributes only: a page with a strict CSP shows them, and so does the typesetter. The classes let a theme colour them; the bar stands
# out (3:1 and more) from white and from the dark page alike.
BAR, TEXT, AXIS = "#1f8790", "currentColor", "#8a9499"
SIZE = 14
ROW, BAR_HEIGHT, LABEL_BASE = 42, 16, 15
COLUMN_AREA, COLUMN_TOP, COLUMN_FOOT = 150, 24, 44
# Pixels a letter takes, and those a fluid chart has on the narrowest phone.
LETTER, NARROWEST = 8, 270
# The longest bar leaves room for its value at its end.
REACH = 82.0


@dataclass(frozen=True)
class Point:
    """One bar: what it is of, how long, and what is printed at its end ("1.635"). An empty value is "not reported", drawn as words alone."""

    label: str
    value: float | None
    text: str


@dataclass(frozen=True)
class ChartSpec:
    """What a chart shows. `alt` says in words what a reader should see in it."""

    title: str
    unit: str
    points: tuple[Point, ...]
    alt: str
    kind: Literal["bars", "columns"] = "bars"

    @property
    def height(self) -> int:
        """Pixels the drawing takes."""
        return ROW * len(self.points) + 4 if self.kind == "bars" else COLUMN_TOP + COLUMN_AREA + COLUMN_FOOT


def bars(spec: ChartSpec, *, width: int | None = None, font: str = "inherit") -> str:
    """The chart as SVG text.

    Without `width` it is fluid: places are shares of the width, letters keep their size, so a phone reads it too. With `width` it is drawn
    that many pixels wide, for print.
    """
    draw = _bars if spec.kind == "bars" else _columns
    return _frame(spec, "".join(draw(spec, _Across(width))), width, font)


@dataclass(frozen=True)
class _Across:
    """Horizontal places: shares of the width, as per cent or as pixels."""

    width: int | None

    def __call__(self, share: float) -> str:
        return f"{share:.2f}%" if self.width is None else f"{share * self.width / 100:.1f}"


def _frame(spec: ChartSpec, inside: str, width: int | None, font: str) -> str:
    size = f'width="100%" height="{spec.height}"'
    if width is not None:
        size = f'width="{width}" height="{spec.height}" viewBox="0 0 {width} {spec.height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" {size} font-family="{escape(font)}" font-size="{SIZE}">'
        f"<title>{escape(spec.title)}</title><desc>{escape(spec.alt)}</desc>{inside}</svg>"
    )


def _text(x: str, y: float, words: str, *, dx: int = 0, anchor: str = "start", bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    shift = f' dx="{dx}"' if dx else ""
    return f'<text class="chart-text" x="{x}" y="{y:g}"{shift} text-anchor="{anchor}" fill="{TEXT}"{weight}>{escape(words)}</text>'


def _scale(points: Sequence[Point]) -> float:
    return max((abs(point.value) for point in points if point.value is not None), default=0) or 1


def _bars(spec: ChartSpec, across: _Across) -> list[str]:
    top = _scale(spec.points)
    return [_bar(point, index * ROW, top, across) for index, point in enumerate(spec.points)]


def _bar(point: Point, y: int, top: float, across: _Across) -> str:
    share = REACH * abs(point.value or 0) / top
    middle = y + LABEL_BASE + 7
    bar = f'<rect class="chart-bar" x="0" y="{middle}" width="{across(share)}" height="{BAR_HEIGHT}" fill="{BAR}"/>' if share else ""
    value = _text(across(share), middle + 13, point.text, dx=6 if share else 0, bold=True)
    return _text("0", y + LABEL_BASE, point.label) + bar + value


def _columns(spec: ChartSpec, across: _Across) -> list[str]:
    top, step = _scale(spec.points), 100 / max(len(spec.points), 1)
    told = _told(spec.points, across.width or NARROWEST)
    floor = COLUMN_TOP + COLUMN_AREA
    axis = f'<line class="chart-axis" x1="0" x2="{across(100)}" y1="{floor}" y2="{floor}" stroke="{AXIS}"/>'
    return [*(_column(point, index * step, step, top, across, told=index in told) for index, point in enumerate(spec.points)), axis]


def _told(points: Sequence[Point], width: int) -> Sequence[int]:
    """Which columns are labelled: of so many one, the middle one, that no word runs into the next or over the edge."""
    longest = max((len(words) for point in points for words in (point.label, point.text)), default=0)
    every = min(max(1, ceil(longest * LETTER * len(points) / width)), len(points))
    half = every // 2
    latest = len(points) - 1 - half
    return range(latest, half - 1, -(every or 1)) or (latest,)


def _column(point: Point, left: float, step: float, top: float, across: _Across, *, told: bool) -> str:
    height = COLUMN_AREA * abs(point.value or 0) / top
    y, middle = COLUMN_TOP + COLUMN_AREA - height, across(left + step / 2)
    bar = (
        f'<rect class="chart-bar" x="{across(left + step * 0.2)}" y="{y:.1f}" width="{across(step * 0.6)}" height="{height:.1f}" fill="{BAR}"/>'
        if height
        else ""
    )
    if not told:
        return bar
    value = _text(middle, y - 7, point.text, anchor="middle", bold=True)
    return bar + value + _text(middle, COLUMN_TOP + COLUMN_AREA + 20, point.label, anchor="middle")
