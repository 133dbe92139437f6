"""Pure decisions about dated trees and names of bodies. No database."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple


class Span(NamedTuple):
    """A validity: first day included, `after` excluded, None = without end."""

    first: date
    after: date | None


class Up(NamedTuple):
    """One way up: this ancestor, so many levels above, during this span."""

    ancestor: int
    depth: int
    span: Span


class Edge(NamedTuple):
    """A parent during a span."""

    parent: int
    span: Span


def meet(one: Span, other: Span) -> Span | None:
    """The days in both; None if there is none."""
    first = max(one.first, other.first)
    ends = [end for end in (one.after, other.after) if end is not None]
    after = min(ends) if ends else None
    return None if after is not None and after <= first else Span(first, after)


def within(inner: Span, outer: Span) -> bool:
    """Whether every day of the inner span is a day of the outer one."""
    return meet(inner, outer) == inner


def ways_up(
    spans: Mapping[int, Span], edges: Mapping[int, Sequence[Edge]], known: Mapping[int, Sequence[Up]] | None = None
) -> dict[int, list[Up]]:
    """Every unit with each of its ancestors, itself first, and the days on which that holds.

    In: the validity of the units, their parents, and the ways up of parents that are not among the units.
    Out: by unit, sorted by depth and day; neighbouring spans with the same answer are one. Raises ValueError on a circle.
    """
    done: dict[int, list[Up]] = {}
    open_units: set[int] = set()

    def of(unit: int) -> Sequence[Up]:
        if unit in done:
            return done[unit]
        if unit not in spans:
            return (known or {}).get(unit, ())
        if unit in open_units:
            raise ValueError(f"unit {unit} stands above itself")
        open_units.add(unit)
        done[unit] = _joined(_through(unit, spans[unit], [(edge, of(edge.parent)) for edge in edges.get(unit, ())]))
        open_units.discard(unit)
        return done[unit]

    for unit in spans:
        of(unit)
    return done


def _through(unit: int, life: Span, parents: Iterable[tuple[Edge, Sequence[Up]]]) -> list[Up]:
    if life.after is not None and life.after <= life.first:
        return []
    found = [Up(unit, 0, life)]
    for edge, above in parents:
        during = meet(edge.span, life)
        if during is None:
            continue
        found += [Up(up.ancestor, up.depth + 1, span) for up in above if (span := meet(during, up.span))]
    return found


def _joined(ways: list[Up]) -> list[Up]:
    joined: list[Up] = []
    for way in sorted(ways, key=lambda up: (up.depth, up.ancestor, up.span.first)):
        last = joined[-1] if joined else None
        if last and (last.ancestor, last.depth, last.span.after) == (way.ancestor, way.depth, way.span.first):
            joined[-1] = Up(last.ancestor, last.depth, Span(last.span.first, way.span.after))
        else:
            joined.append(way)
    return joined


def parts_per_million(weights: Sequence[int]) -> list[int]:
    """Whole parts that add up to exactly a million, by largest remainder. Raises ValueError if there is nothing to share."""
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise ValueError("weights must be positive")
    parts = [weight * 1_000_000 // total for weight in weights]
    order = sorted(range(len(weights)), key=lambda place: (-(weights[place] * 1_000_000 % total), place))
    for place in order[: 1_000_000 - sum(parts)]:
        parts[place] += 1
    return parts
