"""Attacks on two products at once: reports tell all petitions, `/ket-qua/` those without denunciations. Nobody learns a small count from both.

Reports: 1 all received, of these 2 complaints and 3 denunciations. Performance: `R` received without denunciations. In any order, corrected or not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danvan.lib import periods
from danvan.lib.disclosure import APART, LEAST, Impossible, beside, editions
from danvan.lib.disclosure.editions import SECRET, SHOWN, Draft, Past, Stood, settle
from danvan.lib.disclosure.gate import Family, Joint, Line, Place
from danvan.lib.periods import Period
from danvan.reports.tests.attack import Reader

CENTRE = 1
PROVINCES = {10: (11, 12, 13), 20: (21, 22)}
Q1, Q2, HALF = (periods.parse(key) for key in ("2026-Q1", "2026-Q2", "2026-6M"))
R = "received"
ALL = Joint(1, (R,), guarded=True)
KINDS = Joint(R, (2,))
BOOK = Family((1, 2, 3), {1: (2, 3)}, open_ended=frozenset({1}))
TIED = Family((1, 2, 3, R, ALL.rest, KINDS.rest), {1: (2, 3)}, frozenset({1}), joints=(ALL, KINDS))
APIECE = Family((R,))
Act = tuple[str, int, Period]  # who publishes, a root, a period
chances = st.integers(0, 10**9).map(Random)
some = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def secret(line: Line) -> bool:
    """Of a commune nobody is told all petitions, denunciations, or what is left of the one beside the other product."""
    (unit, whole), what = line
    return what in (1, 3, ALL.rest) and not whole and unit not in (CENTRE, *PROVINCES)


@dataclass
class World:
    """What happened, and what both products told of it. `tied`: does each know the other?"""

    chance: Random
    tied: bool = True
    counts: dict[tuple[str, int, Any], int] = field(default_factory=dict)
    published: list[Past] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Petitions of two quarters; few of them denunciations."""
        for unit, period in product((CENTRE, *PROVINCES, *sum(PROVINCES.values(), ())), (Q1, Q2)):
            self.happen(unit, period)

    def happen(self, unit: int, period: Period) -> None:
        """New counts of a unit."""
        kinds, others = (self.chance.randint(0, self.chance.choice((6, 15, 60))) for _kind in range(2))
        denounced = self.chance.choice((0, 0, 1, 2, 4, 12))
        told = {1: kinds + others + denounced, 2: kinds, 3: denounced, R: kinds + others}
        self.counts |= {(period.key, unit, what): count for what, count in told.items()}

    def count(self, period: Period, unit: int, what: object) -> int:
        """Half a year is its quarters."""
        return sum(self.counts[one.key, unit, what] for one in ((Q1, Q2) if period == HALF else (period,)))

    def publish(self, act: Act) -> None:
        """The next edition of a product; where it cannot be done safely, none."""
        who, root, period = act
        below = {past.root: past for past in self.published if past.product == who == "" and root == CENTRE and past.period == period}
        below.pop(CENTRE, None)
        parts: tuple[Place, ...] = ((root, False), *((unit, False) for unit in PROVINCES.get(root, ())), *((unit, True) for unit in below))
        borrowed = {line: stood for past in below.values() for line, stood in past.cells.items() if line[0] == (past.root, True)}
        family = BOOK if who == "" else APIECE
        counts = {
            ((unit, False), what): self.count(period, unit, what) for (unit, whole), what in product(parts, family.indicators) if not whole
        }
        draft = Draft(root, period, parts, counts, borrowed, who)
        past = self.published if self.tied else [one for one in self.published if one.product == who]
        for without in (set[int](), {2, 3}) if who == "" and not any(draft.follows(one) for one in past) else (set[int](),):
            try:
                cells = settle(draft.without(without), past, TIED if self.tied else family, secret=secret)
            except Impossible:
                continue
            self.published.append(Past(root, period, parts, cells, who))
            break

    def correct(self, act: Act) -> None:
        """Some counts change, then one product says so."""
        _who, root, period = act
        for unit in (root, *PROVINCES.get(root, ())):
            if period != HALF and self.chance.random() < 0.5:
                self.happen(unit, period)
        if any((one.product, one.root, one.period) == act for one in self.published):
            self.publish(act)


