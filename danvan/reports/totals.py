"""Totals kept per ancestor, indicator and period, as the tree was on the period's last day.

A cell is re-summed from its children (their totals, or their facts where none are kept) and the unit's own fact; never added to, so it
cannot drift (facts/reports.md 6.1). Callers run inside a transaction. One transaction at a time re-sums a period: the period's row is locked.
"""

# ruff: noqa: S608 (the SQL is put together from constants of this module; every value is a parameter)

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from danvan.lib.asking import compiled_once, fetched
from danvan.reports import rules
from danvan.reports.models import Obligation, PeriodRow, Tally, Total
from danvan.reports.rules import KEPT
from danvan.units.models import Level, Unit, UnitParent, stood_by, valid_on

_VALID = "{0}.valid_from <= %(day)s AND ({0}.valid_to IS NULL OR {0}.valid_to > %(day)s)"
_KEPT = "({})".format(", ".join(f"'{level}'" for level in KEPT))

# What a group of parts comes to. `origin` and `qualifier` follow rules.origin_of and rules.qualifier_of.
_SUMMED = """
    CAST(SUM(value) AS bigint), CAST(SUM(reported) AS integer),
    CASE WHEN MAX(CASE qualifier WHEN 'about' THEN 1 ELSE 0 END) = 1
           OR MAX(CASE qualifier WHEN 'over' THEN 1 ELSE 0 END) + MAX(CASE qualifier WHEN 'under' THEN 1 ELSE 0 END) = 2 THEN 'about'
         ELSE MAX(qualifier) END,
    CASE WHEN MIN(origin) = MAX(origin) THEN MIN(origin) ELSE 'mixed' END,
    CAST(SUM(adjusted) AS bigint), CAST(SUM(adjustments) AS integer)
"""
KEPT_OF_A_CELL = ("value", "reported", "qualifier", "origin", "adjusted", "adjustments", "below", "stood")
_AS_MADE = ", ".join(f"{name} = excluded.{name}" for name in KEPT_OF_A_CELL)
_FACTS = "f.indicator_id, f.value, 1 AS reported, f.qualifier, f.origin, f.adjusted, f.adjusted_parts AS adjustments"
_TOTALS = "t.indicator_id, t.value, t.reported, t.qualifier, t.origin, t.adjusted, t.adjustments"
# Reports of units that ended, whose standing numbers are told by the report of the main heir now that it is filed.
_REPLACED = """SELECT mine.id FROM reports_obligation o JOIN reports_report mine ON mine.obligation_id = o.id
    JOIN reports_obligation h ON h.id = o.succeeded_by_id JOIN reports_report r ON r.obligation_id = COALESCE(h.covered_by_id, h.id)
    WHERE o.period_id = %(period)s AND o.succeeded_by_id IS NOT NULL AND r.state IN ('submitted', 'accepted')"""
_COUNTS = "f.period_id = %(period)s AND f.live AND f.value IS NOT NULL AND i.kind <> 'own'"
_LIVE = f"{_COUNTS} AND NOT (i.over_time = 'last' AND f.report_id IN ({_REPLACED}))"
# What a unit owes counts at who receives it (`services.following` keeps that to the map); a unit that its heir reports for has filed when the
# heir has.
_DUE = "o.form_id, 1 AS expected, CASE WHEN r.state IN ('submitted', 'accepted') THEN 1 ELSE 0 END AS filed"
_OWED = """reports_obligation o JOIN units_unit u ON u.id = o.unit_id
              LEFT JOIN reports_report r ON r.obligation_id = COALESCE(o.covered_by_id, o.id)"""


# unit, indicator or form, and what it comes to: value, reported, qualifier, origin, adjusted, adjustments; or expected, filed.
Held = tuple[Any, ...]
BATCH = 500
# So many indicators of many units are best looked up one by one; of more, all that the units gave is read.
_FEW = 8


@dataclass(frozen=True, slots=True)
class Drift:
    """A kept total that a recount contradicts; None where one of the two has no such cell."""

    unit_id: int
    period_id: int
    indicator_id: int
    kept: int | None
    counted: int | None


