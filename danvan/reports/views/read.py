"""Reading a unit's report: words, tables, charts, every number a link; and taking it away as a file."""

import logging
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from danvan.lib import periods
from danvan.lib.papers import Chart, Map
from danvan.lib.papers.pdf import PrintingFailed
from danvan.reports import services
from danvan.reports.access import discusses, files_for, readable
from danvan.reports.coverage import Counted
from danvan.reports.models import Form, Obligation, PeriodRow, Report
from danvan.reports.papers import filing
from danvan.reports.papers.files import TYPES, PaperFile, build
from danvan.reports.papers.page import folding, shown
from danvan.reports.papers.told import Told, body_of, filed_of, names_known, taken_on, told
from danvan.reports.rules import KEPT
from danvan.reports.selectors import THEN, TODAY, Completeness, Row, Table
from danvan.reports.selectors.around import around
from danvan.reports.selectors.cells import own_reports
from danvan.reports.selectors.consolidators import consolidates, makes
from danvan.reports.selectors.hamlets import entered_for
from danvan.reports.selectors.names import since as since_when
from danvan.reports.selectors.names import until
from danvan.reports.selectors.review import open_remarks
from danvan.reports.selectors.since import since
from danvan.reports.services.drafts import EDITABLE
from danvan.reports.views.beside import compared
from danvan.reports.views.paper import chosen
from danvan.reports.views.several import PARAMETER, Chosen
from danvan.reports.wording import state_of
from danvan.units.access import Acting
from danvan.units.models import Unit
from danvan.units.selectors import today

logger = logging.getLogger(__name__)


def borders_of(request: HttpRequest, unit: Unit, period: PeriodRow) -> str:
    """Which borders the reader asks for: as it was, unless the unit was not there in the period. Of one that ended within it, what it filed itself."""
    asked = request.GET.get("dia-gioi", "")
    if asked in (THEN, TODAY):
        return asked
    there = unit.valid_from <= period.last_day and (unit.valid_to is None or unit.valid_to > period.first_day)
    return THEN if there else TODAY


def own_draft(who: Acting, unit: Unit, period: PeriodRow, form: Form | None, own: Sequence[Report] | None = None) -> Report | None:
    """The reader's own unfinished report on the form: shown to those who make it, and to nobody else. `own`: the unit's reports, if they are known."""
    if form is None or not makes(who, form, unit) or not files_for(who, unit):
        return None
    drafts = (one for one in (own_reports(unit, period) if own is None else own) if one.form_id == form.pk and one.state in EDITABLE)
    return next(drafts, None)


def read(request: HttpRequest, unit: str, period: str) -> HttpResponse:
    """The report as a page, from the same paper that is printed."""
    who, found, row = readable(request, unit, period)
    borders, chosen_form = borders_of(request, found, row), Chosen(request, found, row)
    own = own_reports(found, row)
    draft = own_draft(who, found, row, chosen_form.form, own) if borders == THEN else None
    said = told(found, row, form=chosen_form.form, borders=borders, draft=draft, own=own, owed=chosen_form.owed)
    # What the unit owes and files is told as it was; in today's borders a page is only read.
    report, making = said.report, _makes(who, found, row, chosen_form.form, draft or said.report) if borders == THEN else None
    standing = report or (None if said.figures.pieces else filed_of(own, said.form))
    receivable = _receivable(who, report)
    context = {
        "who": who,
        "unit": found,
        "name": said.figures.name,
        "ended": until(said.figures.name, found.valid_to),
        "period": row,
        "period_label": periods.label(row.period),
        "borders": borders,
        "switchable": found.level in KEPT and found.valid_to is None and found.holds_on(row.last_day),
        "others": _others(found, row, said.figures),
        "report": report,
        "stale": said.stale,
        "draft": draft,
        "filing": said.filing,
        "denominator": _denominator(said.rows, said.filing, said.figures.name),
        "state": state_of(standing) if standing else None,
        "receivable": receivable,
        "remarks": open_remarks([report]).get(report.pk, 0) if report and receivable else 0,
        "discusses": bool(said.stale and report and discusses(who, report)),
        "makes": making,
        "own": bool(making and report),
        "entered_for": report is not None and entered_for(report),
        "taken_on": said.covered.since,
        "around": around(who, found, row, borders, form=said.form),
        "and_walked": f"&{PARAMETER}={said.form.code}" if said.form else "",
        "has_below": found.level in KEPT,
        **_paper(said),
        **_news(who, said, own),
        **chosen_form.context,
        **compared(request, said.rows, said.place, said.below, earlier=said.earlier, draft=draft is not None),
    }
    return render(request, "reports/read.html", context)


