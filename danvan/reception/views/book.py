"""The reception book: its list, its lines, writing a line on an ordinary day."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.papers.selectors import given_number
from danvan.petitions.views.slips import to_slip
from danvan.reception import access, selectors, services
from danvan.reception.forms import BookFilter, EntryForm
from danvan.reception.models import Visit, Visitor
from danvan.reception.papers import NOTICE
from danvan.reception.rules import refusal_ground
from danvan.reception.selectors.book import ORDER
from danvan.ui.forms import show_refusal
from danvan.ui.paging import page
from danvan.ui.tables import read, send
from danvan.units.models import Duty


def lines(request: HttpRequest) -> HttpResponse:
    """The unit's book, newest first."""
    who = access.book_keeping(request)
    form = BookFilter(request.GET)
    found = selectors.scoped(access.not_about(who, selectors.book(who.unit)), form.wanted())
    context = {
        "who": who,
        "unit": who.unit,
        "form": form,
        "page": page(found, request, order=ORDER),
        "filtered": any(request.GET.get(name) for name in form.fields),
        "acts": access.acts_here(who, who.unit),
        "today": clock.today(),
    }
    return render(request, "reception/book.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """A line on an ordinary day: whoever comes to the desk."""
    who = access.working(request)
    form = EntryForm(request.POST or None, who=who, eager=True)
    if request.method == "POST":
        answer = write(request, form, request.path)
        if answer is not None:
            return answer
    return render(request, "reception/entry.html", {"who": who, "form": form, "today": clock.today()})


def write(request: HttpRequest, form: EntryForm, back: str) -> HttpResponse | None:
    """Write the line; to the slip if a petition was taken in, else `back` for the next person. None leaves the form as it was typed."""
    if not form.is_valid():
        return None
    try:
        visit, receipt = form.perform()
    except Refused as refused:
        show_refusal(form, refused)
        return None
    messages.success(request, _("Đã ghi số %(number)s.") % {"number": str(visit)})
    return redirect(back) if receipt is None else to_slip(request, receipt)


def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """One line; who came and what was said only for those of the unit who may read it."""
    who, found = access.open_visit(request, pk)
    words = access.reads_words(who, found.unit) and not found.closed
    ground = refusal_ground(found.refusal)
    context = {
        "who": who,
        "visit": found,
        "words": words,
        "same_unit": access.reads_words(who, found.unit),
        "visitor": Visitor.objects.filter(visit=found).first() if words else None,
        "ground": ground,
        "may_notice": bool(ground and ground.needs_notice and not found.notice_on and access.acts_here(who, found.unit, Duty.ANSWER)),
        "given": given_number(NOTICE, found, found.unit) if found.notice_on else None,
        "conclusions": list(found.conclusions.select_related("owner")) if words else [],
        "today": clock.today(),
    }
    return render(request, "reception/visit.html", context)


def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """The head issues the notice of refusal."""
    who, found = access.open_visit(request, pk, Duty.ANSWER)
    if request.method != "POST":
        raise PermissionDenied
    try:
        services.issue_notice(by=who, visit=found, signed_by=who.post)
    except Refused as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(request, _("Đã ban hành thông báo từ chối tiếp công dân. Tải thông báo để in; số được cấp khi in."))
    return redirect(found)


def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The filtered book as CSV or XLSX, without who came."""
    who = access.book_keeping(request)
    found = selectors.scoped(access.not_about(who, selectors.book(who.unit)), BookFilter(request.GET).wanted())
    title = _("Sổ tiếp công dân, tải ngày %(day)s") % {"day": f"{clock.today():%d/%m/%Y}"}
    rows = (_row(one) for one in read(found.order_by("book_year", "number")))
    return send(form, "so-tiep-cong-dan", title, who.unit.full_name, _heads(), rows)


def _heads() -> list[str]:
    return [
        _("Số"),
        _("Ngày tiếp"),
        _("Người tiếp"),
        _("Định kỳ, đột xuất"),
        _("Trực tuyến"),
        _("Số người"),
        _("Phân loại"),
        _("Nội dung"),
        _("Việc cũ"),
        _("Cơ quan đã giải quyết"),
        _("Hướng xử lý"),
        _("Mã đơn"),
    ]


def _row(one: Visit) -> list[str]:
    closed = one.closed
    return [
        str(one),
        f"{one.received_on:%d/%m/%Y}",
        one.received_by.title,
        one.session.get_kind_display() if one.session else _("thường xuyên"),
        _("có") if one.online else "",
        str(one.people),
        one.get_kind_display(),
        "" if closed else one.summary,
        _("có") if one.again else "",
        "" if closed else one.earlier_body,
        one.get_outcome_display(),
        one.petition.reference if one.petition else "",
    ]
