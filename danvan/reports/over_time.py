"""How the figure of a long period comes of those of the shorter ones in it: the one rule for tables, checks, proposals and the gate. Pure."""

from collections.abc import Sequence
from typing import TypeVar

ADDED, LAST, FIRST, ONCE, ANEW = "added", "last", "first", "once", "anew"
# Which rules make sense for a kind of indicator; the first is the usual one. Formulas and own figures have none.
FITTING: dict[str, tuple[str, ...]] = {"flow": (ADDED, ONCE, ANEW), "stock": (LAST, FIRST)}
NONE = ("",)

T = TypeVar("T")


def fitting(kind: str) -> tuple[str, ...]:
    """The rules that make sense for a kind."""
    return FITTING.get(kind, NONE)


def usual(kind: str) -> str:
    """The rule of a kind where nobody said another."""
    return fitting(kind)[0]


def behind(rule: str, periods: Sequence[T]) -> Sequence[T]:
    """Of periods that follow each other, in their order: those whose figures added up are that of all of them; none where no sum is it."""
    if rule == ADDED or len(periods) == 1:
        return periods
    if rule == LAST:
        return periods[-1:]
    return periods[:1] if rule == FIRST else periods[:0]


def held(rule: str, figures: Sequence[int]) -> tuple[int, int | None] | None:
    """Between which numbers (None: no upper one) the figure of the whole lies by those of some of its parts, none of which is below nought: what is
    added holds all of them, what counts once the fullest; what stands at an end is that of the part with the same end, the only one given.
    """
    if not figures or rule not in (ADDED, ONCE, LAST, FIRST):
        return None
    if rule in (LAST, FIRST):
        return figures[0], figures[0]
    return sum(figures) if rule == ADDED else max(figures), None


def bounds(rule: str, figures: Sequence[int]) -> tuple[int, int] | None:
    """Between which numbers the figure of the whole lies, by those of its parts in their order. None where they say nothing of it.

    What is counted once in a period counts in the longer one if it counts in any part: no fewer than in the fullest, no more than all together.
    """
    if rule == ONCE and figures:
        return max(figures), sum(figures)
    some = behind(rule, figures) if rule in (ADDED, LAST, FIRST) else ()
    return (sum(some), sum(some)) if some else None
