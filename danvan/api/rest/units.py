"""Units as of a day: the trees before and after 1 July 2025 stand in one table."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema

from danvan.api import keyset
from danvan.api.rest.caching import kept
from danvan.api.rest.shapes import KEY, IsoDay, Paging, day_or_today, faults, spoken
from danvan.api.selectors import known_unit
from danvan.units.models import Kind, Level, Unit, UnitParent, valid_on
from danvan.units.models.territory import titled
from danvan.units.selectors.names import name_rows

router = Router(tags=["public"])


class UnitRow(Schema):
    """One unit, named as it was on the day."""

    key: str = Field(description="our stable identity; official codes were given again to other territory, so they are no keys")
    code: str = Field(description="the official code on the day; empty where there is none")
    name: str
    full_name: str = Field(description="kind and name, as printed")
    kind: Kind
    level: Level
    parent: str | None = Field(description="key of the unit directly above on the day")
    valid_from: date
    valid_to: date | None = Field(description="the first day on which it no longer stood")


class UnitPage(Schema):
    """A page of units. `on` is the day they are told of."""

    on: date
    items: list[UnitRow]
    next: str | None


class UnitsWanted(Paging):
    """Which units."""

    on: IsoDay | None = Field(None, description="as of this day; today if not given")
    level: Level | None = None
    below: str = Field("", pattern=rf"{KEY}|^$", description="key of a unit: that unit and everything under it on the day")


@router.get("/units", response={200: UnitPage, **faults(404, 422)}, summary=spoken(_("Đơn vị hành chính vào một ngày")))
def units(request: HttpRequest, response: HttpResponse, asked: Query[UnitsWanted]) -> dict[str, object]:
    """Units that stood on a day, with name, code and parent as they were then."""
    day = day_or_today(asked.on)
    rows = Unit.objects.on(day)
    if asked.below:
        rows = Unit.objects.below(known_unit(asked.below), day).filter(valid_on(day))
    if asked.level:
        rows = rows.filter(level=asked.level)
    found, following = keyset.page(rows, asked.cursor, asked.limit)
    kept(response)
    return {"on": day, "items": _told(found, day), "next": following}


def _told(units: list[Unit], day: date) -> list[dict[str, object]]:
    names = name_rows(units, day)
    parents = dict(UnitParent.objects.on(day).filter(unit__in=units).values_list("unit_id", "parent__key"))
    return [_row(unit, names.get(unit.pk) or unit, parents.get(unit.pk)) for unit in units]


def _row(unit: Unit, named: object, parent: str | None) -> dict[str, object]:
    code, name, kind = (str(getattr(named, part)) for part in ("code", "name", "kind"))
    return {
        "key": unit.key,
        "code": code,
        "name": name,
        "full_name": titled(kind, name),
        "kind": kind,
        "level": unit.level,
        "parent": parent,
        "valid_from": unit.valid_from,
        "valid_to": unit.valid_to,
    }
