"""Making a report: the task list. Figures are filled in in `fill`, words in `words`, checked and submitted in `check`."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from danvan.lib import clock, periods
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.access import owed, own_report
from danvan.reports.counting import figure_of
from danvan.reports.models import FILED, Report, ReportState
from danvan.reports.papers.figures import of_groups
from danvan.reports.rules import KEPT
from danvan.reports.selectors import Row, State, own_rows, takes_typing, unfilled
from danvan.reports.selectors.checked import open_questions
from danvan.reports.selectors.corrections import to_answer
from danvan.reports.selectors.covering import covered
from danvan.reports.selectors.drafts import stale_words
from danvan.reports.selectors.groups import group_titles
from danvan.reports.selectors.hamlets import entered_for, gathers
from danvan.reports.selectors.review import open_remarks
from danvan.reports.services.drafts import EDITABLE
from danvan.reports.wording import state_of

TODO = (gettext_lazy("chưa làm"), "neutral")
DOING = (gettext_lazy("đang làm"), "info")
DONE = (gettext_lazy("xong"), "success")
NOTHING = (gettext_lazy("không phát sinh"), "success")
COUNTED = (gettext_lazy("đếm từ hồ sơ"), "success")
ELSEWHERE = (gettext_lazy("không phải nhập"), "success")
# Of a report that has left.
LOCKED = (gettext_lazy("đã khóa"), "neutral")
BLANK = (gettext_lazy("để trống"), "neutral")
CHANGED = (gettext_lazy("số liệu đã đổi"), "warning")


@dataclass
class Task:
    """One line of the task list."""

    title: str
    href: str
    words: str | Promise
    tone: str
    note: str = ""


@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the report that is owed."""
    who, obligation = owed(request, pk)
    report = services.start(by=who, obligation=obligation)
    return redirect("reports:edit", report.pk)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The task list; after submitting, what was frozen."""
    who, report = own_report(request, pk)
    rows = own_rows(report)
    context = common(report) | {"who": who, "figures": _figure_tasks(report, rows), "words": word_tasks(report)}
    context["remarks"] = open_remarks([report]).get(report.pk, 0)
    context["taken_on"] = covered(report).since
    context["moved"] = to_answer(report.unit).filter(report=report).count() if report.state in FILED else 0
    context["typed"] = report.state in EDITABLE and takes_typing(rows, report)
    context["waiting"] = len(unfilled(report)) if report.state in EDITABLE else 0
    context["asked"] = len(open_questions(report)) if report.state in EDITABLE else 0
    return render(request, "reports/edit.html", context)


def common(report: Report) -> dict[str, Any]:
    """What every page of a report in the making shows."""
    words, tone = state_of(report)
    return {
        "report": report,
        "period_label": periods.label(report.period.period),
        "state_words": words,
        "state_tone": tone,
        "editable": report.state in EDITABLE,
        "returned": report.state == ReportState.RETURNED,
        "kept": report.unit.level in KEPT,
        "gathers": gathers(report.form, report.unit),
        "entered_for": entered_for(report),
        "today": clock.today(),
    }


def _figure_tasks(report: Report, rows: list[Row]) -> list[Task]:
    groups = list(dict.fromkeys(row.indicator.group for row in rows))
    titles = group_titles()
    return [_figure_task(report, group, titles.full(group), of_groups(rows, group)) for group in groups]


def _figure_task(report: Report, group: str, title: str, rows: list[Row]) -> Task:
    typed = [row for row in rows if not row.indicator.computed and not row.elsewhere and figure_of(row.indicator.figure) is None]
    counted = sum(1 for row in rows if figure_of(row.indicator.figure))
    filled = [row for row in typed if row.value is not None]
    words, tone = _standing(typed, filled, counted) if report.state in EDITABLE else LOCKED if filled or not typed else BLANK
    note = _("%(all)s chỉ tiêu; %(counted)s đếm từ hồ sơ") % {"all": len(rows), "counted": counted}
    if typed and len(filled) < len(typed):
        left = _("%(all)s chỉ tiêu; còn %(left)s chưa nhập") if report.state in EDITABLE else _("%(all)s chỉ tiêu; %(left)s để trống")
        note = left % {"all": len(rows), "left": len(typed) - len(filled)}
    return Task(title, reverse("reports:group", args=[report.pk, group]), words, tone, note)


def _standing(typed: list[Row], filled: list[Row], counted: int) -> tuple[Promise, str]:
    if not typed:
        return COUNTED if counted else ELSEWHERE
    if not filled:
        return TODO
    if len(filled) < len(typed):
        return DOING
    return NOTHING if all(row.state == State.ZERO for row in typed) else DONE


def word_tasks(report: Report) -> list[Task]:
    """One line of the task list for each heading that takes words."""
    written = set(report.words.exclude(text="").values_list("heading_id", flat=True))
    changed = stale_words(report)
    done, todo = (DONE, TODO) if report.state in EDITABLE else (LOCKED, BLANK)
    return [
        Task(
            heading.label,
            reverse("reports:words", args=[report.pk, heading.code]),
            *(CHANGED if heading.pk in changed else done if heading.pk in written else todo),
        )
        for heading in report.form.headings.filter(takes_text=True)
    ]


@require_POST
def refill(request: HttpRequest, pk: int) -> HttpResponse:
    """Count the records again."""
    who, report = own_report(request, pk)
    try:
        services.refill(by=who, report=report)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Đã đếm lại từ hồ sơ."))
    return redirect("reports:edit", report.pk)


@require_POST
def gather(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring the words of the units below under the headings that are still empty."""
    who, report = own_report(request, pk)
    try:
        gathered = services.gather_words(by=who, report=report)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        found = sum(1 for one in gathered if one.parts)
        messages.success(
            request, _("Đã đưa lời văn của cấp dưới vào các đề mục còn trống; có nội dung ở %(count)s đề mục.") % {"count": found}
        )
    return redirect("reports:edit", report.pk)
