"""Who came from whom. Doubtful edges are shown where edges are shown, and never followed."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet

from danvan.lib import clock
from danvan.units.models import Lineage, Unit, UnitParent, stood_by, valid_on

# A unit, and every ended one that `stands_for` leads to it: by lineage, where this is what it first of all went into; or, with no successor, by
# standing right under it until its end. The two ways stand in a table of their own, because PostgreSQL lets a recursive name be read but once; when a
# unit ended is asked of each by itself, because SQLite would read every unit first.
_ENDED = "(SELECT valid_to FROM units_unit WHERE id = COALESCE(l.predecessor_id, p.unit_id))"
STOOD_FOR = f"""
    WITH RECURSIVE mine(id) AS (
        SELECT id FROM units_unit WHERE id = %s
        UNION
        SELECT COALESCE(l.predecessor_id, p.unit_id)
          FROM mine CROSS JOIN (SELECT 1 AS way UNION ALL SELECT 2) w
          LEFT JOIN units_lineage l ON w.way = 1 AND l.successor_id = mine.id
          LEFT JOIN units_unitparent p ON w.way = 2 AND p.parent_id = mine.id AND p.valid_to > p.valid_from
         WHERE {_ENDED} <= %s AND (p.valid_to IS NULL OR p.valid_to = {_ENDED})
           AND COALESCE(l.id, 0) = COALESCE((
               SELECT e.id FROM units_lineage e JOIN units_event v ON v.id = e.event_id
                WHERE e.predecessor_id = COALESCE(l.predecessor_id, p.unit_id) AND v.effective_on <= %s
                ORDER BY e.doubt, e.main DESC, e.id LIMIT 1), 0)
    ) SELECT id FROM mine
"""  # noqa: S608 - a constant text


class Heir(NamedTuple):
    """A unit of the asked day in which another one lives on. `whole`: all of it went there, at every step."""

    unit_id: int
    whole: bool


def edges_to(unit: Unit) -> QuerySet[Lineage]:
    """The edges from its predecessors, doubtful ones last."""
    return (
        Lineage.objects.filter(successor=unit)
        .select_related("predecessor", "event")
        .prefetch_related("portions")
        .order_by("doubt", "predecessor__sort_key", "id")
    )


def edges_from(unit: Unit) -> QuerySet[Lineage]:
    """The edges to its successors, the main one first, doubtful ones last."""
    return (
        Lineage.objects.filter(predecessor=unit)
        .select_related("successor", "event")
        .prefetch_related("portions")
        .order_by("doubt", "-main", "successor__sort_key", "id")
    )


def predecessors(unit: Unit) -> list[Unit]:
    """The units it was made of, whole or in part; doubtful ones left out."""
    return [edge.predecessor for edge in edges_to(unit) if not edge.doubt]


def successors(unit: Unit) -> list[Unit]:
    """The units it went into, the main one first; doubtful ones left out."""
    return [edge.successor for edge in edges_from(unit) if not edge.doubt]


def today(unit: Unit, on: date | None = None) -> list[Unit]:
    """The units of today (or of the day) in which it lives on: itself if it still stands; the main one first."""
    found = heirs([unit.pk], on or clock.today())[unit.pk]
    rows = Unit.objects.in_bulk([heir.unit_id for heir in found])
    return [rows[heir.unit_id] for heir in found]


def stands_for(unit_ids: Iterable[int], on: date) -> dict[int, int]:
    """Who answers on the day for each unit: itself while it stands; else its main heir; without an heir, whom it last stood under. One that nobody
    answers for has no entry. Where every edge is in doubt the first is taken: somebody must answer. Three queries per generation, whatever the number.
    """
    found: dict[int, int] = {}
    pending = {pk: pk for pk in unit_ids}
    while pending:
        reached = set(pending.values())
        standing = set(Unit.objects.filter(valid_on(on), pk__in=reached).values_list("pk", flat=True))
        found |= {pk: now for pk, now in pending.items() if now in standing}
        further = main_line(reached - standing, on)
        pending = {pk: further[now] for pk, now in pending.items() if now in further}
    return found


def stood_for(unit_id: int, on: date) -> list[int]:
    """The other way round: the unit, and every ended one that it answers for on the day. One query."""
    with connection.cursor() as cursor:
        cursor.execute(STOOD_FOR, (unit_id, on, on))
        return [pk for (pk,) in cursor.fetchall()]


def main_line(ended: set[int], on: date) -> dict[int, int]:
    """Of units that ended by the day: each with its main successor, or with what it last stood under."""
    if not ended:
        return {}
    last = UnitParent.objects.filter(stood_by(on), unit__in=ended, unit__valid_to__lte=on)
    return dict(last.values_list("unit_id", "parent_id")) | main_successors(ended, on)


def main_successors(unit_ids: Iterable[int], on: date) -> dict[int, int]:
    """Each with the one unit that it first of all went into by the day; one without a successor has no entry. One query."""
    edges = Lineage.objects.filter(predecessor__in=set(unit_ids), event__effective_on__lte=on).order_by("-doubt", "main", "-id")
    return dict(edges.values_list("predecessor_id", "successor_id"))


def heirs(unit_ids: Iterable[int], on: date) -> dict[int, list[Heir]]:
    """For each unit, the units of the day that follow it, through every reorganisation up to that day.

    In: ids of units, whatever their dates. Out: an entry for each; a unit that still stands is its own whole heir; one that
    has not begun by then, or was abolished without a successor, has none. Two queries per generation, whatever the number.
    """
    wanted = list(unit_ids)
    found: dict[int, dict[int, bool]] = {pk: {} for pk in wanted}
    pending: dict[int, dict[int, bool]] = {pk: {pk: True} for pk in wanted}
    while pending:
        current = {pk for reached in pending.values() for pk in reached}
        standing = set(Unit.objects.filter(valid_on(on), pk__in=current).values_list("pk", flat=True))
        edges = _edges_out_of(current - standing, on)
        pending = {pk: moved for pk, reached in pending.items() if (moved := _step(reached, standing, edges, found[pk]))}
    return {pk: [Heir(*item) for item in reached.items()] for pk, reached in found.items()}


def _step(reached: dict[int, bool], standing: set[int], edges: dict[int, list[tuple[int, bool]]], done: dict[int, bool]) -> dict[int, bool]:
    """Keep those that stand, move the others along their edges."""
    moved: dict[int, bool] = {}
    for unit_id, whole in reached.items():
        if unit_id in standing:
            done[unit_id] = done.get(unit_id, True) and whole
            continue
        for successor_id, edge_whole in edges.get(unit_id, []):
            moved[successor_id] = moved.get(successor_id, True) and whole and edge_whole
    return moved


def _edges_out_of(unit_ids: set[int], on: date) -> dict[int, list[tuple[int, bool]]]:
    if not unit_ids:
        return {}
    edges: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    rows = Lineage.objects.filter(predecessor__in=unit_ids, doubt="", event__effective_on__lte=on).order_by("-main", "id")
    for predecessor_id, successor_id, whole in rows.values_list("predecessor_id", "successor_id", "whole"):
        edges[predecessor_id].append((successor_id, whole))
    return edges
