"""What figures are asked: pure rules, held by properties."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from danvan.reports.checks import APART, HISTORY, SISTERS, Line, Past, Whole, changed_much, holds, modified_z, questions
from danvan.reports.laying import Stretch, ways
from danvan.reports.over_time import ANEW, FIRST, LAST, ONCE

COUNTS = st.integers(0, 10**9)


@dataclass
class Declared:
    """A relation, as the database would give it."""

    code: str
    left: list[str]
    sign: str
    right: list[str]


def lines(**values: int | None) -> dict[str, Line]:
    return {code: Line(code, f"chỉ tiêu {code}", value) for code, value in values.items()}


def checks_of(known: dict[str, Line], *relations: Declared, wholes: tuple[Whole, ...] = ()) -> list[str]:
    return [one.check for one in questions(known, relations, wholes)]


def test_the_published_sum_of_286_models_is_caught() -> None:
    known = lines(H68=286, H68B=59, H68C=74, H68D=5, H68E=38)
    (asked,) = questions(known, (), (Whole("H68", ("H68B", "H68C", "H68D", "H68E")),))
    assert asked.words == "Tổng ghi 286, nhưng các phần H68B, H68C, H68D, H68E cộng lại 59 + 74 + 5 + 38 = 176."
    assert asked.basis == (286, 59, 74, 5, 38)


@given(st.lists(COUNTS, min_size=1, max_size=8), st.integers(-5, 5))
def test_parts_are_asked_about_exactly_when_they_do_not_add_up(parts: list[int], off: int) -> None:
    whole = sum(parts) + off
    assume(whole >= 0)
    known = lines(W=whole, **{f"P{place}": value for place, value in enumerate(parts)})
    asked = checks_of(known, wholes=(Whole("W", tuple(f"P{place}" for place in range(len(parts)))),))
    assert asked == ([] if off == 0 else ["parts"])


@given(st.lists(COUNTS, min_size=2, max_size=6), COUNTS)
def test_a_whole_that_its_parts_do_not_reach_is_asked_about_while_one_of_them_has_no_number_too(parts: list[int], whole: int) -> None:
    known = lines(W=whole, P0=None, **{f"P{place}": value for place, value in enumerate(parts[1:], start=1)})
    asked = checks_of(known, wholes=(Whole("W", tuple(f"P{place}" for place in range(len(parts)))),))
    assert asked == (["parts"] if parts[1:] and sum(parts[1:]) != whole else [])


@given(COUNTS, COUNTS)
def test_parts_that_need_not_be_all_may_fall_short(whole: int, part: int) -> None:
    asked = checks_of(lines(W=whole, P=part), wholes=(Whole("W", ("P",), exhaustive=False),))
    assert asked == (["parts"] if part > whole else [])


def test_parts_of_another_scale_add_up_exactly() -> None:
    known = {"W": Line("W", "", 125, scale=1), "P": Line("P", "", 1250, scale=2)}
    assert checks_of(known, wholes=(Whole("W", ("P",)),)) == []


@pytest.mark.parametrize(
    ("sign", "left", "right", "kept"),
    [
        ("equal", 3, 3, True),
        ("equal", 3, 4, False),
        ("at_most", 3, 3, True),
        ("at_most", 4, 3, False),
        ("needs", 2, 0, False),
        ("needs", 0, 5, True),
        ("needs", 2, 1, True),
    ],
)
def test_signs_of_relations(sign: str, left: int, right: int, kept: bool) -> None:
    assert holds(sign, left, right) is kept


def test_impossible_values_are_asked_about_and_unknown_ones_are_not() -> None:
    rules = (
        Declared("settled", ["C25"], "at_most", ["C24"]),
        Declared("times", ["C27", "C28"], "equal", ["C25"]),
        Declared("attended", ["A3"], "needs", ["A4"]),
    )
    asked = questions(lines(C24=5, C25=7, C27=5, C28=1, A3=3, A4=0), rules, ())
    assert {(one.check, one.code) for one in asked} == {("relation.settled", "C25"), ("relation.times", "C27"), ("relation.attended", "A3")}
    assert checks_of(lines(C24=5, C25=None, C27=5, C28=1, A3=3, A4=None), *rules) == []
    assert checks_of(lines(C24=7, C25=7, C27=5, C28=2, A3=3, A4=9), *rules) == []


@given(COUNTS, COUNTS)
def test_a_change_is_the_same_question_until_a_number_changes(old: int, new: int) -> None:
    line = Line("A", "a", new, before=Past("Quý II", old))
    first, second = questions({"A": line}, (), ()), questions({"A": replace(line, name="khác")}, (), ())
    assert [one.key for one in first] == [one.key for one in second]
    assert bool(first) == changed_much(old, new)
    if first:
        moved = questions({"A": replace(line, value=new + 10 * (new + old + 10))}, (), ())
        assert moved
        assert moved[0].key != first[0].key


@given(COUNTS, COUNTS)
def test_no_small_change_and_no_chance_is_asked_about(old: int, new: int) -> None:
    asked = changed_much(old, new)
    if abs(new - old) * 5 <= old or (new - old) ** 2 <= 4 * (old + new):
        assert not asked
    if old == new:
        assert not asked


def test_a_percentage_is_no_count_and_knows_no_chance() -> None:
    assert changed_much(684, 310, scale=2, measure="%")
    assert not changed_much(6, 3)


@given(st.lists(st.integers(0, 1000), min_size=SISTERS, max_size=60), st.integers(0, 10**6))
def test_sisters_are_compared_robustly(sisters: list[int], value: int) -> None:
    asked = checks_of({"A": Line("A", "a", value, sisters=tuple(sisters))})
    far = abs(modified_z(value, sisters)) > APART
    assert asked == (["sisters"] if far and changed_much(int(median(sisters)), value) else [])
    assert checks_of({"A": Line("A", "a", int(median(sisters)), sisters=tuple(sisters))}) == []
    assert checks_of({"A": Line("A", "a", value, sisters=tuple(sisters[: SISTERS - 1]))}) == []


@given(st.lists(st.integers(0, 1000), min_size=9, max_size=40), st.integers(10**7, 10**9))
def test_one_wild_sister_hides_nobody(sisters: list[int], wild: int) -> None:
    """The reason for the median: one absurd figure moves it by one place, and the next absurd one still stands apart."""
    spread = sorted(sisters)
    assume(spread[1] < spread[-2])
    assert abs(modified_z(wild * 2, [*sisters, wild])) > APART


@given(st.lists(COUNTS, min_size=1, max_size=4), st.integers(-3, 3))
def test_nine_months_are_their_quarters(quarters: list[int], off: int) -> None:
    way = tuple(Past(f"Quý {place}", value) for place, value in enumerate(quarters, start=1))
    value = sum(quarters) + off
    assert checks_of({"A": Line("A", "a", value, ways=(way,))}) == ([] if off == 0 else ["cumulative"])
    for rule, right in ((LAST, quarters[-1]), (FIRST, quarters[0])):
        assert checks_of({"A": Line("A", "a", right + off, over_time=rule, ways=(way,))}) == ([] if off == 0 else ["cumulative"])


@given(st.lists(st.frozensets(st.integers(0, 12)), min_size=1, max_size=4), st.integers(-20, 60))
def test_what_counts_once_lies_between_the_fullest_quarter_and_all_of_them(quarters: list[frozenset[int]], other: int) -> None:
    """Households helped: the union of the quarters raises no question, whatever overlaps; what cannot be a union does."""
    way = tuple(Past(f"Quý {place}", len(some)) for place, some in enumerate(quarters, start=1))
    union = len(frozenset().union(*quarters))
    assert checks_of({"A": Line("A", "a", union, over_time=ONCE, ways=(way,))}) == []
    possible = max(map(len, quarters)) <= other <= sum(map(len, quarters))
    assert checks_of({"A": Line("A", "a", other, over_time=ONCE, ways=(way,))}) == ([] if possible else ["cumulative"])
    assert checks_of({"A": Line("A", "a", other, over_time=ANEW, ways=(way,))}) == []


@given(COUNTS, st.none() | COUNTS)
def test_a_period_opens_with_what_the_one_before_closed_with(now: int, closed: int | None) -> None:
    past = None if closed is None else Past("Quý II", closed)
    line = Line("A", "a", now, over_time=FIRST, closing="B", closed=past)
    assert checks_of({"A": line}) == ([] if closed in (None, now) else ["opening"])


@given(st.lists(st.integers(1, 40), min_size=1, max_size=7), st.data())
def test_ways_lay_the_days_end_to_end(lengths: list[int], data: st.DataObject) -> None:
    first, stretches, day = date(2026, 1, 1), [], date(2026, 1, 1)
    for key, days in enumerate(lengths):
        stretches.append(Stretch(key, day, day + timedelta(days=days - 1)))
        day += timedelta(days=days)
    last = day - timedelta(days=1)
    shuffled = data.draw(st.permutations([*stretches, Stretch(99, first, last)]))
    found = ways(first, last, shuffled)
    assert found == ([] if len(lengths) == 1 else [tuple(range(len(lengths)))])
    by_key = {one.key: one for one in stretches}
    for way in found:
        laid = [by_key[key] for key in way]
        assert sum((one.last - one.first).days + 1 for one in laid) == (last - first).days + 1


def test_a_year_is_tried_as_quarters_and_as_nine_months_and_a_quarter() -> None:
    quarters = [Stretch(n, date(2026, 3 * n - 2, 1), (date(2026 + n // 4, 3 * n % 12 + 1, 1) - timedelta(days=1))) for n in range(1, 5)]
    nine = Stretch(9, date(2026, 1, 1), date(2026, 9, 30))
    assert ways(date(2026, 1, 1), date(2026, 12, 31), [*quarters, nine]) == [(9, 4), (1, 2, 3, 4)]


@given(st.lists(st.integers(0, 50), min_size=HISTORY, max_size=12), st.integers(0, 2000), st.integers(0, 12))
def test_a_figure_is_asked_about_beside_its_own_past_only_where_sisters_are_few(history: list[int], value: int, sisters: int) -> None:
    line = Line("A", "", value, history=tuple(history), sisters=tuple(range(sisters)))
    asked = [one for one in questions({"A": line}, (), ()) if one.check == "history"]
    apart = abs(modified_z(value, history)) > APART and changed_much(int(median(history)), value)
    assert bool(asked) == (apart and sisters < SISTERS)
    assert all(one.basis == (value, int(median(history))) for one in asked)


def test_what_was_asked_beside_the_period_before_is_not_asked_again_and_a_short_past_says_nothing() -> None:
    line = Line("A", "", 90, history=(5, 6, 5, 7, 6, 5), before=Past("Quý II", 88))
    assert [one.check for one in questions({"A": line}, (), ())] == ["history"]
    assert [one.check for one in questions({"A": replace(line, before=Past("Quý II", 5))}, (), ())] == ["before"]
    assert questions({"A": replace(line, history=line.history[1:], before=None)}, (), ()) == []
    [asked] = questions({"A": line}, (), ())
    assert asked.words == "Khác xa các kỳ trước của đơn vị: kỳ này 90, mức giữa của 6 kỳ trước là 5."
