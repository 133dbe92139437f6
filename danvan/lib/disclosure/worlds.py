"""Other worlds: tables of counts in which everything published reads the same and a hidden count is another. Pure.

A hidden count is safe when two such worlds, written down here, hold it at least `APART` apart: no reader, whatever they reckon with all
published sums together, can then say more. Each world is reached by moves: some hidden cells go up and others down by the same number, so that
every sum stays what it is, and every cell stays within what its mark says of it.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

Key = Hashable
Row = Mapping[Key, int]
# A hidden count stays as uncertain as rounding leaves a published one, and a little more: six values at least.
APART = 5
# How far the search for one move goes before it gives up; giving up hides more, never less.
EFFORT, BREADTH, LONGEST = 600, 6, 60
BEYOND = 10**9


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a reader knows of a hidden cell beforehand, from its mark."""

    least: float
    most: float


class Worlds:
    """The hidden cells, the sums between them, and how far each cell was seen to move."""

    def __init__(self, values: Mapping[Key, int], rows: Iterable[Row], bounds: Mapping[Key, Bounds]) -> None:
        self.values = {key: values[key] for key in bounds}
        self.bounds = bounds
        self.rows: list[Row] = []
        self.of: dict[Key, list[int]] = {key: [] for key in bounds}
        for row in rows:
            self._join(row)
        self.low = dict(self.values)
        self.high = dict(self.values)

    def _join(self, row: Row) -> None:
        hidden = {key: sign for key, sign in row.items() if key in self.bounds and sign}
        if hidden:
            self.rows.append(hidden)
            for key in hidden:
                self.of[key].append(len(self.rows) - 1)

    def narrow(self, keys: Iterable[Key]) -> list[Key]:
        """Those of the cells for which no two worlds `APART` were found."""
        return [key for key in keys if not self.apart(key)]

    def apart(self, key: Key) -> bool:
        """Were two worlds found that hold the cell far enough apart?"""
        for sign in (1, -1):
            world = dict(self.values)
            while self.high[key] - self.low[key] < APART:
                wanted = APART - (world[key] - self.low[key] if sign > 0 else self.high[key] - world[key])
                if not self._step(world, key, sign, wanted):
                    break
        return self.high[key] - self.low[key] >= APART

    def _step(self, world: dict[Key, int], key: Key, sign: int, wanted: int) -> bool:
        """Move the world so that the cell goes that way. Out: did it?"""
        move = _Search(self, world, key, sign).found
        if move is None:
            return False
        times = int(min(wanted, *(self._room(world, cell, delta) // abs(delta) for cell, delta in move.items())))
        for cell, delta in move.items():
            world[cell] += times * delta
            self.low[cell] = min(self.low[cell], world[cell])
            self.high[cell] = max(self.high[cell], world[cell])
        return True

    def _room(self, world: Mapping[Key, int], key: Key, delta: int) -> float:
        bounds = self.bounds[key]
        return bounds.most - world[key] if delta > 0 else world[key] - bounds.least

    def may(self, world: Mapping[Key, int], key: Key, delta: int) -> bool:
        """Can the cell go one that way?"""
        return self._room(world, key, delta) >= 1


class _Search:
    """One move that takes the cell up (1) or down (-1): cells are added until no sum is off any more, the most useful ones first."""

    def __init__(self, worlds: Worlds, world: Mapping[Key, int], key: Key, sign: int) -> None:
        self.worlds, self.world = worlds, world
        self.left = EFFORT
        self.move: dict[Key, int] = {}
        self.off: dict[int, int] = {}
        self.found: dict[Key, int] | None = None
        if worlds.may(world, key, sign):
            self._put(key, sign)
            if self._balance():
                self.found = dict(self.move)

    def _put(self, key: Key, delta: int) -> None:
        self.move[key] = delta
        self._shift(key, delta)

    def _take(self, key: Key) -> None:
        self._shift(key, -self.move.pop(key))

    def _shift(self, key: Key, delta: int) -> None:
        for number in self.worlds.of[key]:
            rest = self.off.get(number, 0) + delta * self.worlds.rows[number][key]
            if rest:
                self.off[number] = rest
            else:
                self.off.pop(number, None)

    def _balance(self) -> bool:
        if not self.off:
            return True
        self.left -= 1
        if self.left < 0 or len(self.move) > LONGEST:
            return False
        for key, delta in self._candidates():
            self._put(key, delta)
            if self._balance():
                return True
            self._take(key)
        return False

    def _candidates(self) -> list[tuple[Key, int]]:
        """The cells that may set right the sum that has the fewest such cells (of several, the first that went off).

        Short sums are looked at first, so that a long one is left as soon as it is seen to have more.
        """
        rows, fewest, least, at = self.worlds.rows, list[tuple[Key, int]](), BEYOND, BEYOND
        for place, (number, rest) in sorted(enumerate(self.off.items()), key=lambda one: len(rows[one[1][0]])):
            enough = least + (place < at)
            ways = self._ways(number, rest, enough)
            if len(ways) < enough:
                fewest, least, at = ways, len(ways), place
        return sorted(fewest, key=lambda one: self._harm(*one))[:BREADTH]

    def _ways(self, number: int, rest: int, most: int) -> list[tuple[Key, int]]:
        """The cells that may set the sum right; no more than `most` of them."""
        up = 1 if rest < 0 else -1
        ways: list[tuple[Key, int]] = []
        for key, sign in self.worlds.rows[number].items():
            delta = up if sign > 0 else -up
            if key not in self.move and self.worlds.may(self.world, key, delta):
                ways.append((key, delta))
                if len(ways) == most:
                    break
        return ways

    def _harm(self, key: Key, delta: int) -> int:
        """How many sums the cell would put off, less those it would set right."""
        harm = 0
        for number in self.worlds.of[key]:
            before = self.off.get(number, 0)
            harm += abs(before + delta * self.worlds.rows[number][key]) - abs(before)
        return harm


def parted(rows: Sequence[Row], hide: Collection[Key]) -> dict[Key, int]:
    """Each hidden cell with a number for the group of cells that sums tie together."""
    group: dict[Key, Key] = {key: key for key in hide}

    def root(key: Key) -> Key:
        while group[key] != key:
            group[key] = group[group[key]]
            key = group[key]
        return key

    for row in rows:
        there = [key for key in row if key in group]
        for key in there[1:]:
            group[root(key)] = root(there[0])
    numbers: dict[Key, int] = {}
    return {key: numbers.setdefault(root(key), len(numbers)) for key in group}
