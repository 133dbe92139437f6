"""After a report was received: ask to open it, correct it, and what corrections below changed. What the levels above do about it: `taking_over`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from danvan.files import responses
from danvan.files import services as file_services
from danvan.lib import periods
from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.access import asked_of, correction_file, discusses, own_report
from danvan.reports.counting import count, figure_of, scope
from danvan.reports.forms.checking import AnswersForm
from danvan.reports.forms.filling import AskForm, CorrectionForm, DecideForm, EvidenceForm, RewordForm
from danvan.reports.models import Correction, Fact, Origin, Report, ReportState, Takeover
from danvan.reports.selectors import Row, own_rows
from danvan.reports.selectors.adjusting import amount_of
from danvan.reports.selectors.cells import natural
from danvan.reports.selectors.checked import Asked
from danvan.reports.selectors.corrections import Cell, above, cells_of, in_total, kind_of, said_then, table_of, takeovers, whose
from danvan.reports.selectors.covering import covered
from danvan.reports.selectors.declined import held_open
from danvan.reports.selectors.groups import group_titles
from danvan.reports.selectors.names import names_on, office
from danvan.reports.selectors.stale import Left, lines, told
from danvan.reports.services.drafts import EDITABLE
from danvan.reports.tables.asking import groups_of
from danvan.reports.views.several import of_report
from danvan.reports.wording import measure_beside, name_of
from danvan.ui.forms import show_refusal
from danvan.ui.paging import page
from danvan.units.access import Acting, acting

Line = tuple[Row, str, CorrectionForm, str, str]  # the figure, its name, its form, its count of today, its unit of measure
TONES = {"live": "info", "waiting": "danger", "taken": "success", "explained": "warm"}


def corrections(request: HttpRequest) -> HttpResponse:
    """Every correction below the unit, the latest first, with what it changed here and what was done."""
    who = acting(request)
    rows = page(
        takeovers(who.unit).select_related("report__form", "correction__report__obligation__receiver"), request, order=("-id",), size=20
    )
    then, summed = said_then(rows.rows), in_total(who.unit, rows.rows)
    for one in rows.rows:
        dress(one, then.get(one.pk, {}))
        one.stands, settled = summed.get(one.pk, (one.get_state_display(), False))
        one.tone = "success" if settled else one.tone
        one.receives = one.receives and discusses(who, one.correction.report)
    return render(request, "reports/corrections.html", {"who": who, "page": rows})


def dress(one: Any, said: dict[str, Any] | None = None) -> None:
    """A takeover with what the row shows. `said`: what the level's report said then; what it says now where that is not given."""
    report = one.correction.report
    one.name, one.kind_words, one.form_name = whose(one), kind_of(one), "" if one.beside else report.form.label
    one.period_label = periods.label(report.period.period)
    one.tone = TONES[one.state]
    one.receives = one.beside or (report.obligation.receiver_id == one.unit_id and one.correction.kind != Correction.Kind.MAP)
    one.in_form = _own(one) if one.report and (one.bound or one.report.form_id != report.form_id) else ""
    one.of_period = one.report.period if one.report else report.period
    # Of another period the change says itself what the report says.
    one.changed = cells_of(one, {} if one.bound else _reported(one) if said is None else said)


def _held_open(report: Report) -> list[Takeover]:
    found = held_open(report)
    for one in found:
        dress(one)
    return found


def _own(one: Takeover) -> str:
    """Which of the unit's own reports is told; with its period where that is another."""
    assert one.report
    return f"{one.report.form.label}, {periods.label(one.report.period.period)}" if one.bound else one.report.form.label


