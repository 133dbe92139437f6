"""Attacks on what is published of a year in which units ended: merged, taken in, divided, twice within the year, whole provinces. Nobody learns a small count.

What happened is drawn by unit and stretch of the year; every published count is a sum of these. The reader knows of each which, so whatever any
reckoning between periods and units can find is in the equations, without a word of how the gate goes about it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import product
from math import inf
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danvan.lib.disclosure import APART, LEAST, Impossible, Key
from danvan.lib.periods import Period
from danvan.reports import gate
from danvan.reports.editions import SHOWN, Draft, Past, settle
from danvan.reports.gate import Family
from danvan.reports.tests.attack import Range, Reader
from danvan.reports.tests.test_gate import CENTRE, HALF, NINE, PARTED, Q1, Q2, Q3, Q4, SINGLE, WHOLE, YEAR, chances, some
from danvan.reports.threads import ALONE, Edition, Kinship, Line, Place

# The first days of the stretches that the year falls into.
STRETCHES = (date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1), date(2026, 8, 1), date(2026, 10, 1), date(2026, 11, 1))
AUGUST, NOVEMBER = STRETCHES[3], STRETCHES[5]
Ended = Mapping[int, tuple[int, date]]  # who stands for it, and from when on
Tree = dict[int, tuple[int, ...]]
BEFORE: Tree = {10: (11, 12, 13), 20: (21, 22)}
# What may happen to the map: who ended, and how the provinces lie from each day on.
CHANGES: dict[str, tuple[Ended, dict[date, Tree]]] = {
    "two communes are merged": ({11: (14, AUGUST), 12: (14, AUGUST)}, {AUGUST: {10: (13, 14), 20: (21, 22)}}),
    "one is taken in by another": ({11: (12, AUGUST)}, {AUGUST: {10: (12, 13), 20: (21, 22)}}),
    "one is divided": ({11: (14, AUGUST)}, {AUGUST: {10: (12, 13, 14, 15), 20: (21, 22)}}),
    "what was made is merged again": (
        {11: (14, AUGUST), 12: (14, AUGUST), 14: (16, NOVEMBER), 13: (16, NOVEMBER)},
        {AUGUST: {10: (13, 14), 20: (21, 22)}, NOVEMBER: {10: (16,), 20: (21, 22)}},
    ),
    "two provinces are merged": ({10: (30, AUGUST), 20: (30, AUGUST)}, {AUGUST: {30: (11, 12, 13, 21, 22)}}),
}
ORDERS = (YEAR, [Q1, Q2, Q3, Q4, WHOLE], [HALF, NINE, WHOLE, Q1, Q2, Q3], [WHOLE, Q4, Q3, HALF], [Q3, NINE, Q2, Q1])
Atom = tuple[int, date, int]  # a unit, a stretch, an indicator


@dataclass
class World:
    """What happened, and what was published of it. `blind`: behind a gate that knows of no unit that went into another."""

    chance: Random
    change: str
    family: Family = SINGLE
    blind: bool = False
    happened: dict[Atom, int] = field(default_factory=dict)
    filed: dict[tuple[int, str], bool] = field(default_factory=dict)
    published: list[Past] = field(default_factory=list)
    refused: int = 0

    @property
    def ended(self) -> Ended:
        """Who ended in the year."""
        return CHANGES[self.change][0]

    def tree(self, day: date) -> Tree:
        """The map of the day."""
        return next((tree for first, tree in reversed(CHANGES[self.change][1].items()) if first <= day), BEFORE)

    def there(self, unit: int, day: date) -> bool:
        """Is the unit there on the day?"""
        return unit == CENTRE or any(unit in (root, *below) for root, below in self.tree(day).items())

    def count(self, atom: Atom) -> int:
        """What happened in a unit within a stretch: small more often than not."""
        return self.happened.setdefault(atom, self.chance.randint(0, self.chance.choice((5, 12, 40))))

    def reports_itself(self, unit: int, period: Period) -> bool:
        """Did a unit that ended within the period file for it by itself?"""
        within = period.first < self.ended[unit][1] <= period.last
        return within and self.filed.setdefault((unit, period.key), self.chance.random() < 0.6)

    def held(self, unit: int, period: Period) -> Iterator[int]:
        """Whose records the report of the unit counts: its own, and those of units that ended within the period and are in no report of their own."""
        yield unit
        for other, (heir, day) in self.ended.items():
            if heir == unit and period.first < day <= period.last and not self.reports_itself(other, period):
                yield from self.held(other, period)

    def atoms(self, unit: int, period: Period, indicator: int) -> list[Atom]:
        """What the unit's own count of a period adds up."""
        within = [day for day in STRETCHES if period.first <= day <= period.last]
        leaves = self.family.parts.get(indicator, (indicator,))
        return [(one, day, leaf) for one in self.held(unit, period) for day, leaf in product(within, leaves) if self.there(one, day)]

    def parts(self, root: int, period: Period) -> tuple[Place, ...]:
        """What stands in the table of a root: its offices, what lies below, who ended and filed."""
        tree = self.tree(period.last)
        below = () if root == CENTRE else tree.get(root, ())
        over = {unit: above for above, units in tree.items() for unit in units}
        gone = [one for one in self.ended if self.reports_itself(one, period) and over.get(self.standing(one, period.last)) == root]
        return ((root, False), *((unit, False) for unit in (*below, *gone)))

    def standing(self, unit: int, day: date) -> int:
        """Who answers for the unit on the day."""
        heir, end = self.ended.get(unit, (unit, date.max))
        return unit if day < end else self.standing(heir, day)

    def roots(self, period: Period) -> list[int]:
        """Who publishes for the period, from below: provinces that ended and filed too."""
        provinces = [one for one in (10, 20) if one in self.ended and self.reports_itself(one, period)]
        return [*provinces, *self.tree(period.last), CENTRE]

    def kinship(self) -> Kinship:
        """As the archive knows it."""
        offices = {(unit, False): ((heir, False), day) for unit, (heir, day) in self.ended.items()}
        wholes = {(unit, True): ((heir, True), day) for unit, (heir, day) in self.ended.items() if unit in BEFORE}
        days = {unit: [day for day in STRETCHES if self.there(unit, day)] for unit in (14, 15, 16, 30)}
        born = {(unit, False): some[0] for unit, some in days.items() if some}
        apart = {((unit, whole), period) for (unit, period), itself in self.filed.items() for whole in (False, True) if itself}
        return ALONE if self.blind else Kinship({**offices, **wholes}, born, frozenset(apart))

    def publish(self, root: int, period: Period) -> None:
        """The edition of a root; where it cannot be done safely, none."""
        parts = self.parts(root, period)
        below = [past for past in self.published if past.period == period and root == CENTRE]
        borrowed = {line: stood for past in below for line, stood in past.cells.items() if line[0] == (past.root, True)}
        counts = {
            ((unit, False), one): sum(self.count(atom) for atom in self.atoms(unit, period, one))
            for (unit, _whole), one in product(parts, self.family.indicators)
        }
        draft = Draft(root, period, (*parts, *((past.root, True) for past in below)), counts, borrowed)
        try:
            cells = settle(draft, self.published, self.family, kin=self.kinship())
        except Impossible:
            self.refused += 1
            return
        self.published.append(Past(root, period, draft.parts, cells))


