"""Making a report: the task list, figures by group. Words stand in `views_words`, checks and submitting in `views_check`."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from danvan.lib import clock, periods
from danvan.lib.refusal import Refused
from danvan.reports import rules, services
from danvan.reports.access import owed, own_report
from danvan.reports.counting import figure_of
from danvan.reports.forms.filling import FigureForm
from danvan.reports.models import Fact, Report, ReportState
from danvan.reports.papers.figures import Place, of_groups
from danvan.reports.rules import KEPT
from danvan.reports.selectors import Row, State, own_rows, table, unfilled
from danvan.reports.selectors.adjusting import Shown, is_counted, shown, standing
from danvan.reports.selectors.checked import open_questions
from danvan.reports.selectors.drafts import stale_words
from danvan.reports.selectors.review import Thread, by_cell
from danvan.reports.services.drafts import EDITABLE
from danvan.reports.wording import STATES, group_title, name_of, title_of
from danvan.units.access import Acting

TODO = (gettext_lazy("chưa làm"), "neutral")
DOING = (gettext_lazy("đang làm"), "info")
DONE = (gettext_lazy("xong"), "success")
NOTHING = (gettext_lazy("không phát sinh"), "success")
COUNTED = (gettext_lazy("đếm từ hồ sơ"), "success")
CHANGED = (gettext_lazy("số liệu đã đổi"), "warning")


@dataclass
class Task:
    """One line of the task list."""

    title: str
    href: str
    words: str | Promise
    tone: str
    note: str = ""


@dataclass
class Line:
    """One row of a group's page: a counted figure to look at, or a typed one to fill in. `below` is the sum of the units below."""

    row: Row
    name: str
    href: str
    form: FigureForm | None = None
    below: Row | None = None
    threads: list[Thread] = field(default_factory=list)
    records: int = 0
    wrong: bool = False
    adjusted: Shown | None = None
    adjustable: bool = False


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
    context["remarks"] = report.comments.filter(answers__isnull=True, resolved_at__isnull=True).count()
    context["waiting"] = len(unfilled(report)) if report.state in EDITABLE else 0
    context["asked"] = len(open_questions(report)) if report.state in EDITABLE else 0
    return render(request, "reports/edit.html", context)


def common(report: Report) -> dict[str, Any]:
    """What every page of a report in the making shows."""
    words, tone = STATES[report.state]
    return {
        "report": report,
        "period_label": periods.label(report.period.period),
        "state_words": words,
        "state_tone": tone,
        "editable": report.state in EDITABLE,
        "returned": report.state == ReportState.RETURNED,
        "kept": report.unit.level in KEPT,
        "today": clock.today(),
    }


def _figure_tasks(report: Report, rows: list[Row]) -> list[Task]:
    groups = list(dict.fromkeys(row.indicator.group for row in rows))
    return [_figure_task(report, group, of_groups(rows, group)) for group in groups]


def _figure_task(report: Report, group: str, rows: list[Row]) -> Task:
    typed = [row for row in rows if not row.indicator.computed and figure_of(row.indicator.figure) is None]
    filled = [row for row in typed if row.value is not None]
    words, tone = _standing(typed, filled)
    note = _("%(all)s chỉ tiêu; %(counted)s đếm từ hồ sơ") % {"all": len(rows), "counted": len(rows) - len(typed)}
    if typed and len(filled) < len(typed):
        note = _("%(all)s chỉ tiêu; còn %(left)s chưa nhập") % {"all": len(rows), "left": len(typed) - len(filled)}
    title = f"{group}. {group_title(group)}"
    return Task(title, reverse("reports:group", args=[report.pk, group]), words, tone, note)


def _standing(typed: list[Row], filled: list[Row]) -> tuple[Promise, str]:
    if not typed:
        return COUNTED
    if not filled:
        return TODO
    if len(filled) < len(typed):
        return DOING
    return NOTHING if all(row.state == State.ZERO for row in typed) else DONE