def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct figures and words of a received report: first what it changes above, then, seen, the act."""
    who, report = own_report(request, pk)
    if report.state in EDITABLE:
        return redirect("reports:edit", report.pk)
    posted = request.POST if request.method == "POST" else None
    page = Page(report, seen(request, report), _lines(report, posted), _headings(report, posted))
    evidence = EvidenceForm(posted, request.FILES or None)
    refused, preview = "", None
    valid = [form.is_valid() for form in (evidence, *page.changed)]
    if posted is not None and all(valid):
        try:
            wanting = _sent(who, page, evidence, posted) if "send" in posted else {}
            if wanting is None:
                messages.success(request, _("Đã gửi đính chính. Bản trước vẫn đọc và in được; cấp trên đã được báo phần thay đổi."))
                return redirect("reports:review", report.pk)
            preview = _preview(who, page, posted)
            if wanting and preview.answers.is_valid():  # else the form says what is wrong
                preview.answers.refuse(wanting)
        except services.FiguresRefused as wrong:
            for form in page.changed:
                if form.code in wrong.errors:
                    form.refuse(wrong.errors[form.code])
        except Refused as why:
            refused = why.message
            if why.field == "files":
                show_refusal(evidence, why)
    titles = group_titles()
    stale = preview.stale if preview else told(lines(report))
    context = about(report) | {
        "taken_on": covered(report).since,
        "below": _held_open(report) if posted is not None else [],
        "groups": [(titles.full(group), some) for group, some in groups_of(page.lines, lambda line: line[0].indicator.group)],
        "headings": [(label, form, stale.get(form.code, ())) for label, form in page.headings],
        "evidence": evidence,
        # Who was overtaken reads here what stands now, and may go on from it.
        "seen": report.revision if refused else page.seen,
        "refused": refused,
        "preview": preview,
        "asked": [(one, name_of(one.indicator), "", text, same) for one, text, same in preview.answers.rows()] if preview else [],
        "wrong": page.wrong + (preview.answers.wrong if preview else []),
    }
    return render(request, "reports/correct.html", context)


@dataclass(frozen=True)
class Page:
    """What the page of a correction holds: a form for each figure, and for the words of each heading. `seen`: the revision that it showed."""

    report: Report
    seen: int
    lines: list[Line]
    headings: list[tuple[str, RewordForm]]

    @property
    def changed(self) -> list[CorrectionForm | RewordForm]:
        """The forms in which something was typed."""
        forms = [form for _row, _name, form, _today, _measure in self.lines], [form for _title, form in self.headings]
        return [form for some in forms for form in some if form.touched]

    @property
    def said(self) -> dict[str, Any]:
        """What the service takes."""
        cells = [form.corrected() for form in self.changed if isinstance(form, CorrectionForm)]
        words = [form.corrected() for form in self.changed if isinstance(form, RewordForm)]
        return {"report": self.report, "cells": cells, "words": words, "seen": self.seen}

    @property
    def wrong(self) -> list[tuple[str, str, str]]:
        """What is wrong, the field it is wrong in, and of what."""
        named = [(label, form) for _row, label, form, _today, _measure in self.lines], self.headings
        return [
            (str(text), form[name].id_for_label, label)
            for some in named
            for label, form in some
            if form.touched
            for name, texts in form.errors.items()
            for text in texts
        ]


def _sent(who: Acting, page: Page, evidence: EvidenceForm, posted: Any) -> dict[str, str] | None:
    """File it. Where a check wants another sentence it is not filed: out, by the key of its question, what is wrong with the one that was given."""

    def sentences(asked: Sequence[Asked]) -> dict[str, str]:
        answers = _answers(page.report, posted, asked)
        return answers.sentences() if answers.is_valid() else {}

    try:
        with transaction.atomic():
            stored = [file_services.store(one, by=who) for one in evidence.cleaned_data["files"]]
            services.file_correction(by=who, files=stored, sentences=sentences, **page.said)
    except services.AnswersRefused as refused:
        return refused.errors
    return None


def _answers(report: Report, posted: Any, asked: Sequence[Asked]) -> AnswersForm:
    return AnswersForm(posted, asked=asked, name=f"dinh-chinh-{report.pk}")


@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """A document on which a correction stands, for who may see the figures and what is behind them."""
    return responses.send(correction_file(request, pk).file)


def _headings(report: Report, data: Any) -> list[tuple[str, RewordForm]]:
    """Each heading that takes words, with the form to correct them. Two queries."""
    present = dict(report.words.values_list("heading_id", "text"))
    headings = report.form.headings.filter(takes_text=True)
    return [(one.label, RewordForm(data, heading=one, present=present.get(one.pk, ""))) for one in headings]


def about(report: Report) -> dict[str, Any]:
    """What every page about a filed report shows of it."""
    name = names_on([report.unit_id], report.period.last_day)[report.unit_id]
    return {
        "report": report,
        "name": name,
        "period_label": periods.label(report.period.period),
        "accepted": report.state == ReportState.ACCEPTED,
        "asked": report.correction_requests.order_by("-id").first(),
    }


def seen(request: HttpRequest, report: Report) -> int:
    """The revision that stood on the screen."""
    typed = request.POST.get("seen", "")
    return int(typed) if typed.isdecimal() and len(typed) < 6 else report.revision


@dataclass(frozen=True)
class Foreseen:
    """What a correction changes at each level above, the sentences that the checks ask about the new numbers, and those (by heading) that it leaves
    citing the old ones.
    """

    levels: list[tuple[str, str, list[Cell]]]
    answers: AnswersForm
    stale: dict[str, list[Left]]


def _lines(report: Report, data: Any) -> list[Line]:
    """Each figure of the report with its form; for a counted one whose records have changed also what they come to today."""
    facts: dict[int, Fact] = {fact.indicator_id: fact for fact in report.facts.select_related("indicator")}
    lines: list[Line] = []
    for row in own_rows(report):
        fact = facts.get(row.indicator.pk)
        if row.indicator.computed or row.elsewhere:
            continue
        today = _today(report, fact)
        if fact is not None and fact.origin == Origin.COUNTED and not today:
            continue
        form, measure = CorrectionForm(data, indicator=row.indicator, fact=fact), measure_beside(row.indicator, row.value, row.qualifier)
        lines.append((row, name_of(row.indicator), form, today, measure))
    return lines


def _today(report: Report, fact: Fact | None) -> str:
    figure = figure_of(fact.indicator.figure) if fact is not None and fact.origin == Origin.COUNTED else None
    if figure is None or fact is None:
        return ""
    value = count(figure, scope(report), report.period.period).value * 10**fact.indicator.scale + amount_of(fact)
    return "" if value == fact.value else f"{natural(value, fact.indicator.scale):f}"


def _preview(who: Acting, page: Page, posted: Any) -> Foreseen:
    """What the correction would do, and the form for the sentences that it owes."""
    report = page.report

    def read(filed: Correction | None) -> tuple[list[tuple[str, str, list[Cell]]], dict[str, list[Left]]]:
        levels = [(_level(one, report), str(one.get_state_display()), _cells(one)) for one in above(filed.pk)] if filed else []
        return levels, told(lines(report))

    (levels, stale), asked = services.foresee_correction(by=who, read=read, **page.said)
    return Foreseen(levels, _answers(report, posted, asked), stale)


def _level(one: Takeover, report: Report) -> str:
    """Who says another number; of its report on another form or period, on which."""
    if one.bound:
        return _("Báo cáo của đơn vị: %(report)s") % {"report": _own(one)}
    other = one.report is not None and one.report.form_id != report.form_id
    return f"{office(one.unit)}, {one.report.form.label}" if one.report and other else office(one.unit)


def _cells(one: Takeover) -> list[Cell]:
    return cells_of(one, {} if one.bound else _reported(one))


def _reported(one: Takeover) -> dict[str, Any]:
    """What the level's own report said when it was filed."""
    return table_of(one.report.frozen if one.report else None)


def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the receiver to open the report again."""
    who, report = own_report(request, pk)
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_to_correct(by=who, report=report, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã gửi đề nghị đến nơi nhận."))
            return redirect("reports:edit", report.pk)
    return render(request, "reports/ask.html", about(report) | {"form": form})


def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a report that its unit asked to correct, or say why not."""
    who, wanted = asked_of(request, pk)
    form = DecideForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.decide_request(by=who, request=wanted, opens="open" in request.POST, answer=form.cleaned_data["answer"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã trả lời đơn vị."))
            receiver = wanted.report.obligation.receiver
            assert receiver is not None
            return redirect(of_report("reports:below", wanted.report, receiver))
    return render(request, "reports/decide.html", about(wanted.report) | {"form": form, "wanted": wanted})
