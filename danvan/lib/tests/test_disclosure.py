"""Attacks on what is published: no reader works out a small count from totals, from the parts beside it, or from two releases."""

from collections.abc import Collection
from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from danvan.lib.disclosure import (
    HIDDEN,
    LEAST,
    SMALL,
    Impossible,
    Key,
    Sum,
    Table,
    determined,
    protect,
    protect_all,
    rounded,
    safe,
    shown,
    sums,
    worlds,
)

counts = st.lists(st.integers(0, 40), min_size=2, max_size=7)
tables = st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=2, max_size=6)


def line(parts: list[int]) -> tuple[dict[object, int], list[Sum]]:
    """A total and its parts."""
    values: dict[object, int] = dict(enumerate(parts))
    values["total"] = sum(parts)
    return values, [Sum("total", tuple(range(len(parts))))]


def table(rows: list[list[int]]) -> tuple[dict[object, int], list[Sum]]:
    """Rows by columns, with a total of each and of all."""
    width = range(len(rows[0]))
    values: dict[object, int] = {(row, column): rows[row][column] for row, column in product(range(len(rows)), width)}
    values |= {(row, "all"): sum(cells) for row, cells in enumerate(rows)}
    values |= {("all", column): sum(cells[column] for cells in rows) for column in width}
    values["all", "all"] = sum(map(sum, rows))
    across = [Sum((row, "all"), tuple((row, column) for column in width), total_first=True) for row in [*range(len(rows)), "all"]]
    down = [Sum(("all", column), tuple((row, column) for row in range(len(rows)))) for column in [*width, "all"]]
    return values, [*across, *down]


def possible(values: dict[object, int], one: Sum, hide: frozenset[object], key: object) -> range:
    """What an attacker who knows every shown count exactly, and which hidden ones are small, can say of one part of a shown total."""
    rest = values[one.total] - sum(values[part] for part in one.parts if part not in hide)
    others = [part for part in one.parts if part in hide and part != key]
    least = sum(0 if values[part] < LEAST else LEAST for part in others)
    most = None if any(values[part] >= LEAST for part in others) else sum(LEAST - 1 for _part in others)
    return range(0 if most is None else max(0, rest - most), min(LEAST - 1, rest - least) + 1)


@given(st.integers(0, 10_000))
def test_rounding_moves_a_count_by_two_at_most_and_nothing_small_is_shown(count: int) -> None:
    assert abs(rounded(count) - count) <= 2
    assert rounded(count) % 5 == 0
    assert shown(count, hidden=False) == (SMALL if count < 10 else rounded(count))
    assert shown(count, hidden=True) == (SMALL if count < 10 else HIDDEN)


@given(counts)
def test_the_total_less_the_other_parts_tells_nothing_of_a_small_one(parts: list[int]) -> None:
    values, sums = line(parts)
    hide = protect(values, sums)
    for number, count in enumerate(parts):
        assert (number in hide) or count >= LEAST
        if count < LEAST and "total" not in hide:
            assert possible(values, sums[0], hide, number) == range(LEAST)


@given(tables)
def test_no_combination_of_the_sums_of_a_table_gives_a_small_count(rows: list[list[int]]) -> None:
    values, sums = table(rows)
    hide = protect(values, sums)
    assert all(values[key] >= LEAST for key in determined(sums, hide))
    assert not {key for key, count in values.items() if count < LEAST} - hide
    for one in sums:
        assert safe(values, one, hide)


@given(st.lists(counts.filter(lambda parts: len(parts) == 4), min_size=2, max_size=5), st.data())
def test_the_year_beside_its_quarters_gives_no_small_count(units: list[list[int]], data: st.DataObject) -> None:
    """Quarters were published one by one; the year comes later and may only hide itself, or is refused where even that would not do."""
    places = range(len(units))
    values: dict[object, int] = {(unit, quarter): units[unit][quarter] for unit in places for quarter in range(4)}
    values |= {("all", quarter): sum(unit[quarter] for unit in units) for quarter in range(4)}
    quarterly = [Sum(("all", quarter), tuple((unit, quarter) for unit in places)) for quarter in range(4)]
    hidden = frozenset().union(*(protect(_only(values, one), [one]) for one in quarterly))
    rows = [*places, "all"]
    values |= {(row, "year"): sum(values[row, quarter] for quarter in range(4)) for row in rows}
    yearly = [Sum((row, "year"), tuple((row, quarter) for quarter in range(4))) for row in rows]
    yearly.append(Sum(("all", "year"), tuple((unit, "year") for unit in places)))
    public: set[object] = {(row, quarter) for row in rows for quarter in range(4) if (row, quarter) not in hidden}
    public |= {(row, "year") for row in rows if all((row, quarter) in public for quarter in range(4))}
    try:
        hide = protect(values, [*quarterly, *yearly], fixed=public, hidden=hidden)
    except Impossible:
        event("refused")
        return
    assert not hide & public
    assert all(values[key] >= LEAST for key in determined([*quarterly, *yearly], hide))


def _only(values: dict[object, int], one: Sum) -> dict[object, int]:
    return {key: values[key] for key in one.members}


