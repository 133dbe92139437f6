"""Who else keeps the sender of a petition, and must forget when it turns out to be a denunciation. Rooms above declare it in their own
`closing.py`; this room calls, not knowing whom.
"""

from collections.abc import Callable
from typing import Protocol

from danvan.audit.doer import Doer
from danvan.petitions.models import Petition


class Forget(Protocol):
    """Empties what a room keeps of who brought the petition; it is in the envelope now."""

    def __call__(self, *, by: Doer, petition: Petition) -> None: ...


_FORGETS: list[Forget] = []


def forgets_senders() -> Callable[[Forget], Forget]:
    """Decorator: have this called, in the same transaction, whenever a known sender was sealed."""

    def declare(forget: Forget) -> Forget:
        _FORGETS.append(forget)
        return forget

    return declare


def forget_elsewhere(*, by: Doer, petition: Petition) -> None:
    """Let every room forget who brought it."""
    for each in _FORGETS:
        each(by=by, petition=petition)
