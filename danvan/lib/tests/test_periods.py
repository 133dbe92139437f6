"""Reporting periods."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan.lib.periods import (
    Period,
    begun_on,
    containing,
    contains,
    first_day,
    is_term,
    label,
    nominal,
    of_days,
    of_year,
    parse,
    previous,
    year_before,
)

YEARS = st.integers(min_value=1950, max_value=2100)
FIRST_DAYS = st.integers(1, 28)
NEXT_DAY = timedelta(days=1)


@st.composite
def keys(draw: st.DrawFn) -> str:
    """A key of any kind."""
    year = draw(YEARS)
    first = draw(st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 1, 1)))
    last = first + timedelta(days=draw(st.integers(0, 900)))
    shapes = (
        f"{year}-{draw(st.integers(1, 12)):02}",
        f"{year}-Q{draw(st.integers(1, 4))}",
        f"{year}-6M",
        f"{year}-6M2",
        f"{year}-9M",
        f"{year}",
        f"{year}..{year + draw(st.integers(0, 6))}",
        f"{first}..{last}",
        f"T{first}..{first + timedelta(days=draw(st.integers(700, 2200)))}",
    )
    key = draw(st.sampled_from(shapes))
    day = draw(FIRST_DAYS)
    return key if day == 1 or key.count("-") > 3 else f"{key}@{day}"


PERIODS = keys().map(parse)


@given(keys())
def test_a_period_keeps_its_key_and_begins_before_it_ends(key: str) -> None:
    period = parse(f" {key.lower()} ")
    assert str(period) == key
    assert period.first <= period.last
    assert parse(period.key) == period


@given(PERIODS)
def test_the_period_before_ends_where_this_one_begins(period: Period) -> None:
    before = previous(period)
    assert before.kind == period.kind
    assert first_day(before) == first_day(period)
    if period.length == "nine":
        assert (before.first.month, before.last.month) == (period.first.month, period.last.month)
        assert before.first.year == period.first.year - 1
    elif period.length == "span" and is_term(nominal(period)):
        assert nominal(before).last.year == nominal(period).first.year
    else:
        assert before.last + NEXT_DAY == period.first


@given(YEARS, FIRST_DAYS)
def test_the_periods_of_one_regime_tile_the_years_whatever_day_they_begin_on(year: int, day: int) -> None:
    for kind in ("month", "quarter", "half", "year"):
        parts = [*of_year([kind], year, first=day), *of_year([kind], year + 1, first=day)]
        whole = begun_on(parse(f"{year}..{year + 1}"), day)
        assert (parts[0].first, parts[-1].last) == (whole.first, whole.last)
        assert all(after.first == before.last + NEXT_DAY for before, after in pairwise(parts))
        assert {one.kind for one in parts} == {kind if day == 1 else f"{kind}@{day}"}


@given(YEARS, FIRST_DAYS, st.sampled_from(["month", "quarter", "half", "year"]))
def test_the_period_before_is_the_one_just_before_and_a_year_ago_is_as_many_periods_back_as_a_year_has(
    year: int, day: int, kind: str
) -> None:
    last, now = ([*of_year([kind], one, first=day)] for one in (year - 1, year))
    row = [*last, *now]
    assert [previous(one) for one in row[1:]] == row[:-1]
    assert [year_before(one) for one in now] == last


@given(PERIODS)
def test_a_year_ago_are_the_same_days_of_the_year_before(period: Period) -> None:
    before = year_before(period)
    if before is None:
        assert period.length in {"span", "term"} or (2, 29) in {(one.month, one.day) for one in (period.first, period.last)}
        return
    assert before.kind == period.kind
    assert (before.first.year, before.first.month, before.first.day) == (period.first.year - 1, period.first.month, period.first.day)
    last, then = period.last + NEXT_DAY, before.last + NEXT_DAY
    assert (then.year, then.month, then.day) == (last.year - 1, last.month, last.day) or (2, 29) in {
        (last.month, last.day),
        (then.month, then.day),
    }


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), FIRST_DAYS, st.sampled_from(["month", "quarter", "half", "year"]))
def test_every_day_lies_in_exactly_one_period_of_a_regime(day: date, first: int, kind: str) -> None:
    period = containing(kind, day, first=first)
    assert contains(period, day)
    around = [one for year in (day.year - 1, day.year, day.year + 1) for one in of_year([kind], year, first=first)]
    assert [one for one in around if contains(one, day)] == [period]


@given(PERIODS)
def test_a_key_with_its_beginning_says_which_calendar_period_it_is_named_after(period: Period) -> None:
    named = nominal(period)
    assert "@" not in named.key
    if first_day(period) > 1:
        assert begun_on(named, first_day(period)) == period
        assert (period.first.day, (period.last + NEXT_DAY).day) == (first_day(period), first_day(period))
        assert (period.last.year, period.last.month) == (named.last.year, named.last.month)


def test_the_third_quarter_of_2025_of_the_state_regime_is_that_of_the_decree() -> None:
    quarter = parse("2025-Q3@15")
    assert (quarter.first, quarter.last) == (date(2025, 6, 15), date(2025, 9, 14))
    assert parse("2026@15").first == date(2025, 12, 15)
    assert label(quarter) == "Quý III năm 2025 (từ 15/06/2025 đến 14/09/2025)"
    assert previous(parse("2026-Q1@15")).key == "2025-Q4@15"


@given(YEARS)
def test_quarters_and_months_fill_the_year_without_gap_or_overlap(year: int) -> None:
    for parts in ([parse(f"{year}-Q{n}") for n in range(1, 5)], [parse(f"{year}-{n:02}") for n in range(1, 13)]):
        assert parts[0].first == date(year, 1, 1)
        assert parts[-1].last == date(year, 12, 31)
        for earlier, later in pairwise(parts):
            assert earlier.last + NEXT_DAY == later.first
            assert previous(later) == earlier


@given(PERIODS, st.dates(min_value=date(1940, 1, 1), max_value=date(2110, 1, 1)))
def test_a_day_is_in_a_period_from_its_first_to_its_last_day(period: Period, day: date) -> None:
    assert contains(period, day) == (period.first <= day <= period.last)
    assert contains(period, period.first)
    assert contains(period, period.last)
    assert not contains(period, period.last + NEXT_DAY)


@given(PERIODS, PERIODS)
def test_a_period_contains_another_when_it_contains_both_its_ends(outer: Period, inner: Period) -> None:
    assert contains(outer, inner) == (contains(outer, inner.first) and contains(outer, inner.last))
    assert contains(outer, outer)


@given(st.integers(1960, 2090), st.integers(1, 12), st.integers(1, 28), st.integers(1, 24))
def test_a_run_of_whole_months_steps_back_by_whole_months(year: int, month: int, day: int, months: int) -> None:
    first = date(year, month, day)
    count = 12 * year + month - 1 + months
    after = date(count // 12, count % 12 + 1, day)
    before = previous(parse(f"{first}..{after - NEXT_DAY}"))
    assert before.first.day == day
    assert 12 * (year - before.first.year) + month - before.first.month == months


@pytest.mark.parametrize(
    ("key", "words", "before"),
    [
        ("2026-09", "tháng 9 năm 2026", "2026-08"),
        ("2026-01", "tháng 1 năm 2026", "2025-12"),
        ("2026-Q3", "Quý III năm 2026", "2026-Q2"),
        ("2026-Q1", "Quý I năm 2026", "2025-Q4"),
        ("2026-6M", "6 tháng đầu năm 2026", "2025-6M2"),
        ("2026-6M2", "6 tháng cuối năm 2026", "2026-6M"),
        ("2023-9M", "9 tháng đầu năm 2023", "2022-9M"),
        ("2023", "năm 2023", "2022"),
        ("2021..2023", "các năm 2021-2023", "2018..2020"),
        ("2016..2021", "nhiệm kỳ 2016-2021", "2011..2016"),
        ("2020..2025", "nhiệm kỳ 2020-2025", "2015..2020"),
        ("2021..2025", "các năm 2021-2025", "2016..2020"),
        ("2021..2021", "năm 2021", "2020..2020"),
        ("T2021-07-06..2026-04-05", "nhiệm kỳ 2021-2026 (từ 06/07/2021 đến 05/04/2026)", "T2016-07-06..2021-07-05"),
        ("T2020-10-14..2025-10-13", "nhiệm kỳ 2020-2025 (từ 14/10/2020 đến 13/10/2025)", "T2015-10-14..2020-10-13"),
        ("2026-06-15..2026-09-14", "từ ngày 15/06/2026 đến ngày 14/09/2026", "2026-03-15..2026-06-14"),
        ("2026-03-05..2026-03-09", "từ ngày 05/03/2026 đến ngày 09/03/2026", "2026-02-28..2026-03-04"),
    ],
)
def test_periods_read_in_vietnamese_and_know_what_came_before(key: str, words: str, before: str) -> None:
    assert label(parse(key)) == words
    assert previous(parse(key)).key == before


@pytest.mark.parametrize(
    "key",
    [
        "",
        "2026-13",
        "2026-Q5",
        "26",
        "2023..2021",
        "2026-02-30..2026-03-01",
        "2026-03-02..2026-03-01",
        "0000",
        "T2026-01-01..2026-06-30",
        "T2021-02-30..2026-01-01",
    ],
)
def test_what_is_no_period_is_refused(key: str) -> None:
    with pytest.raises(ValueError):
        parse(key)


@pytest.mark.parametrize(
    ("key", "before"),
    [
        ("2026-Q3", "2025-Q3"),
        ("2026-02", "2025-02"),
        ("2026-9M", "2025-9M"),
        ("2026-6M2", "2025-6M2"),
        ("2026-Q1@15", "2025-Q1@15"),
        ("2026-6M2@15", "2025-6M2@15"),
        ("2026@15", "2025@15"),
        ("0001-Q2", None),
        ("0002-Q1@15", None),
        ("2026", "2025"),
        ("2026-06-15..2026-09-14", "2025-06-15..2025-09-14"),
        ("2024-02-01..2024-02-29", None),
        ("2020..2025", None),
        ("T2021-07-06..2026-04-05", None),
    ],
)
def test_the_same_period_of_the_year_before(key: str, before: str | None) -> None:
    found = year_before(parse(key))
    assert (found.key if found else None) == before


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)), st.integers(0, 2000))
def test_a_run_of_days_has_a_name_that_means_just_these_days(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    found = of_days(first, last)
    assert (found.first, found.last) == (first, last)
    assert parse(found.key) == found


@pytest.mark.parametrize("key", ["2026-02", "2026-Q2", "2026-6M2", "2026-9M", "2026", "2021..2025", "2026-Q3@15", "2026-01@15"])
def test_a_run_of_days_that_has_a_name_is_called_by_it(key: str) -> None:
    assert of_days(parse(key).first, parse(key).last).key == key