def test_a_second_release_may_not_uncover_by_hiding_another() -> None:
    """First A is hidden with B. If a second release showed B and hid C instead, the two together would tell A."""
    values, sums = line([3, 16, 20])
    first = protect(values, sums)
    assert first == {0, 1}
    second = protect(values, sums, hidden=first, fixed={2, "total"})
    assert second == first


def test_where_everything_else_is_public_already_a_newly_small_count_is_refused() -> None:
    values, sums = line([3, 16, 20])
    with pytest.raises(Impossible):
        protect(values, sums, fixed={1, 2, "total"})


def test_a_large_cell_alone_is_no_cover_for_a_small_one() -> None:
    """3 and 12: who sees 15 left and knows the second is at least 10 would know the first is at most 5."""
    values, sums = line([3, 12, 30, 40])
    assert protect(values, sums) == {0, 1, 2}


def test_two_nines_do_not_cover_each_other() -> None:
    """9 and 9: 18 left, each at most 9, so each would be 9."""
    values, sums = line([9, 9, 50])
    assert protect(values, sums) == {0, 1, 2}


def follows(sums: list[Sum], hide: frozenset[object]) -> set[object]:
    """The cells that follow exactly, by plain elimination with fractions: every row is cleared of every pivot, in the order in which they come."""
    rows: list[tuple[object, dict[object, Fraction]]] = []
    for one in sums:
        row = {key: Fraction(sign) for key, sign in one.row.items() if key in hide}
        for pivot, other in rows:
            row = _less(row, other, row.get(pivot, Fraction(0)))
        if row:
            pivot, by = next(iter(row.items()))
            row = {key: times / by for key, times in row.items()}
            rows = [(old, _less(other, row, other.get(pivot, Fraction(0)))) for old, other in rows] + [(pivot, row)]
    return {pivot for pivot, row in rows if len(row) == 1}


def _less(row: dict[object, Fraction], other: dict[object, Fraction], times: Fraction) -> dict[object, Fraction]:
    left = {key: row.get(key, Fraction(0)) - times * other.get(key, Fraction(0)) for key in {**row, **other}}
    return {key: by for key, by in left.items() if by}


relations = st.lists(st.lists(st.integers(0, 8), min_size=2, max_size=5, unique=True), min_size=1, max_size=8)


@given(relations, st.sets(st.integers(0, 8), min_size=1))
def test_what_follows_exactly_does_not_depend_on_the_order_of_elimination(members: list[list[int]], hidden: set[int]) -> None:
    sums, hide = [Sum(one[0], tuple(one[1:])) for one in members], frozenset[object](hidden)
    assert determined(sums, hide) == follows(sums, hide)


@given(relations, st.sets(st.integers(0, 8), min_size=1))
def test_what_is_tied_to_a_cell_holds_every_sum_that_a_cell_there_is_in(members: list[list[int]], wanted: set[int]) -> None:
    sums = [Sum(one[0], tuple(one[1:])) for one in members]
    unknown = {key for one in members for key in one if key % 3}
    near = Table(dict.fromkeys(unknown, 12), sums).tied(wanted)
    assert wanted & unknown <= near.values.keys()
    for one in sums:
        there = unknown.intersection(one.members)
        assert not there or (there <= near.values.keys()) == (one in near.sums) == (not there.isdisjoint(near.values))


@given(st.integers(0, 10**9).map(Random))
def test_the_sum_with_the_fewest_ways_is_set_right_first(chance: Random) -> None:
    """Sums are looked at from the shortest and left as soon as they cannot win: what comes out is what looking at all of them gives."""
    values: dict[Key, int] = {key: chance.randint(0, 9) for key in range(12)}
    rows: list[worlds.Row] = [
        {key: chance.choice((1, -1)) for key in chance.sample(range(12), chance.randint(1, 8))} for _number in range(5)
    ]
    made = worlds.Worlds(values, rows, dict.fromkeys(values, worlds.Bounds(0, 9)))
    search = worlds._Search(made, values, 0, 1)
    search.off = {number: chance.choice((1, -1)) for number in chance.sample(range(5), 3)}
    every = [search._ways(number, rest, worlds.BEYOND) for number, rest in search.off.items()]
    fewest = min(every, key=len)
    assert search._candidates() == sorted(fewest, key=lambda one: search._harm(*one))[: worlds.BREADTH]


def test_what_was_shown_to_have_room_is_not_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Key] = []
    plain = worlds.Worlds.apart

    def apart(self: worlds.Worlds, key: Key) -> bool:
        found = plain(self, key)
        asked.extend([key] if found else [])
        return found

    monkeypatch.setattr(worlds.Worlds, "apart", apart)
    values, sums_of = table([[2, 5, 13], [10, 6, 7]])
    rounds: list[int] = []
    narrow = sums._narrow

    def counted(one: Table, hide: Collection[Key], proven: set[Key]) -> list[Key]:
        rounds.append(len(proven))
        return narrow(one, hide, proven)

    monkeypatch.setattr(sums, "_narrow", counted)
    protect_all(Table(values, sums_of))
    assert rounds == [0, 3], "the second round finds three that are done"
    assert len(asked) == len(set(asked))
