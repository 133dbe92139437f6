"""Attacks on what reports publish: trees, parts and wholes, quarters beside cumulative periods, corrections. Nobody learns a small count."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danvan.lib import disclosure, periods
from danvan.lib.disclosure import APART, LEAST, Impossible, Table
from danvan.lib.periods import Period
from danvan.reports import editions, gate
from danvan.reports.editions import SHOWN, Draft, Past, settle
from danvan.reports.gate import Equality, Family
from danvan.reports.tests.attack import Reader, learnt
from danvan.reports.threads import Edition, Kinship, Line, Place

CENTRE = 1
PROVINCES = {10: (11, 12, 13), 20: (21, 22)}
Q1, Q2, HALF, Q3, NINE, Q4, WHOLE = YEAR = [
    periods.parse(key) for key in ("2026-Q1", "2026-Q2", "2026-6M", "2026-Q3", "2026-9M", "2026-Q4", "2026")
]
# Periods that do not fill a longer one among them.
GAPS = ([Q1, Q2, NINE], [Q2, NINE, Q1], [Q1, Q2, Q4, WHOLE], [HALF, Q1, WHOLE, Q4])
ORDERS = (YEAR, YEAR[:3], [Q1, Q2, Q3, Q4, WHOLE], [WHOLE, HALF, Q1], [Q1, HALF, NINE, WHOLE], [NINE, Q4, WHOLE], *GAPS)
SINGLE = Family((1,))
PARTED = Family((1, 2, 3), {1: (2, 3)})
OPEN = Family((1, 2, 3), {1: (2, 3)}, open_ended=frozenset({1}))
STOCK = Family((1,), stocks=frozenset({1}))
# Declared by an office: the second and the third are together the first.
DECLARED = Family((1, 2, 3), equalities=(Equality((2, 3), (1,)),))
OPENING = Family((1,), openings=frozenset({1}))


class Seeded(Random):
    """Chance that says where it began, so that a story can be told again."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.began = seed

    def __repr__(self) -> str:
        return f"Random({self.began})"


