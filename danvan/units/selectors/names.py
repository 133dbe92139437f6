"""What units were called on a day."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from danvan.units.models import EARLIEST, Level, Unit, UnitName, UnitPath
from danvan.units.models.territory import Dated, titled


def name_row(unit: Unit, on: date) -> UnitName | None:
    """The name in force on the day; outside its life, the nearest: the first one before, the last one after."""
    rows = list(unit.names.order_by("valid_from"))
    return _nearest(rows, on)


def name_on(unit: Unit, on: date) -> str:
    """The bare name on the day: "Ninh Bình"."""
    row = name_row(unit, on)
    return row.name if row else unit.name


def kind_on(unit: Unit, on: date) -> str:
    """The kind on the day: xã until 2026-04-29, phường since."""
    row = name_row(unit, on)
    return row.kind if row else unit.kind


def code_on(unit: Unit, on: date) -> str:
    """The official code on the day; empty where there is none."""
    row = name_row(unit, on)
    return row.code if row else unit.code


def full_name(unit: Unit, on: date) -> str:
    """Kind and name on the day: "Tỉnh Thừa Thiên Huế"."""
    row = name_row(unit, on)
    return str(row) if row else titled(unit.kind, unit.name)


def full_names(units: Iterable[Unit | int], on: date) -> dict[int, str]:
    """The same for many units, in one query."""
    return {pk: str(row) for pk, row in name_rows(units, on).items()}


def name_rows(units: Iterable[Unit | int], on: date) -> dict[int, UnitName]:
    """The names in force on the day (or the nearest), by unit id, in one query."""
    grouped: dict[int, list[UnitName]] = defaultdict(list)
    for row in UnitName.objects.filter(unit__in=[_pk(unit) for unit in units]).order_by("unit", "valid_from"):
        grouped[row.unit_id].append(row)
    return {pk: found for pk, rows in grouped.items() if (found := _nearest(rows, on))}


def path_label(unit: Unit, on: date) -> str:
    """The unit and what is above it, without the centre: "Xã A, Tỉnh B"."""
    return path_labels([unit], on)[unit.pk]


def path_labels(units: Iterable[Unit], on: date) -> dict[int, str]:
    """The same for many units, in a bounded number of queries. A unit that is not there on the day is placed as on its nearest day."""
    by_day: dict[date, list[Unit]] = defaultdict(list)
    for unit in units:
        by_day[nearest_day(unit, on)].append(unit)
    labels: dict[int, str] = {}
    for day, group in by_day.items():
        labels |= _labels(group, day)
    return labels


def nearest_day(unit: Dated, on: date) -> date:
    """The day itself if the row holds then, else its first or its last day."""
    if on < unit.valid_from:
        return unit.valid_from
    if unit.valid_to is not None and on >= unit.valid_to:
        return max(unit.valid_from, unit.valid_to - timedelta(days=1))
    return on


def span(row: Dated) -> str:
    """Its validity in words: "từ 01/07/2025", "đến hết 30/06/2025", "trước 2025 đến nay"."""
    last = row.valid_to - timedelta(days=1) if row.valid_to else None
    if row.valid_from == EARLIEST:
        return _("từ trước 2025, đến hết %(last)s") % {"last": day_text(last)} if last else _("từ trước 2025 đến nay")
    if last:
        return _("từ %(first)s đến hết %(last)s") % {"first": day_text(row.valid_from), "last": day_text(last)}
    return _("từ %(first)s") % {"first": day_text(row.valid_from)}


def day_text(day: date | None) -> str:
    """A day as people here write it; a beginning that is not known says so."""
    if day is None:
        return ""
    return _("trước 2025") if day == EARLIEST else date_format(day, "d/m/Y")


def _labels(units: list[Unit], day: date) -> dict[int, str]:
    ids = [unit.pk for unit in units]
    paths = UnitPath.objects.on(day).filter(unit__in=ids).exclude(ancestor__level=Level.CENTRE, depth__gt=0).order_by("unit", "depth")
    chains: dict[int, list[int]] = {pk: [] for pk in ids}
    for unit_id, ancestor_id in paths.values_list("unit_id", "ancestor_id"):
        chains[unit_id].append(ancestor_id)
    names = full_names({pk for chain in chains.values() for pk in chain} | set(ids), day)
    return {pk: ", ".join(names.get(one, "") for one in chain or [pk]) for pk, chain in chains.items()}


def _nearest(rows: list[UnitName], on: date) -> UnitName | None:
    for row in rows:
        if row.holds_on(on):
            return row
    if not rows:
        return None
    return rows[0] if on < rows[0].valid_from else rows[-1]


def _pk(unit: Unit | int) -> int:
    return unit if isinstance(unit, int) else unit.pk
