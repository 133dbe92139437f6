"""What corrections below wait for: all of them taken over, with the words that cite what changes, or one explained."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from danvan.lib.refusal import Refused
from danvan.reports import services
from danvan.reports.access import own_report
from danvan.reports.forms.checking import TEXT, AnswersForm
from danvan.reports.forms.filling import ExplainForm, RewordForm
from danvan.reports.models import FILED, Report, Takeover
from danvan.reports.rules import KEPT
from danvan.reports.selectors import hamlets
from danvan.reports.selectors.checked import open_questions
from danvan.reports.selectors.corrections import takeovers, to_answer
from danvan.reports.selectors.declined import declined, kept_apart
from danvan.reports.selectors.stale import Left, frozen_in, lines, told
from danvan.reports.views.correct import about, dress, seen
from danvan.reports.wording import name_of
from danvan.ui.forms import show_refusal
from danvan.units.access import Acting

Mending = list[tuple[str, RewordForm, list[Left]]]  # heading, the form for its words, the sentences that cite what changes


def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """What corrections below wait for: take all of them over in a new revision of the own report, or explain one."""
    who, report = own_report(request, pk)
    explains = request.method == "POST" and "explain" in request.POST
    rows = list(to_answer(who.unit).filter(report=report))
    form = ExplainForm(request.POST if explains else None)
    typed = request.POST if request.method == "POST" and not explains else None
    also = _also(report) if rows else []
    mending, answers = _mending(report, [*also, *rows], typed), _answers(report, rows, typed)
    if request.method == "POST":
        try:
            return _explained(request, who, report) if explains else _taken(request, who, report, mending, answers)
        except services.AnswersRefused as wanted:
            answers = AnswersForm(typed, asked=wanted.asked, name=f"tiep-nhan-{report.pk}")
            answers.refuse(wanted.errors)
        except services.FiguresRefused as wrong:
            for _label, words, _left in mending:
                if words.code in wrong.errors:
                    words.refuse(wrong.errors[words.code])
        except Refused as refused:
            if form.is_bound and form.is_valid():  # else it says already what is wrong
                show_refusal(form, refused)
            elif not form.is_bound:
                messages.error(request, refused.message)
    past = list(takeovers(who.unit).filter(report=report).exclude(state=Takeover.State.WAITING).order_by("-id")[:20])
    for one in (*rows, *past):
        dress(one)
    context = about(report) | {"rows": rows, "past": past, "form": form, "chosen": request.POST.get("explain", "")}
    taken = [one for one in rows if not one.bound]
    context |= {"also": also, "sums": report.unit.level in KEPT, "taken": len(taken), "beside": all(one.beside for one in taken)}
    context |= {"mending": mending, "wrong": _wrong(mending) + answers.wrong, "gathers": hamlets.gathers(report.form, report.unit)}
    context["asked"] = [(one, name_of(one.indicator), "", text, same) for one, text, same in answers.rows()]
    return render(request, "reports/take_over.html", context)


def _also(report: Report) -> list[Any]:
    """What was declined before and comes with the next revision all the same: of a commune all but what it keeps apart from its hamlets."""
    gathers = hamlets.gathers(report.form, report.unit)
    found: list[Any] = declined(report) if gathers or report.unit.level in KEPT else []
    apart = kept_apart(report) if found and gathers else ()
    for one in found:
        dress(one)
        one.changed = [cell for cell in one.changed if cell.code not in apart]
    return [one for one in found if one.changed]


def _mending(report: Report, waiting: list[Takeover], data: Any) -> Mending:
    """The headings whose words cite what their figures no longer say, each with the form for its words. Few queries where there is none."""
    stale = told(lines(report, services.coming(report))) if report.state in FILED else {}
    if not stale:
        return []
    texts = dict(report.words.values_list("heading__code", "text"))
    headings = report.form.headings.filter(code__in=stale)
    with override("vi"):  # they are kept with the report, which is Vietnamese
        names = ", ".join(dict.fromkeys(one.correction.report.unit.full_name for one in waiting))
        reason, evidence = _("Số liệu trích trong lời văn đã đổi."), _("Đính chính của %(names)s.") % {"names": names}
    return [
        (one.label, RewordForm(data, heading=one, present=texts[one.code], reason=reason, evidence=evidence[:500]), stale[one.code])
        for one in headings
    ]


def _answers(report: Report, waiting: list[Takeover], data: Any) -> AnswersForm:
    """The questions about the totals of now. What a commune will say is known only once it has taken its hamlets' figures in: there the act asks."""
    settled = all(one.bound for one in waiting) or report.state not in FILED or hamlets.gathers(report.form, report.unit)
    return AnswersForm(data, asked=[] if settled else open_questions(report), name=f"tiep-nhan-{report.pk}")


def _taken(request: HttpRequest, who: Acting, report: Report, mending: Mending, answers: AnswersForm) -> HttpResponse:
    changed = [form for _label, form, _left in mending if form.touched]
    valid = [form.is_valid() for form in (answers, *changed)]
    if not all(valid):
        raise Refused(_("Chưa tiếp nhận được; hãy xem các ô có lỗi."))
    words, sentences = [form.corrected() for form in changed], _given(request, answers)
    sent = services.take_over(by=who, report=report, words=words, seen=seen(request, report), sentences=sentences)
    messages.success(request, _("Đã tiếp nhận: báo cáo của đơn vị có lần gửi %(revision)s theo số mới.") % {"revision": sent.revision})
    if left := len(frozen_in(sent.frozen)):
        said = ngettext(
            "Lời văn của %(count)s đề mục còn viết theo số cũ; điều này được ghi ngay dưới đề mục.",
            "Lời văn của %(count)s đề mục còn viết theo số cũ; điều này được ghi ngay dưới đề mục.",
            left,
        )
        messages.warning(request, said % {"count": left})
    return redirect("reports:take_over", report.pk)


def _given(request: HttpRequest, answers: AnswersForm) -> dict[str, str]:
    """The sentences, also of questions that the act asked."""
    start = f"{TEXT}-"
    return {name.removeprefix(start): str(text) for name, text in request.POST.items() if name.startswith(start)} | answers.sentences()


def _wrong(mending: Mending) -> list[tuple[str, str, str]]:
    """What is wrong, the field it is wrong in, and of which heading."""
    return [
        (str(text), form[name].id_for_label, label)
        for label, form, _left in mending
        for name, texts in form.errors.items()
        for text in texts
    ]


def _explained(request: HttpRequest, who: Acting, report: Report) -> HttpResponse:
    key = request.POST.get("explain", "")
    wanted = to_answer(who.unit).filter(report=report, pk=int(key) if key.isdecimal() and len(key) < 19 else 0).first()
    if wanted is None:
        raise Refused(_("Đính chính này đã được tiếp nhận hoặc giải trình rồi."))
    services.explain_correction(by=who, takeover=wanted, sentence=request.POST.get("sentence", ""))
    messages.success(request, _("Đã ghi giải trình; câu này được in kèm báo cáo."))
    return redirect("reports:take_over", report.pk)
