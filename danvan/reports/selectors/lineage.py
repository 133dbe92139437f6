"""How the units of earlier maps live on in those of today: one question to the database, whatever the number of units and of reorganisations."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from danvan.lib import clock
from danvan.lib.asking import fetched
from danvan.reports.models import PeriodRow
from danvan.units.models import Basis, Unit

WHOLE = Fraction(1)
MILLION = 1_000_000
# Who came from whom, among every unit that hangs together with the given ones, however far: the predecessor, the successor, whether whole, one of
# the known portions, and what the predecessor was. One text, so that PostgreSQL plans it once: of the question, planning is the most.
_EDGES = """
    WITH RECURSIVE near(unit_id) AS (
        SELECT id FROM units_unit WHERE id IN %(units)s
        UNION
        SELECT CASE WHEN l.predecessor_id = near.unit_id THEN l.successor_id ELSE l.predecessor_id END
          FROM near JOIN units_lineage l ON l.predecessor_id = near.unit_id OR l.successor_id = near.unit_id
    ) SELECT l.predecessor_id, l.successor_id, l.whole, o.basis, o.ppm, u.level, u.valid_from, u.valid_to
        FROM near JOIN units_lineage l ON l.successor_id = near.unit_id JOIN units_event e ON e.id = l.event_id
        JOIN units_unit u ON u.id = l.predecessor_id LEFT JOIN units_portion o ON o.edge_id = l.id
       WHERE e.effective_on <= %(today)s ORDER BY l.id
"""


@dataclass(frozen=True, slots=True)
class Way:
    """How much of a unit lives on in another: all of it, or the share by each measure that is known."""

    whole: bool
    shares: Mapping[str, Fraction] = field(default_factory=dict)

    def share(self, basis: str) -> Fraction | None:
        """The part by one measure; None where that is not known."""
        return WHOLE if self.whole else self.shares.get(basis)

    def then(self, further: "Way") -> "Way":
        """Along this way and then along another."""
        return Way(self.whole and further.whole, _each(lambda basis: _times(self.share(basis), further.share(basis))))

    def beside(self, other: "Way") -> "Way":
        """Two ways to the same unit."""
        return Way(whole=False, shares=_each(lambda basis: _plus(self.share(basis), other.share(basis))))


ITSELF = Way(whole=True)
Ways = Mapping[int, Way]


@dataclass(frozen=True, slots=True)
class Maker:
    """A unit whose figures count (whole or in part) for another."""

    unit_id: int
    level: str
    valid_from: date
    valid_to: date | None
    way: Way = ITSELF

    @property
    def whole(self) -> bool:
        """Does all of it count?"""
        return self.way.whole

    def ended_by(self, period: PeriodRow) -> bool:
        """Did it end before the period was over? (Entered late, even before it began: then it has filed for it nevertheless.)"""
        return self.valid_to is not None and self.valid_to <= period.last_day

    def held_on(self, day: date) -> bool:
        """Was it there on the day?"""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True)
class Lines:
    """Units asked about, and every unit whose figures have to do with them.

    `ways[unit]` says into which units of today (those asked about, or their sisters) a unit of any map went, and how; a unit that went into
    one alone is whole. `makers[unit]` are the unit asked about itself and all it was made of.
    """

    ways: dict[int, Ways]
    makers: dict[int, list[Maker]]
    family: dict[int, Maker]

    def behind(self) -> list[Maker]:
        """Whose figures to read: what the units were made of; where one of these was divided, also what its other parts lie with."""
        own = {one.unit_id: one for some in self.makers.values() for one in some}
        return list(own.values() if all(one.whole for one in own.values()) else {**self.family, **own}.values())


def itself(unit: Unit) -> Maker:
    """The unit as its own maker."""
    return Maker(unit.pk, unit.level, unit.valid_from, unit.valid_to)


def lines(units: Iterable[Unit]) -> Lines:
    """The lineage of the units up to today. Edges that are in doubt count as parts of unknown size: right whichever source is right."""
    asked = {unit.pk: unit for unit in units}
    forward, family = _edges(list(asked))
    ways: dict[int, Ways] = {pk: {pk: ITSELF} for pk in asked}
    for pk in family:
        _follow(pk, forward, ways)
    makers = {pk: [itself(unit)] for pk, unit in asked.items()}
    for pk, maker in family.items():
        for heir in ways[pk].keys() & asked.keys() - {pk}:
            way = ways[pk][heir]
            makers[heir].append(Maker(maker.unit_id, maker.level, maker.valid_from, maker.valid_to, way))
    return Lines(ways, makers, family)


def _edges(units: list[int]) -> tuple[dict[int, dict[int, Way]], dict[int, Maker]]:
    """Predecessor -> successor -> how, of the whole family up to today; and the predecessors themselves, the later born first."""
    forward: dict[int, dict[int, Way]] = {}
    family: dict[int, Maker] = {}
    if not units:
        return forward, family
    for before, after, whole, basis, ppm, level, first, end in fetched(_EDGES, {"units": units, "today": clock.today()}):
        known = forward.setdefault(before, {}).get(after, Way(whole))
        forward[before][after] = Way(whole, {**known.shares, basis: Fraction(ppm, MILLION)} if basis else known.shares)
        family[before] = Maker(before, level, first, end)
    return forward, family


def _follow(unit: int, forward: dict[int, dict[int, Way]], ways: dict[int, Ways]) -> Ways:
    """Into which units of today it went: down every edge until one asked about or one that still stands."""
    if unit in ways:
        return ways[unit]
    found: dict[int, Way] = {}
    for after, way in forward.get(unit, {}).items():
        for heir, further in _follow(after, forward, ways).items():
            reached = way.then(further)
            found[heir] = found[heir].beside(reached) if heir in found else reached
    ways[unit] = found if len(found) > 1 else dict.fromkeys(found or [unit], ITSELF)
    return ways[unit]


def on_the_day(makers: Iterable[Maker], day: date) -> list[Maker]:
    """Those of the makers that were there on the day."""
    return [one for one in makers if one.held_on(day)]


def of_the_period(makers: Iterable[Maker], period: PeriodRow, gave: Collection[int]) -> list[Maker]:
    """Those of the makers whose figures of the period count: who was there on its last day, and who ended within it and gave some by itself."""
    return [one for one in makers if one.held_on(period.last_day) or (one.unit_id in gave and one.ended_by(period))]


def _each(share: Callable[[str], Fraction | None]) -> dict[str, Fraction]:
    return {basis: part for basis in Basis.values if (part := share(basis)) is not None}


def _times(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else one * other


def _plus(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else one + other
