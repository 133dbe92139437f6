"""A stranger at both doors: `/ket-qua/` tells petitions without denunciations, `/so-lieu/` what units report. Together they tell no small count.

The stranger knows more than any real one: the shown counts before rounding, and how what one product tells lies to what the other does.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from random import Random

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danvan.audit.doer import SYSTEM
from danvan.figures.registry import Registry
from danvan.lib import clock, periods
from danvan.lib.disclosure import APART, HIDDEN, LEAST, SMALL, Impossible
from danvan.lib.periods import Period
from danvan.petitions.models import PetitionKind, Release
from danvan.petitions.rules.performance import BEYOND_PARTS, FLOWS, RECEIVED_PARTS, STOCKS, Measure
from danvan.petitions.services import releasing
from danvan.petitions.tests.factories import Cast, answered, classified, received
from danvan.reports import services
from danvan.reports.disclosing import Told, told
from danvan.reports.editions import SECRET, SHOWN, Draft, Past, Stood, settle
from danvan.reports.gate import Family
from danvan.reports.models import Disclosure, Indicator
from danvan.reports.tests.attack import Reader
from danvan.reports.tests.factories import book, filed, indicator, period
from danvan.reports.threads import Line

PROVINCE, COMMUNES = 10, (11, 12, 13)
WHOLE, OFFICES = (PROVINCE, True), [(unit, False) for unit in (PROVINCE, *COMMUNES)]
Q1, Q2, HALF, Q3, Q4, YEAR = PERIODS = [periods.parse(f"2026{part}") for part in ("-Q1", "-Q2", "-6M", "-Q3", "-Q4", "")]
# What of the book counts petitions; how many of these are denunciations; and what `/ket-qua/` tells of the rest.
SETTLED = (Measure.IN_TIME, *BEYOND_PARTS, Measure.UNTIMED)
TIED: dict[int, tuple[str, tuple[str, ...]]] = {
    18: ("d.received", (Measure.RECEIVED,)),
    25: ("d.settled", SETTLED),
    28: ("d.late", (Measure.LATE,)),
}
BOOK = {
    18: "petitions.received",
    21: "petitions.complaints",
    22: "petitions.denunciations",
    25: "petitions.settled",
    28: "petitions.settled_late",
}
# Numbers for what is not in the book: how units answer, and the denunciations behind it.
NUMBER = {name: 100 + place for place, name in enumerate([*Measure, *(apart for apart, _parts in TIED.values())])}
ANSWERED = {NUMBER[one] for one in Measure}
KEY, DAY = "2026-Q3", date(2026, 10, 15)


@dataclass
class World:
    """A province with three communes, four quarters, half a year and the year: what happened, and what both products told."""

    chance: Random
    way: Disclosure = Disclosure.PROVINCE
    happened: dict[tuple[str, object, str], int] = field(default_factory=dict)  # a quarter, an office, what
    releases: dict[tuple[str, tuple[int, bool]], Release] = field(default_factory=dict)
    editions: dict[tuple[int, ...], list[Past]] = field(default_factory=dict)

    def of(self, period: Period, place: tuple[int, bool], what: str) -> int:
        """The count of a place, drawn once for a quarter and an office."""
        if place == WHOLE:
            return sum(self.of(period, one, what) for one in OFFICES)
        if what in (Measure.BEYOND, "c.settled"):
            return sum(self.of(period, place, part) for part in (BEYOND_PARTS if what == Measure.BEYOND else SETTLED))
        if period.kind != "quarter":
            return sum(self.of(one, place, what) for one in (Q1, Q2, Q3, Q4) if periods.contains(period, one))
        if what == Measure.RECEIVED:
            return sum(self.of(period, place, part) for part in (*RECEIVED_PARTS, "other"))
        few = what.startswith("d.")
        return self.happened.setdefault((period.key, place, what), self.chance.randint(0, self.chance.choice((3, 14) if few else (12, 90))))

    def reported(self, period: Period, place: tuple[int, bool], number: int) -> int:
        """What a report says: with denunciations."""
        if number in TIED:
            apart, parts = TIED[number]
            return sum(self.of(period, place, part) for part in (apart, *parts))
        return self.of(period, place, {21: Measure.COMPLAINTS, 22: "d.received"}[number])

    def release(self, period: Period) -> None:
        """How units answered."""
        block = releasing.Block(PROVINCE, list(COMMUNES))
        quarters = dict.fromkeys((one.key for one in (Q1, Q2, Q3, Q4)), block) if period.kind == "year" else {}
        for place in (WHOLE, *OFFICES):
            block.counts[place] = {one: self.of(period, place, one) for one in Measure} | {"median_days": None, "oldest_days": None}
        if quarters:
            releasing._year(block, self.releases, list(quarters))
        for row in releasing._rows(block, period, self.releases, quarters, ""):
            self.releases[period.key, (row.unit_id, row.whole)] = row

    def publish(self, period: Period) -> None:
        """The figures of reports: as the book says of each, told from the province up or in whatever way an office decided."""
        rows = [Indicator(pk=number, code=f"C{number}", figure=figure, disclosure=self.way, kind="flow") for number, figure in BOOK.items()]
        for row in rows:
            row.whole_id = 25 if row.pk == 28 else None
        for group in told(rows):
            self._settle(period, group)

    def _settle(self, period: Period, group: Told) -> None:
        past = self.editions.setdefault(group.family.indicators, [])
        counts = {(place, one): self.reported(period, place, one) for place in OFFICES for one in group.family.indicators}
        level = {PROVINCE: "province"}
        try:
            cells = settle(
                Draft(PROVINCE, period, tuple(OFFICES), counts, {}),
                past,
                group.family,
                secret=lambda line: group.secret(line, "" if line[0][1] else level.get(line[0][0], "commune")),
            )
        except Impossible:
            return
        past.append(Past(PROVINCE, period, tuple(OFFICES), cells))

    def stranger(self) -> Reader:
        """Everything both products told, with the denunciations behind them, as sums between what was not."""
        there = {number for some in self.editions.values() for past in some for _place, number in past.cells}
        tied = {number: _numbers(*parts, apart) for number, (apart, parts) in TIED.items() if number in there}
        parts = {NUMBER[Measure.BEYOND]: _numbers(*BEYOND_PARTS), NUMBER[Measure.RECEIVED]: _numbers(*RECEIVED_PARTS), **tied}
        family = Family((*NUMBER.values(), *there), parts, frozenset(_numbers(Measure.RECEIVED)), frozenset(_numbers(*STOCKS)))
        return Reader([self._read(period, tied) for period in PERIODS], family)

    def _read(self, period: Period, tied: Mapping[int, object]) -> Past:
        cells: dict[Line, Stood] = {}
        for some in self.editions.values():
            for past in (one for one in some if one.period == period):
                cells |= past.cells
        for place, measure in product((WHOLE, *OFFICES), Measure):
            if (row := self.releases.get((period.key, place))) is not None:
                mark = SHOWN if isinstance(row.public[measure], int) else row.public[measure]
                at = "2026-Q4" if measure in STOCKS and period.kind == "year" else period.key
                cells[place, NUMBER[measure]] = Stood(row.counts[measure], mark, (at, place, measure))
        for place, (apart, _parts) in product((WHOLE, *OFFICES), TIED.values()):
            count = self.of(period, place, apart)
            mark = SECRET if place[0] != PROVINCE else SMALL if count < LEAST else HIDDEN
            cells[place, NUMBER[apart]] = Stood(count, mark, (period.key, place, apart))
        # Half a year is not released: its sums are those of reports and of denunciations alone.
        return Past(PROVINCE, period, tuple(OFFICES), cells) if not tied or period.kind != "half" else _without(cells, period, tied)

    def learnt(self) -> list[object]:
        """The denunciations and reported counts that the stranger knows to fewer than six values."""
        return [one for one in self.stranger().told(APART) if one[0][1] not in ANSWERED]


def _numbers(*names: str) -> tuple[int, ...]:
    return tuple(NUMBER[name] for name in names)


def _without(cells: dict[Line, Stood], period: Period, tied: Mapping[int, object]) -> Past:
    return Past(PROVINCE, period, tuple(OFFICES), {line: stood for line, stood in cells.items() if line[1] not in tied})


def histories() -> Iterator[Sequence[tuple[str, Period]]]:
    """Who publishes when."""
    quarters = [Q1, Q2, Q3, Q4]
    yield [(who, one) for one in [*quarters, YEAR] for who in ("release", "publish")]
    yield [(who, one) for one in (Q1, Q2) for who in ("publish", "release")] + [("publish", HALF)]
    yield [*(("publish", one) for one in (Q1, Q2, HALF)), *(("release", one) for one in (Q1, Q2))]


def told_by(history: Sequence[tuple[str, Period]], world: World) -> list[object]:
    """What the stranger knows in the end."""
    for who, one in history:
        (world.release if who == "release" else world.publish)(one)
    return world.learnt()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**9).map(Random), st.sampled_from(list(histories())), st.sampled_from([Disclosure.PROVINCE, Disclosure.PROTECTED]))
def test_both_products_together_tell_no_small_count(chance: Random, history: Sequence[tuple[str, Period]], way: Disclosure) -> None:
    world = World(chance, way)
    assert told_by(history, world) == []
    assert {number for some in world.editions for number in some} == {22}


def known_after_the_year(world: World) -> list[object]:
    """The small counts of how units answer that a stranger knows to fewer than six values, once the year lies beside its quarters."""
    for one in (Q1, Q2, Q3, Q4, YEAR):
        world.release(one)
    return [one for one in world.stranger().told(APART) if one[0][1] in ANSWERED]


def yearly(world: World) -> int:
    """How many numbers of the year are told."""
    return sum(isinstance(row.public[measure], int) for (key, _row), row in world.releases.items() if key == YEAR.key for measure in FLOWS)


@pytest.mark.parametrize("most", [releasing.MOST_SMALL, 0])
@pytest.mark.parametrize("seed", range(6))
def test_a_year_beside_its_quarters_narrows_no_small_count_down(monkeypatch: pytest.MonkeyPatch, seed: int, most: int) -> None:
    monkeypatch.setattr(releasing, "MOST_SMALL", most)
    world = World(Random(seed))
    assert known_after_the_year(world) == []
    assert yearly(world)


def test_a_year_told_without_regard_to_its_quarters_would_be_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releasing, "_beside_quarters", lambda *_seen: frozenset())
    assert any(known_after_the_year(World(Random(seed))) for seed in range(6))


def test_more_of_a_year_is_told_where_each_small_count_can_be_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    told_of = []
    for most in (releasing.MOST_SMALL, 0):
        monkeypatch.setattr(releasing, "MOST_SMALL", most)
        world = World(Random(1))
        known_after_the_year(world)
        told_of.append(yearly(world))
    assert told_of[0] > told_of[1]


def test_a_book_that_told_what_is_released_would_be_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Registry, "released", lambda _registry, _code: False)
    quarter = [("release", Q1), ("publish", Q1)]
    assert any(told_by(quarter, World(Random(seed))) for seed in range(10))


@pytest.mark.django_db
def test_a_page_of_figures_takes_petitions_from_the_one_product_that_tells_them(play: Cast, client: Client) -> None:
    made = book()
    made.form.indicators.add(indicator("C18", figure="petitions.received", disclosure="protected"))
    for _number in range(16):
        received(play.tree.a)
    for _number in range(12):
        answered(play.clerk)
    classified(play.clerk, PetitionKind.DENUNCIATION)
    with clock.standing_at(date(2026, 10, 12)):
        filed(made.form, play.tree.a, {made.typed: "30"}, KEY, root=play.tree.province)
    address = reverse("portal:figures_unit", args=(play.tree.province.key, KEY))
    with clock.standing_at(DAY):
        services.publish(by=SYSTEM, root=play.tree.province, period=period(KEY))
        assert "Đơn và giải quyết đơn" not in client.get(address).content.decode(), "nothing is released yet"
        releasing.release(by=SYSTEM, period=KEY)
    text = client.get(address).content.decode()
    assert "Đơn và giải quyết đơn" in text
    assert reverse("portal:result", args=(play.tree.province.key,)) in text
    assert "C18" not in text
    rows = client.get(reverse("portal:figures_download", args=(play.tree.province.key, KEY, "json"))).json()["rows"]
    assert not any("C18" in row for row in rows)
    assert "C18" not in client.get(reverse("portal:figures_dictionary")).content.decode()
