"""Corrections as the levels above see them: what changed in their totals, what their own report says, what is still to be answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from danvan.lib import clock
from danvan.lib.numbers import vi
from danvan.reports.models import Correction, Indicator, PeriodRow, Takeover
from danvan.reports.wording import name_of
from danvan.units.models import Unit

JOINED = ("correction__report__unit", "correction__report__period", "correction__report__form", "unit", "report")
HEAVY = ("correction__report__frozen",)


@dataclass(frozen=True, slots=True)
class Cell:
    """One total of a level: before and after the correction, and what the level's own submitted report says; texts as printed."""

    code: str
    name: str
    was: str
    now: str
    said: str


def takeovers(unit: Unit) -> QuerySet[Takeover]:
    """What corrections below have changed at the unit."""
    return Takeover.objects.filter(unit=unit).select_related(*JOINED).defer(*HEAVY)


def to_answer(unit: Unit) -> QuerySet[Takeover]:
    """Those that the unit has to take over or explain, oldest first."""
    return takeovers(unit).filter(state=Takeover.State.WAITING).order_by("id")


def cells_of(takeover: Takeover, said: dict[str, Any] | None = None) -> list[Cell]:
    """The changed totals as printed. `said`: the table of the level's frozen report, by code."""
    book = {one.code: one for one in Indicator.objects.filter(code__in=[cell["code"] for cell in takeover.cells])}
    return [_cell(cell, book[cell["code"]], said or {}) for cell in takeover.cells if cell["code"] in book]


def _cell(cell: dict[str, Any], indicator: Indicator, said: dict[str, Any]) -> Cell:
    frozen = said.get(indicator.code)
    return Cell(
        code=indicator.code,
        name=name_of(indicator),
        was=printed(cell["was"], indicator),
        now=printed(cell["now"], indicator),
        said=vi(Decimal(frozen["value"]), indicator.scale) if frozen else "–",
    )


def printed(value: int | None, indicator: Indicator) -> str:
    """A stored whole number as printed; a dash for none."""
    return "–" if value is None else vi(Decimal(value).scaleb(-indicator.scale), indicator.scale)


def above(correction_id: int) -> list[Takeover]:
    """What a correction did at every level above, nearest first."""
    rows = Takeover.objects.filter(correction=correction_id).select_related("unit").order_by("id")
    return list(rows)


def notes_for(unit: Unit, period: PeriodRow) -> list[str]:
    """Sentences to print with the unit's report: corrections below that it has not taken over, with its explanation where it gave one."""
    open_ones = takeovers(unit).filter(
        correction__report__period=period, state__in=(Takeover.State.WAITING, Takeover.State.EXPLAINED), report__isnull=False
    )
    told = list(open_ones.order_by("id"))
    codes = {cell["code"] for one in told for cell in one.cells}
    book = {row.code: row for row in Indicator.objects.filter(code__in=codes)} if codes else {}
    return [_note(one, book) for one in told]


def _note(one: Takeover, book: Mapping[str, Indicator]) -> str:
    changed = [
        f"{cell['code']}: {printed(cell['was'], book[cell['code']])} → {printed(cell['now'], book[cell['code']])}"
        for cell in one.cells
        if cell["code"] in book
    ]
    words = {
        "name": one.correction.report.unit.full_name,
        "reason": one.correction.reason,
        "day": f"{one.correction.at.astimezone(clock.VIETNAM):%d/%m/%Y}",
        "cells": "; ".join(changed),
        "why": one.sentence,
    }
    if one.correction.kind == Correction.Kind.MAP:
        if one.state == Takeover.State.EXPLAINED:
            return _("%(reason)s Tổng đổi %(cells)s; chưa đưa vào báo cáo này. Giải trình: %(why)s") % words
        return _("%(reason)s Tổng đổi %(cells)s; báo cáo này chưa tiếp nhận.") % words
    if one.state == Takeover.State.EXPLAINED:
        return _("%(name)s sửa số liệu ngày %(day)s, tổng đổi %(cells)s; chưa đưa vào báo cáo này. Giải trình: %(why)s") % words
    return _("%(name)s sửa số liệu ngày %(day)s, tổng đổi %(cells)s; báo cáo này chưa tiếp nhận.") % words
