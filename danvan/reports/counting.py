"""Counting a declared figure for a report: for which units, and which records it counted."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q

from danvan.figures.registry import Figure, registry
from danvan.lib.periods import Period
from danvan.reports.models import Report
from danvan.reports.rules import KEPT
from danvan.units.models import Lineage, Post, Unit, UnitParent, UnitPath, valid_on
from danvan.units.selectors import main_successors


@dataclass(frozen=True, slots=True)
class Counted:
    """A number together with exactly the records that make it."""

    value: int
    records: list[int]


def figure_of(code: str) -> Figure | None:
    """The declared figure, or None while no room declares it."""
    return registry[code] if code and code in registry else None


def scope(report: Report) -> list[int]:
    """The units whose own records the report counts: of a commune with its hamlets; of a unit above only itself, since those below report.

    A report also counts for every unit that ended within the period, that its unit stands for (as main heir; without an heir, as who stood above),
    and that never filed this form for the period itself. So each unit's records are in one report, and in one only (decision 0032).
    """
    period = report.period.period
    found = set(_own(report.unit_id, report.unit.level, period.last))
    reached = found
    while reached := _stood_for(reached, period) - found:
        ended = Unit.objects.in_bulk(reached - _filed_themselves(report, reached))
        reached = {pk for one in ended.values() for pk in of_ended(one)}
        found |= reached
    return sorted(found)


def of_ended(unit: Unit) -> list[int]:
    """The units whose records an ended one's report would have counted: its own, of a commune with what lay in it on its last day."""
    assert unit.valid_to is not None
    return _own(unit.pk, unit.level, unit.valid_to - timedelta(days=1))


def _own(unit: int, level: str, day: date) -> list[int]:
    return [unit] if level in KEPT else _with_those_below(unit, day)


def _stood_for(units: set[int], period: Period) -> set[int]:
    """Those that ended within the period and passed to one of the units: first of all by lineage, or, with no successor, by standing right under it."""
    ended = Q(unit__valid_to__gt=period.first, unit__valid_to__lte=period.last)
    edges = Lineage.objects.filter(
        successor__in=units, predecessor__valid_to__gt=period.first, predecessor__valid_to__lte=period.last
    ).values_list("predecessor_id", flat=True)
    under = UnitParent.objects.filter(ended, parent__in=units, valid_to=F("unit__valid_to"), unit__successor_edges__isnull=True)
    heirs = main_successors(edges, period.last)
    return {pk for pk, heir in heirs.items() if heir in units} | set(under.values_list("unit_id", flat=True))


def _filed_themselves(report: Report, units: set[int]) -> set[int]:
    """Who has filed once stands by it, even while it is sent back: whoever stands for the unit files it again."""
    own = Report.objects.filter(form=report.form_id, period=report.period_id, unit__in=units, revision__gte=1)
    return set(own.values_list("unit_id", flat=True))


def _with_those_below(unit: int, day: date) -> list[int]:
    below = UnitPath.objects.filter(valid_on(day), ancestor=unit).values_list("unit_id", flat=True)
    return sorted({unit, *below})


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
