"""Figures of earlier maps in today's borders. Plain arithmetic: nothing lost, nothing counted twice, nothing guessed.

What a unit of then reported goes whole to the one unit it lives on in. Where it was divided, it is shared out only if the indicator allows that
and the sizes of the parts are known by its measure; else it belongs to the smallest territory that both maps have: the units of today that
its parts lie in, together with whatever else cannot be told apart there (the common ancestor).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from danvan.reports import rules
from danvan.reports.selectors.answers import Cell, Certainty, Group
from danvan.reports.selectors.lineage import WHOLE, Ways

Figures = Mapping[int, Cell]  # unit of then -> its figure


@dataclass(frozen=True)
class Settled:
    """Each unit's own figure where it has one; else the group it is in. `undefined`: formulas with all sums and nothing to divide by."""

    cells: dict[int, Cell]
    groups: tuple[Group, ...]
    undefined: frozenset[int] = frozenset()

    def group_of(self, unit: int) -> Group | None:
        """The group that the unit is in."""
        return next((one for one in self.groups if unit in one.units), None)

    @property
    def total(self) -> int:
        """All of it: equal to the sum of the figures that went in."""
        return sum(cell.value for cell in self.cells.values()) + sum(one.cell.value for one in self.groups)


def settle(figures: Figures, ways: Mapping[int, Ways], basis: str) -> Settled:
    """The figures of then as figures of today. `basis`: by what measure the indicator may be apportioned; empty = never."""
    return gather(figures, ways, basis, together(stuck(figures, ways, basis), ways))


def settle_formula(
    parts: Mapping[int, tuple[Figures, str]], ways: Mapping[int, Ways], work_out: Callable[[Mapping[int, Cell]], Cell | None]
) -> Settled:
    """A formula: the sums of all its parts (by id: figures and basis) in the same borders, then worked out. Where one is common, so is the formula."""
    held = {unit for figures, basis in parts.values() for unit in stuck(figures, ways, basis)}
    groups = together(held, ways)
    sums = {pk: gather(figures, ways, basis, groups) for pk, (figures, basis) in parts.items()}
    there = set.intersection(*(set(one.cells) for one in sums.values()))
    cells = {unit: work_out({pk: one.cells[unit] for pk, one in sums.items()}) for unit in there}
    common = [(one, work_out({pk: cell for pk, some in sums.items() if (cell := _cell_of(some, one))})) for one in groups]
    makers = tuple(sorted(held))
    return Settled(
        {unit: cell for unit, cell in cells.items() if cell},
        tuple(Group(tuple(sorted(one)), cell, makers) for one, cell in common if cell),
        frozenset(unit for unit, cell in cells.items() if cell is None),
    )


def _cell_of(settled: Settled, units: frozenset[int]) -> Cell | None:
    return next((one.cell for one in settled.groups if units == set(one.units)), None)


def shared_out(value: int, ways: Ways, basis: str) -> dict[int, int] | None:
    """What each unit of today gets of one figure, adding up to it exactly (largest remainder); None where it may not be told apart."""
    if len(ways) == 1:
        return dict.fromkeys(ways, value)
    if value == 0:
        return dict.fromkeys(ways, 0)
    shares = {unit: way.share(basis) for unit, way in ways.items()} if basis else {}
    known = {unit: share for unit, share in shares.items() if share is not None}
    return largest_remainder(value, known) if len(known) == len(ways) and sum(known.values()) == WHOLE else None


def largest_remainder(value: int, shares: Mapping[int, Fraction]) -> dict[int, int]:
    """Whole parts of a figure by shares that add up to one: rounded down, and what is left goes to the largest remainders."""
    exact = {unit: share * value for unit, share in shares.items()}
    parts = {unit: part.__floor__() for unit, part in exact.items()}
    order = sorted(parts, key=lambda unit: (parts[unit] - exact[unit], unit))
    for unit in order[: value - sum(parts.values())]:
        parts[unit] += 1
    return parts


def stuck(figures: Figures, ways: Mapping[int, Ways], basis: str) -> set[int]:
    """The units of then whose figure cannot be told apart."""
    return {unit for unit, cell in figures.items() if shared_out(cell.value, ways[unit], basis) is None}


def together(held: Iterable[int], ways: Mapping[int, Ways]) -> list[frozenset[int]]:
    """The units of today that hang together through figures that cannot be told apart: the least common geography."""
    found: list[frozenset[int]] = []
    for unit in sorted(held):
        touched = frozenset(ways[unit])
        apart = [one for one in found if not one & touched]
        found = [*apart, touched.union(*(one for one in found if one & touched))]
    return found


def gather(figures: Figures, ways: Mapping[int, Ways], basis: str, groups: Iterable[frozenset[int]]) -> Settled:
    """Every figure at the unit it belongs to, or at the group of that unit."""
    group_of = {unit: one for one in groups for unit in one}
    own: dict[int, list[Cell]] = {}
    common: dict[frozenset[int], list[tuple[int, Cell]]] = {}
    for before, cell in figures.items():
        parts = shared_out(cell.value, ways[before], basis)
        if parts is None:
            common.setdefault(group_of[next(iter(ways[before]))], []).append((before, cell))
            continue
        for unit, part in parts.items():
            piece = cell if len(parts) == 1 else _piece(cell, part, unit, ways[before], basis)
            if unit in group_of:
                common.setdefault(group_of[unit], []).append((before, piece))
            else:
                own.setdefault(unit, []).append(piece)
    return Settled({unit: added(cells) for unit, cells in own.items()}, tuple(_group(units, some) for units, some in common.items()))


def _piece(cell: Cell, part: int, unit: int, ways: Ways, basis: str) -> Cell:
    """A part of a divided figure, with its part of what was adjusted in it. Of nought every part is nought, which is no estimate."""
    adjusted = (shared_out(cell.adjusted, ways, basis) or {}).get(unit, 0)
    return replace(cell, value=part, adjusted=adjusted, certainty=Certainty.APPORTIONED if cell.value else cell.certainty)


def _group(units: frozenset[int], some: list[tuple[int, Cell]]) -> Group:
    """A unit of then that came in by several pieces has reported once."""
    reported = sum({before: cell.reported for before, cell in some}.values())
    cell = replace(added([cell for _before, cell in some]), reported=reported, certainty=Certainty.COMMON)
    return Group(tuple(sorted(units)), cell, tuple(sorted({before for before, _cell in some})))


def added(cells: list[Cell]) -> Cell:
    """Several cells as one."""
    if len(cells) == 1:
        return cells[0]
    return Cell(
        value=sum(one.value for one in cells),
        reported=sum(one.reported for one in cells),
        qualifier=rules.qualifier_of(one.qualifier for one in cells),
        origin=rules.origin_of(one.origin for one in cells),
        certainty=max((one.certainty for one in cells), key=list(Certainty).index),
        adjusted=sum(one.adjusted for one in cells),
        adjustments=sum(one.adjustments for one in cells),
        # What the country's report adds of its own is of no province more.
        provinces=next((one.provinces for one in cells if one.provinces), None),
    )
