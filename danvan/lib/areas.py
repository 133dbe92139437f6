"""A map in classes, as SVG: areas as the squares in which their people live, places as discs. Plain Python, no tiles, no borders, no script.

Colour never stands alone: an area carries the number of its class, a disc grows with it, what is missing is drawn hollow and dashed.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape
from math import ceil, hypot

from danvan.lib.maps import DEGREE, HEIGHT, NORTH, SQUEEZE, WEST, WIDTH, Name, named

Point = tuple[float, float]  # longitude, latitude

MOST_STEPS = 5
CELL, GRAIN = 0.2, 0.05  # degrees: the side of a square on the map of the country, and on that of a province
# A place further than this from every other (degrees, some fifty kilometres) stands in a box of its own, so that the rest stays legible.
APART = 0.45
MARGIN, SIDE, TALLEST = 0.06, 480, 500
BOX_WIDE, BOX_HIGH = 210, 44
RADII = (4.0, 5.0, 6.5, 8.0, 9.5, 11.0)
# A line of the legend on paper; the side of its sign.
LEGEND, SIGN = 26, 18
# What a page's style sheet says of the same classes, for paper: no theme stands behind a picture.
SHADES = ("#ffffff", "#c9e2e4", "#a5cfd3", "#82bcc1", "#55a4ab", "#1f8790")
ON_PAPER = (
    ".map-ground{fill:#e3e8ea}.map-ring{fill:none;stroke:#5b6b73;stroke-dasharray:3 4}.map-name{fill:#10212a;font-size:16px}"
    ".area{stroke:#ffffff;stroke-width:.8}circle{stroke:#1f8790}.area-0{stroke:#1f8790}.area-none{fill:#ffffff;stroke:#5b6b73;stroke-dasharray:2 2}"
    ".area-step{font-size:13px;font-weight:bold;fill:#10212a;stroke:#ffffff;stroke-width:3;paint-order:stroke;stroke-linejoin:round}"
) + "".join(f".area-{step}{{fill:{shade}}}" for step, shade in enumerate(SHADES))


@dataclass(frozen=True)
class Shape:
    """A unit on the map: the points it is made of (one: a disc), its class (0: nothing happened; None: not known), words and link."""

    points: tuple[Point, ...]
    step: int | None
    name: str
    label: str
    href: str


@dataclass(frozen=True)
class Step:
    """A line of the legend: class (None: not known), its range in words, how many units."""

    number: int | None
    words: str
    count: int

    @property
    def sign(self) -> str:
        """How its places are drawn (a class of the style sheet)."""
        return f"area-{_mark(self.number)}"


@dataclass(frozen=True)
class AreaMap:
    """What is drawn. `ground`: points of what lies around, drawn faint. `names`: words on the map of the whole country. `legend`: what each class
    holds; a page shows it beside the drawing, a paper within it.
    """

    title: str
    shapes: Sequence[Shape]
    ground: Iterable[Point] = ()
    names: Sequence[Name] = ()
    legend: Sequence[Step] = ()


@dataclass(frozen=True)
class Frame:
    """From degrees to the drawing."""

    west: float
    north: float
    scale: float
    width: int
    height: int
    cell: float = CELL

    def at(self, point: Point) -> Point:
        """From the upper left corner."""
        return round((point[0] - self.west) * SQUEEZE * self.scale, 1), round((self.north - point[1]) * self.scale, 1)

    def holds(self, point: Point) -> bool:
        """Is it within the drawing?"""
        x, y = self.at(point)
        return 0 <= x <= self.width and 0 <= y <= self.height


COUNTRY = Frame(WEST, NORTH, DEGREE, WIDTH, HEIGHT)


@dataclass
class _Drawing:
    frame: Frame
    boxed: list[Shape] = field(default_factory=list)

    @property
    def height(self) -> int:
        rows = ceil(len(self.boxed) / self.across)
        return self.frame.height + rows * (BOX_HIGH + 10) + (10 if rows else 0)

    @property
    def across(self) -> int:
        return max(1, self.frame.width // (BOX_WIDE + 10))


def steps(values: Iterable[Decimal], most: int = MOST_STEPS) -> list[tuple[Decimal, Decimal]]:
    """Classes with about as many units in each, equal values in one: lowest and highest value of each, rising. Noughts belong to none."""
    ordered = sorted(value for value in values if value > 0)
    if not ordered:
        return []
    distinct = sorted(set(ordered))
    ends = (ordered[ceil(len(ordered) * number / most) - 1] for number in range(1, most + 1))
    highest = distinct if len(distinct) <= most else sorted(set(ends))
    lowest = [ordered[0], *(min(value for value in ordered if value > end) for end in highest[:-1])]
    return list(zip(lowest, highest, strict=True))


def step_of(value: Decimal | None, classes: Sequence[tuple[Decimal, Decimal]]) -> int | None:
    """The number of a value's class, from 1; 0 for a nought, None for what is not known."""
    if value is None:
        return None
    return next((number for number, (low, high) in enumerate(classes, start=1) if low <= value <= high), 0)