@transaction.atomic(savepoint=False)
def resum(period: PeriodRow, unit_id: int, indicator_ids: Iterable[int], *, filing: bool = True) -> None:
    """Re-sum the cells of the indicators for the unit and everything above it, one statement a level, and the tallies.

    `filing` False: a submitted figure was corrected, so who has filed is as it was.
    """
    lock(period)
    indicators = sorted(set(indicator_ids))
    for unit in [*(succeeded(unit_id, period) if filing else ()), unit_id]:
        above = chain(unit, period)
        if above and indicators:
            _resum_cells(period, above, indicators)
    if filing:
        _resum_tallies(period, unit_id)


def lock(period: PeriodRow) -> None:
    """Let one transaction at a time re-sum the period (NO KEY: rows that point to the period can still be added)."""
    [_held] = _row_held(period.pk)


@compiled_once
def _row_held(period: int) -> QuerySet[PeriodRow, tuple[int]]:
    return PeriodRow.objects.select_for_update(no_key=True).filter(pk=period).order_by().values_list("pk")


def chain(unit_id: int, period: PeriodRow) -> list[int]:
    """The unit and what lies above it in the period that keep totals, nearest first. One query for a unit that stands on the last day."""
    return _from_below(_above(period, [unit_id]))


def reach(unit_id: int, period: PeriodRow) -> list[int]:
    """Every unit in whose totals the unit's filing may change something: above it, and above the ended units whose standing numbers it replaces."""
    return _from_below(_above(period, [unit_id, *succeeded(unit_id, period)]))


def succeeded(unit_id: int, period: PeriodRow) -> list[int]:
    """The units that ended after they had filed themselves, and whose main heir's report is the unit's."""
    heir = Q(succeeded_by__unit=unit_id) | Q(succeeded_by__covered_by__unit=unit_id)
    ended = Obligation.objects.filter(heir, period=period, succeeded_by__isnull=False)
    return sorted(set(ended.values_list("unit_id", flat=True)))


def _from_below(found: dict[int, str]) -> list[int]:
    return sorted((unit for unit in found if found[unit] in KEPT), key=lambda unit: (KEPT.index(found[unit]), unit))


_PATHS = f"""SELECT p.unit_id, p.ancestor_id, u.level FROM units_unitpath p JOIN units_unit u ON u.id = p.ancestor_id
     WHERE p.unit_id IN %(units)s AND {_VALID.format("p")}"""


def _above(period: PeriodRow, units: Iterable[int]) -> dict[int, str]:
    """What lies above the units in the period, with themselves where they keep totals, and their levels."""
    found: dict[int, str] = {}
    pending, seen = set(units), set[int]()
    while pending:
        standing = set[int]()
        for unit, ancestor, level in _fetch(_PATHS, period, units=list(pending)):
            standing.add(unit)
            found[ancestor] = level
        ended = _levels(pending - standing, period)
        found |= ended
        seen |= pending
        pending = set(_passed_to(period, ended).values()) - seen
    return found


def _levels(units: set[int], period: PeriodRow) -> dict[int, str]:
    """Those of the units that ended by the period's last day."""
    return dict(Unit.objects.filter(pk__in=units, valid_to__lte=period.last_day).values_list("pk", "level")) if units else {}


def _passed_to(period: PeriodRow, ended: dict[int, str]) -> dict[int, int]:
    """Ended units -> where what they hold goes up in the period: who receives what they owe; of one that owes nothing, what it last stood under."""
    if not ended:
        return {}
    last = UnitParent.objects.filter(stood_by(period.last_day), unit__in=[pk for pk, level in ended.items() if level in KEPT])
    owed = Obligation.objects.filter(period=period, unit__in=list(ended), receiver__isnull=False)
    owing = set(Obligation.objects.filter(period=period, unit__in=list(ended)).values_list("unit_id", flat=True))
    return {unit: up for unit, up in last.values_list("unit_id", "parent_id") if unit not in owing} | dict(
        owed.values_list("unit_id", "receiver_id")
    )


# The units directly below some in the period, with their levels and whether they ended: those that stand there on its last day; those that ended,
# where what they owe is received (kept to the map by `services.following`), or, where they owe nothing, where they last stood.
_BELOW = f"""SELECT p.parent_id, u.id, u.level, 0 FROM units_unitparent p JOIN units_unit u ON u.id = p.unit_id
     WHERE p.parent_id IN %(above)s AND {_VALID.format("p")}
    UNION ALL SELECT o.receiver_id, u.id, u.level, 1 FROM reports_obligation o JOIN units_unit u ON u.id = o.unit_id
     WHERE o.period_id = %(period)s AND o.receiver_id IN %(above)s AND u.valid_to <= %(day)s
    UNION ALL SELECT p.parent_id, u.id, u.level, 1 FROM units_unitparent p JOIN units_unit u ON u.id = p.unit_id
     WHERE p.parent_id IN %(above)s AND u.level IN {_KEPT} AND p.valid_to = u.valid_to AND p.valid_to <= %(day)s AND p.valid_to > p.valid_from
       AND NOT EXISTS (SELECT 1 FROM reports_obligation n WHERE n.unit_id = u.id AND n.period_id = %(period)s)"""


