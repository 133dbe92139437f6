"""Periods that lie in a longer one and do not fill it: together they come to no more than it. Pure.

Where all of them fill it they are a sum (`gate.over_time`); where one was not told the rest is not known, but it is not below nought. So a reader
who sees nine months of 21 and a second quarter of 20 knows that the first was 0 or 1: `rests`.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

from danvan.lib.periods import Period, contains

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
