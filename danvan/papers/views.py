"""Pages about the wording of papers: look, try, change, compare, bring back; the register of numbers given out."""

import logging
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from danvan.lib import clock
from danvan.lib.papers import Paper
from danvan.lib.papers.pdf import PrintingFailed
from danvan.lib.refusal import Refused
from danvan.papers import printing, selectors, services
from danvan.papers.access import editing, may_edit, open_for_change, open_paper, open_version, open_version_for_change
from danvan.papers.comparing import differences
from danvan.papers.composing import fields_of
from danvan.papers.forms import SeriesForm, WordingForm
from danvan.papers.models import Outgoing
from danvan.papers.registry import Field, PaperKind, Rows, Wording, registry
from danvan.ui.forms import show_refusal
from danvan.ui.paging import page
from danvan.ui.tables import read, send
from danvan.units.access import Acting, acting

logger = logging.getLogger(__name__)


@require_GET
def papers(request: HttpRequest) -> HttpResponse:
    """Every paper there is, by room, and whose wording holds."""
    who = acting(request)
    groups = registry.by_room()
    held = selectors.all_standing([kind for _label, kinds in groups for kind in kinds], who.unit, clock.today())
    rows = [(label, [(kind, held[kind.code]) for kind in kinds]) for label, kinds in groups]
    return render(request, "papers/list.html", {"who": who, "groups": rows, "may_edit": may_edit(who)})


@require_GET
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """One paper: how it looks now, whose wording it is, what it can print, its versions."""
    who, kind = open_paper(request, code)
    held = selectors.standing(kind, who.unit, clock.today())
    context = {
        "who": who,
        "kind": kind,
        "held": held,
        "own": held.unit == who.unit,
        "preview": _preview(kind, held.wording, who),
        "has_table": any(field.columns for field in kind.fields),
        "fields": shown_fields(kind),
        "versions": page(selectors.versions(kind.code, who.unit), request, order=["-version"], size=20),
        "today": clock.today(),
        "may_edit": may_edit(who),
    }
    return render(request, "papers/paper.html", context)


def shown_fields(kind: PaperKind) -> list[tuple[Field, str, str]]:
    """The fields with what an officer writes for each and how it prints."""
    return [(field, _written(field), _sample(field)) for field in fields_of(kind).values()]


def _written(field: Field) -> str:
    return f"[bảng {field.name}]" if field.columns else f"{{{{ {field.name} }}}}"


def _sample(field: Field) -> str:
    return ", ".join(column.title for column in field.columns) if isinstance(field.sample, Rows) else field.sample


def _paper(kind: PaperKind, wording: Wording, who: Acting) -> Paper:
    # A paper is Vietnamese whatever language its reader uses.
    with override("vi"):
        return selectors.sample(kind, wording, who.unit, by=who)


def _preview(kind: PaperKind, wording: Wording, who: Acting) -> str:
    return printing.html(_paper(kind, wording, who))


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change the wording of the officer's own unit; "Xem trước" shows what was typed without keeping it."""
    who, kind = open_for_change(request, code)
    held = selectors.standing(kind, who.unit, clock.today())
    form = WordingForm(request.POST or None, kind=kind, wording=held.wording)
    looking = "look" in request.POST
    if request.method == "POST" and form.is_valid() and not looking and _keep(form, who, kind):
        messages.success(request, _("Đã lưu mẫu mới của %(unit)s.") % {"unit": who.unit.full_name})
        return redirect("papers:paper", kind.code)
    shown = form.wording() if form.is_bound and not form.errors else held.wording
    context = {
        "who": who,
        "kind": kind,
        "held": held,
        "form": form,
        "preview": _preview(kind, shown, who),
        "looking": looking and not form.errors,
        "fields": shown_fields(kind),
    }
    return render(request, "papers/change.html", context)


def _keep(form: WordingForm, who: Acting, kind: PaperKind) -> bool:
    """Save; False with the message on the form if it is refused."""
    try:
        services.change(by=who, code=kind.code, unit=who.unit, wording=form.wording(), valid_from=form.cleaned_data["valid_from"])
    except Refused as refused:
        show_refusal(form, refused)
        return False
    return True


@require_POST
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """What was typed, as PDF with the samples. A wording with faults goes back to its form."""
    who, kind = open_for_change(request, code)
    form = WordingForm(request.POST, kind=kind, wording=kind.wording)
    if not form.is_valid():
        return change(request, code)
    return _sample_file(request, kind, form.wording(), who, "pdf")


