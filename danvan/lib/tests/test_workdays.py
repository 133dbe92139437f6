"""Counting days as the law does."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan.lib.workdays import CALENDAR, WORKING, Calendar, NeverEnds

# Around the new year and the National Day of 2026, as decided: 2 January and 31 August off, 10 January and 22 August worked.
DECIDED = Calendar(
    off={
        date(2026, 1, 1): "Tết Dương lịch",
        date(2026, 1, 2): "Nghỉ hoán đổi",
        **{date(2026, 2, day): "Tết Nguyên Đán" for day in range(16, 21)},
        date(2026, 4, 27): "Giỗ Tổ (nghỉ bù)",
        date(2026, 8, 31): "Nghỉ hoán đổi",
        date(2026, 9, 1): "Quốc khánh",
        date(2026, 9, 2): "Quốc khánh",
    },
    worked={date(2026, 1, 10): "Làm bù", date(2026, 8, 22): "Làm bù"},
)
DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2030, 12, 31))
COUNTS = st.integers(min_value=0, max_value=120)
WAYS = st.sampled_from([WORKING, CALENDAR])


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """A calendar with a run of days off (Tết) and a few swaps."""
    tet = draw(DAYS)
    off = {tet + timedelta(days=step): "Tết" for step in range(draw(st.integers(0, 9)))}
    singles = draw(st.lists(DAYS, max_size=4))
    worked = {day: "Làm bù" for day in draw(st.lists(DAYS, max_size=4)) if day.weekday() >= 5}
    return Calendar(off={**off, **dict.fromkeys(singles, "Nghỉ")}, worked=worked)


@st.composite
def pauses(draw: st.DrawFn) -> list[tuple[date, date | None]]:
    """Up to two pauses, each with an end."""
    firsts = draw(st.lists(DAYS, max_size=2))
    return [(first, first + timedelta(days=draw(st.integers(1, 60)))) for first in firsts]


@pytest.mark.parametrize(
    ("start", "days", "counting", "due"),
    [
        (date(2026, 8, 20), 10, WORKING, date(2026, 9, 7)),  # over National Day, with a worked Saturday
        (date(2025, 12, 31), 1, WORKING, date(2026, 1, 5)),  # 2 January was swapped
        (date(2026, 1, 9), 1, WORKING, date(2026, 1, 10)),  # for that Saturday
        (date(2026, 2, 13), 1, WORKING, date(2026, 2, 23)),  # over Tết
        (date(2026, 2, 10), 7, CALENDAR, date(2026, 2, 23)),  # the seventh day falls into Tết
        (date(2026, 8, 2), 30, CALENDAR, date(2026, 9, 3)),  # 1 September is off, so is the 2nd
        (date(2026, 3, 2), 30, CALENDAR, date(2026, 4, 1)),
        (date(2026, 3, 2), 0, CALENDAR, date(2026, 3, 2)),
    ],
)
def test_periods_end_where_the_law_says(start: date, days: int, counting: str, due: date) -> None:
    assert DECIDED.due(start, days, counting).day == due


@given(calendars(), DAYS, COUNTS, WAYS, pauses())
def test_the_proof_counts_exactly_the_days_asked_for(
    calendar: Calendar, start: date, days: int, counting: str, paused: list[tuple[date, date | None]]
) -> None:
    due = calendar.due(start, days, counting, paused)
    assert due.lines[0].day == start
    assert due.lines[-1].day == due.day
    assert not due.lines[0].counted
    assert [line.number for line in due.lines if line.counted] == list(range(1, days + 1))
    assert [line.day for line in due.lines] == [start + timedelta(days=step) for step in range(len(due.lines))]
    assert all(line.why for line in due.lines)
    for line in due.lines[1:]:
        stopped = any(first <= line.day and (again is None or line.day < again) for first, again in paused)
        assert not (line.counted and stopped)
        if counting == WORKING:
            assert line.counted == (calendar.is_working(line.day) and not stopped)


@given(calendars(), DAYS, st.integers(min_value=1, max_value=120), WAYS)
def test_a_period_always_ends_on_a_working_day(calendar: Calendar, start: date, days: int, counting: str) -> None:
    due = calendar.due(start, days, counting).day
    assert calendar.is_working(due)
    assert due >= start + timedelta(days=days) or counting == WORKING


@given(calendars(), DAYS, COUNTS, WAYS)
def test_one_day_more_is_never_due_earlier(calendar: Calendar, start: date, days: int, counting: str) -> None:
    assert calendar.due(start, days, counting).day <= calendar.due(start, days + 1, counting).day


@given(calendars(), DAYS, st.integers(min_value=1, max_value=60), DAYS, st.integers(min_value=1, max_value=40))
def test_a_pause_within_a_working_period_adds_its_working_days(
    calendar: Calendar, start: date, days: int, first: date, length: int
) -> None:
    again = first + timedelta(days=length)
    plain = calendar.due(start, days, WORKING)
    paused = calendar.due(start, days, WORKING, [(first, again)])
    assert paused.day >= plain.day
    lost = sum(calendar.is_working(line.day) for line in paused.lines[1:] if first <= line.day < again)
    assert calendar.working_days_between(start, paused.day) == days + lost


@given(calendars(), DAYS, st.integers(min_value=1, max_value=60))
def test_counting_forth_and_back_agree(calendar: Calendar, start: date, days: int) -> None:
    due = calendar.due(start, days, WORKING).day
    assert calendar.working_days_between(start, due) == days
    assert calendar.working_days_between(due, start) == -days


@given(calendars(), DAYS, st.integers(min_value=1, max_value=30), WAYS)
def test_days_before_an_event_leave_the_full_number_between(calendar: Calendar, event: date, days: int, counting: str) -> None:
    last = calendar.latest_before(event, days, counting).day
    if counting == CALENDAR:
        assert (event - last).days == days
    else:
        between = sum(calendar.is_working(last + timedelta(days=step)) for step in range((event - last).days))
        assert between == days


def test_a_pause_without_an_end_leaves_no_due_day() -> None:
    with pytest.raises(NeverEnds):
        DECIDED.due(date(2026, 3, 2), 10, WORKING, [(date(2026, 3, 4), None)])
    # It does not matter for a period that ended before the pause began.
    assert DECIDED.due(date(2026, 3, 2), 1, WORKING, [(date(2026, 3, 4), None)]).day == date(2026, 3, 3)


def test_nonsense_is_refused() -> None:
    for days, counting in ((-1, WORKING), (5, "per_month")):
        with pytest.raises(ValueError):
            DECIDED.due(date(2026, 3, 2), days, counting)


def test_every_line_says_why() -> None:
    why = {line.day: line.why for line in DECIDED.due(date(2026, 8, 20), 10, WORKING, [(date(2026, 8, 25), date(2026, 8, 26))]).lines}
    assert why[date(2026, 8, 20)] == "ngày bắt đầu, không tính"
    assert why[date(2026, 8, 22)] == "làm việc: Làm bù"
    assert why[date(2026, 8, 23)] == "chủ nhật"
    assert why[date(2026, 8, 25)] == "tạm dừng, không tính"
    assert why[date(2026, 8, 29)] == "thứ bảy"
    assert why[date(2026, 9, 1)] == "nghỉ: Quốc khánh"
    moved = DECIDED.due(date(2026, 8, 2), 30, CALENDAR).lines
    assert moved[-2].why == "hạn rơi vào ngày nghỉ nên chuyển tiếp (nghỉ: Quốc khánh)"
    assert moved[-1].why == "ngày làm việc tiếp theo, hạn chuyển đến đây"