def _paper(said: Told) -> dict[str, Any]:
    """The paper's blocks as the page lays them out: who filed stands on top with its bar, and who did not below it; whom the report took on since with
    what they had.
    """
    body = body_of(said)
    above = {filing.opening(said.filing), taken_on(said), *(one.text for one in filing.at_the_end(said.filing))}
    annex = folding(shown(block for block in body.annex if not isinstance(block, Chart | Map)))
    return {
        "paper": body,
        "blocks": [block for block in shown(body.blocks) if block.text not in above],
        "drawn": shown(block for block in body.annex if isinstance(block, Chart | Map)),
        "annex": [block for block in annex if block.text not in above],
    }


def _news(who: Acting, said: Told, own: Sequence[Report]) -> dict[str, Any]:
    """What the reader has not seen since they looked here last; nothing on a first look, which is remembered."""
    unit, period, figures = said.place.unit, said.place.period, said.figures
    seen = services.look(by=who, unit=unit, period=period)
    if not seen:
        return {"seen": seen, "news": None, "corrected": {}}
    whose = _whose(unit, figures)
    news = since(whose, period, seen, own if whose == [unit.pk] else None, said.rows, names_known(said.place, figures, said.below))
    return {"seen": seen, "news": news, "corrected": {} if figures.pieces else news.changed}


def _denominator(rows: Sequence[Row], filing: Completeness, name: str) -> str:
    """Why the figures count more reports than there are units that owe one to this; empty where they do not."""
    most = max((row.expected for row in rows if row.value is not None and row.counted is Counted.REPORTS), default=0)
    words = {"most": most, "below": filing.expected, "name": name}
    if not filing.expected or most <= filing.expected:
        return ""
    if most == filing.expected + 1:
        return _("Cạnh từng số liệu, mẫu số là %(most)s: %(below)s đơn vị này và chính %(name)s.") % words
    return _("Cạnh từng số liệu, mẫu số đến %(most)s: báo cáo của chính %(name)s và của mọi đơn vị cấp dưới.") % words


def _whose(unit: Unit, figures: Table) -> list[int]:
    """Whose news the page tells: the unit's; in today's borders those of the units that it was made of."""
    return [piece.unit_id for piece in figures.pieces] or [unit.pk]


def _others(unit: Unit, period: PeriodRow, figures: Table) -> list[tuple[Unit, str]]:
    """Where else to look: the units of today that a closed one lives on in; the units of then that a younger one was made of."""
    if unit.valid_to is not None:
        return [(one, since_when(one, unit)) for one in today(unit)]
    if unit.holds_on(period.last_day):
        return []
    units = Unit.objects.in_bulk([piece.unit_id for piece in figures.pieces])
    return [(units[piece.unit_id], piece.name) for piece in figures.pieces]


def _receivable(who: Acting, report: Report | None) -> bool:
    """May the reader accept or return it?"""
    if report is None or not consolidates(who, report.form):
        return False
    receiver = report.obligation.receiver
    return receiver is not None and files_for(who, receiver)


def _makes(who: Acting, unit: Unit, period: PeriodRow, form: Form | None, begun: Report | None) -> Obligation | None:
    """What the reader's own unit owes for the period on the form, to go and make it; known where its report was `begun`."""
    if form is None or not makes(who, form, unit) or not files_for(who, unit):
        return None
    if begun:
        return begun.obligation
    return Obligation.objects.filter(unit=unit, period=period, form=form).select_related("report").defer("report__frozen").first()


def download(request: HttpRequest, unit: str, period: str, kind: str) -> HttpResponse:
    """The report as DOCX, PDF, XLSX or JSON."""
    who, found, row = readable(request, unit, period)
    if kind not in TYPES:
        raise Http404
    borders, chosen_form = borders_of(request, found, row), Chosen(request, found, row)
    draft = own_draft(who, found, row, chosen_form.form) if borders == THEN else None
    return handed(
        request,
        lambda: build(found, row, kind, form=chosen_form.form, borders=borders, draft=draft, by_unit=chosen(request)),
        redirect("reports:read", found.key, row.key),
    )


def handed(request: HttpRequest, make: Callable[[], PaperFile], back: HttpResponse) -> HttpResponse:
    """A report's file to take away; where it could not be printed, back with the reason."""
    try:
        file = make()
    except PrintingFailed as failed:
        logger.error("printing failed: %s", failed)
        messages.error(
            request, _("Chưa in được tệp này: máy chủ thiếu phông chữ hoặc lỗi dàn trang. Hãy báo người quản trị; bản Excel vẫn tải được.")
        )
        return back
    response = HttpResponse(file.content, content_type=file.content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}; filename=\"{file.name}\""
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
