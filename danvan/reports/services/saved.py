"""Keeping a chosen table by name, and letting it go."""

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib import clock
from danvan.lib.codes import new_code
from danvan.lib.refusal import Refused
from danvan.reports.models import SavedTable
from danvan.reports.tables.asking import kept
from danvan.units.models import Unit

MOST = 200


@transaction.atomic
def save_table(*, by: Doer, unit: Unit, name: str, query: str) -> SavedTable:
    """Keep a choice under a name of the office; the same name again replaces it and keeps its link.

    Raises Refused without a name, without a whole choice, or when the office keeps too many.
    """
    wanted = " ".join(name.split())[:160]
    if not wanted:
        raise Refused(_("Hãy đặt tên cho bảng."), field="name")
    fields = {"query": kept(query), "at": clock.now(), "by_label": by.label}
    held = SavedTable.objects.select_for_update().filter(unit=unit, name=wanted).first()
    if held is None and SavedTable.objects.filter(unit=unit).count() >= MOST:
        raise Refused(_("Đơn vị đã giữ %(most)s bảng; hãy bỏ bớt.") % {"most": MOST})
    saved, _made = SavedTable.objects.update_or_create(unit=unit, name=wanted, defaults=fields, create_defaults={**fields, "code": _code()})
    audit.record("reports.table.saved", by=by, subject=saved, unit_id=unit.pk, data={"name": wanted})
    return saved


def _code() -> str:
    return new_code()[:10].lower()


@transaction.atomic
def drop_table(*, by: Doer, saved: SavedTable) -> None:
    """Let a kept table go; its link no longer leads anywhere."""
    audit.record("reports.table.dropped", by=by, subject=saved, unit_id=saved.unit_id, data={"name": saved.name})
    saved.delete()
