"""Totals kept per ancestor, indicator and period, as the tree was on the period's last day.

A cell is re-summed from its children (their totals, or their facts where none are kept) and the unit's own fact; never added to, so it
cannot drift (facts/reports.md 6.1). Callers run inside a transaction. One transaction at a time re-sums a period: the period's row is locked.
"""

# ruff: noqa: S608 (the SQL is put together from constants of this module and whole numbers; every value is a parameter)

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from danvan.reports import rules
from danvan.reports.models import Obligation, PeriodRow, Tally, Total
from danvan.reports.rules import KEPT
from danvan.units.models import UnitParent, UnitPath, stood_by, valid_on

_VALID = "{0}.valid_from <= %(day)s AND ({0}.valid_to IS NULL OR {0}.valid_to > %(day)s)"
_KEPT = "({})".format(", ".join(f"'{level}'" for level in KEPT))

# What a group of parts comes to. `origin` and `qualifier` follow rules.origin_of and rules.qualifier_of.
_SUMMED = """
    CAST(SUM(value) AS bigint), CAST(SUM(reported) AS integer),
    CASE WHEN MAX(CASE qualifier WHEN 'about' THEN 1 ELSE 0 END) = 1
           OR MAX(CASE qualifier WHEN 'over' THEN 1 ELSE 0 END) + MAX(CASE qualifier WHEN 'under' THEN 1 ELSE 0 END) = 2 THEN 'about'
         ELSE MAX(qualifier) END,
    CASE WHEN MIN(origin) = MAX(origin) THEN MIN(origin) ELSE 'mixed' END
"""
_INSERT_TOTALS = "INSERT INTO reports_total (unit_id, period_id, indicator_id, value, reported, qualifier, origin)"
_INSERT_TALLIES = "INSERT INTO reports_tally (unit_id, period_id, form_id, expected, filed)"
_FACTS = "f.indicator_id, f.value, 1 AS reported, f.qualifier, f.origin"
_CELL = "indicator_id, value, reported, qualifier, origin"
_TOTALS = "t.indicator_id, t.value, t.reported, t.qualifier, t.origin"
_LIVE = "f.period_id = %(period)s AND f.live AND f.value IS NOT NULL"
# What a unit owes counts at who receives it (`services.following` keeps that to the map); a unit that its heir reports for has filed when the
# heir has.
_DUE = "o.form_id, 1 AS expected, CASE WHEN r.state IN ('submitted', 'accepted') THEN 1 ELSE 0 END AS filed"
_OWED = """reports_obligation o JOIN units_unit u ON u.id = o.unit_id
              LEFT JOIN reports_report r ON r.obligation_id = COALESCE(o.covered_by_id, o.id)"""


# unit, indicator or form, and what it comes to: value, reported, qualifier, origin; or expected, filed.
Held = tuple[Any, ...]
BATCH = 500


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
    """Re-sum the cells of the indicators for the unit and everything above it, in one statement, and the tallies.

    `filing` False: a submitted figure was corrected, so who has filed is as it was.
    """
    lock(period)
    above = chain(unit_id, period.last_day)
    if above and (indicators := sorted(set(indicator_ids))):
        _resum_cells(period, above, indicators)
    if filing:
        _resum_tallies(period, [unit_id])


@transaction.atomic
def retally(period: PeriodRow, unit_ids: Iterable[int]) -> None:
    """Re-sum only the tallies that the units' filing counts in, each once, from below."""
    lock(period)
    _resum_tallies(period, list(unit_ids))


def lock(period: PeriodRow) -> None:
    """Let one transaction at a time re-sum the period (NO KEY: rows that point to the period can still be added)."""
    PeriodRow.objects.select_for_update(no_key=True).values_list("pk").get(pk=period.pk)


def chain(unit_id: int, day: date) -> list[int]:
    """The unit and its ancestors that keep totals, nearest first, as of the day."""
    paths = UnitPath.objects.filter(valid_on(day), unit=unit_id, ancestor__level__in=KEPT)
    return list(paths.order_by("depth").values_list("ancestor_id", flat=True))


