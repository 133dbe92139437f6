"""Periods laid end to end: which shorter ones make up a longer one. Pure."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# At most so many ways of putting a period together from shorter ones are tried.
MOST_WAYS = 64


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some days, both included, with the key of the period they are."""

    key: int
    first: date
    last: date


def ways(first: date, last: date, stretches: Sequence[Stretch]) -> list[tuple[int, ...]]:
    """Every way to lay the days from first to last with the stretches, end to end, fewest first: keys in order."""
    starting: dict[date, list[Stretch]] = {}
    for one in stretches:
        if first <= one.first and one.last <= last and (one.first, one.last) != (first, last):
            starting.setdefault(one.first, []).append(one)
    found: list[tuple[int, ...]] = []
    edge: list[tuple[date, tuple[int, ...]]] = [(first, ())]
    while edge and len(found) < MOST_WAYS and len(edge) < MOST_WAYS * MOST_WAYS:
        day, laid = edge.pop()
        for one in starting.get(day, ()):
            if one.last == last:
                found.append((*laid, one.key))
            else:
                edge.append((one.last + timedelta(days=1), (*laid, one.key)))
    return sorted(found, key=len)


def most_covered(first: date, last: date, stretches: Sequence[Stretch]) -> tuple[int, ...]:
    """Of the stretches within the days from first to last, those that share no day and cover the most of them, as few as can be: keys in order."""
    inside = sorted((one for one in stretches if first <= one.first and one.last <= last), key=lambda one: (one.last, one.first))
    ends = [one.last for one in inside]
    # What the first so many of them come to at best: days, fewness, keys.
    best: list[tuple[int, int, tuple[int, ...]]] = [(0, 0, ())]
    for place, one in enumerate(inside):
        days, fewness, laid = best[bisect_left(ends, one.first, hi=place)]
        best.append(max(best[-1], (days + (one.last - one.first).days + 1, fewness - 1, (*laid, one.key)), key=lambda some: some[:2]))
    return best[-1][2]
