"""What two products tell of the same records is told by one gate: the one less the other is a count too, and is guarded as one. Pure.

Where one product publishes a whole (all petitions received) and another its parts (those without denunciations), a reader subtracts. So what is
left over stands in the system as a line of the edition of the whole, with its sums over units and over time, like any count that is for nobody.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from danvan.lib.disclosure.gate import Edition, Family, Joint, Known, Line, Place, Spot
from danvan.lib.disclosure.sums import LEAST
from danvan.lib.disclosure.worlds import Key
from danvan.lib.periods import Period

Secret = Callable[[Line], bool]


def joined(known: Known, editions: Sequence[Edition], family: Family, secret: Secret) -> list[Edition]:
    """The editions with what is left beside another product as further lines; the sums between the products go to `known.ties`.

    `secret`: of what is left over, which is for nobody whatever its size; all below ten is.
    """
    found = list(editions)
    for joint in family.joints:
        rests = _Rests(known, joint, secret, _told(editions))
        found = [rests.put_into(one) for one in found]
    return found


def _told(editions: Sequence[Edition]) -> dict[Line, dict[str, tuple[Period, int]]]:
    """Each line with its latest count in each period."""
    told: dict[Line, dict[str, tuple[Period, int]]] = {}
    for edition in editions:
        for line, count in edition.counts.items():
            told.setdefault(line, {})[edition.period.key] = (edition.period, count)
    return told


@dataclass
class _Rests:
    """What is left of one joint, place by place and period by period."""

    known: Known
    joint: Joint
    secret: Secret
    told: Mapping[Line, Mapping[str, tuple[Period, int]]]
    values: dict[tuple[Place, str], int] = field(default_factory=dict)

    def put_into(self, edition: Edition) -> Edition:
        """The edition with the rests of its parts, and of all of them together; as it is where it does not tell the whole."""
        places = [one for one in edition.parts if (one, self.joint.whole) in edition.counts and self._of_part(one, edition.period)]
        if not places:
            return edition
        total = sum(self.values[one, edition.period.key] for one in places)
        keys = {(one, self.joint.rest): self._key(one, edition.period, ()) for one in places}
        keys[edition.whole, self.joint.rest] = self._all_of(edition, places, total)
        counts = {(one, self.joint.rest): self.values[one, edition.period.key] for one in places}
        counts[edition.whole, self.joint.rest] = total
        return replace(edition, counts={**edition.counts, **counts}, cells={**edition.cells, **keys})

    def _of_part(self, place: Place, period: Period) -> bool:
        """Work out the rest of a place, once. Out: is it known?"""
        if (place, period.key) in self.values:
            return True
        spans = self._spans(place, period)
        if not spans:
            return False
        there = [self.told[place, part][one.key][1] for part in self.joint.parts for one in spans]
        rest = self.told[place, self.joint.whole][period.key][1] - sum(there)
        self.values[place, period.key] = rest
        self._keep(place, self._key(place, period, ()), rest)
        parts: list[Spot] = [((place, part), one.key) for part in self.joint.parts for one in spans]
        self.known.ties.append(([((place, self.joint.whole), period.key)], [*parts, ((place, self.joint.rest), period.key)]))
        return True

    def _spans(self, place: Place, period: Period) -> list[Period]:
        """The period, or those that together are it, for which the other product told every part of the place; none where there are none."""
        held = [self.told.get((place, part), {}) for part in self.joint.parts]
        every = [one for key, (one, _count) in held[0].items() if all(key in some for some in held)]
        return tiles(period, every)

    def _all_of(self, edition: Edition, places: Sequence[Place], total: int) -> Key:
        """The rest of all places together, tied to the whole of the edition where each of its parts has one."""
        whole, period = edition.whole, edition.period
        told = [one for one in edition.parts if (one, self.joint.whole) in edition.counts]
        key = self._key(whole, period, () if places == told else tuple(places))
        if places == told:
            self.values[whole, period.key] = total
        if key not in self.known.values:
            self._keep(whole, key, total)
            if places == told and not any(place_whole for _unit, place_whole in places):
                parts: list[Spot] = [
                    ((one, part), span.key) for one in places for part in self.joint.parts for span in self._spans(one, period)
                ]
                self.known.ties.append(([((whole, self.joint.whole), period.key)], [*parts, ((whole, self.joint.rest), period.key)]))
        return key

    def _key(self, place: Place, period: Period, places: tuple[Place, ...]) -> Key:
        return ("left", self.joint.whole, self.joint.parts, place, period.key, places)

    def _keep(self, place: Place, key: Key, value: int) -> None:
        self.known.values[key] = value
        guarded = self.joint.guarded and (value < LEAST or self.secret((place, self.joint.rest)))
        (self.known.secret if guarded else self.known.spare).add(key)


def tiles(period: Period, others: Iterable[Period]) -> list[Period]:
    """The fewest of the others that together are exactly the period; none where there are none."""
    return next(_ways(period, sorted(others, key=lambda one: (one.first, -one.last.toordinal()))), [])


def _ways(period: Period, others: Sequence[Period], day: int = 0) -> Iterator[list[Period]]:
    start = day or period.first.toordinal()
    if start > period.last.toordinal():
        yield []
    for one in others:
        if one.first.toordinal() == start and one.last <= period.last:
            yield from ([one, *rest] for rest in _ways(period, others, one.last.toordinal() + 1))