@require_GET
def sample(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The wording in force with the samples, as a file."""
    who, kind = open_paper(request, code)
    held = selectors.standing(kind, who.unit, clock.today())
    return _sample_file(request, kind, held.wording, who, form)


def _sample_file(request: HttpRequest, kind: PaperKind, wording: Wording, who: Acting, form: str) -> HttpResponse:
    made = _paper(kind, wording, who)
    if form not in ("docx", "pdf", "xlsx") or (form == "xlsx" and not printing.has_table(made)):
        raise Http404
    try:
        content = printing.build(made, form)
    except PrintingFailed as failed:
        logger.error("printing failed: %s", failed)
        messages.error(
            request, _("Chưa in được PDF: máy chủ thiếu phông chữ hoặc lỗi dàn trang. Hãy báo người quản trị; bản DOCX vẫn tải được.")
        )
        return redirect("papers:paper", kind.code)
    return printing.download(content, printing.file_name(str(kind.label), "mau", form), form)


@require_GET
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """The wording in force beside the product's own."""
    who, kind = open_paper(request, code)
    held = selectors.standing(kind, who.unit, clock.today())
    context = {"who": who, "kind": kind, "held": held, "parts": differences(kind.wording, held.wording)}
    return render(request, "papers/compare.html", context)


@require_GET
def version(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """An older version of the unit's own wording: how it looks, and how it differs from what holds now."""
    who, kind, found = open_version(request, code, pk)
    held = selectors.standing(kind, who.unit, clock.today())
    wording = selectors.wording_of(found)
    context = {
        "who": who,
        "kind": kind,
        "version": found,
        "held": held,
        "preview": _preview(kind, wording, who),
        "parts": differences(wording, held.wording),
        "may_edit": may_edit(who),
    }
    return render(request, "papers/version.html", context)


@require_POST
def restore(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Make an older version the wording in force again."""
    who, kind, found = open_version_for_change(request, code, pk)
    try:
        made = services.restore(by=who, template=found)
    except Refused as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(request, _("Bản %(old)s được áp dụng lại, thành bản %(new)s.") % {"old": found.version, "new": made.version})
    return redirect("papers:paper", kind.code)


@require_POST
def drop(request: HttpRequest, code: str) -> HttpResponse:
    """Give up the unit's own wording."""
    who, kind = open_for_change(request, code)
    try:
        services.drop(by=who, code=kind.code, unit=who.unit)
    except Refused as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(request, _("Đã bỏ mẫu riêng; từ nay dùng mẫu của cơ quan cấp trên hoặc mẫu chung."))
    return redirect("papers:paper", kind.code)


@require_GET
def outgoing(request: HttpRequest) -> HttpResponse:
    """The numbers the unit gave out, newest first."""
    who = acting(request)
    rows = page(selectors.outgoing_of(who.unit), request, order=["-id"])
    return render(request, "papers/outgoing.html", {"who": who, "page": rows, "kinds": registry.papers, "may_edit": may_edit(who)})


@require_GET
def outgoing_file(request: HttpRequest) -> HttpResponseBase:
    """The same as a workbook."""
    who = acting(request)
    heads = (_("Số, ký hiệu"), _("Ngày"), _("Nơi ban hành"), _("Loại giấy"), _("Về"))
    rows = map(_outgoing_row, read(selectors.outgoing_of(who.unit)))
    return send("xlsx", "so-van-ban-di", _("Sổ văn bản đi"), who.unit.full_name, heads, rows)


def _outgoing_row(one: Outgoing) -> tuple[str, ...]:
    kind = registry.get(one.code)
    return (one.text, f"{one.given_on:%d/%m/%Y}", one.issuer, str(kind.label) if kind else one.code, one.about)


@require_http_methods(["GET", "POST"])
def series(request: HttpRequest) -> HttpResponse:
    """Say how far the numbers have come on paper."""
    who = editing(request)
    form = SeriesForm(request.POST or None, who=who, symbols=_symbols())
    if request.method == "POST" and form.is_valid():
        try:
            made: Any = services.set_series(by=who, year=clock.today().year, **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Số tiếp theo là %(number)s.") % {"number": made.last + 1})
            return redirect("papers:outgoing")
    return render(request, "papers/series.html", {"who": who, "form": form})


def _symbols() -> list[tuple[str, str]]:
    """The signs of types among the declared papers; letters have none."""
    signs = sorted({kind.symbol for kind in registry.papers.values() if kind.symbol})
    return [*((sign, sign) for sign in signs), ("", _("công văn"))]