class Seer(Reader):
    """A reader who knows of every count which stretches of which units it adds up."""

    def __init__(self, world: World) -> None:
        self.world = world
        super().__init__(world.published, world.family)

    def _times(self) -> None:
        for past in self.published:
            for ((unit, whole), indicator), stood in past.cells.items():
                if not whole:
                    atoms = self.world.atoms(unit, past.period, indicator)
                    row: dict[Key, Fraction] = {("atom", *atom): Fraction(1) for atom in atoms}
                    row |= {} if stood.mark == SHOWN else {stood.key: Fraction(-1)}
                    self.equations.append((row, Fraction(stood.value if stood.mark == SHOWN else 0)))

    def start(self) -> dict[Key, Range]:
        """Of what happened in a stretch by itself the reader knows nothing beforehand."""
        return super().start() | {key: (-inf, inf) for row, _known in self.equations for key in row if key not in self.cells}


def year(world: World, order: Sequence[Period]) -> World:
    """Period by period, from below."""
    for period in order:
        for root in world.roots(period):
            world.publish(root, period)
    return world


@pytest.mark.parametrize("change", CHANGES)
@settings(some, max_examples=6)
@given(chances, st.sampled_from(ORDERS), st.sampled_from((SINGLE, SINGLE, PARTED)))
def test_a_year_in_which_units_ended_tells_no_small_count(change: str, chance: Random, order: list[Period], family: Family) -> None:
    world = year(World(chance, change, family), order)
    assert Seer(world).told(APART) == []
    assert all(stood.mark != SHOWN or stood.value >= LEAST for past in world.published for stood in past.cells.values())


