"""A reader who wants to know: takes every published cell of every edition and reckons out what was hidden. Knows nothing of how the gate works.

Stronger than any real one: knows the shown counts before rounding, by how much figures that were reported apart differ, which hidden cells a
correction left alone, and by how much it moved the others.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from math import ceil, floor, inf

from danvan.lib.disclosure import HIDDEN, LEAST, SMALL, Key
from danvan.lib.periods import Period, contains
from danvan.reports.editions import SECRET, SHOWN, Past, Stood
from danvan.reports.gate import Family
from danvan.reports.threads import Line

Equation = tuple[dict[Key, Fraction], Fraction]  # coefficients of the unknown, and what they come to
Range = tuple[float, float]


class Reader:
    """Everything that was published, as equations between what was not."""

    def __init__(self, published: Sequence[Past], family: Family, *, recall: bool = False) -> None:
        self.recall = recall
        self.published = published
        self.family = family
        self.cells = {stood.key: stood for past in published for stood in past.cells.values() if stood.mark != SHOWN}
        self.equations: list[Equation] = []
        self.spare: set[Key] = set()
        for past in published:
            self._units(past)
            self._parts(past)
        self._times()
        self._moves()

    def _units(self, past: Past) -> None:
        for indicator in self.family.indicators:
            total = past.cells.get(((past.root, True), indicator))
            self.learn([total], [past.cells.get((place, indicator)) for place in past.parts])

    def _parts(self, past: Past) -> None:
        for place in {place for place, _indicator in past.cells}:
            for whole, parts in self.family.parts.items():
                total, there = past.cells.get((place, whole)), [past.cells.get((place, part)) for part in parts]
                rest = (total.value if total else 0) - sum(part.value for part in there if part)
                self.learn([total], [*there, *([self._spare(rest)] if whole in self.family.open_ended else [])])
            for one in self.family.equalities:
                if all((place, member) in past.cells for member in one.members):
                    self.learn(*([past.cells[place, member] for member in side] for side in (one.left, one.right)))

    def _spare(self, rest: int) -> Stood:
        """What a whole has beside its parts: published by nobody, not below zero."""
        stood = Stood(rest, SECRET, ("rest", len(self.spare)))
        self.spare.add(stood.key)
        self.cells[stood.key] = stood
        return stood

    def _times(self) -> None:
        """Every way in which one period is put together from others."""
        spans = {past.period.key: past.period for past in self.published}
        moments = self.family.stocks | self.family.openings
        every = {line for past in self.published for line in past.cells}
        for line in (one for one in every if one[1] in moments):
            for one, other in combinations(spans.values(), 2):
                if (one.last == other.last) if line[1] in self.family.stocks else (one.first == other.first):
                    self._compare(line, one, [other])
        for line in (one for one in every if one[1] not in moments):
            for long in spans.values():
                for short in _tilings(long, [one for one in spans.values() if one != long]):
                    self._compare(line, long, short)
                for short in _leaving_some(long, [one for one in spans.values() if one != long and contains(long, one)]):
                    self._at_most(line, long, short)

    def _compare(self, line: Line, long: Period, short: Sequence[Period]) -> None:
        editions = [[past.cells[line] for past in self.published if past.period == one and line in past.cells] for one in (long, *short)]
        if not all(editions):
            return
        editions = [self._believed(some) for some in editions]
        latest = [some[-1] for some in editions]
        for number, some in enumerate(editions):
            for one in some:
                chosen = [*latest[:number], one, *latest[number + 1 :]]
                self.learn(chosen[:1], chosen[1:])

    def _at_most(self, line: Line, long: Period, short: Sequence[Period]) -> None:
        """Periods apart from each other within a long one come to no more than it, wherever that is so."""
        editions = [[past.cells[line] for past in self.published if past.period == one and line in past.cells] for one in (long, *short)]
        if not all(editions):
            return
        whole, *parts = (self._believed(some)[-1] for some in editions)
        rest = whole.value - sum(part.value for part in parts)
        if rest >= 0 and any(part.mark != SHOWN for part in parts):
            self.learn([whole], [*parts, self._spare(rest)])

    def _believed(self, some: list[Stood]) -> list[Stood]:
        """Of a cell that was shown and then hidden: what was shown, or what came after. To know how both lie to other periods is to know all."""
        shown = [one for one in some if one.mark == SHOWN]
        if not shown or some[-1].mark == SHOWN:
            return some
        return shown if self.recall else [one for one in some if one.mark != SHOWN]

    def _moves(self) -> None:
        for past, later in pairwise(self.published):
            if (past.root, past.period) == (later.root, later.period):
                for line, stood in later.cells.items():
                    before = past.cells.get(line)
                    if before is not None and SHOWN not in (before.mark, stood.mark):
                        self.learn([stood], [before])

    def learn(self, left: Sequence[Stood | None], right: Sequence[Stood | None]) -> None:
        """Left and right differ by as much as they do; only what is hidden is unknown."""
        row: dict[Key, Fraction] = {}
        for sign, side in ((1, right), (-1, left)):
            for stood in side:
                if stood is not None and stood.mark != SHOWN:
                    row[stood.key] = row.get(stood.key, Fraction(0)) + sign
        row = {key: times for key, times in row.items() if times}
        if row:
            self.equations.append((row, sum((times * self.cells[key].value for key, times in row.items()), Fraction(0))))

    def ranges(self) -> dict[Key, Range]:
        """What each hidden count can be, by elimination and by narrowing bounds until nothing changes."""
        found = self.start()
        equations = [*self.equations, *_eliminated(self.equations, self.cells)]
        while sum(_narrow(row, known, found) for row, known in equations):
            pass
        return found

    def start(self) -> dict[Key, Range]:
        """What the marks say of the unknown."""
        return {key: _mark(stood) for key, stood in self.cells.items()}

    def told(self, least: int) -> list[tuple[Line, Range, Stood]]:
        """The small and secret counts that are known to fewer than `least` + 1 values."""
        found = self.ranges()
        lines = {stood.key: line for past in self.published for line, stood in past.cells.items()}
        wanted = [stood for stood in self.cells.values() if stood.mark in (SMALL, SECRET) and stood.key not in self.spare]
        return [(lines[one.key], found[one.key], one) for one in wanted if found[one.key][1] - found[one.key][0] < least]


def learnt(published: Sequence[Past], family: Family, least: int) -> list[tuple[Line, Range, Stood]]:
    """What two readers find out: one goes by what was shown before a correction hid it, one by the correction."""
    return [one for recall in (False, True) for one in Reader(published, family, recall=recall).told(least)]


def _mark(stood: Stood) -> Range:
    return {SMALL: (0, LEAST - 1), HIDDEN: (LEAST, inf), SECRET: (0, inf)}[stood.mark]


def _tilings(long: Period, others: Sequence[Period]) -> Iterator[list[Period]]:
    """The periods that together are exactly the long one."""

    def on(day: int, chosen: list[Period]) -> Iterator[list[Period]]:
        if day == long.last.toordinal() + 1:
            yield chosen
        for one in others:
            if one.first.toordinal() == day and one.last <= long.last:
                yield from on(one.last.toordinal() + 1, [*chosen, one])

    yield from on(long.first.toordinal(), [])


def _leaving_some(long: Period, inside: Sequence[Period]) -> Iterator[list[Period]]:
    """Periods apart from each other in a long one that leave some of it, as long and as many as there are: what lies in them says no more."""
    for some in _apart(inside):
        others = [one for one in inside if one not in some]
        wider = [one for one in others if all(contains(one, each) or not _meet(one, each) for each in some)]
        if not wider and sum((one.last - one.first).days + 1 for one in some) < (long.last - long.first).days + 1:
            yield some


def _apart(periods: Sequence[Period]) -> Iterator[list[Period]]:
    """Every choice of some of the periods of which no two share a day."""
    for number, one in enumerate(periods):
        yield [one]
        for others in _apart([other for other in periods[number + 1 :] if not _meet(one, other)]):
            yield [one, *others]


def _meet(one: Period, other: Period) -> bool:
    return one.first <= other.last and other.first <= one.last


def _narrow(row: Mapping[Key, Fraction], known: Fraction, found: dict[Key, Range]) -> bool:
    """Each unknown of the row lies where the others leave room for it. Out: was anything learnt?"""
    learnt = False
    for key, times in row.items():
        least, most = float(known), float(known)
        for other, by in row.items():
            if other != key:
                ends = [float(by) * end for end in found[other]]
                least, most = least - max(ends), most - min(ends)
        low, high = sorted((least / float(times), most / float(times)))
        old = found[key]
        new = (max(old[0], ceil(low - 1e-6) if low > -inf else low), min(old[1], floor(high + 1e-6) if high < inf else high))
        if new != old:
            found[key], learnt = new, True
    return learnt


def _eliminated(equations: Sequence[Equation], cells: Collection[Key]) -> list[Equation]:
    """Gauss and Jordan with exact fractions; what is no cell is eliminated first, so that what cells come to by themselves is left."""
    pivots: dict[Key, Equation] = {}
    for first, start in equations:
        row, known = dict(first), start
        for key in [key for key in row if key in pivots]:
            row, known = _less(row, known, pivots[key], row[key])
        if row:
            pivot = next((key for key in row if key not in cells), next(iter(row)))
            times = row[pivot]
            row, known = {key: by / times for key, by in row.items()}, known / times
            for other, (there, that) in list(pivots.items()):
                if pivot in there:
                    pivots[other] = _less(there, that, (row, known), there[pivot])
            pivots[pivot] = row, known
    return list(pivots.values())


def _less(row: Mapping[Key, Fraction], known: Fraction, other: Equation, times: Fraction) -> Equation:
    left = dict(row)
    for key, by in other[0].items():
        left[key] = left.get(key, Fraction(0)) - times * by
    return {key: by for key, by in left.items() if by}, known - times * other[1]