@dataclass(slots=True)
class Below:
    """What lies directly below a unit in a period: the units that keep totals (and those of them that still stand), those that keep none, and whether any
    ended.
    """

    kept: list[int] = field(default_factory=list)
    standing: list[int] = field(default_factory=list)
    others: list[int] = field(default_factory=list)
    ended: bool = False


def _directly_below(period: PeriodRow, above: Sequence[int]) -> dict[int, Below]:
    """For each unit. Asked once, by itself: within the statements that sum, it would be planned with each of them."""
    found = {unit: Below() for unit in above}
    for parent, unit, level, ended in _fetch(_BELOW, period, above=list(above)):
        one = found[parent]
        (one.kept if level in KEPT else one.others).append(unit)
        if level in KEPT and not ended:
            one.standing.append(unit)
        one.ended = one.ended or bool(ended)
    return found


# What is held at the unit and at those below it that keep no totals, and the totals of those that do. (A cell stays the same row: no key is checked again.)
_CELLS = f"""INSERT INTO reports_total (unit_id, period_id, indicator_id, {", ".join(KEPT_OF_A_CELL)})
    SELECT %(unit)s, %(period)s, part.indicator_id, {_SUMMED}, CAST(SUM(below) AS integer), CAST(%(stood)s AS integer) FROM (
        SELECT {_FACTS}, 0 AS below FROM reports_fact f JOIN reports_indicator i ON i.id = f.indicator_id
         WHERE {{0}} AND f.indicator_id IN %(wanted)s AND f.unit_id IN %(holders)s
        UNION ALL SELECT {_TOTALS}, CASE WHEN t.unit_id IN %(standing)s THEN 1 ELSE 0 END AS below FROM reports_total t
         WHERE t.period_id = %(period)s AND t.indicator_id IN %(wanted)s AND t.unit_id IN %(kept)s
    ) part WHERE true GROUP BY part.indicator_id
    ON CONFLICT (unit_id, period_id, indicator_id) DO UPDATE SET {_AS_MADE} RETURNING indicator_id"""
# What the unit owes itself and receives from units that keep none, and the tallies of those that do.
_TALLIES = f"""INSERT INTO reports_tally (unit_id, period_id, form_id, expected, filed)
    SELECT %(unit)s, %(period)s, part.form_id, CAST(SUM(expected) AS integer), CAST(SUM(filed) AS integer) FROM (
        SELECT {_DUE} FROM {_OWED}
         WHERE o.period_id = %(period)s AND (o.unit_id = %(unit)s OR (o.receiver_id = %(unit)s AND u.level NOT IN {_KEPT}))
        UNION ALL SELECT y.form_id, y.expected, y.filed FROM reports_tally y WHERE y.period_id = %(period)s AND y.unit_id IN %(kept)s
    ) part GROUP BY part.form_id RETURNING form_id"""


def _resum_cells(period: PeriodRow, above: Sequence[int], indicators: Sequence[int]) -> None:
    """Level by level from below; a cell that nothing is left of goes."""
    below, wanted = _directly_below(period, above), list(indicators)
    # Whoever ended, be it a unit of the chain itself, lies below one of the chain.
    counted = _CELLS.format(_LIVE if any(one.ended for one in below.values()) else _COUNTS)
    for unit in above:
        under = below[unit]
        values = {"unit": unit, "wanted": wanted, "holders": [unit, *under.others], "kept": under.kept}
        values |= {"standing": under.standing, "stood": len(under.standing)}
        made = _fetch(counted, period, fixed=len(wanted) <= _FEW, **values)
        if gone := set(wanted) - {indicator for (indicator,) in made}:
            Total.objects.filter(unit=unit, period=period, indicator__in=gone).delete()


