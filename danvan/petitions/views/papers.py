"""Papers about a petition: which fit, how each looks, the files; the register of petitions received."""

import logging
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_POST

from danvan.lib import clock
from danvan.lib.papers.pdf import PrintingFailed
from danvan.lib.refusal import Refused
from danvan.papers import printing
from danvan.papers import selectors as papers
from danvan.papers import services as printer
from danvan.papers.registry import registry
from danvan.petitions import access
from danvan.petitions.forms.papers import BookForm
from danvan.petitions.models import Conflict, Petition
from danvan.petitions.papers import Book, CaseFile, CasePaper, alias
from danvan.petitions.papers.register import MOST
from danvan.petitions.selectors.papers import case_file, papers_for
from danvan.ui.paging import page
from danvan.units.access import Acting
from danvan.units.models import Duty

logger = logging.getLogger(__name__)
FORMS = ("docx", "pdf")
BOOK_FORMS = (*FORMS, "xlsx")
SHOWN = 100  # lines of the register on its page; the files hold them all


@require_GET
def menu(request: HttpRequest, pk: int) -> HttpResponse:
    """The papers that can be printed now, and those that were."""
    who, petition = access.open_petition(request, pk)
    case = case_file(who, petition)
    printed = papers.printed_about(petition, who.unit).filter(unit=who.unit)
    shown = page(printed, request, order=["-id"], size=20)
    context = {
        "who": who,
        "petition": petition,
        "number": alias(petition) if petition.is_protected else "",
        "papers": papers_for(who, case),
        "page": shown,
        "printed": [(registry.get(one.code), one) for one in shown.rows],
    }
    return render(request, "petitions/papers.html", context)


@require_GET
def look(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One paper as it would be printed. Nothing is recorded and no number is given."""
    who, petition = access.open_petition(request, pk)
    case, paper = _paper(who, petition, code)
    held = papers.standing(paper.kind, who.unit, clock.today())
    try:
        with override("vi"):
            preview = printing.html(papers.draft(paper.kind.code, case, by=who, unit=who.unit, held=held))
    except Refused as refused:
        return _back(request, petition, refused.message)
    given = papers.given_number(paper.kind.code, case, who.unit, paper.occasion(case))
    context = {"who": who, "petition": petition, "paper": paper, "kind": paper.kind, "held": held, "given": given, "preview": preview}
    return render(request, "petitions/paper.html", context)


@require_POST
def print_paper(request: HttpRequest, pk: int, code: str, form: str) -> HttpResponse:
    """The paper as a file, recorded, with its number where the office wants one."""
    who, petition = access.open_petition(request, pk)
    case, paper = _paper(who, petition, code)
    if form not in FORMS:
        raise Http404
    try:
        made = printer.render(by=who, code=paper.kind.code, subject=case, unit=who.unit, form=form, occasion=paper.occasion(case))
    except Refused as refused:
        return _back(request, petition, refused.message)
    except PrintingFailed as failed:
        return _failed(request, petition, failed)
    return printing.download(made.content, made.name, form)


def _paper(who: Acting, petition: Petition, code: str) -> tuple[CaseFile, CasePaper]:
    """The paper, if it fits the petition as it stands and this officer's unit may issue it."""
    case = case_file(who, petition)
    found = next((one for one in papers_for(who, case) if one.name == code), None)
    if found is None:
        raise Http404
    return case, found


def _back(request: HttpRequest, petition: Petition, message: str) -> HttpResponse:
    messages.warning(request, message)
    return redirect("petitions:papers", petition.pk)


def _failed(request: HttpRequest, petition: Petition, failed: PrintingFailed) -> HttpResponse:
    logger.error("printing failed: %s", failed)
    return _back(
        request, petition, _("Chưa in được PDF: máy chủ thiếu phông chữ hoặc lỗi dàn trang. Hãy báo người quản trị; bản DOCX vẫn tải được.")
    )


@require_GET
def book(request: HttpRequest) -> HttpResponse:
    """The register of the unit for some days, to look at and to take away."""
    who = access.working(request, Duty.RECEIVE)
    form = BookForm(request.GET or None)
    first, last = form.days()
    with override("vi"):
        preview = printing.html(papers.draft("petitions.book", _book(who, first, last, SHOWN), by=who, unit=who.unit))
    context = {"who": who, "form": form, "first": first, "last": last, "preview": preview, "shown": SHOWN}
    return render(request, "petitions/book.html", context)


@require_POST
def print_book(request: HttpRequest, form: str) -> HttpResponse:
    """The register as a file, recorded."""
    who = access.working(request, Duty.RECEIVE)
    if form not in BOOK_FORMS:
        raise Http404
    asked = BookForm(request.POST)
    first, last = asked.days()
    try:
        occasion = f"{first.isoformat()}/{last.isoformat()}"
        made = printer.render(by=who, code="petitions.book", subject=_book(who, first, last), unit=who.unit, form=form, occasion=occasion)
    except PrintingFailed as failed:
        logger.error("printing failed: %s", failed)
        messages.warning(request, _("Chưa in được PDF. Hãy báo người quản trị; bản DOCX và XLSX vẫn tải được."))
        return redirect("petitions:book")
    return printing.download(made.content, made.name, form)


def _book(who: Acting, first: date, last: date, most: int = MOST) -> Book:
    """The book without what the officer is named in."""
    hidden = Petition.objects.filter(pk__in=Conflict.objects.values("petition")).exclude(
        pk__in=access.not_about(who, Petition.objects.all()).values("pk")
    )
    return Book(who.unit, first, last, frozenset(hidden.values_list("pk", flat=True)), most)
