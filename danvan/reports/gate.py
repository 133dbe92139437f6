"""What a reader of all published figures can reckon with: the sums between units, between indicators and between periods. Pure.

Every published edition ties its cells together: a unit with all below it is its own offices and its parts; an indicator is its parts; a long
period is the shorter ones in it. Cells that a later edition left as they were are the same unknown; a cell that was hidden and moved is another
one, at a distance that we take as known. `table` puts all of it into one system for `lib.disclosure`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from danvan.lib.disclosure import Key, Sum, Table
from danvan.lib.periods import Period

Place = tuple[int, bool]  # a unit, and whether with all below it
Line = tuple[Place, int]  # a place and an indicator
# A line, in an edition or with its period.
Cell = TypeVar("Cell")
# The places that a place was made of on a day; empty where that is not known exactly.
MadeOf = Callable[[Place, date], Sequence[Place]]


@dataclass(frozen=True)
class Equality:
    """Indicators whose sum is that of others, as an office declares it of itself and what lies below. `roots`: whose editions it holds in; none named: all."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    roots: frozenset[int] = frozenset()

    @property
    def members(self) -> tuple[int, ...]:
        """Both sides."""
        return (*self.left, *self.right)


@dataclass(frozen=True)
class Family:
    """Indicators that are sums of each other. `parts`: whole -> parts; `open_ended`: wholes that are more than their parts.

    `stocks` tell of the last day of a period, `openings` of its first; all others are taken to add up over time, by how much off is known.
    """

    indicators: tuple[int, ...]
    parts: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    open_ended: frozenset[int] = frozenset()
    stocks: frozenset[int] = frozenset()
    openings: frozenset[int] = frozenset()
    equalities: tuple[Equality, ...] = ()


@dataclass
class Edition:
    """One edition of the figures of a root for a period: its counts, the unknown behind each (shown ones of the past left out), what adds up."""

    root: int
    period: Period
    parts: tuple[Place, ...]
    counts: Mapping[Line, int]
    cells: dict[Line, Key]

    @property
    def whole(self) -> Place:
        """The root with all below it."""
        return (self.root, True)


@dataclass
class Known:
    """The unknowns: their values; which stay hidden, which nobody is ever told; and pairs of a moved cell with what it was before."""

    values: dict[Key, int]
    hidden: set[Key] = field(default_factory=set)
    secret: set[Key] = field(default_factory=set)
    moved: list[tuple[Key, Key]] = field(default_factory=list)


def itself(place: Place, _day: date) -> Sequence[Place]:
    """A place that was never anything else."""
    return (place,)


def table(known: Known, editions: Sequence[Edition], family: Family, made_of: MadeOf = itself, *, recall: bool = False) -> Table:
    """The whole system. `editions`: oldest first, the one to be published last. `recall`: see `over_time`."""
    spare: dict[Key, int] = {}
    sums = [one for edition in editions for one in _within(edition, family, spare)]
    sums += over_time(editions, family, made_of, recall=recall)
    sums += [Sum(now, (before,)) for now, before in known.moved]
    values = {**known.values, **spare}
    return Table(
        values=values,
        sums=list(dict.fromkeys(sums)),
        fixed=frozenset(one.total for one in sums if one.total not in values),
        hidden=frozenset(known.hidden),
        secret=frozenset(known.secret),
        spare=frozenset(spare),
    )


def _within(edition: Edition, family: Family, spare: dict[Key, int]) -> Iterator[Sum]:
    """The sums inside an edition."""
    for indicator in family.indicators:
        yield from _sum(edition.cells, (edition.whole, indicator), [(place, indicator) for place in edition.parts])
    for place in dict.fromkeys(place for place, _indicator in edition.cells):
        for whole, parts in family.parts.items():
            if not any((place, part) in edition.counts for part in parts):
                continue  # no part was told, so nothing was told of the whole
            rest = ("rest", edition.root, edition.period.key, place, whole)
            for one in _sum(edition.cells, (place, whole), [(place, part) for part in parts]):
                if whole in family.open_ended:
                    spare[rest] = edition.counts.get((place, whole), 0) - sum(edition.counts.get((place, part), 0) for part in parts)
                    yield Sum(one.total, (*one.parts, rest))
                else:
                    yield one
        for equality in (one for one in family.equalities if not one.roots or edition.root in one.roots):
            if all((place, member) in edition.counts for member in equality.members):
                yield from _equal(edition.cells, [(place, one) for one in equality.left], [(place, one) for one in equality.right])


def _sum(cells: Mapping[Line, Key], total: Line, parts: Iterable[Line]) -> Iterator[Sum]:
    """The sum of those cells that are unknown; nothing where none is."""
    there = tuple(cells[part] for part in parts if part in cells)
    if total in cells:
        yield Sum(cells[total], there)
    elif there:
        yield Sum(("shown", total, there), there)