chances = st.integers(0, 10**9).map(Seeded)
some = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@dataclass
class World:
    """What happened, period by period, and what was published of it. Indicator 3 of `secret` is for nobody below a province."""

    family: Family
    chance: Random
    secret: frozenset[int] = frozenset()
    counts: dict[tuple[str, Line], int] = field(default_factory=dict)
    published: list[Past] = field(default_factory=list)
    refused: int = 0
    withdrawn: set[int] = field(default_factory=set)  # by their place in `published`

    def __post_init__(self) -> None:
        """Counts of every quarter for every office; longer periods as they are reported, now and then a little off."""
        offices = [(unit, False) for unit in (CENTRE, *PROVINCES, *sum(PROVINCES.values(), ()))]
        for place, indicator in product(offices, reversed(self.family.indicators)):
            for period in YEAR:
                self.counts[period.key, (place, indicator)] = self._count(period, (place, indicator))

    def draw(self) -> int:
        """Small more often than not."""
        return self.chance.randint(0, self.chance.choice((12, 60)))

    def _count(self, period: Period, line: Line) -> int:
        place, indicator = line
        if parts := self.family.parts.get(indicator):
            known = sum(self.counts[period.key, (place, part)] for part in parts)
            return known + (self.draw() if indicator in self.family.open_ended else 0)
        if declared := [one for one in self.family.equalities if one.right == (indicator,)]:
            return sum(self.counts[period.key, (place, one)] for one in declared[0].left)
        if period.kind == "quarter":
            return self.draw()
        if indicator in self.family.stocks:
            return self.counts[next(one.key for one in YEAR if one.last == period.last and one.kind == "quarter"), line]
        if indicator in self.family.openings:
            return self.counts[next(one.key for one in YEAR if one.first == period.first and one.kind == "quarter"), line]
        within = [one.key for one in YEAR if one.kind == "quarter" and periods.contains(period, one)]
        return sum(self.counts[key, line] for key in within) + self.chance.choice((0, 0, 0, 1, 3))

    def publish(self, root: int, period: Period, without: frozenset[int] = frozenset()) -> None:
        """The next edition; where it cannot be done safely, none."""
        parts: tuple[Place, ...] = ((root, False), *((unit, False) for unit in PROVINCES.get(root, ())))
        latest = {past.root: past for past in self.standing(period) if past.root != CENTRE and root == CENTRE}
        borrowed = {line: stood for past in latest.values() for line, stood in past.cells.items() if line[0] == (past.root, True)}
        parts += tuple((unit, True) for unit in latest)
        there = {line: count for (key, line), count in self.counts.items() if key == period.key and line[0] in parts}
        draft = Draft(root, period, parts, there, borrowed).without(without)
        try:
            cells = settle(draft, self.published, self.family, secret=lambda line: line[1] in self.secret and not line[0][1])
        except Impossible:
            self.refused += 1
            return
        self.published.append(Past(root, period, parts, cells))

    def standing(self, period: Period) -> list[Past]:
        """The latest edition of each root, unless it was taken back."""
        latest = {past.root: number for number, past in enumerate(self.published) if past.period == period}
        return [self.published[number] for number in latest.values() if number not in self.withdrawn]

    def withdraw(self, root: int, period: Period) -> None:
        """Take the latest edition back; whoever has a copy keeps it."""
        self.withdrawn |= {number for number, past in enumerate(self.published) if past in self.standing(period) and past.root == root}

    def correct(self, root: int, period: Period) -> None:
        """Some counts change, then a further edition."""
        for unit, indicator in product((root, *PROVINCES.get(root, ())), reversed(self.family.indicators)):
            line = ((unit, False), indicator)
            if parts := self.family.parts.get(indicator):
                self.counts[period.key, line] = sum(self.counts[period.key, (line[0], part)] for part in parts)
            elif self.chance.random() < 0.5:
                self.counts[period.key, line] = self.draw()
        self.publish(root, period)

    def told(self) -> list[object]:
        """What the reader finds out."""
        return list(learnt(self.published, self.family, APART))


def country(world: World, order: Sequence[Period]) -> World:
    """Provinces first, then the centre, period by period."""
    for period, root in product(order, (*PROVINCES, CENTRE)):
        world.publish(root, period)
    return world


def corrected(world: World) -> World:
    """A quarter, then three corrections of a province, each taken over by the centre."""
    country(world, [Q1])
    for _number in range(3):
        world.correct(10, Q1)
        world.publish(CENTRE, Q1)
    return world


def taken_back(world: World) -> World:
    """Two quarters and their half; then editions are withdrawn, published again as they were or corrected, and the centre follows or does not."""
    country(world, [Q1, Q2, HALF])
    for _number in range(6):
        root, period = world.chance.choice((10, 20, CENTRE)), world.chance.choice((Q1, Q2, HALF))
        world.withdraw(root, period)
        if world.chance.random() < 0.4:
            world.publish(CENTRE, period)  # without the one that was taken back
        if world.chance.random() < 0.8:
            again = world.chance.choice((world.publish, world.correct))
            again(root, period)
        if world.chance.random() < 0.6:
            world.publish(CENTRE, period)
    return world


@some
@given(chances, st.sampled_from((SINGLE, OPEN, PARTED)))
def test_publishing_withdrawing_and_publishing_again_tells_no_small_count(chance: Random, family: Family) -> None:
    world = taken_back(World(family, chance))
    assert world.told() == []
    assert all(stood.mark != SHOWN or stood.value >= LEAST for past in world.published for stood in past.cells.values())


@some
@given(chances)
def test_what_is_published_again_unchanged_after_a_withdrawal_reads_as_before(chance: Random) -> None:
    world = country(World(SINGLE, chance), [Q1])
    world.withdraw(10, Q1)
    world.publish(10, Q1)
    first, *_others, last = [past.cells for past in world.published if past.root == 10]
    assert {line: (stood.value, stood.mark) for line, stood in first.items()} == {
        line: (stood.value, stood.mark) for line, stood in last.items()
    }


