"""A report under review: remarks on its cells, what changed since the submission before, and every earlier submission."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from danvan.audit.doer import known_as
from danvan.lib import periods
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.access import discussed, remarked
from danvan.reports.forms.filling import CommentForm
from danvan.reports.models import FILED, Heading, Indicator, Report, Revision, Submission
from danvan.reports.papers.explained import explained, explained_by
from danvan.reports.papers.files import LABELS, TYPES, build
from danvan.reports.papers.page import Shown, shown
from danvan.reports.selectors import own_rows
from danvan.reports.selectors.covering import covered
from danvan.reports.selectors.filed import compared_then, filed, lines_of
from danvan.reports.selectors.names import names_on
from danvan.reports.selectors.review import changed_since, differences, printed, threads
from danvan.reports.selectors.review import submission as submission_of
from danvan.reports.selectors.stale import frozen_in
from danvan.reports.services.drafts import EDITABLE
from danvan.reports.views.read import handed
from danvan.reports.wording import state_of
from danvan.ui.forms import show_refusal


def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Every cell with its remarks, open ones first; what changed since the report was returned; a remark on the chosen cell (`?o=H70`)."""
    who, report, receives = discussed(request, pk)
    if receives and report.state in EDITABLE and not report.revision:
        raise Http404  # a draft is its unit's own
    chosen = _cell(report, request.GET.get("o", ""))
    form = CommentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and chosen and form.is_valid():
        try:
            services.comment(by=who, report=report, cell=chosen, text=form.cleaned_data["text"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã ghi nhận xét."))
            return redirect("reports:review", report.pk)
    said = threads(report)
    counts: dict[str, int] = {}
    for one in said:
        counts[one.cell] = counts.get(one.cell, 0) + (1 if one.open else 0)
    names = _names(report)
    context = _about(report) | {
        "receives": receives,
        "remarks": sum(one.open for one in said),
        "taken_on": covered(report).since,
        "form": form,
        "chosen": chosen,
        "chosen_name": names.get(chosen.code, "") if chosen else "",
        "threads": [(one, names.get(one.cell, one.cell)) for one in sorted(said, key=lambda one: (not one.open, one.first.pk))],
        "changes": [(one, names.get(one.cell, one.cell)) for one in changed_since(report)],
        "stale": [(names.get(code, code), left) for code, left in frozen_in(report.frozen).items()],
        "headings": [(one.code, names[one.code], counts.get(one.code, 0)) for one in report.form.headings.filter(takes_text=True)],
        "figures": [(row, names[row.indicator.code], counts.get(row.indicator.code, 0)) for row in own_rows(report)]
        if report.revision
        else [],
        "explained": _explained(report) if report.state in FILED else [],
        "revisions": report.submissions.order_by("-revision").defer("content", "below", "compared"),
    }
    return render(request, "reports/review.html", context)


def _explained(report: Report) -> list[Shown]:
    """What was adjusted and what the checks were told, as it is frozen and printed: in Vietnamese."""
    with override("vi"):
        return shown(explained(explained_by(report)))


def _about(report: Report) -> dict[str, Any]:
    words, tone = state_of(report)
    return {
        "report": report,
        "name": names_on([report.unit_id], report.period.last_day)[report.unit_id],
        "period_label": periods.label(report.period.period),
        "state_words": words,
        "state_tone": tone,
    }


def _cell(report: Report, code: str) -> Indicator | Heading | None:
    figure = report.form.indicators.filter(code=code).first()
    return figure or report.form.headings.filter(code=code, takes_text=True).first()


def _names(report: Report) -> dict[str, str]:
    """Code -> what the cell is called, headings first."""
    headings = {one.code: one.label for one in report.form.headings.filter(takes_text=True)}
    return headings | {one.code: one.label for one in report.form.indicators.all()}


def _reasons(found: Submission) -> list[tuple[str, str, str]]:
    """Of a correction: each corrected cell with why, and on what evidence."""
    figures = Revision.objects.filter(fact__report=found.report, number=found.revision).select_related("fact__indicator")
    words = found.report.rewordings.filter(number=found.revision).select_related("heading")
    return [(one.fact.indicator.label, one.reason, one.evidence) for one in figures] + [
        (one.heading.label, one.reason, one.evidence) for one in words
    ]


def _compared(report: Report, found: Submission, names: dict[str, str]) -> dict[str, Any]:
    """The columns beside the figures as they were signed: their titles, and a line for each indicator in the order of the form."""
    titles, cells = compared_then(report, found)
    return {"titles": titles, "lines": [(code, label, cells[code]) for code, label in names.items() if code in cells]} if cells else {}


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a remark."""
    who, remark, _receives = remarked(request, pk)
    form = CommentForm(request.POST)
    try:
        services.answer(by=who, comment=remark, text=str(form.data.get("text", "")))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Đã trả lời nhận xét."))
    return redirect("reports:review", remark.report_id)


@require_POST
def resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """The remark is settled: only whoever receives the report says so."""
    who, remark, receives = remarked(request, pk)
    if not receives:
        raise Http404
    services.resolve(by=who, comment=remark)
    messages.success(request, _("Đã khép lại nhận xét."))
    return redirect("reports:review", remark.report_id)


def submission(request: HttpRequest, pk: int, revision: int) -> HttpResponse:
    """One submission as it was frozen, to read and to print, and what it changed against the one before."""
    _who, report, _receives = discussed(request, pk, acts=False)
    found = submission_of(report, revision)
    if found is None:
        raise Http404
    names, before = _names(report), submission_of(report, revision - 1)
    left = frozen_in(found.content)
    figures = [(line, names.get(line["code"], line["code"]), printed(line)) for line in lines_of(found.content)]
    context = _about(report) | {
        "submission": found,
        "sender": known_as(found.by_label),
        "figures": figures,
        "words": [(names.get(one["heading"], one["heading"]), one["text"], left.get(one["heading"], ())) for one in found.content["words"]],
        "compared": _compared(report, found, names),
        "reasons": _reasons(found),
        "files": found.files.select_related("file"),
        "kinds": LABELS.items(),
        "stands_on": found.content.get("stands_on", []),
        "changes": [(one, names.get(one.cell, one.cell)) for one in differences(before.content, found.content)] if before else [],
    }
    return render(request, "reports/submission.html", context)


def submission_file(request: HttpRequest, pk: int, revision: int, kind: str) -> HttpResponse:
    """One submission as DOCX, PDF, XLSX or JSON: what was signed then."""
    _who, report, _receives = discussed(request, pk, acts=False)
    found = submission_of(report, revision)
    if found is None or kind not in TYPES:
        raise Http404
    return handed(
        request,
        lambda: build(report.unit, report.period, kind, form=report.form, filed=filed(report, found)),
        redirect("reports:submission", pk, revision),
    )
