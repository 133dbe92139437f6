"""What a unit gives for the same period in another form's report: entered once, said by every one of its reports whose form asks for it."""

from collections.abc import Sequence
from dataclasses import replace

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from danvan.reports.models import FILED, Fact, Report
from danvan.reports.rules import KEPT
from danvan.reports.selectors import cells
from danvan.reports.selectors.answers import Row, Table
from danvan.reports.selectors.corrections import notes_for
from danvan.reports.selectors.desk import asked
from danvan.reports.selectors.filed import Filed, from_form
from danvan.reports.selectors.hamlets import gathers


def held_elsewhere(report: Report) -> list[Fact]:
    """The figures that the report's form asks for, or works a formula out from, and that stand in another report of the unit, sent or not. One query
    where there is no other; else three.
    """
    joined = _of_others(report).select_related("indicator", "source", "report__form").defer("report__frozen")
    found = list(joined.order_by("indicator__group", "indicator__number", "indicator__code"))
    wanted = cells.with_parts(asked(report)) if found else set()
    return [one for one in found if one.indicator_id in wanted]


def unsent_elsewhere(report: Report) -> bool:
    """Do reports of the unit on other forms give anything that they have not sent yet? Not asked above the communes. One query at most."""
    return report.unit.level not in KEPT and _of_others(report).filter(live=False).exists()


def _of_others(report: Report) -> QuerySet[Fact]:
    """The figures that stand in the unit's other reports of the period, sent or not."""
    return Fact.objects.filter(unit=report.unit_id, period=report.period_id, value__isnull=False).exclude(report=report)


def beside(figures: Table, report: Report | None, own: Sequence[Report], *, draft: bool) -> Table:
    """The rows of the report's page: which form's report gave a figure that is not its own; where its paper, signed before, says another number, that too.

    `own`: the unit's reports of the period. Above the communes a figure is a total, whose report is not one. Two queries where there are several.
    """
    if report is None or len(own) < 2 or figures.unit.level in KEPT:
        return figures
    held = {one.indicator.code: one for one in held_elsewhere(report)}
    rows = [_of(row, held.get(row.indicator.code)) for row in figures]
    if report.state in FILED and not draft:
        said = Filed(report, {}).stood(figures)
        rows = [_signed(row, then) for row, then in zip(rows, said, strict=True)]
    return replace(figures, rows=tuple(rows))


def _of(row: Row, fact: Fact | None) -> Row:
    if fact is None or row.value is None:
        return row
    name = fact.report.form.label
    return replace(row, elsewhere=name).noted(from_form(name, sent=fact.live))


def _signed(row: Row, then: Row) -> Row:
    if (then.value, then.qualifier) == (row.value, row.qualifier):
        return row
    said = _("Báo cáo đã gửi ghi %(before)s.") % {"before": then.marked} if then.value is not None else _("Báo cáo đã gửi chưa có số này.")
    return replace(row, frozen=then.value).noted(said)


def noted(figures: Table, report: Report | None, own: Sequence[Report]) -> Table:
    """With what the unit's report on another form or period changed in it after it was filed, and the unit's sentence where it keeps what it said. A query
    at most.
    """
    alone = report is not None and len(own) < 2 and report.state not in FILED
    if report is None or alone or figures.unit.level in KEPT or gathers(report.form, figures.unit):
        return figures
    told = notes_for(figures.unit, figures.period, [row.indicator for row in figures], form=report.form)
    return replace(figures, notes=(*figures.notes, *told))
