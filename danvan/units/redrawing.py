"""Who keeps sums over the tree of units, and must make them anew when a change redraws it from a day on; and who holds something on the ground of a
change that was decided ahead, and gives it back when that is undone. Rooms above declare it in their own `redrawing.py`; this room calls, not
knowing whom.
"""

from collections.abc import Callable, Collection
from datetime import date

from danvan.audit.doer import Doer

# Who changed the tree, and the first day on which it is another one.
Redraw = Callable[[Doer, date], None]
# Who undoes a change, and the units it had made, which go.
GiveBack = Callable[[Doer, Collection[int]], None]
_REDRAWS: list[Redraw] = []
_GIVE_BACKS: list[GiveBack] = []


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


def holds_ground() -> Callable[[GiveBack], GiveBack]:
    """Decorator: have this called, in the same transaction, before a change is undone. It lets go of the units that the change had made, or raises
    Refused and says what somebody has done there.
    """

    def declare(give_back: GiveBack) -> GiveBack:
        _GIVE_BACKS.append(give_back)
        return give_back

    return declare


def given_back(*, by: Doer, units: Collection[int]) -> None:
    """Let every room let go of the units that are about to go."""
    for each in _GIVE_BACKS:
        each(by, units)
