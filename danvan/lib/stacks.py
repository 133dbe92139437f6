"""Bars made of parts, as SVG: how one whole divides, several wholes below each other. Plain Python, no script, no style."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate

# Light fills with a strong edge and dark letters: readable on a white and on a dark page; letters name the parts, so colour never stands alone.
FILLS = (("#8fd0d4", "#1f8790"), ("#f2cf8a", "#a8701a"), ("#c9c3ea", "#6a5fb0"), ("#f0b0aa", "#b3413a"))
INK, SIZE = "#10212a", 14
BAR, GAP, LINE, LEGEND = 24, 10, 18, 6
WIDE, BESIDE = 34, 30  # signs that the narrowest telephone shows in one line; beside a box of the legend
ROOM = 7.0  # per cent of the width that a value needs to stand inside its part


@dataclass(frozen=True)
class Stack:
    """One bar. A part without a value is not drawn; `note` says so under the label."""

    label: str
    parts: tuple[float | None, ...]
    note: str = ""

    @property
    def words(self) -> list[str]:
        """What stands above the bar, in lines that a telephone shows whole."""
        return [line for text in (self.label, self.note) for line in textwrap.wrap(text, WIDE)]

    @property
    def height(self) -> int:
        """Pixels the bar takes with its words and the gap below."""
        return LINE * len(self.words) + 4 + BAR + GAP


@dataclass(frozen=True)
class StackSpec:
    """What is shown: `series` names the parts in order (at most four), `marks` their letters. `alt` says in words what a reader should see."""

    title: str
    series: tuple[str, ...]
    marks: tuple[str, ...]
    rows: tuple[Stack, ...]
    alt: str

    @property
    def height(self) -> int:
        """Pixels the drawing takes."""
        return self.top + sum(row.height for row in self.rows)

    @property
    def top(self) -> int:
        """Pixels the legend takes."""
        return sum(_tall(words) for words in self.series) + 8


def stacks(spec: StackSpec) -> str:
    """The chart as SVG text, as wide as its place; letters keep their size."""
    longest = max((sum(part or 0 for part in row.parts) for row in spec.rows), default=0) or 1
    legend = [_legend(spec, number) for number in range(len(spec.series))]
    tops = accumulate((row.height for row in spec.rows), initial=spec.top)
    drawn = [_row(row, spec.marks, top, longest) for row, top in zip(spec.rows, tops, strict=False)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" width="100%" height="{spec.height}" font-size="{SIZE}">'
        f"<title>{escape(spec.title)}</title><desc>{escape(spec.alt)}</desc>{''.join((*legend, *drawn))}</svg>"
    )


def _legend(spec: StackSpec, number: int) -> str:
    fill, edge = FILLS[number]
    y = sum(_tall(words) for words in spec.series[:number])
    box = f'<rect x="1" y="{y + 3}" width="20" height="16" fill="{fill}" stroke="{edge}" stroke-width="1.5"/>'
    mark = _text("11", y + 16, spec.marks[number], fill=INK, anchor="middle", size=12)
    return box + mark + _lines("30", y + 16, _beside(spec.series[number]))


def _beside(words: str) -> list[str]:
    return textwrap.wrap(words, BESIDE)


def _tall(words: str) -> int:
    """Pixels that one line of the legend takes, wrapped."""
    return LINE * len(_beside(words)) + LEGEND


def _row(row: Stack, marks: Sequence[str], y: int, longest: float) -> str:
    drawn, left, below = [_lines("0", y + 16, row.words)], 0.0, y + LINE * len(row.words) + 4
    for number, part in enumerate(row.parts):
        if part:
            share = 100 * part / longest
            drawn.append(_part(number, marks[number], part, left, share, below))
            left += share
    return "".join(drawn)


def _part(number: int, mark: str, value: float, left: float, share: float, y: int) -> str:
    fill, edge = FILLS[number]
    bar = f'<rect x="{left:.2f}%" y="{y}" width="{share:.2f}%" height="{BAR}" fill="{fill}" stroke="{edge}" stroke-width="1.5"/>'
    return bar + (_text(f"{left + share / 2:.2f}%", y + 17, f"{mark} {value:g}", fill=INK, anchor="middle") if share >= ROOM * 2 else "")


def _lines(x: str, y: float, lines: Sequence[str]) -> str:
    return "".join(_text(x, y + LINE * number, line) for number, line in enumerate(lines))


def _text(x: str, y: float, words: str, *, fill: str = "currentColor", anchor: str = "start", size: int = SIZE) -> str:
    return f'<text x="{x}" y="{y:g}" text-anchor="{anchor}" fill="{fill}" font-size="{size}">{escape(words)}</text>'