@pytest.mark.parametrize(
    ("change", "seed", "order", "family"),
    [
        ("what was made is merged again", 1358, ORDERS[3], SINGLE),
        ("two provinces are merged", 22, ORDERS[2], SINGLE),
        ("two provinces are merged", 20, ORDERS[2], PARTED),
    ],
)
def test_stories_in_which_a_number_was_once_given_away(change: str, seed: int, order: list[Period], family: Family) -> None:
    """A unit whose predecessors told of the year by themselves was taken not to be there yet; what went through several threads was not seen."""
    assert Seer(year(World(Random(seed), change, family), order)).told(APART) == []


@pytest.mark.parametrize(
    ("change", "seed"),
    [
        ("two communes are merged", 3),
        ("one is divided", 2),
        ("what was made is merged again", 3),
        ("two provinces are merged", 2),
    ],
)
def test_a_gate_that_does_not_know_who_went_into_whom_is_found_out(change: str, seed: int) -> None:
    """(Where a unit that stays takes one in, its year is tied to its quarters either way, by how much they are off.)"""
    blind, seeing = (year(World(Random(seed), change, blind=blind), ORDERS[1]) for blind in (True, False))
    assert Seer(blind).told(APART)
    assert Seer(seeing).told(APART) == []


@pytest.mark.parametrize("change", CHANGES)
def test_a_total_is_what_happened_wherever_it_was_reported(change: str) -> None:
    world = year(World(Random(7), change), [Q3, NINE, WHOLE])
    for past in (one for one in world.published if one.root == CENTRE):
        happened = [count for (_unit, day, _one), count in world.happened.items() if past.period.first <= day <= past.period.last]
        assert past.cells[(CENTRE, True), 1].value == sum(happened)


def test_a_reader_may_go_by_the_places_of_the_first_edition_or_of_the_last() -> None:
    """A commune had filed, another had not; later it is entered that they had become one, and the new one stands beside the first."""
    one, other, heir = (11, False), (12, False), (14, False)
    kin = Kinship({one: (heir, AUGUST), other: (heir, AUGUST)}, {heir: AUGUST}, frozenset({(one, Q3.key)}))

    def edition(period: Period, name: str, *parts: Place) -> Edition:
        lines: list[Line] = [(place, 1) for place in parts]
        return Edition(10, period, parts, dict.fromkeys(lines, 20), {line: f"{line[0][0]}{name}" for line in lines})

    published = [edition(Q3, "a", one, other), edition(Q4, "b", heir), edition(Q3, "c", one, heir)]
    half = Period("2026-6M2", "half", Q3.first, Q4.last)
    published.append(edition(half, "d", heir))
    tied = [
        {key for sum_ in gate.over_time(gate.Along(published, kin, recall=recall), SINGLE) for key in sum_.members}
        for recall in (False, True)
    ]
    assert tied == [{"11a", "11c", "14c", "14b", "14d"}, {"11a", "12a", "14b", "14d"}]
    assert gate.in_two_minds(published, kin)
    assert not gate.in_two_minds(published[:2], kin)