@some
@given(chances, st.sampled_from((SINGLE, OPEN, STOCK, OPENING, PARTED)), st.sampled_from(ORDERS))
def test_a_year_of_releases_of_a_country_tells_no_small_count(chance: Random, family: Family, order: list[Period]) -> None:
    world = country(World(family, chance), order)
    assert world.told() == []
    assert all(stood.mark != SHOWN or stood.value >= LEAST for past in world.published for stood in past.cells.values())


@some
@given(chances, st.sampled_from((SINGLE, PARTED)))
def test_corrections_tell_no_small_count_and_no_small_change(chance: Random, family: Family) -> None:
    world = corrected(World(family, chance))
    assert world.told() == []
    for before, after in pairwise(past.cells for past in world.published if past.root == 10):
        parts = [line for line in after.keys() & before.keys() if not line[0][1] and line[1] not in family.parts]
        assert all(after[line].value == before[line].value or abs(after[line].value - before[line].value) >= LEAST for line in parts)


@some
@given(chances, st.sampled_from((YEAR[:3], [Q1])))
def test_sums_that_an_office_declares_tell_no_small_count(chance: Random, order: list[Period]) -> None:
    world = country(World(DECLARED, chance), order)
    assert world.told() == []


def test_a_gate_that_does_not_see_declared_sums_is_found_out() -> None:
    def blind(seed: int) -> World:
        world = country(World(Family((1, 2, 3)), Random(seed)), [Q1])
        for place in {place for (_key, (place, _indicator)) in world.counts}:
            world.counts["2026-Q1", (place, 1)] = sum(world.counts["2026-Q1", (place, one)] for one in (2, 3))
        world.published.clear()
        return country(world, [Q1])

    assert any(learnt(blind(seed).published, DECLARED, APART) for seed in range(20))


@some
@given(chances)
def test_a_count_that_is_for_nobody_is_not_what_the_others_leave(chance: Random) -> None:
    world = country(World(PARTED, chance, secret=frozenset({3})), [Q1, Q2, HALF])
    assert world.told() == []
    assert all(
        stood.mark == editions.SECRET for past in world.published for line, stood in past.cells.items() if line[1] == 3 and not line[0][1]
    )


def test_what_was_shown_before_a_correction_hid_it_still_ties_the_other_periods_together() -> None:
    line = ((11, False), 1)

    def edition(period: Period, key: str) -> Edition:
        return Edition(10, period, (line[0],), {line: 20}, {line: key} if key else {})

    published = [edition(Q1, ""), edition(Q2, "b"), edition(HALF, "c"), edition(Q1, "d")]
    tied = [
        {key for one in gate.over_time(gate.Along(published, recall=recall), SINGLE) for key in one.members} for recall in (False, True)
    ]
    assert tied == [{"b", "c", "d"}, {"b", "c"}]


def _without_time(*_args: object, **_options: object) -> list[disclosure.Sum]:
    return []


def _without_gaps(*_seen: object, **_more: object) -> list[object]:
    return []


def _each_sum_by_itself(table: Table) -> frozenset[disclosure.Key]:
    return disclosure.protect(table.values, table.sums, fixed=table.fixed, hidden=table.hidden | table.loose)


def _only_the_small(table: Table) -> frozenset[disclosure.Key]:
    return frozenset(key for key in table.values if table.small(key)) | table.hidden | table.loose


def _forgetful(known: gate.Known, published: Sequence[Edition], family: Family, kin: Kinship, *, recall: bool = False) -> Table:
    return gate.table(known, published[-1:], family, kin, recall=recall)


