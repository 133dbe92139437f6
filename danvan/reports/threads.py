"""Whose time a told number holds: editions, who stands for whom, and the threads that go through periods. Pure.

A unit that ended lives on in another, whose numbers then hold its time too; the same time of the same places, period by period, is a thread. What a
reader can reckon with along threads: `gate`, `rests`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import combinations

from danvan.lib.disclosure import Key
from danvan.lib.periods import Period
from danvan.reports.gaps import Gap, gaps

Place = tuple[int, bool]  # a unit, and whether with all below it
Line = tuple[Place, int]  # a place and an indicator


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

    def holds(self, place: Place, other: Place) -> bool:
        """Is it the other place, or does it stand for it?"""
        return place == other or (other in self.heirs and self.holds(place, self.heirs[other][0]))

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
        """Has it a time in the period that the places that are told may tell of? Not one that others are told for as if it had not come yet: who
        ended and reported by itself tells of its own time alone.
        """
        ended = [one for one in self.ended.get(place, ()) if (one, period.key) not in self.apart]
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

    @cached_property
    def gaps(self) -> Sequence[Gap]:
        """Its long periods that others in them do not fill."""
        return [gap for spans in self.spans for gap in gaps(spans)]


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
            family, told = self.kin.under(top), self.told(top)
            some = [self._thread(places, told) for places in self._together(family, told)]
            self.found[top] = [one for one in some if len(one.told) > 1]
        return self.found[top]

    def told(self, top: Place) -> dict[str, frozenset[Place]]:
        """Which places of a family are told in each period in which any is."""
        family = self.kin.under(top)
        return {key: there for key in self.spans if (there := self._told(top, family, key))}

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
