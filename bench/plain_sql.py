"""The same answers in hand-written SQL: once on the kept totals, once on the plain figures. Each returns what the product's answer is compared to."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

CHILDREN = "SELECT unit_id FROM units_unitparent WHERE parent_id = %s AND valid_from <= %s AND (valid_to IS NULL OR valid_to > %s)"
UP = "JOIN units_unitparent p ON p.unit_id = f.unit_id AND p.valid_from <= %s AND (p.valid_to IS NULL OR p.valid_to > %s)"


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _in(values: Sequence[int]) -> str:
    return "({})".format(", ".join(str(int(value)) for value in values))


def matrix_from_totals(nation: int, periods: Sequence[int], last: int, day: date) -> dict[tuple[int, int], int]:
    """Province x indicator over the periods: flows added, stocks of the last."""
    found = rows(
        f"""SELECT t.unit_id, t.indicator_id, SUM(CASE WHEN i.kind = 'stock' AND t.period_id <> %s THEN NULL ELSE t.value END),
                   MAX(t.qualifier), SUM(t.adjusted), SUM(t.adjustments)
              FROM reports_total t JOIN reports_indicator i ON i.id = t.indicator_id
             WHERE t.period_id IN {_in(periods)} AND t.unit_id IN ({CHILDREN}) GROUP BY t.unit_id, t.indicator_id""",
        last,
        nation,
        day,
        day,
    )
    return {(unit, indicator): int(value) for unit, indicator, value, *_marks in found if value is not None}


def matrix_from_facts(nation: int, periods: Sequence[int], last: int, day: date) -> dict[tuple[int, int], int]:
    """The same from the communes' figures."""
    found = rows(
        f"""SELECT p.parent_id, f.indicator_id, SUM(CASE WHEN i.kind = 'stock' AND f.period_id <> %s THEN NULL ELSE f.value END)
              FROM reports_fact f JOIN reports_indicator i ON i.id = f.indicator_id {UP}
             WHERE f.period_id IN {_in(periods)} AND f.live AND p.parent_id IN ({CHILDREN}) GROUP BY p.parent_id, f.indicator_id""",
        last,
        day,
        day,
        nation,
        day,
        day,
    )
    return {(unit, indicator): int(value) for unit, indicator, value in found if value is not None}


def trend_from_totals(nation: int, indicator: int, count: int) -> list[tuple[Any, ...]]:
    """One indicator of the nation over the latest quarters, those without a total too: key, value, how many gave it, how many owed, its days."""
    return rows(
        """SELECT q.key, t.value, t.reported, t.qualifier, t.origin, t.adjusted, t.adjustments, q.first_day, q.last_day,
                  (SELECT MAX(y.expected) FROM reports_tally y WHERE y.unit_id = %s AND y.period_id = q.id)
             FROM reports_periodrow q LEFT JOIN reports_total t ON t.period_id = q.id AND t.indicator_id = %s AND t.unit_id = %s
            WHERE q.kind = 'quarter' ORDER BY q.last_day DESC LIMIT %s""",
        nation,
        indicator,
        nation,
        count,
    )[::-1]


def trend_from_facts(indicator: int, count: int) -> list[tuple[str, int]]:
    """The same from the communes' figures."""
    found = rows(
        """SELECT q.key, SUM(f.value) FROM reports_fact f JOIN reports_periodrow q ON q.id = f.period_id
            WHERE f.indicator_id = %s AND f.live AND q.kind = 'quarter' GROUP BY q.key, q.last_day ORDER BY q.last_day LIMIT %s""",
        indicator,
        count,
    )
    return [(key, int(value)) for key, value in found]


# What a reader sees of an indicator, so that the hand-written way answers the same question.
SHOWN = "i.id, i.code, i.name, i.name_en, i.name_ru, i.measure, i.definition, i.kind, i.over_time, i.scale, i.figure, i.numerator, i.denominator"
FAMILY = """WITH RECURSIVE made(unit_id) AS (SELECT CAST(%s AS bigint) UNION
              SELECT l.predecessor_id FROM made JOIN units_lineage l ON l.successor_id = made.unit_id)"""


def table_from_totals(unit: int, period: int, day: date, *, today: bool = False) -> list[tuple[Any, ...]]:
    """Every indicator of a unit for a period, as it is shown: its name and meaning, who owed, and last the value.

    Four statements; three in today's borders, where no report of the unit stands beside the figures.
    """
    rows(
        "SELECT kind, name FROM units_unitname WHERE unit_id = %s AND valid_from <= %s AND (valid_to IS NULL OR valid_to > %s)",
        unit,
        day,
        day,
    )
    rows("SELECT form_id, expected, filed FROM reports_tally WHERE unit_id = %s AND period_id = %s", unit, period)
    if not today:  # what the unit's own report said, where it says something else
        rows("SELECT state, frozen FROM reports_report WHERE unit_id = %s AND period_id = %s", unit, period)
    if today:
        made = f"""{FAMILY} SELECT {SHOWN}, SUM(t.reported), SUM(t.adjusted), SUM(t.adjustments), SUM(t.value)
                     FROM reports_total t JOIN reports_indicator i ON i.id = t.indicator_id
                    WHERE t.unit_id IN (SELECT unit_id FROM made) AND t.period_id = %s GROUP BY {SHOWN} ORDER BY i.id"""
        return rows(made, unit, period)
    return rows(
        f"""SELECT {SHOWN}, t.reported, t.qualifier, t.origin, t.adjusted, t.adjustments, t.value
              FROM reports_total t JOIN reports_indicator i ON i.id = t.indicator_id
             WHERE t.unit_id = %s AND t.period_id = %s ORDER BY i.id""",
        unit,
        period,
    )


