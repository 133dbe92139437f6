"""Corrections as the levels above see them: what changed in their totals, what their own report says, what is still to be answered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from danvan.lib import clock, periods
from danvan.lib.numbers import local, qualified
from danvan.reports import checks
from danvan.reports.models import Correction, Form, Indicator, Obligation, PeriodRow, Revision, Submission, Takeover
from danvan.reports.wording import name_of
from danvan.units.models import Unit

JOINED = (
    "correction__report__unit",
    "correction__report__period",
    "correction__report__form",
    "correction__report__obligation",
    "unit",
    "report__period",
)
HEAVY = ("correction__report__frozen",)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a correction changed at a level: a total before and after, and what the level's own submitted report says; another source of a figure;
    or the words of a heading (`words`: `code` is the heading's). Texts as printed.
    """

    code: str
    name: str
    was: str = ""
    now: str = ""
    said: str = "–"
    words: bool = False

    @property
    def change(self) -> str:
        """ "12 → 20"; of words that they were rewritten."""
        return _("lời văn đã viết lại") if self.words else f"{self.was} → {self.now}"


def said_then(some: Iterable[Takeover]) -> dict[int, dict[str, Any]]:
    """Takeover -> what the level's report said when the correction came (`table_of`); of one that waits, what it says now. Two queries at most."""
    rows = [one for one in some if one.report]
    now = {one.pk: table_of(one.report.frozen) for one in rows if one.report and one.state == Takeover.State.WAITING}
    past = [one for one in rows if one.pk not in now]
    rows_sent = Submission.objects.filter(report__in={one.report_id for one in past}).order_by("revision")
    sent = list(rows_sent.values_list("pk", "report_id", "revision", "at")) if past else []
    stood = {one.pk: [pk for pk, report, revision, at in sent if _before(one, report, revision, at)][-1:] for one in past}
    wanted = {pk for found in stood.values() for pk in found}
    content = dict(Submission.objects.filter(pk__in=wanted).values_list("pk", "content")) if wanted else {}
    return now | {pk: table_of(content[found[0]]) for pk, found in stood.items() if found}


def _before(one: Takeover, report: int, revision: int, at: datetime) -> bool:
    """Was the level's report sent so before the correction came?"""
    return report == one.report_id and at <= one.correction.at and (one.revision is None or revision < one.revision)


def in_total(unit: Unit, some: Iterable[Takeover]) -> dict[int, tuple[str, bool]]:
    """Of those that went into the unit's total before it had reported: takeover -> what holds of that now, in words, and is it settled? One query at most."""
    rows = {one.pk: one.correction.report for one in some if one.state == Takeover.State.LIVE}
    if not rows:
        return {}
    owed = Obligation.objects.filter(unit=unit, period__in={one.period_id for one in rows.values()})
    sent = {(period, form): day for period, form, day in owed.order_by().values_list("period_id", "form_id", "report__filed_on")}
    return {pk: _since_sent((one.period_id, one.form_id), sent) for pk, one in rows.items()}


def _since_sent(key: tuple[int, int], sent: Mapping[tuple[int, int], date | None]) -> tuple[str, bool]:
    """By the day of the unit's own report, if it owes one for that period and form."""
    if key not in sent:
        return _("đã vào tổng; cấp này không gửi báo cáo của kỳ đó"), True
    day = sent[key]
    if day is None:
        return str(Takeover.State.LIVE.label), False
    return _("đã vào tổng trước khi cấp này gửi báo cáo ngày %(day)s") % {"day": f"{day:%d/%m/%Y}"}, True


def takeovers(unit: Unit) -> QuerySet[Takeover]:
    """What corrections below have changed at the unit."""
    return Takeover.objects.filter(unit=unit).select_related(*JOINED).defer(*HEAVY)


def in_period(period: PeriodRow) -> Q:
    """What was told of a unit's numbers of a period: a change below in that period, or another period that its report is bound to."""
    return Q(report__period=period) | Q(report__isnull=True, correction__report__period=period)


def to_answer(unit: Unit) -> QuerySet[Takeover]:
    """Those that the unit has to take over or explain, oldest first."""
    return takeovers(unit).filter(state=Takeover.State.WAITING).order_by("id")


