"""What of a table of counts may be published: small counts hidden, others rounded, and nothing left from which a hidden one can be worked out. Pure.

The rule (participation.md 6.3, after ONS and CMS): a count below 10, zero included, is not shown; the others are rounded to 5; where sums are
published beside their parts, further cells are hidden until no reader can reckon a hidden count, even one who knows which cells are small.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import chain
from math import inf

from danvan.lib.disclosure.worlds import Bounds, Key, Row, Worlds, parted

LEAST = 10
STEP = 5
SMALL, HIDDEN = "<10", "hidden"
MOST_SMALL = LEAST - 1
# Rows are reduced modulo a prime: sums have coefficients 1 and -1, so a chance agreement is out of the question.
PRIME = (1 << 61) - 1

Shown = int | str


class Impossible(Exception):
    """What was published before leaves no way to hide a small count now."""


@dataclass(frozen=True)
class Sum:
    """A relation that a reader knows: the total, and what stands `beside` it, come to the sum of the parts.

    `total_first`: rather hide the total than a part that is large enough. What the two sides differ by (figures that were reported apart) is
    taken as known.
    """

    total: Key
    parts: tuple[Key, ...]
    total_first: bool = False
    beside: tuple[Key, ...] = ()

    @property
    def members(self) -> tuple[Key, ...]:
        """Both sides."""
        return (self.total, *self.beside, *self.parts)

    @property
    def row(self) -> dict[Key, int]:
        """The relation as coefficients: parts 1, the other side -1."""
        return {**dict.fromkeys(self.parts, 1), **dict.fromkeys((self.total, *self.beside), -1)}


def rounded(count: int) -> int:
    """To the nearest multiple of 5: 12 is 10, 13 is 15."""
    return STEP * ((count + STEP // 2) // STEP)


def shown(count: int, *, hidden: bool) -> Shown:
    """How a count stands in public: rounded, or why it does not stand there."""
    if count < LEAST:
        return SMALL
    return HIDDEN if hidden else rounded(count)


@dataclass(frozen=True)
class Table:
    """Counts and the sums between them, and what is known of them beforehand.

    `fixed` are public already, so hiding them hides nothing; `hidden` stay hidden. `secret` are shown to nobody, whatever their size, and may not
    be worked out; `spare` are shown to nobody and are no secret (what is left of a total beside the parts that are named).
    """

    values: Mapping[Key, int]
    sums: Sequence[Sum]
    fixed: frozenset[Key] = frozenset()
    hidden: frozenset[Key] = frozenset()
    secret: frozenset[Key] = frozenset()
    spare: frozenset[Key] = frozenset()

    @property
    def loose(self) -> frozenset[Key]:
        """Cells of which a reader does not even know whether they are small."""
        return self.secret | self.spare

    def tied(self, keys: Collection[Key]) -> "Table":
        """What sums tie to these cells, each by a cell that is not public. What is tied to none of them says nothing of them."""
        group = parted([one.row for one in self.sums], self.values)
        near = {group[key] for key in keys if key in group}
        there = frozenset(key for key, number in group.items() if number in near)
        return Table(
            values={key: self.values[key] for key in self.values if key in there},
            sums=[one for one in self.sums if not there.isdisjoint(one.members)],
            fixed=self.fixed,
            hidden=self.hidden & there,
            secret=self.secret & there,
            spare=self.spare & there,
        )

    def small(self, key: Key) -> bool:
        """Is it a count too small to be shown?"""
        return key not in self.loose and self.values[key] < LEAST

    def guarded(self, hide: Collection[Key]) -> list[Key]:
        """The hidden cells that nobody may work out."""
        return [key for key in hide if key in self.secret or self.small(key)]

    def bounds(self, key: Key) -> Bounds:
        """What the mark of a hidden cell says of it."""
        if key in self.loose:
            return Bounds(min(0, self.values[key]), inf)
        return Bounds(0, MOST_SMALL) if self.small(key) else Bounds(LEAST, inf)


def protect(
    values: Mapping[Key, int],
    sums: Sequence[Sum],
    *,
    fixed: Collection[Key] = (),
    hidden: Collection[Key] = (),
    spare: Collection[Key] = (),
    strict: bool = False,
) -> frozenset[Key]:
    """The cells not to show, so that no small one follows exactly from all sums together, or is narrowed down by one of them.

    `strict`: refuse also where a sum, all else being public already, leaves it no room. Raises Impossible where a small count would be known.
    """
    table = Table(values, sums, frozenset(fixed), frozenset(hidden), spare=frozenset(spare))
    hide = _covered(table)
    _check(table, hide, strict=strict)
    return frozenset(hide)


def protect_all(table: Table) -> frozenset[Key]:
    """The same, and of each small or secret cell two worlds that hold it apart under all sums together (`worlds`). Raises Impossible."""
    hide = _covered(table)
    proven: set[Key] = set()
    while weak := _narrow(table, hide, proven):
        grown = [key for key in (_cover(table, hide, one) for one in weak) if key is not None]
        if not grown:
            raise Impossible(weak)
        hide.update(grown)
        _widen(table, hide)
    _check(table, hide, strict=False)
    return frozenset(hide)


def _covered(table: Table) -> set[Key]:
    """Small and secret cells, and beside them what each sum by itself asks to hide."""
    hide = {key for key in table.values if table.small(key) and key not in table.fixed}
    hide |= table.hidden | table.loose
    _widen(table, hide)
    return hide


def _widen(table: Table, hide: set[Key]) -> None:
    while _hide_more(table, hide):
        pass


def _hide_more(table: Table, hide: set[Key]) -> bool:
    """One round. Out: was anything more hidden?"""
    before = len(hide)
    for one in table.sums:
        while not _safe(table, one, hide):
            companion = _companion(table, one, hide)
            if companion is None:
                break
            hide.add(companion)
    if len(hide) > before:
        return True
    lone = determined(table.sums, hide) - table.spare
    for one in table.sums:
        if lone.intersection(one.members):
            companion = _companion(table, one, hide)
            if companion is not None:
                hide.add(companion)
                return True
    return False


def _narrow(table: Table, hide: Collection[Key], proven: set[Key]) -> list[Key]:
    """The guarded cells that cannot be shown to have room, group by group of cells that sums tie together.

    `proven`: those that were; two worlds that held a cell apart still do when more is hidden, each with the further cells as they are.
    """
    rows = [one.row for one in table.sums]
    group = parted(rows, hide)
    cells: dict[int, dict[Key, Bounds]] = {}
    for key, number in group.items():
        cells.setdefault(number, {})[key] = table.bounds(key)
    tied: dict[int, list[Row]] = {}
    for row in rows:
        there = next((key for key in row if key in group), None)
        if there is not None:
            tied.setdefault(group[there], []).append(row)
    weak: list[Key] = []
    for number, bounds in cells.items():
        asked = [key for key in table.guarded(bounds) if key not in proven]
        found = Worlds(table.values, tied.get(number, []), bounds).narrow(asked) if asked else []
        proven.update(set(asked).difference(found))
        weak += found
    return weak


def _cover(table: Table, hide: Collection[Key], weak: Key) -> Key | None:
    """One more cell to hide for a cell without room: of the sums that tie it to others, the nearest first, by way of short ones.

    What holds a cell fast is most often a short sum of a cell beside it; a long one has room.
    """
    of: dict[Key, list[int]] = {}
    for number, one in enumerate(table.sums):
        for key in one.members:
            of.setdefault(key, []).append(number)
    near = [(len(table.sums[number].members), number) for number in of.get(weak, ())]
    heapify(near)
    seen = {number for _far, number in near}
    while near:
        far, number = heappop(near)
        one = table.sums[number]
        if (companion := _companion(table, one, hide)) is not None:
            return companion
        for other in {other for key in one.members if key in hide for other in of[key]} - seen:
            seen.add(other)
            heappush(near, (far + len(table.sums[other].members), other))
    return None


def _safe(table: Table, one: Sum, hide: Collection[Key]) -> bool:
    return safe(table.values, one, hide, loose=table.loose, spare=table.spare)


def safe(values: Mapping[Key, int], one: Sum, hide: Collection[Key], *, loose: Collection[Key] = (), spare: Collection[Key] = ()) -> bool:
    """Does the sum tell nothing of its hidden cells? Every small one must still be able to be anything from 0 to 9.

    Small cells S, larger hidden ones L, together R: without L, R is at least 10 and the others could make it up alone; with L, R leaves room
    for a small one of 9 beside L of at least 10 each. A `loose` cell may be anything from 0 on; a `spare` one is no secret by itself.
    """
    there = [key for key in one.members if key in hide]
    if all(key in spare for key in there):
        return True
    if len(there) == 1:
        return False
    if one.total in hide or any(key in hide for key in one.beside):
        return True
    free = sum(key in loose for key in there)
    small = sum(values[key] < LEAST for key in there if key not in loose)
    large, rest = len(there) - small - free, sum(values[key] for key in there)
    if not small:
        return True
    return rest >= LEAST * large + MOST_SMALL if large or free else LEAST <= rest <= MOST_SMALL * (small - 1)


def _companion(table: Table, one: Sum, hide: Collection[Key]) -> Key | None:
    """The next cell to hide beside those of the sum: the smallest part that is shown, or the other side."""
    parts = sorted((key for key in one.parts if key not in hide and key not in table.fixed), key=lambda key: table.values[key])
    totals = [key for key in (one.total, *one.beside) if key not in hide and key not in table.fixed]
    order = chain(totals, parts) if one.total_first else chain(parts, totals)
    return next(order, None)


def _check(table: Table, hide: Collection[Key], *, strict: bool) -> None:
    exact = [key for key in determined(table.sums, hide) if key in table.secret or table.small(key)]
    narrow = [one for one in table.sums if not _safe(table, one, hide)] if strict else []
    if exact or narrow:
        raise Impossible(exact or narrow)


def determined(sums: Sequence[Sum], hide: Collection[Key]) -> set[Key]:
    """The hidden cells whose exact value follows from all sums together: the reduced system has a row of that cell alone."""
    return {next(iter(row)) for row in _reduced(sums, hide) if len(row) == 1}


def _reduced(sums: Sequence[Sum], hide: Collection[Key]) -> list[dict[Key, int]]:
    """Gauss and Jordan on the hidden cells; what is shown is a constant and drops out.

    Short rows first, and the rarest cell of each as its pivot: most rows stay as short as they are.
    """
    rows = sorted(_rows(sums, hide), key=len)
    often = Counter(key for row in rows for key in row)
    pivots: dict[Key, dict[Key, int]] = {}
    for row in rows:
        _clear(row, pivots)
        if row:
            pivot = min(row, key=often.__getitem__)
            _scale(row, pivot)
            pivots[pivot] = row
    # A row is clear of the pivots before it; from the last one on it is cleared of those after it.
    reduced: dict[Key, dict[Key, int]] = {}
    for pivot, row in reversed(pivots.items()):
        _clear(row, reduced)
        reduced[pivot] = row
    return list(reduced.values())


def _clear(row: dict[Key, int], pivots: Mapping[Key, dict[Key, int]]) -> None:
    """Take every pivot out of the row, those as well that come in by another."""
    while there := [key for key in row if key in pivots]:
        for key in there:
            if key in row:
                _take(row, pivots[key], key)


def _scale(row: dict[Key, int], pivot: Key) -> None:
    """Let the pivot stand in the row once."""
    times = pow(row[pivot], -1, PRIME)
    for key in row:
        row[key] = row[key] * times % PRIME


def _take(row: dict[Key, int], pivot: Mapping[Key, int], key: Key) -> None:
    """Subtract so much of the pivot that the row has no such cell any more."""
    times = row[key]
    for each, value in pivot.items():
        left = (row.get(each, 0) - times * value) % PRIME
        if left:
            row[each] = left
        else:
            row.pop(each, None)


def _rows(sums: Sequence[Sum], hide: Collection[Key]) -> Iterator[dict[Key, int]]:
    for one in sums:
        yield {key: sign % PRIME for key, sign in one.row.items() if key in hide}