class Both(Reader):
    """Takes the one product from the other as well."""

    def __init__(self, published: Sequence[Past], *, recall: bool = False) -> None:
        super().__init__(published, Family((1, 2, 3, R), BOOK.parts, BOOK.open_ended), recall=recall)
        self.left: dict[tuple[Place, str], Stood] = {}
        self.guarded: dict[object, Stood] = {}
        reports = [past for past in published if past.product == "" and past.root != CENTRE]
        for past in reports:
            self._subtract(past)
        for past in reports:
            self._add_up(past)

    def _versions(self, place: Place, what: object, period: Period) -> list[Stood]:
        found = [past.cells[place, what] for past in self.published if past.period == period and (place, what) in past.cells]
        return self._believed(found) if found else []

    def _subtract(self, past: Past) -> None:
        for place in past.parts:
            spans = (Q1, Q2) if past.period == HALF else (past.period,)
            mine, theirs = self._versions(place, 1, past.period), [self._versions(place, R, one) for one in spans]
            if not mine or not all(theirs):
                continue
            left = self._left(place, past.period, mine[-1].value - sum(one[-1].value for one in theirs))
            for one in mine:
                self.learn([one], [*(some[-1] for some in theirs), left])
            for number, some in enumerate(theirs):
                for one in some:
                    self.learn(mine[-1:], [*(each[-1] for other, each in enumerate(theirs) if other != number), one, left])
            kinds = self._versions(place, 2, past.period)
            if kinds and len(theirs) == 1:
                self.learn(theirs[0][-1:], [kinds[-1], self._spare(theirs[0][-1].value - kinds[-1].value)])

    def _add_up(self, past: Past) -> None:
        places = [place for place in past.parts if (place, past.period.key) in self.left]
        if places:
            there = [self.left[place, past.period.key] for place in places]
            whole = self._left((past.root, True), past.period, sum(one.value for one in there))
            self.learn([whole], there)
        for place in (*past.parts, (past.root, True)):
            quarters = [self.left.get((place, one.key)) for one in (Q1, Q2)]
            if past.period == HALF and (place, HALF.key) in self.left and all(quarters):
                self.learn([self.left[place, HALF.key]], quarters)

    def _left(self, place: Place, period: Period, value: int) -> Stood:
        """What is left: guarded where it is small, and of every commune."""
        if (place, period.key) not in self.left:
            stood = Stood(value, SECRET, ("left", place, period.key))
            self.left[place, period.key] = self.cells[stood.key] = stood
            if value < LEAST or secret((place, ALL.rest)):
                self.guarded[stood.key] = stood
            self.spare.add(stood.key)
        return self.left[place, period.key]

    def everything(self) -> list[object]:
        """What is known too well of counts that were hidden, and of denunciations."""
        found = self.ranges()
        narrow = [
            (key, found[key], one.value) for key, one in self.guarded.items() if found[key][1] - found[key][0] < APART and one.value >= 0
        ]
        return [*self.told(APART), *narrow]


def found_out(world: World) -> list[object]:
    """By a reader who goes by what was shown before a correction hid it, and by one who goes by the correction."""
    return [one for recall in (False, True) for one in Both(world.published, recall=recall).everything()]


def acts(chance: Random) -> list[Act]:
    """Both products of two provinces and two quarters, the half year and the country, in any order a day may bring."""
    found: list[Act] = [("performance", root, period) for root, period in product(PROVINCES, (Q1, Q2))]
    found += [("", root, period) for root, period in product((*PROVINCES, CENTRE), (Q1, Q2, HALF))]
    chance.shuffle(found)
    return found


def told(world: World, corrections: int = 0) -> World:
    """A half year of publishing, then corrections of either."""
    order = acts(world.chance)
    for act in order:
        world.publish(act)
    for _number in range(corrections):
        world.correct(world.chance.choice(order))
    return world


@some
@given(chances)
def test_two_products_of_the_same_petitions_tell_no_small_count(chance: Random) -> None:
    world = told(World(chance))
    assert found_out(world) == []
    assert all(stood.mark != SHOWN or stood.value >= LEAST for past in world.published for stood in past.cells.values())


@some
@given(chances)
def test_neither_do_their_corrections(chance: Random) -> None:
    assert found_out(told(World(chance), corrections=4)) == []


def test_two_products_that_do_not_know_each_other_are_found_out() -> None:
    assert any(found_out(told(World(Random(seed), tied=False))) for seed in range(5))


def test_a_gate_that_takes_what_is_left_for_no_secret_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "LEAST", 0)
    assert any(found_out(told(World(Random(seed)))) for seed in range(20))


def test_a_gate_that_forgets_the_sums_between_the_products_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editions, "joined", lambda _known, there, _family, _secret: there)
    assert any(found_out(told(World(Random(seed)))) for seed in range(20))


def test_the_whole_is_shown_where_what_is_left_is_large() -> None:
    """Thirty denunciations in the province: both products stand in full."""
    cells = _both(dict.fromkeys((10, 11, 12, 13), 30), {11: 14, 12: 16})
    assert cells[(10, True), 1].mark == SHOWN
    assert all(stood.mark == SHOWN for (_place, what), stood in cells.items() if what == R)


def test_the_whole_is_hidden_where_what_is_left_is_small() -> None:
    cells = _both(dict.fromkeys((10, 11, 12, 13), 30), {11: 3, 12: 1})
    assert cells[(10, True), 1].mark != SHOWN
    assert all(stood.mark == SHOWN for (_place, what), stood in cells.items() if what == R)


def _both(received: dict[int, int], denounced: dict[int, int]) -> dict[Line, Stood]:
    """Performance first, then the report of the same quarter."""
    parts = tuple((unit, False) for unit in received)
    first = settle(Draft(10, Q1, parts, {((unit, False), R): count for unit, count in received.items()}, {}, "performance"), [], APIECE)
    counts = {((unit, False), 1): count + denounced.get(unit, 0) for unit, count in received.items()}
    report = settle(Draft(10, Q1, parts, counts, {}), [Past(10, Q1, parts, first, "performance")], TIED, secret=secret)
    return {**first, **report}
