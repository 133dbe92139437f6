"""What is owed and what counts: whole years, any days, changes of law and of leaders in the middle."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan.documents.models import Counting
from danvan.lib.workdays import Calendar
from danvan.reception.rules import Norm, owed, propose
from danvan.reception.rules.owed import span_of

DAY = timedelta(days=1)
JULY = date(2026, 7, 1)
# Tết 2026 takes a whole week: nobody can be received, nothing is owed.
TET = Calendar(off={date(2026, 2, 16) + n * DAY: "Tết" for n in range(5)}, worked={})
WEEKLY, MONTHLY = Norm(1, Counting.PER_WEEK, date(2014, 7, 1), JULY), Norm(2, Counting.PER_MONTH, JULY)
LAW = [WEEKLY, MONTHLY]

# Numbers drawn first: they come faster than dates, and a busy machine must not fail for that.
days = st.integers(0, 2190).map(lambda number: date(2024, 1, 1) + number * DAY)
some_days = st.frozensets(st.integers(0, 2190), max_size=30).map(lambda numbers: {date(2024, 1, 1) + number * DAY for number in numbers})
frequencies = st.builds(
    lambda number, counting: Norm(number, counting, date(2000, 1, 1)),
    st.integers(1, 3),
    st.sampled_from([Counting.PER_WEEK, Counting.PER_MONTH]),
)
months = st.builds(date, st.integers(2024, 2029), st.integers(1, 12), st.just(1))


def last_of(first: date) -> date:
    """The month's last day."""
    return (first + 31 * DAY).replace(day=1) - DAY


def month(year: int, number: int) -> tuple[date, date]:
    """First and last day."""
    return date(year, number, 1), last_of(date(year, number, 1))


def test_a_commune_chair_owed_a_day_each_week_and_since_july_2026_two_each_month() -> None:
    assert owed(LAW, [], *month(2026, 5), TET).required == 4
    assert owed(LAW, [], *month(2026, 4), TET).required == 5
    assert owed(LAW, [], *month(2026, 6), TET).required == 4
    assert owed(LAW, [], *month(2026, 7), TET).required == 2
    assert owed(LAW, [], date(2026, 1, 1), date(2026, 12, 31), TET).required == 5 + 3 + 4 + 5 + 4 + 4 + 6 * 2


def test_four_days_in_one_week_do_not_stand_for_four_weeks() -> None:
    week = [date(2026, 5, 4) + n * DAY for n in range(4)]
    found = owed(LAW, week, *month(2026, 5), TET)
    assert (found.required, found.held, found.counted, found.shortfall) == (4, 4, 1, 3)


def test_a_week_without_a_working_day_owes_nothing() -> None:
    assert owed(LAW, [], *month(2026, 2), TET).required == 3
    assert owed(LAW, [], *month(2026, 2), Calendar()).required == 4


def test_what_can_still_be_made_up_is_not_missed_yet() -> None:
    found = owed(LAW, [date(2026, 9, 8)], *month(2026, 9), TET)
    assert (found.missed(date(2026, 9, 30)), found.to_come(date(2026, 9, 30))) == (0, 1)
    assert (found.missed(date(2026, 10, 1)), found.to_come(date(2026, 10, 1))) == (1, 0)


@pytest.mark.parametrize(("since", "required"), [(date(2026, 9, 1), 2), (date(2026, 9, 10), 1), (date(2026, 9, 25), 0)])
def test_a_leader_who_begins_within_a_month_owes_the_part_rounded_down(since: date, required: int) -> None:
    assert owed([Norm(2, Counting.PER_MONTH, since)], [], *month(2026, 9), TET).required == required


def test_days_before_a_leader_owes_reception_count_for_nothing() -> None:
    found = owed([Norm(2, Counting.PER_MONTH, date(2026, 9, 10))], [date(2026, 9, 9), date(2026, 9, 10)], *month(2026, 9), TET)
    assert (found.held, found.shortfall) == (1, 0)


