"""What of a table of counts may be published: small counts hidden, others rounded, and nothing left from which a hidden one can be worked out. Pure.

The rule (participation.md 6.3, after ONS and CMS): a count below 10, zero included, is not shown; the others are rounded to 5; where sums are
published beside their parts, further cells are hidden until no reader can reckon a hidden count, even one who knows which cells are small.
"""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

LEAST = 10
STEP = 5
SMALL, HIDDEN = "<10", "hidden"
MOST_SMALL = LEAST - 1
# Rows are reduced modulo a prime: sums have coefficients 1 and -1, so a chance agreement is out of the question.
PRIME = (1 << 61) - 1

Key = Hashable
Shown = int | str


class Impossible(Exception):
    """What was published before leaves no way to hide a small count now."""


@dataclass(frozen=True)
class Sum:
    """A published relation: the total is the sum of its parts. `total_first`: rather hide the total than a part that is large enough."""

    total: Key
    parts: tuple[Key, ...]
    total_first: bool = False

    @property
    def members(self) -> tuple[Key, ...]:
        """The total and its parts."""
        return (self.total, *self.parts)


def rounded(count: int) -> int:
    """To the nearest multiple of 5: 12 is 10, 13 is 15."""
    return STEP * ((count + STEP // 2) // STEP)


def shown(count: int, *, hidden: bool) -> Shown:
    """How a count stands in public: rounded, or why it does not stand there."""
    if count < LEAST:
        return SMALL
    return HIDDEN if hidden else rounded(count)


def protect(
    values: Mapping[Key, int],
    sums: Sequence[Sum],
    *,
    fixed: Collection[Key] = (),
    hidden: Collection[Key] = (),
    strict: bool = False,
) -> frozenset[Key]:
    """The cells not to show.

    In: `fixed` are public already, so hiding them hides nothing; `hidden` stay hidden. `strict`: refuse also where a reader who knows the small
    cells could narrow one down. Raises Impossible where a small count would be known exactly.
    """
    known = frozenset(fixed)
    hide = {key for key, count in values.items() if count < LEAST and key not in known} | set(hidden)
    while _hide_more(values, sums, hide, known):
        pass
    _check(values, sums, hide, strict=strict)
    return frozenset(hide)


def _hide_more(values: Mapping[Key, int], sums: Sequence[Sum], hide: set[Key], known: frozenset[Key]) -> bool:
    """One round. Out: was anything more hidden?"""
    before = len(hide)
    for one in sums:
        while not safe(values, one, hide):
            companion = _companion(values, one, hide, known)
            if companion is None:
                break
            hide.add(companion)
    if len(hide) > before:
        return True
    lone = determined(sums, hide)
    for one in sums:
        if lone.intersection(one.members):
            companion = _companion(values, one, hide, known)
            if companion is not None:
                hide.add(companion)
                return True
    return False


def safe(values: Mapping[Key, int], one: Sum, hide: Collection[Key]) -> bool:
    """Does the sum tell nothing of its hidden cells? Every small one must still be able to be anything from 0 to 9.

    Small cells S, larger hidden ones L, together R: without L, R is at least 10 and the others could make it up alone; with L, R leaves room
    for a small one of 9 beside L of at least 10 each.
    """
    there = [key for key in one.members if key in hide]
    if not there:
        return True
    if len(there) == 1:
        return False
    if one.total in hide:
        return True
    small = sum(values[key] < LEAST for key in there)
    large, rest = len(there) - small, sum(values[key] for key in there)
    if not small:
        return True
    return rest >= LEAST * large + MOST_SMALL if large else LEAST <= rest <= MOST_SMALL * (small - 1)


def _companion(values: Mapping[Key, int], one: Sum, hide: Collection[Key], known: Collection[Key]) -> Key | None:
    """The next cell to hide beside those of the sum: the smallest part that is shown, or the total."""
    parts = sorted((key for key in one.parts if key not in hide and key not in known), key=lambda key: values[key])
    total = [one.total] if one.total not in hide and one.total not in known else []
    order = chain(total, parts) if one.total_first else chain(parts, total)
    return next(order, None)


def _check(values: Mapping[Key, int], sums: Sequence[Sum], hide: Collection[Key], *, strict: bool) -> None:
    exact = [key for key in determined(sums, hide) if values[key] < LEAST]
    narrow = [one for one in sums if not safe(values, one, hide)] if strict else []
    if exact or narrow:
        raise Impossible(exact or narrow)


def determined(sums: Sequence[Sum], hide: Collection[Key]) -> set[Key]:
    """The hidden cells whose exact value follows from all sums together: the reduced system has a row of that cell alone."""
    return {next(iter(row)) for row in _reduced(sums, hide) if len(row) == 1}


def _reduced(sums: Sequence[Sum], hide: Collection[Key]) -> list[dict[Key, int]]:
    """Gauss and Jordan on the hidden cells; what is shown is a constant and drops out."""
    pivots: dict[Key, dict[Key, int]] = {}
    for row in _rows(sums, hide):
        for key in [key for key in row if key in pivots]:
            _take(row, pivots[key], key)
        if row:
            _settle(row, pivots)
    return list(pivots.values())


def _settle(row: dict[Key, int], pivots: dict[Key, dict[Key, int]]) -> None:
    """Make the row a pivot, and clear its cell from the others."""
    pivot = next(iter(row))
    scale = pow(row[pivot], -1, PRIME)
    for key in row:
        row[key] = row[key] * scale % PRIME
    for other in pivots.values():
        if pivot in other:
            _take(other, row, pivot)
    pivots[pivot] = row


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
        row = {key: 1 for key in one.parts if key in hide}
        if one.total in hide:
            row[one.total] = PRIME - 1
        yield row
