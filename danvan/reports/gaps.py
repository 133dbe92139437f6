"""Periods that lie in a longer one and do not fill it: together they come to no more than it. Pure.

Where all of them fill it they are a sum (`gate.over_time`); where one was not told the rest is not known, but it is not below nought. So a reader
who sees nine months of 21 and a second quarter of 20 knows that the first was 0 or 1. Such a rest is one more unknown of the system, shown to
nobody and no secret.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from danvan.lib.disclosure import Key, Sum
from danvan.lib.periods import Period, contains
from danvan.reports.threads import Line, Thread

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


def at_most(
    thread: Thread,
    indicator: int,
    chosen: Mapping[InPeriod, Key],
    counts: Mapping[InPeriod, int],
    values: Mapping[Key, int],
    spare: dict[Key, int],
) -> Iterator[Sum]:
    """What each gap in the thread says of the unknown cells, as the reader takes them (`chosen`).

    `counts`: what stands in each cell that is shown; `values`: what is behind each unknown. Adds to `spare` what a long period has beside the others.
    """
    for spans in thread.spans:
        for long, inside in gaps(spans):
            whole = _cells(thread, indicator, long, chosen, counts)
            parts = [cells for one in inside if (cells := _cells(thread, indicator, one, chosen, counts))]
            there = tuple(chosen[cell] for cells in parts for cell in cells if cell in chosen)
            if not whole or not there:
                continue
            above = tuple(chosen[cell] for cell in whole if cell in chosen)
            rest = _sum(whole, chosen, counts, values) - sum(_sum(cells, chosen, counts, values) for cells in parts)
            if rest >= 0:  # where it is not so nobody can go by it
                key = ("gap", above, there, long.key, tuple(one.key for one in inside), indicator)
                spare[key] = rest
                yield Sum(above[0] if above else ("shown", key), (*there, key), beside=above[1:])


def _cells(
    thread: Thread, indicator: int, period: Period, chosen: Mapping[InPeriod, Key], counts: Mapping[InPeriod, int]
) -> list[InPeriod]:
    """The cells of the thread in a period; none where one of them tells nothing of the indicator."""
    cells = [((place, indicator), period.key) for place in thread.told.get(period.key, ())]
    return cells if all(cell in chosen or cell in counts for cell in cells) else []


def _sum(cells: Sequence[InPeriod], chosen: Mapping[InPeriod, Key], counts: Mapping[InPeriod, int], values: Mapping[Key, int]) -> int:
    return sum(values[chosen[cell]] if cell in chosen else counts[cell] for cell in cells)