# The units directly below one, and those among them (with the unit itself) whose own rows are not in a total below it.
_BELOW = f"SELECT p.unit_id FROM units_unitparent p WHERE p.parent_id = {{0}} AND {_VALID.format('p')}"
_OWN = f"SELECT b.unit_id FROM ({_BELOW}) b JOIN units_unit u ON u.id = b.unit_id WHERE u.level NOT IN {_KEPT} UNION ALL SELECT {{0}}"


def _resum_cells(period: PeriodRow, above: Sequence[int], indicators: Sequence[int]) -> None:
    """One statement from below for a whole chain: each level is what lies under it and the level just made. (Its old rows are gone by then.)"""
    Total.objects.filter(unit__in=above, period=period, indicator__in=indicators).delete()
    wanted = ", ".join(str(int(pk)) for pk in indicators)
    levels: list[str] = []
    for number, unit in enumerate(above):
        own = _OWN.format(int(unit))
        climbed = f" UNION ALL SELECT {_CELL} FROM level{number - 1}" if number else ""
        levels.append(f"""level{number} (unit_id, period_id, {_CELL}) AS (
            SELECT {int(unit)}, %(period)s, part.indicator_id, {_SUMMED} FROM (
                SELECT {_FACTS} FROM reports_fact f JOIN reports_indicator i ON i.id = f.indicator_id
                 WHERE {_LIVE} AND f.indicator_id IN ({wanted}) AND i.kind <> 'own' AND f.unit_id IN ({own})
                UNION ALL
                SELECT {_TOTALS} FROM reports_total t
                 WHERE t.period_id = %(period)s AND t.indicator_id IN ({wanted}) AND t.unit_id IN ({_BELOW.format(int(unit))}){climbed}
            ) part GROUP BY part.indicator_id)""")
    made = " UNION ALL ".join(f"SELECT unit_id, period_id, {_CELL} FROM level{number}" for number in range(len(above)))
    _execute(f"{_INSERT_TOTALS} WITH {', '.join(levels)} {made}", period)


# What a unit receives goes up from where it last stood, so that what is owed to one that ended within the period is in every count above it.
_STOOD = f"""SELECT p.unit_id FROM units_unitparent p JOIN units_unit s ON s.id = p.unit_id WHERE p.parent_id = {{0}}
    AND ({_VALID.format("p")} OR (p.valid_to = s.valid_to AND p.valid_to <= %(day)s AND p.valid_to > p.valid_from))"""


def _resum_tallies(period: PeriodRow, units: Sequence[int]) -> None:
    above = _tallied(period, units)
    Tally.objects.filter(unit__in=above, period=period).delete()
    for unit in map(int, above):
        _execute(
            f"""{_INSERT_TALLIES}
            SELECT {unit}, %(period)s, part.form_id, CAST(SUM(expected) AS integer), CAST(SUM(filed) AS integer) FROM (
                SELECT {_DUE} FROM {_OWED}
                 WHERE o.period_id = %(period)s AND (o.unit_id = {unit} OR (o.receiver_id = {unit} AND u.level NOT IN {_KEPT}))
                UNION ALL
                SELECT y.form_id, y.expected, y.filed FROM reports_tally y
                 WHERE y.period_id = %(period)s AND y.unit_id IN ({_STOOD.format(unit)})
            ) part GROUP BY part.form_id""",
            period,
        )


def _tallied(period: PeriodRow, units: Sequence[int]) -> list[int]:
    """Where the filing of the units counts, nearest first: who receives from them or from what they report for, and everything above."""
    owed = Obligation.objects.filter(Q(unit__in=units) | Q(covered_by__unit__in=units), period=period)
    found: dict[int, str] = {}
    for unit, level, receiver, higher in owed.values_list("unit_id", "unit__level", "receiver_id", "receiver__level"):
        found |= {unit: level, receiver: higher}
    starts = [*units, *(unit for unit in found if unit)]
    above = UnitPath.objects.filter(stood_by(period.last_day), unit__in=starts, ancestor__level__in=KEPT)
    found |= dict(above.values_list("ancestor_id", "ancestor__level").distinct())
    kept = [unit for unit, level in found.items() if level in KEPT]
    return sorted(kept, key=lambda unit: (KEPT.index(found[unit]), unit))