def test_a_year_cannot_be_asked_per_hour() -> None:
    with pytest.raises(ValueError, match="no frequency"):
        span_of(JULY, "per_hour")


@given(st.lists(frequencies, min_size=1, max_size=1), some_days, st.integers(2024, 2029))
def test_months_add_up_to_the_year_and_every_lawful_day_counts_once(norms: list[Norm], held: set[date], year: int) -> None:
    whole = owed(norms, held, date(year, 1, 1), date(year, 12, 31), TET)
    parts = [owed(norms, held, *month(year, number), TET) for number in range(1, 13)]
    assert sum(part.required for part in parts) == whole.required
    assert sum(part.shortfall for part in parts) == whole.shortfall
    assert sorted(day for part in parts for window in part.windows for day in window.held) == [
        day for window in whole.windows for day in window.held
    ]


@given(frequencies, days, months)
def test_a_law_that_is_replaced_by_the_same_law_changes_nothing(norm: Norm, day: date, first: date) -> None:
    cut = [Norm(norm.number, norm.counting, norm.first, day), Norm(norm.number, norm.counting, day)]
    assert owed(cut, [], first, last_of(first), TET).required == owed([norm], [], first, last_of(first), TET).required


@given(frequencies, days, days, months)
def test_a_shorter_duty_never_owes_more(norm: Norm, one: date, two: date, first: date) -> None:
    start, end = min(one, two), max(one, two)
    long, short = Norm(norm.number, norm.counting, start), Norm(norm.number, norm.counting, start, end + DAY)
    assert owed([short], [], first, last_of(first), TET).required <= owed([long], [], first, last_of(first), TET).required


@given(some_days, days, months)
def test_one_more_day_never_adds_to_the_shortfall(held: set[date], more: date, first: date) -> None:
    before, after = (owed(LAW, some, first, last_of(first), TET) for some in (held, held | {more}))
    assert after.shortfall in {before.shortfall, before.shortfall - 1}
    assert before.counted + before.shortfall == before.required


@given(some_days, months, days)
def test_the_shortfall_is_either_missed_or_to_come(held: set[date], first: date, on: date) -> None:
    found = owed(LAW, held, first, last_of(first), TET)
    assert found.missed(on) + found.to_come(on) == found.shortfall
    assert found.missed(on) <= found.missed(on + DAY)


@given(frequencies, some_days, months, st.integers(0, 4))
def test_a_proposal_keeps_the_law_and_never_lies_on_a_day_off(norm: Norm, taken: set[date], first: date, weekday: int) -> None:
    last = last_of(first)
    made = propose([norm], taken, first, last, TET, weekday=weekday, not_before=date(2000, 1, 1))
    new = [one.day for one in made]
    assert len(set(new)) == len(new)
    assert not set(new) & taken
    assert all(TET.is_working(day) for day in new)
    lacking = owed([norm], taken, first, last, TET).shortfall
    assert len(new) <= lacking
    if not taken:
        assert owed([norm], new, first, last, TET).shortfall == 0


@given(months, st.integers(0, 4), days)
def test_nothing_is_proposed_before_the_first_day_that_can_be_planned(first: date, weekday: int, not_before: date) -> None:
    made = propose(LAW, [], first, last_of(first), TET, weekday=weekday, not_before=not_before)
    assert all(one.day >= not_before for one in made)


def test_the_two_days_of_a_month_lie_apart_and_say_why_they_moved() -> None:
    made = propose(LAW, [], *month(2026, 9), Calendar(off={date(2026, 9, 3): "Quốc khánh"}), weekday=3, not_before=date(2026, 8, 1))
    assert [one.day for one in made] == [date(2026, 9, 2), date(2026, 9, 17)]
    assert (made[0].wanted, made[0].why) == (date(2026, 9, 3), "nghỉ: Quốc khánh")
    assert made[1].wanted is None