@dataclass(frozen=True)
class Printed:
    """A map as a picture, and its size in pixels."""

    svg: str
    width: int
    height: int


def draw(spec: AreaMap) -> str:
    """The map as SVG text, as wide as its place."""
    drawing, inside = _drawn(spec)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map areas" role="group" aria-label="{escape(spec.title)}" '
        f'viewBox="0 0 {drawing.frame.width} {drawing.height}">{inside}</svg>'
    )


def on_paper(spec: AreaMap, font: str, words: Callable[[Step], str]) -> Printed:
    """The same with its colours, its letters and its legend in it; `words`: what stands beside a sign of the legend."""
    drawing, inside = _drawn(spec)
    whole, top = _whole(spec), drawing.height + 12
    legend = "".join(_legend(step, words(step), top + place * LEGEND, areas=whole) for place, step in enumerate(spec.legend))
    wide, high = drawing.frame.width, top + LEGEND * len(spec.legend)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" font-family="{escape(font)}">'
        f"<style>{ON_PAPER}</style>{inside}{legend}</svg>"
    )
    return Printed(svg, wide, high)


def _legend(step: Step, words: str, y: int, *, areas: bool) -> str:
    """The sign as it stands on the map, its number, its words."""
    look, middle = f'class="area {step.sign}"', y + SIGN / 2
    sign = f'<rect {look} x="3" y="{y}" width="{SIGN + 8}" height="{SIGN}"/>' if areas else ""
    sign = sign or f'<circle {look} cx="16" cy="{middle:g}" r="{RADII[step.number or 0]:g}"/>'
    number = f'<text class="area-step" x="16" y="{middle + 5:g}" text-anchor="middle">{_shown(step.number)}</text>' if areas else ""
    return f'{sign}{number}<text class="map-name" x="40" y="{middle + 6:g}">{escape(words)}</text>'


def _whole(spec: AreaMap) -> bool:
    """Is it the map of the country, of areas?"""
    return any(len(shape.points) > 1 for shape in spec.shapes)


def _drawn(spec: AreaMap) -> tuple[_Drawing, str]:
    whole = _whole(spec)
    drawing = _Drawing(COUNTRY) if whole else _around(spec.shapes)
    boxed = {id(shape) for shape in drawing.boxed}
    squares = _squares(spec.shapes) if whole else {}
    parts = [
        _ground(spec.ground, drawing.frame, squares),
        *(named(name, drawing.frame.at((name.east, name.north)), drawing.frame.scale) for name in spec.names if whole),
        *(_area(shape, squares[number], drawing.frame) for number, shape in enumerate(spec.shapes) if squares.get(number)),
        *(_disc(shape, drawing.frame.at(shape.points[0])) for shape in spec.shapes if len(shape.points) == 1 and id(shape) not in boxed),
        *(_boxed(shape, number, drawing) for number, shape in enumerate(drawing.boxed)),
    ]
    return drawing, "".join(parts)


