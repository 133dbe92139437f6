"""What time it is."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from danvan.lib import clock


@pytest.fixture(autouse=True)
def _let_time_run() -> Iterator[None]:
    yield
    clock.fix("")


def test_now_runs_with_the_machine_and_carries_its_zone() -> None:
    before = datetime.now(UTC)  # noqa: TID251 - the machine's own clock is what is compared with
    now = clock.now()
    assert before <= now <= before + timedelta(minutes=1)
    assert now.utcoffset() == timedelta(hours=7)


def test_within_the_block_time_stands_still_and_then_runs_again() -> None:
    with clock.standing_at(date(2026, 9, 30)):
        assert clock.today() == date(2026, 9, 30)
        assert clock.now() == clock.moment(date(2026, 9, 30), 9)
        with clock.standing_at(clock.moment(date(2025, 7, 1), 0, 1)):
            assert clock.today() == date(2025, 7, 1)
        assert clock.today() == date(2026, 9, 30)
    assert clock.today().year != 1999
    with pytest.raises(RuntimeError), clock.standing_at(date(1999, 1, 1)):
        raise RuntimeError
    assert clock.today().year != 1999


def test_today_is_the_day_in_viet_nam_whatever_zone_the_moment_has() -> None:
    with clock.standing_at(datetime(2026, 6, 30, 17, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 7, 1)


def test_a_fixed_day_stands_while_its_hours_run() -> None:
    clock.fix("2026-10-05")
    assert clock.today() == date(2026, 10, 5)
    first, second = clock.now(), clock.now()
    assert second >= first
    clock.fix("")
    with pytest.raises(ValueError):
        clock.fix("5/10/2026")