def table_of(frozen: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a submitted report said of each indicator, by code: number and word. Above the communes its table, of a commune its own figures and those of
    its other forms' reports that it says too.
    """
    content = frozen or {}
    if "table" in content:
        found: dict[str, Any] = content["table"]
        return found
    own = [line for line in (*content.get("facts", ()), *content.get("elsewhere", ())) if line["raw"] is not None]
    return {
        line["code"]: {"value": str(Decimal(line["raw"]).scaleb(-line["scale"])), "qualifier": line.get("qualifier", "")} for line in own
    }


def cells_of(takeover: Takeover, said: dict[str, Any] | None = None) -> list[Cell]:
    """What changed, as printed. `said`: what the level's frozen report says, by code (`table_of`)."""
    return _cells(takeover, book_of([takeover]), said or {})


def book_of(some: Iterable[Takeover], known: Iterable[Indicator] = ()) -> dict[str, Indicator]:
    """The indicators that the corrections are about, by code. One query, none where all of them are `known`."""
    found = {one.code: one for one in known}
    codes = {cell["code"] for one in some for cell in one.cells if "code" in cell} - found.keys()
    return found | {one.code: one for one in Indicator.objects.filter(code__in=codes)} if codes else found


def _cells(takeover: Takeover, book: Mapping[str, Indicator], said: dict[str, Any]) -> list[Cell]:
    known = (cell for cell in takeover.cells if "heading" in cell or cell["code"] in book)
    return [_cell(cell, book, said) for cell in known]


def _cell(cell: dict[str, Any], book: Mapping[str, Indicator], said: dict[str, Any]) -> Cell:
    if "heading" in cell:
        return Cell(cell["heading"], cell["title"], words=True)
    indicator = book[cell["code"]]
    frozen = said.get(indicator.code) if "now" in cell else None
    was, now = change_of(cell, indicator)
    number = qualified(local(Decimal(frozen["value"]), indicator.scale), frozen["qualifier"]) if frozen else "–"
    return Cell(indicator.code, name_of(indicator), was, now, number)


def change_of(cell: Mapping[str, Any], indicator: Indicator) -> tuple[str, str]:
    """What a total, or the source of a figure, was and is, as printed."""
    if "source" in cell:
        return sources(cell["source_was"], cell["source"])
    return printed(cell["was"], indicator, cell.get("was_word", "")), printed(cell["now"], indicator, cell.get("now_word", ""))


def sources(was: str, now: str) -> tuple[str, str]:
    """Two sources of one figure."""
    return _("nguồn: %(source)s") % {"source": was or _("báo cáo của đơn vị")}, now or _("báo cáo của đơn vị")


def printed(value: int | None, indicator: Indicator, word: str = "") -> str:
    """A stored whole number as printed, with the word beside it; a dash for none."""
    return "–" if value is None else qualified(checks.printed(value, indicator.scale), word)


def revised(one: Revision, indicator: Indicator) -> tuple[str, str]:
    """What a revision changed, as printed: number and word; where they are the same, the source."""
    old, new = printed(one.old, indicator, one.old_word), printed(one.new, indicator, one.new_word)
    if old != new or not one.source_was:
        return old, new
    return sources(one.source_was.title, one.evidence)


def whose(one: Takeover) -> str:
    """Who changed something, for people: a unit below; of a change in the unit's own report on another form or period, which."""
    report = one.correction.report
    if one.bound:
        return _("%(form)s (báo cáo kỳ khác của đơn vị)") % {"form": report.form.label}
    return _("%(form)s (báo cáo khác của đơn vị)") % {"form": report.form.label} if one.beside else report.unit.full_name


def _whose_on(one: Takeover) -> str:
    """The same, with the form on which the unit below reports where the report that is told is on another."""
    below = one.correction.report.form
    return whose(one) if one.beside or one.report is None or one.report.form_id == below.pk else f"{whose(one)} ({below.label})"


def kind_of(one: Takeover) -> str:
    """How the change came, for people."""
    first = one.beside and one.correction.kind == Correction.Kind.LATE
    return _("gửi lần đầu, sau báo cáo này") if first else str(one.correction.get_kind_display())


def above(correction_id: int) -> list[Takeover]:
    """What a correction did at every level above, nearest first."""
    rows = Takeover.objects.filter(correction=correction_id).select_related("unit", "report__form", "report__period", "correction__report")
    rows = rows.defer(*HEAVY).order_by("id")
    return list(rows)


def notes_for(
    unit: Unit, period: PeriodRow, known: Iterable[Indicator] = (), *, form: Form | None = None, named: bool = False
) -> list[str]:
    """Sentences to print with the unit's report: corrections below that it has not taken over, with its explanation where it gave one.

    Of its report on one `form`, whole; without a form only of what changed in the `known` indicators, and (`named`) on which form it was reported.
    """
    waiting = (Takeover.State.WAITING, Takeover.State.EXPLAINED)
    open_ones = takeovers(unit).filter(report__period=period, state__in=waiting)
    told = list((open_ones.filter(report__form=form) if form else open_ones.select_related("report__form")).order_by("id"))
    if form:
        book = book_of(told, known)
        return [_note(one, _cells(one, book, {})) for one in told]
    book = {one.code: one for one in known}
    about = [(one, [cell for cell in _cells(one, book, {}) if not cell.words]) for one in told]
    return [f"{one.report.form.label}: {_note(one, cells)}" if named and one.report else _note(one, cells) for one, cells in about if cells]


def _note(one: Takeover, cells: Sequence[Cell]) -> str:
    changed = [f"{cell.name if cell.words else cell.code}: {cell.change}" for cell in cells]
    words = {
        "name": _whose_on(one),
        "reason": one.correction.reason,
        "day": f"{one.correction.at.astimezone(clock.VIETNAM):%d/%m/%Y}",
        "cells": "; ".join(changed),
        "why": one.sentence,
    }
    if one.bound:
        apart = [_("%(code)s là %(now)s, báo cáo này ghi %(was)s") % {"code": one.code, "now": one.now, "was": one.was} for one in cells]
        words |= {"period": capfirst(periods.label(one.correction.report.period.period)), "cells": "; ".join(apart)}
        said = _("%(period)s sửa số ngày %(day)s. Theo các kỳ liên quan, %(cells)s.") % words
        return f"{said} {_('Giải trình: %(why)s') % words}" if one.sentence else said
    if one.correction.kind == Correction.Kind.MAP:
        if one.state == Takeover.State.EXPLAINED:
            return _("%(reason)s Tổng đổi %(cells)s; chưa đưa vào báo cáo này. Giải trình: %(why)s") % words
        return _("%(reason)s Tổng đổi %(cells)s; báo cáo này chưa tiếp nhận.") % words
    if one.state == Takeover.State.EXPLAINED:
        return _("%(name)s đính chính ngày %(day)s, thay đổi %(cells)s; chưa đưa vào báo cáo này. Giải trình: %(why)s") % words
    return _("%(name)s đính chính ngày %(day)s, thay đổi %(cells)s; báo cáo này chưa tiếp nhận.") % words