@pytest.mark.parametrize(
    ("family", "tied"),
    [
        (SINGLE, [{"Q1", "Q2", "6M"}, {"Q1", "Q2", "Q3", "9M"}]),
        (STOCK, [{"Q2", "6M"}, {"Q3", "9M"}]),
        (OPENING, [{"Q1", "6M"}, {"Q1", "9M"}]),
    ],
)
def test_openings_tie_periods_that_begin_together_closings_those_that_end_together(family: Family, tied: list[set[str]]) -> None:
    line = ((11, False), 1)
    there = [Edition(10, one, (line[0],), {line: 4}, {line: one.key[5:]}) for one in (Q1, Q2, HALF, Q3, NINE)]
    assert [set(one.members) for one in gate.over_time(gate.Along(there), family)] == tied


PLANTED: dict[str, tuple[object, str, object, Callable[[World], World]]] = {
    "quarters and years do not know of each other": (gate, "over_time", _without_time, lambda world: country(world, [Q1, Q2, HALF])),
    "periods that do not fill a longer one say nothing": (gate, "beneath", _without_gaps, lambda world: country(world, GAPS[3])),
    "only small counts are hidden": (editions, "protect_all", _only_the_small, lambda world: country(world, [Q1])),
    "earlier editions are forgotten": (editions, "table", _forgetful, corrected),
    "what was withdrawn is forgotten": (editions, "table", _forgetful, taken_back),
    "each sum is looked at by itself": (editions, "protect_all", _each_sum_by_itself, lambda world: country(world, YEAR)),
}


@pytest.mark.parametrize("weakness", PLANTED)
def test_a_weaker_gate_is_found_out(weakness: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, name, worse, history = PLANTED[weakness]
    monkeypatch.setattr(module, name, worse)
    assert any(history(World(SINGLE, Random(seed))).told() for seed in range(20))


def test_a_correction_of_a_table_whose_parts_were_not_told_does_not_take_them_off_the_whole() -> None:
    """First only the whole was told; now a part of ten or more comes in: the whole did not move."""
    place, whole, part = (11, False), 1, 2
    before = {(place, whole): editions.Stood(16, SHOWN, "k")}
    now = {(place, whole): 16, (place, part): 10, (place, 3): 4}
    found = editions.standing(Draft(10, Q1, (place,), now, {}), before, OPEN)
    assert found[place, whole] == 16


@some
@given(chances)
def test_a_correction_after_a_first_edition_of_the_whole_alone_tells_no_small_count(chance: Random) -> None:
    world = World(OPEN, chance)
    for root in (*PROVINCES, CENTRE):
        world.publish(root, Q1, without=frozenset({2, 3}))
    for _number in range(2):
        world.correct(10, Q1)
        world.publish(CENTRE, Q1)
    assert world.told() == []
    assert all(line[1] != 1 or stood.value >= 0 for past in world.published for line, stood in past.cells.items())


def merged(world: World, *, all_told: bool) -> list[object]:
    """What a reader learns who also reads the two provinces as the one they became: told where all parts are (or, weaker, where the sum is large)."""
    readers = [Reader(world.published, world.family, recall=recall) for recall in (False, True)]
    for reader, period in product(readers, YEAR):
        parts = [past.cells.get(((past.root, True), 1)) for past in world.standing(period) if past.root != CENTRE]
        there = [part for part in parts if part is not None]
        shown = all(part.mark == SHOWN for part in there)
        if len(there) == len(PROVINCES) and (shown if all_told else sum(part.value for part in there) >= LEAST):
            reader.learn([], there)
    return [one for reader in readers for one in reader.told(APART)]


@some
@given(chances, st.sampled_from((SINGLE, PARTED)))
def test_today_s_borders_beside_those_of_then_tell_no_small_count(chance: Random, family: Family) -> None:
    assert merged(taken_back(World(family, chance)), all_told=True) == []


def test_today_s_borders_reckoned_from_exact_counts_would_be_found_out() -> None:
    assert any(merged(country(World(SINGLE, Random(seed)), [Q1]), all_told=False) for seed in range(40))