def _around(shapes: Sequence[Shape]) -> _Drawing:
    """A frame around the places that lie near each other; the others get boxes."""
    single = [shape for shape in shapes if shape.points]
    near = [shape for shape in single if not _alone(shape, single)] or single[:1]
    east, north = [shape.points[0][0] for shape in near], [shape.points[0][1] for shape in near]
    wide, high = max(max(east) - min(east), 0.05) + 2 * MARGIN, max(max(north) - min(north), 0.05) + 2 * MARGIN
    scale = min(SIDE / (wide * SQUEEZE), TALLEST / high)
    west = (min(east) + max(east)) / 2 - SIDE / SQUEEZE / scale / 2
    frame = Frame(west, max(north) + MARGIN, scale, SIDE, round(high * scale), GRAIN)
    inside = {id(shape) for shape in near}
    return _Drawing(frame, [shape for shape in single if id(shape) not in inside])


def _alone(shape: Shape, others: Sequence[Shape]) -> bool:
    east, north = shape.points[0]
    near = (hypot((east - other.points[0][0]) * SQUEEZE, north - other.points[0][1]) for other in others if other is not shape)
    return min(near, default=0) > APART


def _squares(shapes: Sequence[Shape]) -> dict[int, list[tuple[int, int]]]:
    """The squares of each area; one that several share belongs to whom most of its points belong to."""
    held: dict[tuple[int, int], Counter[int]] = {}
    for number, shape in enumerate(shapes):
        for point in shape.points if len(shape.points) > 1 else ():
            held.setdefault(_square(point, CELL), Counter())[number] += 1
    found: dict[int, list[tuple[int, int]]] = {}
    for square, counted in sorted(held.items()):
        found.setdefault(max(counted, key=lambda number: (counted[number], -number)), []).append(square)
    return found


def _square(point: Point, cell: float) -> tuple[int, int]:
    return int(point[1] / cell), int(point[0] / cell)


def _path(squares: Iterable[tuple[int, int]], frame: Frame, gap: float) -> str:
    side = frame.cell * frame.scale
    wide, high = side * SQUEEZE + gap, side + gap
    corners = (frame.at((column * frame.cell, (row + 1) * frame.cell)) for row, column in squares)
    return "".join(f"M{x:g} {y:g}h{wide:.1f}v{high:.1f}h-{wide:.1f}z" for x, y in corners)


def _ground(points: Iterable[Point], frame: Frame, taken: dict[int, list[tuple[int, int]]]) -> str:
    mine = {square for some in taken.values() for square in some}
    around = {_square(point, frame.cell) for point in points if frame.holds(point)} - mine
    return f'<path class="map-ground" d="{_path(sorted(around), frame, -1)}"/>' if around else ""


def _area(shape: Shape, squares: list[tuple[int, int]], frame: Frame) -> str:
    """Its squares, and the number of its class on the one in the middle."""
    row, column = squares[len(squares) // 2]
    x, y = frame.at(((column + 0.5) * CELL, (row + 0.5) * CELL))
    inside = f'<path class="{_class(shape)}" d="{_path(squares, frame, 0.3)}"/>'
    return _link(shape, f'{inside}<text class="area-step" x="{x:g}" y="{y + 4:g}" text-anchor="middle">{_shown(shape.step)}</text>')


def _disc(shape: Shape, at: Point) -> str:
    radius = RADII[shape.step or 0]
    return _link(shape, f'<circle class="{_class(shape)}" cx="{at[0]:g}" cy="{at[1]:g}" r="{radius:g}"/>')


def _boxed(shape: Shape, number: int, drawing: _Drawing) -> str:
    row, column = divmod(number, drawing.across)
    x, y = 5 + column * (BOX_WIDE + 10), drawing.frame.height + 10 + row * (BOX_HIGH + 10)
    frame = f'<rect class="map-ring" x="{x}" y="{y}" width="{BOX_WIDE}" height="{BOX_HIGH}" rx="6"/>'
    words = f'<text class="map-name" x="{x + 44}" y="{y + BOX_HIGH / 2 + 5:g}">{escape(shape.name)}</text>'
    return f"{frame}{words}{_disc(shape, (x + 22, y + BOX_HIGH / 2))}"


def _class(shape: Shape) -> str:
    return f"area area-{_mark(shape.step)}"


def _mark(step: int | None) -> str:
    return "none" if step is None else str(step)


def _shown(step: int | None) -> str:
    return "–" if step is None else str(step)


def _link(shape: Shape, inside: str) -> str:
    words = escape(shape.label)
    return f'<a href="{escape(shape.href)}" aria-label="{words}"><title>{words}</title>{inside}</a>'
