"""The words kept for replies, as an office sees them: its own before those above it, the product's last."""

from collections.abc import Iterable

from django.db.models import Q

from danvan.lib import clock
from danvan.petitions.models import ReplyTemplate
from danvan.units.models import Unit, UnitPath, valid_on


def templates_for(unit: Unit, act: str = "", kind: str | None = None) -> list[ReplyTemplate]:
    """The templates in use at the unit, by act, nearest first, then by name; of one act and for a kind, where given. Two queries.

    A row takes the place of rows of the same act, kind and name that stand farther up; a retired one hides them.
    """
    depths = dict(UnitPath.objects.filter(valid_on(clock.today()), unit=unit).values_list("ancestor_id", "depth"))
    rows = ReplyTemplate.objects.select_related("unit").filter(Q(unit__in=depths) | Q(unit__isnull=True))
    if act:
        rows = rows.filter(act=act)
    if kind is not None:
        rows = rows.filter(kind__in=("", kind))
    return in_use(rows, depths)


def in_use(rows: Iterable[ReplyTemplate], depths: dict[int, int]) -> list[ReplyTemplate]:
    """Of each act, kind and name the nearest and latest row, unless that one is retired."""
    far = max(depths.values(), default=0) + 1

    def distance(row: ReplyTemplate) -> int:
        return far if row.unit_id is None else depths[row.unit_id]

    nearest: dict[tuple[str, str, str], ReplyTemplate] = {}
    for row in sorted(rows, key=lambda row: (distance(row), -row.pk)):
        nearest.setdefault((row.act, row.kind, row.name), row)
    used = [row for row in nearest.values() if row.retired_at is None]
    return sorted(used, key=lambda row: (row.act, distance(row), row.name))
