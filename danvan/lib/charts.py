"""Small charts as SVG from one spec: the same chart on the page, in the PDF and, rasterised, in the DOCX.

Every chart stands on nought: what is below it goes to the other side of the axis, with its minus in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import ceil
from typing import Literal

# Presentation attributes only: a page with a strict CSP shows them, and so does the typesetter. The classes let a theme colour them; the bar stands
# out (3:1 and more) from white and from the dark page alike.
BAR, TEXT, AXIS = "#1f8790", "currentColor", "#8a9499"
SIZE = 14
ROW, BAR_HEIGHT, LABEL_BASE = 42, 16, 15
COLUMN_AREA, COLUMN_TOP, COLUMN_FOOT = 150, 24, 44
# Below the longest column that goes down stands its value.
BENEATH = 18
DOT = 4
# Pixels a letter takes, and those a fluid chart has on the narrowest phone.
LETTER, NARROWEST = 8, 270
# The longest bar leaves room for its value at its end.
REACH = 82.0


@dataclass(frozen=True)
class Point:
    """One bar, column or place of a line: what it is of, its value, and what is printed beside it ("1.635"). An empty value is "not reported", drawn
    as words alone.
    """

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
    kind: Literal["bars", "columns", "line"] = "bars"

    @property
    def height(self) -> int:
        """Pixels the drawing takes."""
        return ROW * len(self.points) + 4 if self.kind == "bars" else COLUMN_TOP + COLUMN_AREA + COLUMN_FOOT + self.beneath

    @property
    def beneath(self) -> int:
        """Pixels that the words of what is below nought take under the drawing."""
        return BENEATH if _Scale.of(self.points).low < 0 else 0


@dataclass(frozen=True)
class _Scale:
    """From values to shares of the whole height or width. Nought is always on it."""

    low: float
    high: float

    @classmethod
    def of(cls, points: Sequence[Point]) -> "_Scale":
        known = [0.0, *(point.value for point in points if point.value is not None)]
        return cls(min(known), max(known))

    def at(self, value: float | None) -> float:
        """0 for the lowest, 1 for the highest; what is not known stands on nought."""
        return ((value or 0) - self.low) / ((self.high - self.low) or 1)


def bars(spec: ChartSpec, *, width: int | None = None, font: str = "inherit") -> str:
    """The chart as SVG text.

    Without `width` it is fluid: places are shares of the width, letters keep their size, so a phone reads it too. With `width` it is drawn
    that many pixels wide, for print.
    """
    draw = _bars if spec.kind == "bars" else _over_time
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


def _bars(spec: ChartSpec, across: _Across) -> list[str]:
    scale = _Scale.of(spec.points)
    return [_bar(point, index * ROW, scale, across) for index, point in enumerate(spec.points)]


def _bar(point: Point, y: int, scale: _Scale, across: _Across) -> str:
    """The words stand on the right of bar and axis, where there is always room."""
    nought, end = REACH * scale.at(0), REACH * scale.at(point.value)
    middle = y + LABEL_BASE + 7
    wide = abs(end - nought)
    bar = f'<rect class="chart-bar" x="{across(min(nought, end))}" y="{middle}" {_size(across(wide), BAR_HEIGHT)}/>' if wide else ""
    axis = _line(across(nought), middle - 3, across(nought), middle + BAR_HEIGHT + 3) if scale.low < 0 else ""
    value = _text(across(max(nought, end)), middle + 13, point.text, dx=6 if bar or axis else 0, bold=True)
    return _text("0", y + LABEL_BASE, point.label) + bar + axis + value


def _size(wide: str, high: float) -> str:
    return f'width="{wide}" height="{high:g}" fill="{BAR}"'


def _line(x: str, y: float, to_x: str, to_y: float, *, look: str = f'class="chart-axis" stroke="{AXIS}"') -> str:
    return f'<line {look} x1="{x}" x2="{to_x}" y1="{y:g}" y2="{to_y:g}"/>'


def _over_time(spec: ChartSpec, across: _Across) -> list[str]:
    """Columns, or a line through its points: one place for each period."""
    scale, step = _Scale.of(spec.points), 100 / max(len(spec.points), 1)
    places = [_Place(point, (index + 0.5) * step, _down(scale.at(point.value))) for index, point in enumerate(spec.points)]
    floor = _down(scale.at(0))
    drawn = [_column(one, step * 0.6, floor, across) for one in places] if spec.kind == "columns" else _joined(places, across)
    told = _told(spec.points, across.width or NARROWEST)
    foot = COLUMN_TOP + COLUMN_AREA + 20 + spec.beneath
    crowded = len(told) < len(places)
    words = [_worded(one, foot, across, last=crowded and one is places[-1]) for index, one in enumerate(places) if index in told]
    return [_line("0", floor, across(100), floor), *drawn, *words]


@dataclass(frozen=True)
class _Place:
    """A point where it is drawn: its middle as a share of the width, its height in pixels from above."""

    point: Point
    x: float
    y: float


def _down(share: float) -> float:
    return round(COLUMN_TOP + COLUMN_AREA * (1 - share), 1)


def _column(one: _Place, wide: float, floor: float, across: _Across) -> str:
    high = abs(one.y - floor)
    top = min(one.y, floor)
    return f'<rect class="chart-bar" x="{across(one.x - wide / 2)}" y="{top:g}" {_size(across(wide), round(high, 1))}/>' if high else ""


def _joined(places: Sequence[_Place], across: _Across) -> list[str]:
    """A dot for each value, a line from each to the next; where one is not known the line is broken."""
    look = f'class="chart-line" stroke="{BAR}" stroke-width="2.5"'
    known = [(one, next_one) for one, next_one in pairwise(places) if None not in (one.point.value, next_one.point.value)]
    lines = [_line(across(one.x), one.y, across(after.x), after.y, look=look) for one, after in known]
    dots = [
        f'<circle class="chart-dot" cx="{across(one.x)}" cy="{one.y:g}" r="{DOT}" fill="{BAR}"/>'
        for one in places
        if one.point.value is not None
    ]
    return lines + dots


def _worded(one: _Place, foot: int, across: _Across, *, last: bool) -> str:
    """The value beside its end, away from the axis; the period under all. `last`: of the rightmost of many, before the edge."""
    below = one.point.value is not None and one.point.value < 0
    x, anchor = (across(100), "end") if last else (across(one.x), "middle")
    value = _text(x, one.y + (SIZE + 3 if below else -7), one.point.text, anchor=anchor, bold=True)
    return value + _text(x, foot, one.point.label, anchor=anchor)


def _told(points: Sequence[Point], width: int) -> Sequence[int]:
    """Which columns are labelled: the latest, where things stand now, and before it of so many one, that no word runs into the next or over the edge."""
    longest = max((len(words) for point in points for words in (point.label, point.text)), default=0)
    every = min(max(1, ceil(longest * LETTER * len(points) / width)), len(points))
    latest = len(points) - 1
    if every <= 1:
        return range(latest, -1, -1)
    # The words of the latest end at the edge, so that they reach further back than half of theirs.
    return (latest, *range(latest - every - (every + 1) // 2, every // 2 - 1, -every))
