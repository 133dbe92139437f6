"""Who must count again when a day is declared off or worked. Rooms above declare it in their own `reckoning.py`; this room calls, not knowing whom."""

from collections.abc import Callable
from datetime import date
from typing import Protocol

from danvan.audit.doer import Doer


class Recount(Protocol):
    """Counts again what was counted across the day. Out: how many results moved."""

    def __call__(self, *, by: Doer, day: date) -> int: ...


_RECOUNTS: list[Recount] = []


def counts_days() -> Callable[[Recount], Recount]:
    """Decorator: have this called, in the same transaction, whenever a day changes."""

    def declare(recount: Recount) -> Recount:
        _RECOUNTS.append(recount)
        return recount

    return declare


def recount(*, by: Doer, day: date) -> int:
    """Let everybody count again. Out: how many results moved in all."""
    return sum(each(by=by, day=day) for each in _RECOUNTS)
