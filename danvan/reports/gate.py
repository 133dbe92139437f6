"""What a reader of all published figures can reckon with: the sums between units, between indicators and between periods. Pure.

Every published edition ties its cells together: a unit with all below it is its own offices and its parts; an indicator is its parts; a long
period is the shorter ones in it, those of units that ended with those of who stands for them. Cells that a later edition left as they were are
the same unknown; a cell that was hidden and moved is another one, at a distance that we take as known. `table` puts all of it into one system for
`lib.disclosure`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from danvan.lib.disclosure import Key, Sum, Table
from danvan.lib.periods import Period
from danvan.reports.rests import InPeriod, Reading, at_most
from danvan.reports.stretches import Told, relations
from danvan.reports.threads import ALONE, Edition, Kinship, Line, Place, Thread, Threads

# A line, in an edition or with its period.
Cell = TypeVar("Cell")
Value = TypeVar("Value")
# What a line has in a period, each with the number of its edition, the latest last: its unknowns, or the counts that were shown.
Held = dict[InPeriod, list[tuple[int, Key]]]
Shown = dict[InPeriod, list[tuple[int, int]]]


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
class Known:
    """The unknowns: their values; which stay hidden, which nobody is ever told; and pairs of a moved cell with what it was before."""

    values: dict[Key, int]
    hidden: set[Key] = field(default_factory=set)
    secret: set[Key] = field(default_factory=set)
    moved: list[tuple[Key, Key]] = field(default_factory=list)


def table(known: Known, editions: Sequence[Edition], family: Family, kin: Kinship = ALONE, *, recall: bool = False) -> Table:
    """The whole system. `editions`: oldest first, the one to be published last. `recall`: see `Along`."""
    spare: dict[Key, int] = {}
    sums = [one for edition in editions for one in _within(edition, family, spare)]
    along = Along(editions, kin, recall=recall)
    sums += over_time(along, family)
    sums += beneath(along, family, known, spare)
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


def in_two_minds(editions: Sequence[Edition], kin: Kinship) -> bool:
    """Did a later edition hide what an earlier one showed, or may it tell of other places, so that a reader can go by either?"""
    tables = [(one.root, one.period.key) for one in editions]
    return bool(recalled(editions)) or (bool(kin.heirs) and len(set(tables)) < len(tables))


class Along:
    """What goes on from period to period: the unknowns of each line and period, and the threads; gathered once for all that is reckoned with them.

    What was shown before a correction hid it ties the other periods together as it was, or the corrected one does, as the reader thinks: both
    are to be safe. (To know how both differ from the other periods would be to know the correction itself.) `recall`: as it was.
    """

    def __init__(self, editions: Sequence[Edition], kin: Kinship = ALONE, *, recall: bool = False) -> None:
        self.editions, self.kin = editions, kin
        self.threads = Threads(editions, kin, recall=recall)
        self.held: Held = {}
        remembered = recalled(editions) if recall else set()
        for number, edition in enumerate(editions):
            for line, key in edition.cells.items():
                if (line, edition.period.key) not in remembered:
                    self.held.setdefault((line, edition.period.key), []).append((number, key))

    def tops(self) -> list[tuple[Place, int]]:
        """The places with an unknown in them that nobody else stands for, each with the indicators of these."""
        return list(dict.fromkeys((self.kin.top(place), indicator) for (place, indicator), _period in self.held))

    def until(self, top: Place) -> dict[str, int]:
        """The number of the edition up to which each period is taken; ask for the threads of the place, or who is told, first."""
        return {key: self.threads.until.get((top, key), len(self.editions)) for key in self.threads.spans}

    def each(self) -> Iterator[tuple[Thread, int, Mapping[str, int]]]:
        """Every thread with an unknown in it, for each indicator, and up to which edition."""
        for top, indicator in self.tops():
            found = self.threads.of(top)
            until = self.until(top)
            for thread in found:
                yield thread, indicator, until


def over_time(along: Along, family: Family) -> Iterator[Sum]:
    """The sums between periods: for each place and indicator, one for each independent circle of periods.

    A place is taken with all that it stands for (`Threads`): the year of a commune that others went into is the quarters of all of them, and what
    these told of the year by themselves stands beside its own.
    """
    for thread, indicator, until in along.each():
        for left, right in (tie for spans in thread.spans for tie in _ties(family, indicator, spans)):
            sides = [[(place, period.key) for period in side for place in thread.told[period.key]] for side in (left, right)]
            yield from _circle(along.held, indicator, sides, until)
    yield from _across(along, family)


def _across(along: Along, family: Family) -> Iterator[Sum]:
    """Of places that went into each other also what goes through several threads (`stretches`)."""
    kin, threads, moments = along.kin, along.threads, family.stocks | family.openings
    known: dict[Place, list[Sequence[list[Told]]]] = {}
    for top, indicator in along.tops():
        if top not in kin.ended or indicator in moments:
            continue
        if top not in known:
            known[top] = list(relations(kin, kin.under(top), threads.told(top), threads.spans))
        for sides in known[top]:
            yield from _circle(along.held, indicator, sides, along.until(top))


def beneath(along: Along, family: Family, known: Known, spare: dict[Key, int]) -> Iterator[Sum]:
    """What periods that do not fill a longer one say of it (`rests`), as the latest editions have them."""
    shown: Shown = {}
    for number, edition in enumerate(along.editions):
        for line, count in edition.counts.items():
            if line not in edition.cells:
                shown.setdefault((line, edition.period.key), []).append((number, count))
    for thread, indicator, until in along.each():
        if indicator not in family.stocks | family.openings:
            chosen, counts = _latest(along.held, thread, indicator, until), _latest(shown, thread, indicator, until)
            yield from at_most(Reading(thread, indicator, chosen, counts, known.values, known.secret), along.kin, spare)


def _latest(
    some: Mapping[InPeriod, list[tuple[int, Value]]], thread: Thread, indicator: int, until: Mapping[str, int]
) -> dict[InPeriod, Value]:
    """What the latest editions have in the cells of a thread."""
    cells = [((place, indicator), period) for period, places in thread.told.items() for place in places]
    known = {cell: [one for number, one in some.get(cell, ()) if number < until[cell[1]]] for cell in cells}
    return {cell: ones[-1] for cell, ones in known.items() if ones}


def _circle(held: Held, indicator: int, told: Sequence[Sequence[Told]], until: Mapping[str, int]) -> Iterator[Sum]:
    """The sum of what is `told` on two sides as the latest editions have it, and once more for each earlier edition of one of its cells."""
    sides = [[((place, indicator), period) for place, period in side] for side in told]
    known = {cell: [key for number, key in held.get(cell, ()) if number < until[cell[1]]] for side in sides for cell in side}
    latest = {cell: keys[-1] for cell, keys in known.items() if keys}
    older = [{**latest, cell: key} for cell in latest for key in known[cell][:-1] if key != latest[cell]]
    for chosen in (latest, *older):
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
