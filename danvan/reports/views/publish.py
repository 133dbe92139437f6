"""Publishing figures for everybody: what stands, what a new edition would show and why, publishing it, and taking it back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from danvan.lib import clock, periods
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.access import files_for, publisher, publishing
from danvan.reports.forms.publishing import PublishForm, WithdrawForm
from danvan.reports.models import PeriodRow, Publication
from danvan.reports.publishing_preview import Preview
from danvan.reports.selectors.asking import indicators_of
from danvan.reports.selectors.names import ended_by, names_in, until
from danvan.reports.selectors.outdated import outdated
from danvan.reports.selectors.publications import history, moved_parts, periods_of, standings
from danvan.reports.selectors.reported import reported_for
from danvan.reports.services.publishing import digest_of, plan
from danvan.reports.wording import name_of
from danvan.ui.forms import show_refusal
from danvan.ui.paging import page
from danvan.units.access import Acting
from danvan.units.models import Unit


def publications(request: HttpRequest) -> HttpResponse:
    """Every closed period of the unit: published, waiting, withdrawn. `?noi=`: of a unit that went into it."""
    who, unit = publisher(request, request.GET.get("noi", "")[:40])
    found = page(periods_of(unit), request, order=("-last_day", "-first_day", "pk"), size=24)
    former = [(one.key, until(one.full_name, one.valid_to)) for one in _former(who)]
    others = outdated(unit, [one.pk for one in found.rows]) if found.rows else {}
    rows = [(one, others.get(one.period.pk)) for one in standings(unit, found.rows)]
    context = {"who": who, "unit": unit, "page": found, "rows": rows, "former": former}
    return render(request, "reports/publications.html", context)


def _former(who: Acting) -> list[Unit]:
    """The closed units whose heir the post's unit is: their figures are its to publish."""
    closed = Unit.objects.filter(successor_edges__successor=who.unit, level=who.unit.level, valid_to__isnull=False)
    return [one for one in closed.distinct().order_by("name", "pk") if files_for(who, one)]


def edition(request: HttpRequest, key: str, period: str) -> HttpResponse:
    """What stands published of a period, what an edition published now would show beside it, and publishing it."""
    who, unit, row = publishing(request, key, period)
    given = reported_for(unit, row)
    unfinished = not all(one.complete for one in given)
    form = PublishForm(request.POST if request.method == "POST" else None, again=_published(unit, row), unfinished=unfinished)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.publish(by=who, root=unit, period=row, reason=said["reason"], seen=said["seen"], knowing=said.get("knowing", False))
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã công bố. Ai cũng đọc được ngay."))
            return redirect("reports:edition", unit.key, row.key)
    made = plan(unit, row)
    preview = Preview(made)
    rows = preview.summaries()
    (standing,) = standings(unit, [row])
    digest = digest_of(made)
    context = _about(unit, row) | {
        "form": form,
        "given": given,
        "unfinished": unfinished,
        "digest": digest,
        "standing": standing,
        "rows": rows,
        "left_out": [name_of(one) for one in made.left_out],
        "silent": [ended_by(one.full_name, one.valid_to, row) for one in made.ground.silent],
        "moved": [one.full_name for one in moved_parts(standing.edition, made.ground)],
        "same": standing.state == "current" and standing.edition is not None and standing.edition.digest == digest,
        "ready": bool(made.cells) and standing.ready_on <= clock.today(),
        "history": history(unit, row),
    }
    return render(request, "reports/edition.html", context)


def _published(unit: Unit, row: PeriodRow) -> bool:
    return Publication.objects.filter(root=unit, period=row).exists()


def _about(unit: Unit, row: PeriodRow) -> dict[str, Any]:
    name = names_in([unit.pk], row)[unit.pk]
    return {"unit": unit, "period": row, "name": name, "period_label": periods.label(row.period)}


def figures(request: HttpRequest, key: str, period: str, code: str) -> HttpResponse:
    """One indicator of the edition: every figure as it is, beside what people would read, and why."""
    _who, unit, row = publishing(request, key, period)
    found = next((one for one in indicators_of(unit, row) if one.code == code), None)
    if found is None:
        raise Http404
    preview = Preview(plan(unit, row, only=found.pk))
    rows = preview.looks(found)
    only = request.GET.get("xem") == "khac"
    context = _about(unit, row) | {
        "indicator": found,
        "indicator_name": name_of(found),
        "way": preview.ways.get(found.pk, found.get_disclosure_display()),
        "rows": [one for one in rows if one.changed or not only],
        "only": only,
        "before": preview.plan.before,
        "left_out": found in preview.plan.left_out,
    }
    return render(request, "reports/edition_figures.html", context)


def withdraw(request: HttpRequest, key: str, period: str) -> HttpResponse:
    """Take the edition that stands back, with the reason everybody reads."""
    who, unit, row = publishing(request, key, period)
    (standing,) = standings(unit, [row])
    form = WithdrawForm(request.POST if request.method == "POST" else None, initial={"edition": standing.edition and standing.edition.pk})
    if request.method == "POST" and form.is_valid():
        seen = Publication.objects.filter(root=unit, period=row, pk=form.cleaned_data["edition"]).select_related("period").first()
        if seen is None:
            raise Http404
        try:
            services.withdraw(by=who, publication=seen, reason=form.cleaned_data["reason"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã rút số liệu. Người đọc thấy bản đã rút, ngày và lý do."))
            return redirect("reports:edition", unit.key, row.key)
    if standing.state != "current" and request.method != "POST":
        return redirect("reports:edition", unit.key, row.key)
    return render(request, "reports/edition_withdraw.html", _about(unit, row) | {"form": form, "standing": standing})
