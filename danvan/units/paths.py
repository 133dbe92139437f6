"""Keeps `UnitPath` true to `UnitParent`: only rows that differ are touched."""

from collections import defaultdict
from collections.abc import Iterable

from danvan.units.models import Unit, UnitParent, UnitPath
from danvan.units.rules import Edge, Span, Up, ways_up

BATCH = 500


def rebuild(unit_ids: Iterable[int]) -> int:
    """Write the paths of these units and of everything that was ever below them. Out: how many rows were touched.

    A bounded number of queries per level of the tree. Call it in the transaction that changed units or parents.
    """
    affected = _with_all_below(set(unit_ids))
    wanted = ways_up(_spans(affected), _edges(affected), _known_above(affected))
    return _write(affected, wanted)


def _with_all_below(unit_ids: set[int]) -> set[int]:
    affected, fresh = set(unit_ids), set(unit_ids)
    while fresh:
        below = {
            child for part in _batches(fresh) for child in UnitParent.objects.filter(parent__in=part).values_list("unit_id", flat=True)
        }
        fresh = below - affected
        affected |= fresh
    return affected


def _spans(units: set[int]) -> dict[int, Span]:
    rows = (row for part in _batches(units) for row in Unit.objects.filter(pk__in=part).values_list("pk", "valid_from", "valid_to"))
    return {pk: Span(first, after) for pk, first, after in rows}


def _edges(units: set[int]) -> dict[int, list[Edge]]:
    edges: dict[int, list[Edge]] = defaultdict(list)
    for part in _batches(units):
        for unit, parent, first, after in UnitParent.objects.filter(unit__in=part).values_list(
            "unit_id", "parent_id", "valid_from", "valid_to"
        ):
            edges[unit].append(Edge(parent, Span(first, after)))
    return edges


def _known_above(units: set[int]) -> dict[int, list[Up]]:
    """The ways up of parents outside the rebuilt part: those are right already."""
    parents = {pk for part in _batches(units) for pk in UnitParent.objects.filter(unit__in=part).values_list("parent_id", flat=True)}
    return {pk: [up for up, _row in rows] for pk, rows in _stored(parents - units).items()}


def _stored(units: set[int]) -> dict[int, list[tuple[Up, UnitPath]]]:
    stored: dict[int, list[tuple[Up, UnitPath]]] = defaultdict(list)
    for part in _batches(units):
        for row in UnitPath.objects.filter(unit__in=part):
            stored[row.unit_id].append((Up(row.ancestor_id, row.depth, Span(row.valid_from, row.valid_to)), row))
    return stored


def _write(affected: set[int], wanted: dict[int, list[Up]]) -> int:
    """Rows with the same beginning keep their identity and get the new end; so undoing a change leaves the very same rows."""
    stored = _stored(affected)
    new: list[UnitPath] = []
    changed: list[UnitPath] = []
    gone: list[int] = []
    for unit in affected:
        rows = {(up.ancestor, up.span.first): row for up, row in stored.get(unit, [])}
        for up in wanted.get(unit, []):
            row = rows.pop((up.ancestor, up.span.first), None)
            if row is None:
                new.append(
                    UnitPath(unit_id=unit, ancestor_id=up.ancestor, depth=up.depth, valid_from=up.span.first, valid_to=up.span.after)
                )
            elif (row.depth, row.valid_to) != (up.depth, up.span.after):
                row.depth, row.valid_to = up.depth, up.span.after
                changed.append(row)
        gone += [row.pk for row in rows.values()]
    for part in _batches(gone):
        UnitPath.objects.filter(pk__in=part).delete()
    UnitPath.objects.bulk_update(changed, ["depth", "valid_to"], batch_size=BATCH)
    UnitPath.objects.bulk_create(new, batch_size=BATCH)
    return len(new) + len(changed) + len(gone)


def _batches(ids: Iterable[int]) -> list[list[int]]:
    """Engines limit how many values one question may hold."""
    ordered = sorted(ids)
    return [ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH)]