def word_tasks(report: Report) -> list[Task]:
    """One line of the task list for each heading that takes words."""
    written = set(report.words.exclude(text="").values_list("heading_id", flat=True))
    changed = stale_words(report)
    return [
        Task(
            f"{heading.number}. {title_of(heading)}",
            reverse("reports:words", args=[report.pk, heading.code]),
            *(CHANGED if heading.pk in changed else DONE if heading.pk in written else TODO),
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


def group(request: HttpRequest, pk: int, group: str) -> HttpResponse:
    """The figures of one group: counted ones to look at, typed ones to fill in. What can be saved is saved; the rest stays as typed."""
    who, report = own_report(request, pk)
    lines = _lines(request, report, group)
    if not lines:
        raise Http404
    if request.method == "POST" and report.state in EDITABLE:
        saved = _save(who, report, lines)
        if not any(line.wrong for line in lines):
            return _saved(request, who, report, group, saved)
        messages.warning(request, _("Đã lưu %(count)s số liệu; còn ô phải sửa.") % {"count": saved})
    wrong = [(text, f"id_{line.row.indicator.code}-{name}", line.name) for line in lines if line.form for name, text in _errors(line.form)]
    context = common(report) | {
        "lines": lines,
        "group": group,
        "group_title": group_title(group),
        "wrong": wrong,
        "next": _next(report, group),
    }
    context["needs_source"] = rules.needs_source(report.period.last_day, clock.today())
    context["columns"] = 5 if report.unit.level in KEPT else 4
    return render(request, "reports/group.html", context)


def _errors(form: FigureForm) -> list[tuple[str, str]]:
    return [(name if name != "__all__" else "value", str(text)) for name, texts in form.errors.items() for text in texts]


def _lines(request: HttpRequest, report: Report, group: str) -> list[Line]:
    rows = of_groups(own_rows(report), group)
    facts = {fact.indicator_id: fact for fact in report.facts.select_related("source", "evidence", "indicator")}
    below = {row.indicator.pk: row for row in table(report.unit, report.period, form=report.form)} if report.unit.level in KEPT else {}
    place = Place(report.unit, report.period)
    data = request.POST if request.method == "POST" else None
    said, adjusted = by_cell(report, figures=True), standing(report)
    lines = [_line(row, facts.get(row.indicator.pk), below.get(row.indicator.pk), place, report, data) for row in rows]
    for line in lines:
        line.threads = said.get(line.row.indicator.code, [])
        one = adjusted.get(line.row.indicator.pk)
        line.adjusted = shown(one) if one else None
    return lines


def _line(row: Row, fact: Fact | None, below: Row | None, place: Place, report: Report, data: Any) -> Line:
    indicator = row.indicator
    line = Line(row, name_of(indicator), place.address(indicator.code), below=below)
    line.adjustable = report.state in EDITABLE and fact is not None and is_counted(fact)
    if report.state in EDITABLE and typable(row, report):
        line.form = FigureForm(data, indicator=indicator, fact=fact)
    return line


def typable(row: Row, report: Report) -> bool:
    """Typed figures; and counted ones of a past time from which the system holds no record."""
    if row.indicator.computed:
        return False
    if figure_of(row.indicator.figure) is None:
        return True
    past = rules.needs_source(report.period.last_day, clock.today())
    return past and (row.origin != "counted" or not row.value)


def _save(who: Acting, report: Report, lines: list[Line]) -> int:
    """Enter the rows that were changed; one that is refused does not keep the others from being saved. Out: how many were."""
    for line in lines:
        line.wrong = line.form is not None and not line.form.is_valid()
    changed = [line for line in lines if line.form and not line.wrong and line.form.has_changed()]
    try:
        return _enter(who, report, changed)
    except services.FiguresRefused as refused:
        for line in changed:
            if line.form and line.row.indicator.code in refused.errors:
                line.form.refuse(refused.errors[line.row.indicator.code])
                line.wrong = True
    return _enter(who, report, [line for line in changed if not line.wrong])


def _enter(who: Acting, report: Report, lines: list[Line]) -> int:
    figures = [line.form.typed() for line in lines if line.form]
    return len(services.type_figures(by=who, report=report, figures=figures)) if figures else 0


def _saved(request: HttpRequest, who: Acting, report: Report, group: str, saved: int) -> HttpResponse:
    if "nothing" in request.POST:
        try:
            filled = services.nothing_happened(by=who, report=report, group=group)
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, _("Đã ghi “không phát sinh” cho %(count)s chỉ tiêu.") % {"count": filled})
            return redirect("reports:group", report.pk, group)
    messages.success(request, _("Đã lưu %(count)s số liệu.") % {"count": saved} if saved else _("Không có gì thay đổi."))
    following = _next(report, group)
    if "next" in request.POST and following:
        return redirect("reports:group", report.pk, following)
    return redirect("reports:edit", report.pk)


def _next(report: Report, group: str) -> str:
    groups = list(dict.fromkeys(row.indicator.group for row in own_rows(report)))
    after = groups[groups.index(group) + 1 :] if group in groups else []
    return after[0] if after else ""
