"""What time it is, in one place: the machine's clock, or the moment a test or the demonstration stands at."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

# The law's days are days in Viet Nam, whatever the server's own zone.
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

_standing_at: ContextVar[datetime | None] = ContextVar("standing_at", default=None)
_fixed_day: date | None = None


def fix(day: str) -> None:
    """Let today be `day` (ISO date) for this process, at the real time of day; empty lets time run. Stops on nonsense."""
    global _fixed_day
    _fixed_day = date.fromisoformat(day) if day else None


def now() -> datetime:
    """The present moment, with its zone."""
    standing = _standing_at.get()
    if standing is not None:
        return standing
    real = datetime.now(VIETNAM)
    return real if _fixed_day is None else datetime.combine(_fixed_day, real.timetz())


def today() -> date:
    """The present day in Viet Nam."""
    return now().astimezone(VIETNAM).date()


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment on that day, Viet Nam time."""
    return datetime.combine(day, time(hour, minute), VIETNAM)


@contextmanager
def standing_at(at: datetime | date) -> Iterator[None]:
    """Within the block, now is `at` (a bare day means nine in the morning)."""
    token = _standing_at.set(at if isinstance(at, datetime) else moment(at))
    try:
        yield
    finally:
        _standing_at.reset(token)
