"""The wizard: one question a page, answers in the session, nothing in the address."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from danvan.audit.doer import CITIZEN
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.portal import pages, services
from danvan.portal.draft import Draft
from danvan.portal.forms import DENUNCIATION, FILES_AT_MOST, FilesForm, PageForm
from danvan.portal.views.uploads import counted
from danvan.ui.forms import show_refusal
from danvan.units import selectors as units
from danvan.units.models import Unit


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """What this is for and what it is not. POST with a unit's key (from a commune's page) begins with the place known."""
    draft = Draft.of(request.session)
    if request.method == "POST":
        unit = get_object_or_404(Unit, key=request.POST.get("unit", "").replace("\x00", ""))
        _begin_at(draft, unit)
        return redirect(_go_on(draft))
    return render(
        request, "portal/start.html", {"draft": draft, "go_on": _go_on(draft) if draft.begun else reverse("portal:page", args=("loai",))}
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """One question page. An answer that is accepted leads on to the first page still unanswered, or to the answers."""
    here = pages.BY_SLUG.get(slug)
    if here is None:
        raise Http404
    draft = Draft.of(request.session)
    if request.method == "POST":
        return _take(request, here, draft)
    first = pages.first_unanswered(draft)
    if _too_far(here, draft, first):
        return redirect(_address(first))
    return _ask(request, here, here.form(initial=draft.answers.get(slug), draft=draft), first)


def _take(request: HttpRequest, here: pages.Page, draft: Draft) -> HttpResponse:
    form = here.form(request.POST, request.FILES, draft=draft)
    if not form.is_valid():
        first = pages.first_unanswered(draft)
        return redirect(_address(first)) if _too_far(here, draft, first) else _ask(request, here, form, first)
    if form.cleaned_data.get("kind") == DENUNCIATION:
        return redirect("portal:denunciation")
    if isinstance(form, FilesForm) and not _take_files(request, form):
        return _ask(request, here, form, pages.first_unanswered(draft))
    if here.slug == "noi":
        draft.forget("chon")
    draft.put(here.slug, form.answer())
    return redirect("portal:page", here.slug) if {"stay", "drop"} & set(request.POST) else redirect(_go_on(draft))


def _take_files(request: HttpRequest, form: FilesForm) -> bool:
    """Store what was chosen; what is refused is said beside the field, the rest is kept."""
    submission = form.draft.submission
    if request.POST.get("drop", "").isdecimal():
        services.drop_file(by=CITIZEN, draft=submission, pk=int(request.POST["drop"]))
    for upload in form.cleaned_data["files"]:
        try:
            counted(request)
            services.keep_file(by=CITIZEN, draft=submission, upload=upload)
        except Refused as refused:
            show_refusal(form, Refused(f"{upload.name}: {refused.message}", field="files"))
    if form.errors:
        form.draft.put("anh", {})
    return not form.errors


def _ask(request: HttpRequest, here: pages.Page, form: PageForm, first: pages.Page | None) -> HttpResponse:
    asked = pages.asked(form.draft)
    context = {
        "form": form,
        "page": here,
        "back": _back(here, form.draft, first),
        "number": asked.index(here) + 1 if here in asked else 1,
        "of": len(asked),
        "files_at_most": FILES_AT_MOST,
        "kept": form.kept() if isinstance(form, FilesForm) else [],
    }
    return render(request, form.template, context)


@never_cache
@require_safe
def denunciation(request: HttpRequest) -> HttpResponse:
    """Where a denunciation is to be brought. Nothing is stored of this choice."""
    return render(request, "portal/denunciation.html", {"draft": Draft.of(request.session)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest) -> HttpResponse:
    """Forget the draft, files and all: for a shared phone. GET asks first."""
    draft = Draft.of(request.session)
    if request.method != "POST":
        if not draft.begun:
            return redirect("portal:start")
        return render(request, "portal/discard.html", {"go_on": _go_on(draft)})
    services.discard_draft(by=CITIZEN, draft=draft.submission)
    draft.close()
    return redirect("portal:home")


def _begin_at(draft: Draft, unit: Unit) -> None:
    today = clock.today()
    province = units.province_of(unit, today)
    place = "" if unit == province else units.name_on(unit, today)
    draft.put("noi", {"place": place, "province": str(province.pk) if province else ""})
    draft.put("chon", {"unit": str(unit.pk)})


def _too_far(here: pages.Page, draft: Draft, first: pages.Page | None) -> bool:
    return not here.applies(draft) or (first is not None and pages.PAGES.index(here) > pages.PAGES.index(first))


def _go_on(draft: Draft) -> str:
    return _address(pages.first_unanswered(draft))


def _address(first: pages.Page | None) -> str:
    return reverse("portal:page", args=(first.slug,)) if first else reverse("portal:check")


def _back(here: pages.Page, draft: Draft, first: pages.Page | None) -> str:
    """To the answers if everything is answered, else to the page before."""
    previous = pages.before(here, draft)
    if first is None:
        return reverse("portal:check")
    return reverse("portal:page", args=(previous.slug,)) if previous else reverse("portal:start")
