"""Who keeps sums over the tree of units, and must make them anew when a change redraws it from a day on. Rooms above declare it in their own
`redrawing.py`; this room calls, not knowing whom.
"""

from collections.abc import Callable
from datetime import date

from danvan.audit.doer import Doer

# Who changed the tree, and the first day on which it is another one.
Redraw = Callable[[Doer, date], None]
_REDRAWS: list[Redraw] = []


def keeps_sums() -> Callable[[Redraw], Redraw]:
    """Decorator: have this called, in the same transaction, whenever a change of the tree was applied or undone."""

    def declare(redraw: Redraw) -> Redraw:
        _REDRAWS.append(redraw)
        return redraw

    return declare


def redrawn(*, by: Doer, day: date) -> None:
    """Let every room that keeps sums follow."""
    for each in _REDRAWS:
        each(by, day)