def table_from_facts(unit: int, period: int, day: date) -> dict[int, int]:
    """The same from the communes' figures, by the paths of the tree."""
    found = rows(
        """SELECT f.indicator_id, SUM(f.value) FROM reports_fact f JOIN units_unitpath p ON p.unit_id = f.unit_id AND p.ancestor_id = %s
              AND p.valid_from <= %s AND (p.valid_to IS NULL OR p.valid_to > %s)
            WHERE f.period_id = %s AND f.live GROUP BY f.indicator_id""",
        unit,
        day,
        day,
        period,
    )
    return {indicator: int(value) for indicator, value in found}


def completeness_from_headers(nation: int, period: int, day: date) -> dict[int, tuple[int, int]]:
    """Province -> (expected, filed), with how many were accepted and how many late, as the page shows them: from the headers of reports."""
    found = rows(
        f"""SELECT o.receiver_id, COUNT(*), SUM(CASE WHEN r.state IN ('submitted', 'accepted') THEN 1 ELSE 0 END),
                   SUM(CASE WHEN r.state = 'accepted' THEN 1 ELSE 0 END), SUM(CASE WHEN r.filed_on > o.due_on THEN 1 ELSE 0 END), MAX(u.name)
              FROM reports_obligation o JOIN units_unit u ON u.id = o.receiver_id LEFT JOIN reports_report r ON r.obligation_id = o.id
             WHERE o.period_id = %s AND o.receiver_id IN ({CHILDREN}) GROUP BY o.receiver_id""",
        period,
        nation,
        day,
        day,
    )
    return {unit: (int(expected), int(filed)) for unit, expected, filed, *_shown in found}


def filing_from_tallies(nation: int, periods: Sequence[int], day: date) -> dict[tuple[int, int], tuple[int, int]]:
    """(province, period) -> (expected, filed)."""
    found = rows(
        f"""SELECT y.unit_id, y.period_id, SUM(y.expected), SUM(y.filed), MAX(u.name) FROM reports_tally y JOIN units_unit u ON u.id = y.unit_id
             WHERE y.period_id IN {_in(periods)} AND y.unit_id IN ({CHILDREN}) GROUP BY y.unit_id, y.period_id""",
        nation,
        day,
        day,
    )
    return {(unit, period): (int(expected), int(filed)) for unit, period, expected, filed, _name in found}


def completeness_from_facts(nation: int, period: int, day: date) -> dict[int, tuple[int, int]]:
    """The same: who has any figure."""
    found = rows(
        f"""SELECT o.receiver_id, COUNT(*), COUNT(f.unit_id) FROM reports_obligation o
              LEFT JOIN (SELECT DISTINCT unit_id FROM reports_fact WHERE period_id = %s AND live) f ON f.unit_id = o.unit_id
             WHERE o.period_id = %s AND o.receiver_id IN ({CHILDREN}) GROUP BY o.receiver_id""",
        period,
        period,
        nation,
        day,
        day,
    )
    return {unit: (int(expected), int(filed)) for unit, expected, filed in found}


def drill(unit: int, period: int, indicator: int, day: date) -> dict[int, int]:
    """Commune -> figure, for one province, indicator and period (there are no totals below a province)."""
    return dict(
        rows(
            f"SELECT unit_id, value FROM reports_fact WHERE period_id = %s AND indicator_id = %s AND live AND unit_id IN ({CHILDREN})",
            period,
            indicator,
            unit,
            day,
            day,
        )
    )


def correct_fact(fact: int, value: int) -> None:
    """One figure changed, nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reports_fact SET value = %s WHERE id = %s", (value, fact))


def resum_by_hand(unit: int, nation: int, period: int, indicator: int, day: date) -> None:
    """The two totals of a commune's figure re-summed: its province from the figures, the nation from the provinces."""
    below = "(SELECT SUM(value) FROM {0} WHERE period_id = %s AND indicator_id = %s AND unit_id IN ({1}))"
    where = "WHERE unit_id = %s AND period_id = %s AND indicator_id = %s"
    with connection.cursor() as cursor:
        for ancestor, table in ((unit, "reports_fact"), (nation, "reports_total")):
            cursor.execute(
                f"UPDATE reports_total SET value = {below.format(table, CHILDREN)} {where}",
                (period, indicator, ancestor, day, day, ancestor, period, indicator),
            )
