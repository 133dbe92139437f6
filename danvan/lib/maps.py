"""A map of dots as SVG: the country as small squares where somebody lives, places as discs. Plain Python, no tiles, no script."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import cos, radians, sqrt

WEST, EAST, NORTH, SOUTH = 101.6, 117.8, 23.8, 6.4
DEGREE = 32  # drawing units for one degree of latitude
SQUEEZE = cos(radians(16))  # a degree of longitude in the middle of the country
CELL = 0.25  # degrees: the grain of the ground
SMALLEST, LARGEST = 3.5, 13.0
WIDTH, HEIGHT = round((EAST - WEST) * SQUEEZE * DEGREE), round((NORTH - SOUTH) * DEGREE)


@dataclass(frozen=True)
class Dot:
    """A place with something there: how many, what it is called, where its link leads."""

    east: float
    north: float
    count: int
    label: str
    href: str


@dataclass(frozen=True)
class Name:
    """Words on the map; `round` draws a dashed line around the place, degrees from its middle."""

    east: float
    north: float
    lines: tuple[str, ...]
    round: tuple[float, float] | None = None


@dataclass(frozen=True)
class MapSpec:
    """What is drawn, the ground first. `title` names the drawing for those who do not see it; the same data stands in a list beside it."""

    title: str
    ground: Iterable[tuple[float, float]]
    dots: Sequence[Dot]
    names: Sequence[Name]


def place(east: float, north: float) -> tuple[float, float]:
    """Degrees to the drawing, from its upper left corner."""
    return round((east - WEST) * SQUEEZE * DEGREE, 1), round((NORTH - north) * DEGREE, 1)


def draw(spec: MapSpec) -> str:
    """The map as SVG text."""
    parts = (_ground(spec.ground), *(named(name, place(name.east, name.north), DEGREE) for name in spec.names), *_dots(spec.dots))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map" role="group" aria-label="{escape(spec.title)}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(parts)}</svg>'
    )


def _ground(middles: Iterable[tuple[float, float]]) -> str:
    """One path of squares, so that a whole country weighs some kilobytes."""
    cells = sorted({(int(north / CELL), int(east / CELL)) for east, north in middles})
    side = CELL * DEGREE - 1
    wide = side * SQUEEZE
    corners = (place(column * CELL, (row + 1) * CELL) for row, column in cells)
    squares = "".join(f"M{x:g} {y:g}h{wide:.1f}v{side:g}h-{wide:.1f}z" for x, y in corners)
    return f'<path class="map-ground" d="{squares}"/>'


def _dots(dots: Sequence[Dot]) -> list[str]:
    """Large ones first, so that small ones stay in reach."""
    most = max((dot.count for dot in dots), default=1)
    return [_dot(dot, most) for dot in sorted(dots, key=lambda dot: -dot.count)]


def _dot(dot: Dot, most: int) -> str:
    x, y = place(dot.east, dot.north)
    radius = SMALLEST + (LARGEST - SMALLEST) * sqrt(dot.count / most)
    words = escape(dot.label)
    disc = f'<circle class="map-dot" cx="{x:g}" cy="{y:g}" r="{radius:.1f}"/>'
    return f'<a href="{escape(dot.href)}" aria-label="{words}"><title>{words}</title>{disc}</a>'


def named(name: Name, at: tuple[float, float], scale: float) -> str:
    """Words at a place of the drawing, and the ring around it; `scale`: drawing units for a degree of latitude."""
    x, y = at
    ring, below = "", y
    if name.round:
        wide, high = name.round[0] * SQUEEZE * scale, name.round[1] * scale
        ring, below = f'<ellipse class="map-ring" cx="{x:g}" cy="{y:g}" rx="{wide:.0f}" ry="{high:.0f}"/>', y + high + 18
    lines = "".join(
        f'<text class="map-name" x="{x:g}" y="{below + 18 * number:g}" text-anchor="middle">{escape(words)}</text>'
        for number, words in enumerate(name.lines)
    )
    return ring + lines
