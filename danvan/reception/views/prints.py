"""Papers to take away: the book of a month, the notice of refusal. The register of room `papers` says who printed what."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from danvan.lib import clock
from danvan.lib.papers.pdf import PrintingFailed
from danvan.papers import printing
from danvan.papers import services as papers
from danvan.reception import access, selectors
from danvan.reception.models import Visitor
from danvan.reception.papers import BOOK, NOTICE, BookOf
from danvan.reception.rules import refusal_ground
from danvan.reception.views.calendars import month_of

FORMS = ("docx", "pdf")
MOST_PRINTED = 500


def book(request: HttpRequest, form: str) -> HttpResponse:
    """The book of a month, who came included, for those who keep it."""
    who = access.book_keeping(request)
    if form not in FORMS:
        raise Http404
    span = month_of(request.GET.get("thang", ""), clock.today())
    book = access.not_about(who, selectors.book(who.unit))
    found = book.filter(received_on__range=(span.first, span.last)).order_by("book_year", "number")
    lines = list(found[: MOST_PRINTED + 1])
    if not lines or len(lines) > MOST_PRINTED:
        empty = _("Tháng này sổ chưa có dòng nào.")
        many = _("Tháng này có quá %(most)d dòng: hãy tải danh sách Excel.") % {"most": MOST_PRINTED}
        messages.warning(request, many if lines else empty)
        return redirect("reception:book")
    who_came = {one.visit_id: one for one in Visitor.objects.filter(visit__in=lines)}
    try:
        made = papers.render(by=who, code=BOOK, subject=BookOf(span, lines, who_came), unit=who.unit, form=form)
    except PrintingFailed:
        messages.error(request, _("Không dựng được PDF; hãy tải bản Word."))
        return redirect("reception:book")
    return printing.download(made.content, made.name, form)


def notice(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The notice of refusal, once the head has issued it; the first print takes its number."""
    who, visit = access.open_visit(request, pk)
    readable = access.reads_words(who, visit.unit) and not visit.closed
    if form not in FORMS or refusal_ground(visit.refusal) is None or visit.notice_on is None or not readable:
        raise Http404
    try:
        made = papers.render(by=who, code=NOTICE, subject=visit, unit=visit.unit, form=form)
    except PrintingFailed:
        messages.error(request, _("Không dựng được PDF; hãy tải bản Word."))
        return redirect(visit)
    return printing.download(made.content, made.name, form)
