"""Periods that lie in a longer one and do not fill it: together they come to no more than it. Pure.

Where all of them fill it they are a sum (`gate.over_time`); where one was not told the rest is not known, but it is not below nought. So a reader
who sees nine months of 21 and a second quarter of 20 knows that the first was 0 or 1. Such a rest is one more unknown of the system, shown to
nobody and no secret.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import inf

from danvan.lib.disclosure import LEAST, Key, Sum
from danvan.lib.periods import Period, contains
from danvan.reports.threads import Kinship, Line, Thread

InPeriod = tuple[Line, str]
# A long period with some in it, none of which share a day.
Gap = tuple[Period, Sequence[Period]]
# So many times periods that share days are chosen between; of more, the later are left out.
MOST_CHOICES = 4


def gaps(periods: Sequence[Period]) -> Iterator[Gap]:
    """For each period the longest ones in it, where they leave something of it. What lies in these says nothing more: it is no more than they are."""
    for long in periods:
        inside = [one for one in periods if contains(long, one) and (one.first, one.last) != (long.first, long.last)]
        for some in _longest(inside, MOST_CHOICES):
            if some and sum(_days(one) for one in some) < _days(long):
                yield long, some


def _longest(periods: Sequence[Period], choices: int) -> Iterator[list[Period]]:
    """Those that lie in no other; where two of them share days, without the one or without the other."""
    alike = {(one.first, one.last): one for one in reversed(periods)}
    tops = [one for one in alike.values() if not any(contains(other, one) for other in alike.values() if other != one)]
    tops.sort(key=lambda one: (one.first, one.key))
    clash = next(((one, other) for one, other in combinations(tops, 2) if one.last >= other.first and other.last >= one.first), None)
    if clash is None:
        yield tops
        return
    for without in clash[::-1] if choices else clash[1:]:
        yield from _longest([one for one in alike.values() if one != without], max(choices - 1, 0))


def _days(period: Period) -> int:
    return (period.last - period.first).days + 1


@dataclass(frozen=True)
class Reading:
    """A thread as a reader has it before them: which cells are unknown (`chosen`), what stands in those that are shown, what is behind the unknown,
    and which of them are shown to nobody, whatever their size.
    """

    thread: Thread
    indicator: int
    chosen: Mapping[InPeriod, Key]
    counts: Mapping[InPeriod, int]
    values: Mapping[Key, int]
    secret: Collection[Key] = ()

    def cells(self, period: Period) -> list[InPeriod]:
        """The cells of the thread in a period; none where one of them tells nothing of the indicator."""
        cells = [((place, self.indicator), period.key) for place in self.thread.told.get(period.key, ())]
        return cells if all(cell in self.chosen or cell in self.counts for cell in cells) else []

    def sum(self, cells: Sequence[InPeriod]) -> int:
        """What they come to."""
        return sum(self.values[self.chosen[cell]] if cell in self.chosen else self.counts[cell] for cell in cells)

    def ends(self, cell: InPeriod) -> tuple[float, float]:
        """The least and the most that a reader takes it for, by its mark; one that is large may be shown or not."""
        key = self.chosen.get(cell)
        if key is None:
            return self.counts[cell], self.counts[cell]
        if key in self.secret:
            return 0, inf
        return (0, LEAST - 1) if self.values[key] < LEAST else (LEAST, inf)

    def tells(self, whole: Iterable[InPeriod], parts: Iterable[InPeriod]) -> bool:
        """Could the parts be more than the whole, as far as their marks say? Else that they are not says nothing."""
        return sum(self.ends(cell)[1] for cell in parts) > sum(self.ends(cell)[0] for cell in whole)

    def unknown(self, cells: Iterable[InPeriod]) -> tuple[Key, ...]:
        """Those that are not shown."""
        return tuple(self.chosen[cell] for cell in cells if cell in self.chosen)


def at_most(read: Reading, kin: Kinship, spare: dict[Key, int]) -> Iterator[Sum]:
    """What each gap in the thread says of the unknown cells. Adds to `spare` what a long period has beside the others."""
    for long, inside in (gap for spans in read.thread.spans for gap in gaps(spans)):
        whole = read.cells(long)
        parts = [cell for one in inside if _holds(kin, whole, cells := read.cells(one)) for cell in cells]
        above, there, rest = read.unknown(whole), read.unknown(parts), read.sum(whole) - read.sum(parts)
        if there and rest >= 0 and read.tells(whole, parts):  # where they come to more nobody can go by it
            key = ("gap", above, there, long.key, tuple(one.key for one in inside), read.indicator)
            spare[key] = rest
            yield Sum(above[0] if above else ("shown", key), (*there, key), beside=above[1:])


def _holds(kin: Kinship, whole: Iterable[InPeriod], cells: Sequence[InPeriod]) -> bool:
    """Is the time that the cells tell of told by the whole too: by the same places, or by those that stand for them?"""
    places = [place for (place, _indicator), _period in whole]
    return all(any(kin.holds(one, place) for one in places) for (place, _indicator), _period in cells)
