"""Before a report leaves: the questions of the checks with their sentences, what is empty, and submitting."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.access import own_report
from danvan.reports.forms.checking import TEXT, AnswersForm
from danvan.reports.forms.filling import SubmitForm
from danvan.reports.models import Report
from danvan.reports.selectors import own_rows, unfilled
from danvan.reports.selectors.checked import questions_of
from danvan.reports.selectors.doubted import Doubted, doubted
from danvan.reports.selectors.drafts import stale_words
from danvan.reports.selectors.names import office
from danvan.reports.selectors.review import open_remarks
from danvan.reports.services.checking import AnswersRefused
from danvan.reports.services.drafts import EDITABLE
from danvan.reports.views.entry import CHANGED, TODO, common, word_tasks
from danvan.reports.wording import name_of
from danvan.ui.forms import errors_with_targets, show_refusal
from danvan.units.access import Acting


def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the questions, answer them, submit. The sentences are saved whether or not the report goes."""
    who, report = own_report(request, pk)
    if report.state not in EDITABLE:
        return redirect("reports:edit", report.pk)
    data = request.POST if request.method == "POST" else None
    answers = AnswersForm(data, asked=questions_of(report), name=f"giai-trinh-{report.pk}")
    form = SubmitForm(data, initial={"number": report.number, "signed_on": report.signed_on})
    refused = ""
    if data is not None:
        wanted, refused = _taken(request, who, report, answers, form)
        if wanted:
            return wanted
        answers = answers if answers.errors else AnswersForm(None, asked=questions_of(report), name=f"giai-trinh-{report.pk}")
    return render(request, "reports/check.html", _context(report, answers, form, refused))


def _taken(request: HttpRequest, who: Acting, report: Report, answers: AnswersForm, form: SubmitForm) -> tuple[HttpResponse | None, str]:
    """Keep the sentences; then submit, if that was asked. Out: where to go, or nothing and what was refused."""
    kept = _explained(who, report, answers)
    if not form.is_valid() or answers.errors:
        return None, ""
    if "save" in request.POST:
        messages.success(request, _("Đã lưu %(count)s giải trình.") % {"count": kept} if kept else _("Không có gì thay đổi."))
        return redirect("reports:check", report.pk), ""
    try:
        sent = services.submit(by=who, report=report, **form.cleaned_data)
    except Refused as refused:
        if refused.field in form.fields:
            show_refusal(form, refused)
            return None, ""
        return None, refused.message
    messages.success(request, _("Đã gửi báo cáo, lần %(revision)s. Số liệu và lời văn đã được khóa.") % {"revision": sent.revision})
    return redirect("reports:edit", report.pk), ""


def _explained(who: Acting, report: Report, answers: AnswersForm) -> int:
    """How many sentences were kept; those that are refused say so beside their field, and the others are kept all the same."""
    answers.is_valid()
    given = {key: text for key, text in answers.sentences().items() if f"{TEXT}-{key}" not in answers.errors}
    if not given:
        return 0
    try:
        return services.explain(by=who, report=report, sentences=given)
    except AnswersRefused as refused:
        answers.refuse(refused.errors)
        rest = {key: text for key, text in given.items() if key not in refused.errors}
        return services.explain(by=who, report=report, sentences=rest) if rest else 0
    except Refused:
        return 0  # no longer a draft: the page that follows says so


def _context(report: Report, answers: AnswersForm, form: SubmitForm, refused: str) -> dict[str, Any]:
    rows = own_rows(report)
    asked, tasks = answers.rows(), word_tasks(report)
    return common(report) | {
        "filled": [row for row in rows if row.value is not None and not row.elsewhere],
        "empty": [_named(report, indicator) for indicator in unfilled(report)],
        "unwritten": [task for task in tasks if task.words == TODO[0]],
        "outdated": [task for task in tasks if task.words == CHANGED[0]],
        "doubted": _doubted(report),
        "running": report.period.last_day >= clock.today(),
        "form": form,
        "refused": refused,
        "remarks": open_remarks([report]).get(report.pk, 0),
        "asked": [(one, name_of(one.indicator), _address(report, one.indicator), text, same) for one, text, same in asked],
        "still_open": sum(1 for one, _text, _same in asked if one.answer is None),
        "wrong": [*errors_with_targets(answers), *errors_with_targets(form)],
        "receiver": office(report.obligation.receiver) if report.obligation.receiver else "",
    }


def _doubted(report: Report) -> list[tuple[str, str, list[Doubted]]]:
    """The headings with references that do not hold what their sentence says, of those not told as changed since: where to mend them, and what."""
    found = doubted(dict(report.words.exclude(text="").values_list("heading_id", "text")), report)
    old = {(heading, one.cite.sentence) for heading, some in stale_words(report).items() for one in some} if found else set()
    left = {pk: [one for one in some if (pk, one.sentence) not in old] for pk, some in found.items()}
    headings = report.form.headings.filter(pk__in=[pk for pk, some in left.items() if some]) if found else ()
    return [(one.label, reverse("reports:words", args=[report.pk, one.code]), left[one.pk]) for one in headings]


def _named(report: Report, indicator: Any) -> dict[str, str]:
    return {"name": f"{indicator.code} {name_of(indicator)}", "href": _address(report, indicator)}


def _address(report: Report, indicator: Any) -> str:
    return f"{reverse('reports:group', args=[report.pk, indicator.group])}#dong-{indicator.code}"
