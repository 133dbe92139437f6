"""What numbers of places that went into each other come to, stretch by stretch: relations that go through no single thread. Pure.

A told number holds the time of one or more places, each cut into the stretches in which nothing changes. Of a handful of places and periods it is
reckoned out which numbers hold the same stretches together, as a reader with patience would: what two provinces told by themselves of nine months and
of the year leaves of their heir's number for a quarter.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from danvan.lib.periods import Period
from danvan.reports.threads import Kinship, Place

Told = tuple[Place, str]  # a place that is told in a period
Stretch = tuple[Place, date]
Row = dict[Stretch, Fraction]
Ways = dict[Told, Fraction]
ONE_DAY = timedelta(days=1)


def relations(
    kin: Kinship, family: Sequence[Place], told: Mapping[str, frozenset[Place]], spans: Mapping[str, Period]
) -> Iterator[Sequence[list[Told]]]:
    """Numbers that come to the same as others, on two sides; independent of each other, all others follow from these.

    (Where one would count more than once it is left out: no such was met.)
    """
    held = _held(kin, family, told, spans)
    known: dict[Stretch, tuple[Row, Ways]] = {}
    for one in sorted(held, key=lambda each: (len(held[each]), each)):
        row, ways = dict.fromkeys(held[one], Fraction(1)), {one: Fraction(1)}
        while pivot := next((stretch for stretch in row if stretch in known), None):
            times = row[pivot]
            row, ways = _less(row, known[pivot][0], times), _less(ways, known[pivot][1], times)
        if row:
            pivot, times = next(iter(row.items()))
            known[pivot] = {key: by / times for key, by in row.items()}, {key: by / times for key, by in ways.items()}
        elif all(abs(by) == 1 for by in ways.values()):
            yield [[cell for cell, by in ways.items() if by > 0], [cell for cell, by in ways.items() if by < 0]]


def _held(
    kin: Kinship, family: Sequence[Place], told: Mapping[str, frozenset[Place]], spans: Mapping[str, Period]
) -> dict[Told, set[Stretch]]:
    """Each number that is told, with the stretches that it holds."""
    days = {day for key in told for day in (spans[key].first, spans[key].last + ONE_DAY)}
    days |= {day for place in family for day in (kin.born.get(place), kin.end(place)) if day}
    found: dict[Told, set[Stretch]] = {}
    for key, there in told.items():
        for place in (one for one in family if kin.there(one, there, spans[key])):
            if teller := kin.teller(place, there, spans[key]):
                lived = kin.cut([place], spans[key])
                found.setdefault((teller, key), set()).update((place, day) for day in days if lived.first <= day <= lived.last)
    return {one: stretches for one, stretches in found.items() if stretches}


def _less(row: dict, other: Mapping, times: Fraction) -> dict:  # type: ignore[type-arg]  # of stretches or of numbers
    """The row without so many times the other; what comes to nothing is left out."""
    left = {key: row.get(key, Fraction(0)) - times * other.get(key, Fraction(0)) for key in {**row, **other}}
    return {key: by for key, by in left.items() if by}