def _resum_tallies(period: PeriodRow, unit_id: int) -> None:
    above = _tallied(period, unit_id)
    Tally.objects.filter(unit__in=above, period=period).delete()
    below = _directly_below(period, above)
    for unit in above:
        _fetch(_TALLIES, period, unit=unit, kept=below[unit].kept)


def _tallied(period: PeriodRow, unit_id: int) -> list[int]:
    """Where the filing of the unit counts, nearest first: who receives from it or from what it reports for, and everything above."""
    own = list(Obligation.objects.filter(unit=unit_id, period=period).values_list("pk", "receiver_id"))
    # Asked for by their numbers: as a question within a question, a database that knows no sizes yet would put every row beside every other.
    covered = Obligation.objects.filter(covered_by__in=[pk for pk, _receiver in own]).values_list("unit_id", "receiver_id")
    starts = {unit_id, *(receiver for _pk, receiver in own), *(one for pair in covered for one in pair)}
    return _from_below(_above(period, [one for one in starts if one]))


@transaction.atomic
def rebuild(period: PeriodRow | None = None) -> int:
    """Make the totals and tallies of a period (or of all) anew, reading every figure once. Out: how many totals there are."""
    made = 0
    for one in [period] if period else PeriodRow.objects.order_by("id"):
        lock(one)
        Total.objects.filter(period=one).delete()
        above = _parents(one)
        rows = [_total(one, cell, parts) for cell, parts in _spread(_held_figures(one), above).items()]
        _count_below(one, rows)
        Total.objects.bulk_create(rows, batch_size=BATCH)
        _tally_anew(one, above)
        made += len(rows)
    return made


@transaction.atomic
def tally_anew(period: PeriodRow) -> None:
    """Make all tallies of the period anew, reading every obligation once: what opening and a change of the map ask for."""
    lock(period)
    _tally_anew(period, _parents(period))


def _tally_anew(period: PeriodRow, above: dict[int, int]) -> None:
    Tally.objects.filter(period=period).delete()
    rows = [_tally(period, cell, parts) for cell, parts in _spread(_held_reports(period), above).items()]
    Tally.objects.bulk_create(rows, batch_size=BATCH)


def _parents(period: PeriodRow) -> dict[int, int]:
    """The units that keep totals, each with the one above it in the period."""
    kept = UnitParent.objects.filter(unit__level__in=KEPT)
    standing = dict(kept.filter(valid_on(period.last_day)).values_list("unit_id", "parent_id"))
    ended = dict(Unit.objects.filter(level__in=KEPT, valid_to__lte=period.last_day).values_list("pk", "level"))
    return _passed_to(period, ended) | standing


def _spread(held: list[Held], above: dict[int, int]) -> dict[tuple[int, int], list[Held]]:
    """(unit, key) -> what it is made of: everything held at the unit or anywhere below it."""
    cells: dict[tuple[int, int], list[Held]] = {}
    for one in held:
        unit: int | None = one[0]
        while unit is not None:
            cells.setdefault((unit, one[1]), []).append(one)
            unit = above.get(unit)
    return cells


def _total(period: PeriodRow, cell: tuple[int, int], parts: list[Held]) -> Total:
    return Total(
        unit_id=cell[0],
        period=period,
        indicator_id=cell[1],
        value=sum(part[2] for part in parts),
        reported=sum(part[3] for part in parts),
        qualifier=rules.qualifier_of(part[4] for part in parts),
        origin=rules.origin_of(part[5] for part in parts),
        adjusted=sum(part[6] for part in parts),
        adjustments=sum(part[7] for part in parts),
    )


def _count_below(period: PeriodRow, rows: Iterable[Total]) -> None:
    """Put it into the totals of a period: how many of those that stand directly below have the figure, and how many stand there. One query."""
    above = dict(UnitParent.objects.filter(valid_on(period.last_day), unit__level__in=KEPT).values_list("unit_id", "parent_id"))
    stood = Counter(above.values())
    gave = Counter((above[one.unit_id], one.indicator_id) for one in rows if one.unit_id in above)
    for one in rows:
        one.below, one.stood = gave[one.unit_id, one.indicator_id], stood[one.unit_id]


def _tally(period: PeriodRow, cell: tuple[int, int], parts: list[Held]) -> Tally:
    expected, filed = sum(part[2] for part in parts), sum(part[3] for part in parts)
    return Tally(unit_id=cell[0], period=period, form_id=cell[1], expected=expected, filed=filed)