def _equal(cells: Mapping[Cell, Key], left: Iterable[Cell], right: Iterable[Cell]) -> Iterator[Sum]:
    """Both sides come to the same, but for what is known; nothing where no cell of them is unknown."""
    sides = [tuple(cells[cell] for cell in side if cell in cells) for side in (left, right)]
    one, other = sides if sides[0] else reversed(sides)
    if one and set(one) != set(other):
        yield Sum(one[0], other, beside=one[1:])


def recalled(editions: Sequence[Edition]) -> set[tuple[Line, str]]:
    """The lines and periods that one edition showed and a later one hides."""
    shown = {(line, one.period.key) for one in editions for line in one.counts if line not in one.cells}
    return shown & {(line, one.period.key) for one in editions for line in one.cells}


def over_time(editions: Sequence[Edition], family: Family, made_of: MadeOf = itself, *, recall: bool = False) -> Iterator[Sum]:
    """The sums between periods: for each place and indicator, one for each independent circle of periods.

    What was shown before a correction hid it ties the other periods together as it was, or the corrected one does, as the reader thinks: both
    are to be safe. (To know how both differ from the other periods would be to know the correction itself.) `recall`: as it was.
    """
    remembered = recalled(editions) if recall else set()
    published = {(edition.whole, edition.period.key) for edition in editions}
    published |= {(place, edition.period.key) for edition in editions for place in edition.parts}
    held: dict[tuple[Line, str], list[Key]] = {}
    spans = {edition.period.key: edition.period for edition in editions}
    for edition in editions:
        for line, key in edition.cells.items():
            if (line, edition.period.key) not in remembered:
                held.setdefault((line, edition.period.key), []).append(key)
    for place, indicator in dict.fromkeys(line for line, _period in held):
        terms: dict[str, list[Line]] = {}
        for key, span in spans.items():
            behind = [(place, key)] if (place, key) in published else [(one, key) for one in made_of(place, span.last)]
            if behind and all(one in published for one in behind):
                terms[key] = [(one, indicator) for one, _key in behind]
        for left, right in _ties(family, indicator, [spans[key] for key in terms]):
            yield from _circle(held, terms, [one.key for one in left], [one.key for one in right])


def _circle(
    held: Mapping[tuple[Line, str], list[Key]], terms: Mapping[str, list[Line]], left: list[str], right: list[str]
) -> Iterator[Sum]:
    """The sum as the latest editions have it, and once more for each earlier edition of one of its cells."""
    latest = {(line, period): held[line, period][-1] for period in (*left, *right) for line in terms[period] if (line, period) in held}
    choices = [latest]
    choices += [{**latest, cell: older} for cell in latest for older in held[cell][:-1] if older != latest[cell]]
    for chosen in choices:
        sides = [[(line, period) for period in side for line in terms[period]] for side in (left, right)]
        yield from _equal(chosen, *sides)


Tie = tuple[list[Period], list[Period]]


def _ties(family: Family, indicator: int, periods: Sequence[Period]) -> Iterator[Tie]:
    """Which periods come to which others. What is counted once in each, or anew, is no sum; to know by how much it is none would be to know more."""
    if indicator in family.stocks:
        return _same_day(periods, lambda one: one.last)
    return _same_day(periods, lambda one: one.first) if indicator in family.openings else _circles(periods)


def _same_day(periods: Sequence[Period], moment: Callable[[Period], date]) -> Iterator[Tie]:
    """What two periods tell of the same day is the same."""
    first: dict[date, Period] = {}
    for one in periods:
        if moment(one) in first:
            yield [one], [first[moment(one)]]
        first.setdefault(moment(one), one)


def _circles(periods: Sequence[Period]) -> Iterator[Tie]:
    """Periods as roads between days: each that closes a circle equals the roads around it, those taken backwards on its own side."""
    roads: dict[int, list[tuple[int, Period, int]]] = {}
    for one in sorted(periods, key=lambda period: (period.last - period.first, period.key)):
        start, end = one.first.toordinal(), one.last.toordinal() + 1
        way = _way(roads, start, end)
        if way is None:
            roads.setdefault(start, []).append((end, one, 1))
            roads.setdefault(end, []).append((start, one, -1))
        else:
            yield [one, *(road for road, sign in way if sign < 0)], [road for road, sign in way if sign > 0]


def _way(roads: Mapping[int, list[tuple[int, Period, int]]], start: int, end: int) -> list[tuple[Period, int]] | None:
    """The roads from one day to another, with their direction; None where there is no way."""
    ways: dict[int, list[tuple[Period, int]]] = {start: []}
    edge = [start]
    while edge and end not in ways:
        here = edge.pop(0)
        for there, road, sign in roads.get(here, ()):
            if there not in ways:
                ways[there] = [*ways[here], (road, sign)]
                edge.append(there)
    return ways.get(end)