@transaction.atomic
def rebuild(period: PeriodRow | None = None) -> int:
    """Make the totals and tallies of a period (or of all) anew, reading every figure once. Out: how many totals there are."""
    made = 0
    for one in [period] if period else PeriodRow.objects.order_by("id"):
        lock(one)
        Total.objects.filter(period=one).delete()
        above = _parents(one.last_day)
        rows = [_total(one, cell, parts) for cell, parts in _spread(_held_figures(one), above).items()]
        Total.objects.bulk_create(rows, batch_size=BATCH)
        _tally_anew(one, above)
        made += len(rows)
    return made


@transaction.atomic
def tally_anew(period: PeriodRow) -> None:
    """Make all tallies of the period anew."""
    lock(period)
    _tally_anew(period, _parents(period.last_day))


def _tally_anew(period: PeriodRow, above: dict[int, int]) -> None:
    Tally.objects.filter(period=period).delete()
    rows = [_tally(period, cell, parts) for cell, parts in _spread(_held_reports(period), above).items()]
    Tally.objects.bulk_create(rows, batch_size=BATCH)


def _parents(day: date) -> dict[int, int]:
    """The units that keep totals, each with the one above it on the day, or above which it last stood."""
    above = UnitParent.objects.filter(stood_by(day), unit__level__in=KEPT)
    return dict(above.values_list("unit_id", "parent_id"))


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
    )


def _tally(period: PeriodRow, cell: tuple[int, int], parts: list[Held]) -> Tally:
    expected, filed = sum(part[2] for part in parts), sum(part[3] for part in parts)
    return Tally(unit_id=cell[0], period=period, form_id=cell[1], expected=expected, filed=filed)


# Who holds a row of `{0}`: its own unit where totals are kept, the unit directly above it elsewhere.
_HOLDER = f"CASE WHEN u.level IN {_KEPT} THEN {{0}}.unit_id ELSE p.parent_id END"
_HELD = f"JOIN units_unit u ON u.id = {{0}}.unit_id LEFT JOIN units_unitparent p ON p.unit_id = {{0}}.unit_id AND {_VALID.format('p')}"


def _held_figures(period: PeriodRow) -> list[Held]:
    return _fetch(
        f"""SELECT holder, indicator_id, {_SUMMED} FROM (
            SELECT {_HOLDER.format("f")} AS holder, {_FACTS} FROM reports_fact f
              JOIN reports_indicator i ON i.id = f.indicator_id AND i.kind <> 'own' {_HELD.format("f")} WHERE {_LIVE} AND {_VALID.format("u")}
        ) part WHERE holder IS NOT NULL GROUP BY holder, indicator_id""",
        period,
    )


def _held_reports(period: PeriodRow) -> list[Held]:
    return _fetch(
        f"""SELECT holder, form_id, CAST(SUM(expected) AS integer), CAST(SUM(filed) AS integer) FROM (
            SELECT CASE WHEN u.level IN {_KEPT} THEN o.unit_id ELSE o.receiver_id END AS holder, {_DUE} FROM {_OWED}
             WHERE o.period_id = %(period)s
        ) part WHERE holder IS NOT NULL GROUP BY holder, form_id""",
        period,
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
    found = _fetch(
        f"""SELECT p.ancestor_id, f.indicator_id, CAST(SUM(f.value) AS bigint)
          FROM reports_fact f JOIN reports_indicator i ON i.id = f.indicator_id AND i.kind <> 'own'
          JOIN units_unitpath p ON p.unit_id = f.unit_id AND {_VALID.format("p")}
          JOIN units_unit a ON a.id = p.ancestor_id AND a.level IN {_KEPT}
         WHERE {_LIVE} GROUP BY p.ancestor_id, f.indicator_id""",
        period,
    )
    return {(unit, indicator): value for unit, indicator, value in found}


def _fetch(sql: str, period: PeriodRow) -> list[Held]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"period": period.pk, "day": period.last_day})
        found: list[Held] = cursor.fetchall()
        return found


def _execute(sql: str, period: PeriodRow) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"period": period.pk, "day": period.last_day})
