"""Which periods lie in a longer one and leave some of it: as long and as many as there are, and no more ways than anybody can reckon with."""

from datetime import date, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from danvan.lib import periods
from danvan.lib.periods import Period, contains
from danvan.reports.gaps import gaps


def told(*keys: str) -> list[tuple[str, list[str]]]:
    """The gaps between periods, by their keys."""
    return [(long.key, [one.key for one in some]) for long, some in gaps([periods.parse(key) for key in keys])]


def test_a_long_period_is_at_least_what_lies_in_it() -> None:
    assert told("2026-Q1", "2026-Q2", "2026-9M") == [("2026-9M", ["2026-Q1", "2026-Q2"])]


def test_what_is_filled_is_a_sum_and_no_gap() -> None:
    assert told("2026-Q1", "2026-Q2", "2026-6M") == []


def test_what_lies_in_a_told_period_says_no_more_of_a_longer_one() -> None:
    assert told("2026-Q1", "2026-6M", "2026") == [("2026-6M", ["2026-Q1"]), ("2026", ["2026-6M"])]


def test_of_periods_that_share_days_each_is_taken_without_the_other() -> None:
    found = told("2026-05", "2026-05@15", "2026")
    assert found == [("2026", ["2026-05@15"]), ("2026", ["2026-05"])] or found == [("2026", ["2026-05"]), ("2026", ["2026-05@15"])]


DAYS = st.tuples(st.integers(0, 40), st.integers(0, 12))


@given(st.lists(DAYS, max_size=7, unique=True))
def test_no_two_share_a_day_all_lie_within_and_some_is_left(spans: list[tuple[int, int]]) -> None:
    begin = date(2026, 1, 1)
    some = [
        Period(key=f"{start}+{more}", kind="span", first=begin + timedelta(start), last=begin + timedelta(start + more))
        for start, more in spans
    ]
    found = list(gaps(some))
    for long, inside in found:
        assert all(contains(long, one) for one in inside)
        assert all(one.last < other.first or other.last < one.first for one, other in combinations(inside, 2))
        assert sum((one.last - one.first).days + 1 for one in inside) < (long.last - long.first).days + 1
    assert len(found) <= 2**4 * len(some)
