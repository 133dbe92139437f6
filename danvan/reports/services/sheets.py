"""Figures brought back in a workbook: all of them, or none."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from danvan.audit import services as audit
from danvan.audit.doer import Doer
from danvan.lib.refusal import Refused
from danvan.reports.models import Fact, Indicator, Report, Source
from danvan.reports.rules import plain
from danvan.reports.services.drafts import locked
from danvan.reports.services.figures import FiguresRefused, SourceData, Typed, type_figures
from danvan.reports.sheets import Entry


@transaction.atomic
def take_sheet(*, by: Doer, report: Report, entries: Sequence[Entry]) -> int:
    """Enter what a workbook changes. Out: how many figures. Refused, and nothing entered, if one was changed by somebody else since the workbook
    was read, or one is not taken.
    """
    held = locked(report)
    facts = {fact.indicator.code: fact for fact in held.facts.select_related("indicator", "source")}
    moved = [one.code for one in entries if (facts[one.code].value if one.code in facts else None) != one.seen]
    if moved:
        words = {"codes": ", ".join(moved)}
        raise Refused(_("Số liệu vừa được người khác sửa: %(codes)s. Chưa lưu gì; hãy chọn lại tệp để xem số mới.") % words)
    known = Indicator.objects.in_bulk([one.code for one in entries], field_name="code")
    typed = [Typed(known[one.code], _text(one, known[one.code]), one.qualifier, _source(one, facts.get(one.code))) for one in entries]
    try:
        type_figures(by=by, report=held, figures=typed)
    except FiguresRefused as refused:
        raise Refused("; ".join(f"{code}: {one.message}" for code, one in refused.errors.items())) from refused
    audit.record("reports.figures.import", by=by, subject=held, unit_id=held.unit_id, data={"figures": [one.code for one in entries]})
    return len(typed)


def _text(one: Entry, indicator: Indicator) -> str:
    return "" if one.value is None else plain(one.value, indicator.scale)


def _source(one: Entry, fact: Fact | None) -> Source | SourceData | None:
    """The one in the workbook; without it, the one the figure has."""
    if one.source:
        return SourceData(one.source)
    return fact.source if fact else None
