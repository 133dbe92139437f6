"""What a reader of all published figures can reckon with: the sums between units, between indicators and between periods. Pure.

Every published edition ties its cells together: a unit with all below it is its own offices and its parts; an indicator is its parts; a long
period is the shorter ones in it, those of units that ended with those of who stands for them. Cells that a later edition left as they were are
the same unknown; a cell that was hidden and moved is another one, at a distance that we take as known. `table` puts all of it into one system for
`lib.disclosure`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import combinations
from typing import TypeVar

from danvan.lib.disclosure import Key, Sum, Table
from danvan.lib.periods import Period

Place = tuple[int, bool]  # a unit, and whether with all below it
Line = tuple[Place, int]  # a place and an indicator
# A line, in an edition or with its period.
Cell = TypeVar("Cell")
# The unknowns of a line in a period, each with the number of its edition, the latest last.
Held = dict[tuple[Line, str], list[tuple[int, Key]]]


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


@dataclass(frozen=True)
class Kinship:
    """Who stands for whom: each place that ended, with the place that answers for it from then on and the first day on which it was no more.

    `born`: offices that were not there from the beginning, with their first days. `apart`: who ended within a period and yet reported of it by itself.
    """

    heirs: Mapping[Place, tuple[Place, date]] = field(default_factory=dict)
    born: Mapping[Place, date] = field(default_factory=dict)
    apart: frozenset[tuple[Place, str]] = frozenset()

    @cached_property
    def ended(self) -> Mapping[Place, Sequence[Place]]:
        """Each place that stands for others, with these."""
        found: dict[Place, list[Place]] = {}
        for place, (heir, _day) in self.heirs.items():
            found.setdefault(heir, []).append(place)
        return found

    def top(self, place: Place) -> Place:
        """Who stands for it in the end."""
        return self.top(self.heirs[place][0]) if place in self.heirs else place

    def under(self, place: Place) -> list[Place]:
        """The place and all it stands for, through every generation."""
        found = [place]
        for one in found:
            found += self.ended.get(one, ())
        return found

    def end(self, place: Place) -> date:
        """The first day on which it was no more."""
        return self.heirs[place][1] if place in self.heirs else date.max

    def there(self, place: Place, told: Collection[Place], period: Period) -> bool:
        """Has it a time in the period that the places that are told may tell of? Not one that others are told for as if it had not come yet."""
        ended = self.ended.get(place, ())
        within = self.end(place) > period.first and self.born.get(place, date.min) <= period.last
        return place in told or (within and not (ended and all(one in told for one in ended)))

    def teller(self, place: Place, told: Collection[Place], period: Period) -> Place | None:
        """The place whose number holds its time in the period: its own, or that of who stands for it. A whole that ended is told with its heir."""
        passed, own = self.end(place) <= period.last, place if place in told else None
        if not passed or ((place, period.key) in self.apart and not (own and place[1])):
            return own
        return self.teller(self.heirs[place][0], told, period) or own

    def cut(self, places: Collection[Place], span: Period) -> Period:
        """The part of the period in which one of the places was there."""
        first, end = min(self.born.get(one, date.min) for one in places), max(self.end(one) for one in places)
        return replace(span, first=max(span.first, first), last=min(span.last, end - timedelta(days=1)))


ALONE = Kinship()


@dataclass(frozen=True)
class Thread:
    """The same time of the same places, period by period: which told places come to it, and the part of the period that it is."""

    told: Mapping[str, Sequence[Place]]
    spans: Sequence[Sequence[Period]]


class Threads:
    """What was told of a place and of all that it stands for, as the latest editions have it; `recall`: as they had it before places went."""

    def __init__(self, editions: Sequence[Edition], kin: Kinship, *, recall: bool = False) -> None:
        self.editions, self.kin, self.recall = editions, kin, recall
        self.tables = [frozenset((edition.whole, *edition.parts)) for edition in editions]
        self.spans = {edition.period.key: edition.period for edition in editions}
        self.roots: dict[tuple[Place, str], set[int]] = {}
        self.numbers: dict[tuple[int, str], list[int]] = {}
        self.found: dict[Place, Sequence[Thread]] = {}
        self.until: dict[tuple[Place, str], int] = {}
        for number, edition in enumerate(editions):
            self.numbers.setdefault((edition.root, edition.period.key), []).append(number)
            for place in self.tables[number]:
                self.roots.setdefault((place, edition.period.key), set()).add(edition.root)

    def of(self, top: Place) -> Sequence[Thread]:
        """Every thread of a place that nobody else stands for."""
        if top not in self.found:
            family = self.kin.under(top)
            told = {key: there for key in self.spans if (there := self._told(top, family, key))}
            some = [self._thread(places, told) for places in self._together(family, told)]
            self.found[top] = [one for one in some if len(one.told) > 1]
        return self.found[top]

    def _told(self, top: Place, family: Sequence[Place], period: str) -> frozenset[Place]:
        """Which places of the family are told in a period. `until` keeps the number of the edition from which others were."""
        roots = {root for place in family for root in self.roots.get((place, period), ())}
        if roots and len(family) == 1:
            return frozenset(family)
        now: dict[int, frozenset[Place]] = {}
        last = frozenset[Place]()
        for number in sorted(number for root in roots for number in self.numbers[root, period]):
            now[self.editions[number].root] = self.tables[number].intersection(family)
            there = frozenset[Place]().union(*now.values())
            if self.recall and not last <= there:
                self.until[top, period] = number
                break
            last = there
        return last

    def _together(self, family: Sequence[Place], told: Mapping[str, frozenset[Place]]) -> list[frozenset[Place]]:
        """The places whose time is told together somewhere, and what hangs together by these."""
        found = dict.fromkeys(frozenset(self.kin.under(place)) for place in family)
        for period in told:
            held: dict[Place | None, set[Place]] = {}
            for place in (one for one in family if self.kin.there(one, told[period], self.spans[period])):
                held.setdefault(self.kin.teller(place, told[period], self.spans[period]), set()).add(place)
            found |= dict.fromkeys(frozenset(some) for teller, some in held.items() if teller)
        while (
            joined := {one | other for one, other in combinations(found, 2) if one & other not in (one, other, frozenset())} - found.keys()
        ):
            found |= dict.fromkeys(sorted(joined, key=sorted))
        return list(found)

    def _thread(self, places: frozenset[Place], told: Mapping[str, frozenset[Place]]) -> Thread:
        found = {key: some for key, there in told.items() if (some := self._come_to(places, there, self.spans[key]))}
        spans = [self.spans[key] for key in found]
        cut = [self.kin.cut(places, span) for span in spans]
        return Thread(found, [spans] if cut == spans else [spans, [one for one in cut if one.first <= one.last]])

    def _come_to(self, places: frozenset[Place], told: frozenset[Place], period: Period) -> list[Place]:
        """The told places that come to the time of these; none where they tell of others too, or not of all."""
        tellers = {self.kin.teller(one, told, period) for one in places if self.kin.there(one, told, period)}
        family = self.kin.under(self.kin.top(next(iter(places))))
        there = [one for one in family if self.kin.there(one, told, period) and self.kin.teller(one, told, period) in tellers]
        return [] if None in tellers or not places.issuperset(there) else [one for one in there if one in told]


def table(known: Known, editions: Sequence[Edition], family: Family, kin: Kinship = ALONE, *, recall: bool = False) -> Table:
    """The whole system. `editions`: oldest first, the one to be published last. `recall`: see `over_time`."""
    spare: dict[Key, int] = {}
    sums = [one for edition in editions for one in _within(edition, family, spare)]
    sums += over_time(editions, family, kin, recall=recall)
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


def over_time(editions: Sequence[Edition], family: Family, kin: Kinship = ALONE, *, recall: bool = False) -> Iterator[Sum]:
    """The sums between periods: for each place and indicator, one for each independent circle of periods.

    A place is taken with all that it stands for (`Threads`): the year of a commune that others went into is the quarters of all of them, and what
    these told of the year by themselves stands beside its own.

    What was shown before a correction hid it ties the other periods together as it was, or the corrected one does, as the reader thinks: both
    are to be safe. (To know how both differ from the other periods would be to know the correction itself.) `recall`: as it was.
    """
    remembered = recalled(editions) if recall else set()
    held: Held = {}
    for number, edition in enumerate(editions):
        for line, key in edition.cells.items():
            if (line, edition.period.key) not in remembered:
                held.setdefault((line, edition.period.key), []).append((number, key))
    threads = Threads(editions, kin, recall=recall)
    for top, indicator in dict.fromkeys((kin.top(place), indicator) for (place, indicator), _period in held):
        found = threads.of(top)
        until = {key: threads.until.get((top, key), len(editions)) for key in threads.spans}
        for thread in found:
            for left, right in (tie for spans in thread.spans for tie in _ties(family, indicator, spans)):
                sides = [
                    [((place, indicator), period) for period in (one.key for one in side) for place in thread.told[period]]
                    for side in (left, right)
                ]
                yield from _circle(held, sides, until)


def _circle(held: Held, sides: Sequence[Sequence[tuple[Line, str]]], until: Mapping[str, int]) -> Iterator[Sum]:
    """The sum as the latest editions have it, and once more for each earlier edition of one of its cells."""
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
