"""Counting a declared figure for a report: for which units, and which records it counted."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from danvan.figures.registry import Figure, registry
from danvan.lib.periods import Period
from danvan.reports.rules import KEPT
from danvan.units.models import Lineage, Post, Unit, UnitPath, valid_on


@dataclass(frozen=True, slots=True)
class Counted:
    """A number together with exactly the records that make it."""

    value: int
    records: list[int]


def figure_of(code: str) -> Figure | None:
    """The declared figure, or None while no room declares it."""
    return registry[code] if code and code in registry else None


def scope(unit: Unit, period: Period) -> list[int]:
    """The units whose own records a report of `unit` counts: a commune with its hamlets; a unit above only itself, since those below report.

    A unit formed within the period also counts what came to the units that went into it whole, closed within the same period: nobody else
    reports those. What came to a unit that was cut stays with that unit.
    """
    own = [unit.pk] if unit.level in KEPT else _with_those_below(unit.pk, period.last)
    before = Lineage.objects.filter(
        successor__in=own, whole=True, predecessor__valid_to__gt=period.first, predecessor__valid_to__lte=period.last
    )
    for predecessor in [row.predecessor for row in before.select_related("predecessor")]:
        own += [predecessor.pk] if unit.level in KEPT else _with_those_below(predecessor.pk, _last_day(predecessor))
    return sorted(set(own))


def _with_those_below(unit: int, day: date) -> list[int]:
    below = UnitPath.objects.filter(valid_on(day), ancestor=unit).values_list("unit_id", flat=True)
    return sorted({unit, *below})


def _last_day(closed: Unit) -> date:
    assert closed.valid_to is not None
    return closed.valid_to - timedelta(days=1)


def staffed(units: list[int], period: Period) -> bool:
    """Did anybody hold a post in one of the units at some time of the period? Before that, no record does not mean that nothing happened."""
    posts = Post.objects.filter(body__unit__in=units, valid_from__lte=period.last)
    return posts.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=period.first)).exists()


def count(figure: Figure, units: list[int], period: Period) -> Counted:
    """One query gives both the number and its records, so that they cannot disagree."""
    records = figure.records(units, period.first, period.last).order_by("pk")
    if not figure.measure:
        keys = list(records.values_list("pk", flat=True))
        return Counted(len(keys), keys)
    pairs = list(records.values_list("pk", figure.measure))
    return Counted(sum(amount or 0 for _pk, amount in pairs), [pk for pk, _amount in pairs])