# Who holds a figure: its own unit where totals are kept; elsewhere the unit directly above it, of one that ended who receives its report.
_HOLDER = f"CASE WHEN u.level IN {_KEPT} THEN f.unit_id WHEN u.valid_to <= %(day)s THEN w.receiver_id ELSE p.parent_id END"
# Hamlets report to their commune, whose own figure takes theirs in: what they gave is in no total.
_UPWARD = f"u.level <> '{Level.HAMLET.value}'"
_HELD = f"""JOIN units_unit u ON u.id = f.unit_id LEFT JOIN units_unitparent p ON p.unit_id = f.unit_id AND {_VALID.format("p")}
      LEFT JOIN reports_report s ON s.id = f.report_id AND u.valid_to <= %(day)s LEFT JOIN reports_obligation w ON w.id = s.obligation_id"""


def _held_figures(period: PeriodRow) -> list[Held]:
    return _fetch(
        f"""SELECT holder, indicator_id, {_SUMMED} FROM (
            SELECT {_HOLDER} AS holder, {_FACTS} FROM reports_fact f
              JOIN reports_indicator i ON i.id = f.indicator_id {_HELD} WHERE {_LIVE} AND {_UPWARD}
        ) part WHERE holder IS NOT NULL GROUP BY holder, indicator_id""",
        period,
        fixed=False,
    )


def _held_reports(period: PeriodRow) -> list[Held]:
    return _fetch(
        f"""SELECT holder, form_id, CAST(SUM(expected) AS integer), CAST(SUM(filed) AS integer) FROM (
            SELECT CASE WHEN u.level IN {_KEPT} THEN o.unit_id ELSE o.receiver_id END AS holder, {_DUE} FROM {_OWED}
             WHERE o.period_id = %(period)s AND {_UPWARD}
        ) part WHERE holder IS NOT NULL GROUP BY holder, form_id""",
        period,
        fixed=False,
    )


def check(period: PeriodRow | None = None) -> list[Drift]:
    """Recount every cell straight from the facts along the dated paths, and name those where the kept total differs."""
    found: list[Drift] = []
    for one in [period] if period else PeriodRow.objects.order_by("id"):
        kept = {
            (unit, indicator): value
            for unit, indicator, value in Total.objects.filter(period=one).values_list("unit", "indicator", "value")
        }
        counted = recount(one)
        apart = (cell for cell in sorted(kept.keys() | counted.keys()) if kept.get(cell) != counted.get(cell))
        found += [Drift(unit, one.pk, indicator, kept.get((unit, indicator)), counted.get((unit, indicator))) for unit, indicator in apart]
    return found


def recount(period: PeriodRow) -> dict[tuple[int, int], int]:
    """(unit, indicator) -> sum of the live facts at and below the unit: the plain definition of a total, without using any."""
    found = {(unit, indicator): value for unit, indicator, value in _fetch(_STANDING_FACTS, period, fixed=False)}
    places: dict[int, list[int]] = {}
    for unit, indicator, value in _fetch(_ENDED_FACTS, period, fixed=False):
        above = places[unit] if unit in places else places.setdefault(unit, chain(unit, period))
        found |= {(one, indicator): found.get((one, indicator), 0) + value for one in above}
    return found


_OF_FACTS = "FROM reports_fact f JOIN reports_indicator i ON i.id = f.indicator_id"
_STANDING_FACTS = f"""SELECT p.ancestor_id, f.indicator_id, CAST(SUM(f.value) AS bigint) {_OF_FACTS}
      JOIN units_unit u ON u.id = f.unit_id AND {_UPWARD}
      JOIN units_unitpath p ON p.unit_id = f.unit_id AND {_VALID.format("p")} JOIN units_unit a ON a.id = p.ancestor_id AND a.level IN {_KEPT}
     WHERE {_LIVE} GROUP BY p.ancestor_id, f.indicator_id"""
_ENDED_FACTS = f"""SELECT f.unit_id, f.indicator_id, CAST(SUM(f.value) AS bigint) {_OF_FACTS}
      JOIN units_unit u ON u.id = f.unit_id AND u.valid_to <= %(day)s AND {_UPWARD} WHERE {_LIVE} GROUP BY f.unit_id, f.indicator_id"""


def _fetch(sql: str, period: PeriodRow, *, fixed: bool = True, **values: Any) -> list[Held]:
    return fetched(sql, {"period": period.pk, "day": period.last_day, **values}, fixed=fixed)
