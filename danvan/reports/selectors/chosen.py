"""The units that a form names as its filers: only the coastal communes, only the districts of one programme."""

from collections.abc import Sequence
from datetime import date

from danvan.lib import clock
from danvan.reports.contents import FormContent
from danvan.reports.models import Form
from danvan.units.models import Level, Unit, UnitPath, valid_on
from danvan.units.selectors import children, heirs


def filers(form: Form, day: date) -> set[int]:
    """Who files the form on the day: the units it names, those in which one that ended lives on, and whoever stands above them. Six queries or so."""
    named = list(Unit.objects.filter(key__in=form.units).values_list("pk", flat=True))
    standing = {one.unit_id for some in heirs(named, day).values() for one in some}
    return set(UnitPath.objects.filter(valid_on(day), unit__in=standing).values_list("ancestor_id", flat=True))


def named(content: FormContent) -> list[Unit]:
    """The units that a form names, by name."""
    return list(Unit.objects.filter(key__in=content.units).order_by("sort_key", "pk")) if content.units else []


def offered(content: FormContent, above: Unit) -> list[Unit]:
    """The units directly under one today that could be named: of the form's levels."""
    return list(children(above, clock.today()).filter(level__in=content.levels).order_by("sort_key", "pk"))


def provinces(reader: Unit) -> list[Unit]:
    """Under whom the centre chooses; nobody to choose for an office that stands in its own place."""
    return list(children(reader, clock.today(), Level.PROVINCE)) if reader.level == Level.CENTRE else []


def rechosen(content: FormContent, shown: Sequence[Unit], chosen: Sequence[str]) -> tuple[str, ...]:
    """The form's units with the choice among those shown; the others stay."""
    looked_at = {one.key for one in shown}
    return (*(key for key in content.units if key not in looked_at), *(one.key for one in shown if one.key in set(chosen)))
