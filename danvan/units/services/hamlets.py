"""Hamlets and street groups: entered one by one or from a CSV file."""

import csv
import io
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib.refusal import Refused
from danvan.lib.text import fold
from danvan.units import paths
from danvan.units.checks import check_parent
from danvan.units.models import Kind, Level, Unit, UnitName
from danvan.units.services.units import NewUnit, write_unit

HAMLET_KINDS = (Kind.HAMLET, Kind.STREET_GROUP)
# What people write in the column `loai`, without accents.
KIND_WORDS = {"thon": Kind.HAMLET, "to dan pho": Kind.STREET_GROUP, "tdp": Kind.STREET_GROUP, "to": Kind.STREET_GROUP}
COLUMNS = ("loai", "ten", "tu_ngay")
MOST_LINES = 500


class LinesRefused(Refused):
    """A file with mistakes: nothing was written. `errors` are (line number, what is wrong with it)."""

    def __init__(self, errors: list[tuple[int, str]]) -> None:
        super().__init__(_("Tệp có %(count)s dòng sai nên chưa ghi dòng nào.") % {"count": len(errors)}, field="file")
        self.errors = errors


@transaction.atomic
def add_hamlet(*, by: Doer, parent: Unit, kind: str, name: str, valid_from: date) -> Unit:
    """A hamlet or street group under a commune from a day on. Raises Refused for a wrong kind, place or a name already there."""
    Unit.objects.select_for_update().get(pk=parent.pk)
    hamlet = _write(parent, kind, name, valid_from, _taken(parent, valid_from))
    paths.rebuild([hamlet.pk])
    audit.record("units.hamlet.added", by=by, subject=hamlet, unit_id=parent.pk, data={"name": hamlet.full_name})
    return hamlet


@transaction.atomic
def import_hamlets(*, by: Doer, parent: Unit, text: str, valid_from: date) -> list[Unit]:
    """The hamlets of a commune from CSV text with the columns `loai,ten` and, if wanted, `tu_ngay` (day/month/year or ISO).

    All or nothing: raises LinesRefused naming every wrong line. `valid_from` holds where the file gives no day.
    """
    Unit.objects.select_for_update().get(pk=parent.pk)
    taken = _taken(parent, valid_from)
    errors: list[tuple[int, str]] = []
    added: list[Unit] = []
    for line, row in _rows(text):
        try:
            first = _day(row.get("tu_ngay") or "", valid_from)
            added.append(_write(parent, _kind(row.get("loai") or ""), row.get("ten") or "", first, taken))
        except Refused as refused:
            errors.append((line, refused.message))
    if errors:
        raise LinesRefused(errors)
    paths.rebuild([hamlet.pk for hamlet in added])
    audit.record("units.hamlets.imported", by=by, subject=parent, unit_id=parent.pk, data={"count": len(added)})
    return added


def _write(parent: Unit, kind: str, name: str, valid_from: date, taken: set[tuple[str, str]]) -> Unit:
    name = " ".join(name.split())
    if kind not in HAMLET_KINDS:
        raise Refused(_("Chỉ nhập được thôn hoặc tổ dân phố."), field="kind")
    if not name:
        raise Refused(_("Hãy ghi tên thôn, tổ dân phố."), field="name")
    if len(name) > 120:
        raise Refused(_("Tên dài quá 120 ký tự."), field="name")
    check_parent(Level.HAMLET, parent, valid_from)
    if (kind, fold(name)) in taken:
        raise Refused(_("%(parent)s đã có %(name)s.") % {"parent": parent.full_name, "name": f"{Kind(kind).label} {name}"}, field="name")
    taken.add((kind, fold(name)))
    return write_unit(NewUnit(level=Level.HAMLET, kind=kind, name=name), parent, valid_from, None)


def _taken(parent: Unit, on: date) -> set[tuple[str, str]]:
    below = Unit.objects.children_of(parent, on).filter(level=Level.HAMLET)
    return set(UnitName.objects.on(on).filter(unit__in=below).values_list("kind", "folded"))


def _rows(text: str) -> list[tuple[int, dict[str, str]]]:
    """Numbered lines as a person sees them in the file. Raises Refused if the file is not of this shape at all."""
    lines = text.removeprefix("\ufeff")
    separator = ";" if ";" in lines.split("\n", 1)[0] else ","
    reader = csv.DictReader(io.StringIO(lines), delimiter=separator)
    reader.fieldnames = [fold(name).replace(" ", "_") for name in reader.fieldnames or ()]
    if not {"loai", "ten"} <= set(reader.fieldnames):
        raise Refused(_("Dòng đầu của tệp phải có các cột: %(columns)s.") % {"columns": ", ".join(COLUMNS)}, field="file")
    rows = [(reader.line_num, row) for row in reader if any(value for value in row.values() if isinstance(value, str) and value.strip())]
    if not rows:
        raise Refused(_("Tệp không có dòng nào."), field="file")
    if len(rows) > MOST_LINES:
        raise Refused(_("Một tệp có nhiều nhất %(count)s dòng.") % {"count": MOST_LINES}, field="file")
    return rows


def _kind(text: str) -> str:
    kind = KIND_WORDS.get(fold(text))
    if kind is None:
        raise Refused(_("Loại “%(kind)s” không đúng: ghi “thôn” hoặc “tổ dân phố”.") % {"kind": text.strip()}, field="kind")
    return kind


def _day(text: str, otherwise: date) -> date:
    text = text.strip()
    if not text:
        return otherwise
    try:
        if "/" in text:
            day, month, year = (int(part) for part in text.split("/"))
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused(_("Ngày “%(day)s” không đúng: ghi ngày/tháng/năm.") % {"day": text}, field="valid_from") from error
