"""Asking, deciding, reading: the procedure of opening."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from danvan.audit.doer import SYSTEM
from danvan.lib import clock
from danvan.lib.refusal import Refused
from danvan.sealed import access, rules, selectors, services, session
from danvan.sealed.forms import AskForm, RefuseForm
from danvan.sealed.models import Opening
from danvan.sealed.opened import Opened
from danvan.sealed.views.asking import to_open, with_key
from danvan.ui.forms import show_refusal
from danvan.units.access import Acting
from danvan.units.views.asking import Question, ask


def request_opening(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to open an envelope."""
    who, envelope = access.open_for_asking(request, pk)
    place = envelope.get_absolute_url()
    question = Question(
        title=_("Đề nghị mở niêm phong"),
        lead=_("Hồ sơ %(about)s") % {"about": envelope.about},
        button=_("Gửi đề nghị"),
        back=place,
        back_label=envelope.about,
        done=_("Đã gửi đề nghị. Một người giữ niêm phong khác sẽ quyết định."),
        to=place,
        more={"page": "ask", "key": selectors.working_key(who.user_id)},
    )

    def perform(values: dict[str, Any]) -> object:
        return services.ask(by=who, envelope=envelope, **values)

    return ask(request, AskForm(request.POST or None), question, perform, "sealed/ask.html")


@never_cache
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: for a recipient to decide, for its asker to read from."""
    who, opening = access.open_opening(request, pk)
    if services.expire(by=SYSTEM, opening=opening):
        opening.refresh_from_db()
    return _page(request, who, opening, RefuseForm())


@require_POST
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree, with one's key."""
    who, opening = access.open_opening(request, pk)
    place = opening.get_absolute_url()

    def perform(opened: Opened) -> str:
        services.grant(by=who, opening=opening, opened=opened)
        return _("Đã đồng ý. Chỉ người đề nghị đọc được, trong thời gian đã định.")

    return with_key(request, back=place, to=place, perform=perform)


@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Disagree, with the reason."""
    who, opening = access.open_opening(request, pk)
    form = RefuseForm(request.POST)
    if form.is_valid():
        try:
            services.refuse(by=who, opening=opening, reason=form.cleaned_data["reason"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Đã ghi: không đồng ý."))
            return redirect(opening)
    return _page(request, who, opening, form)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End it before its time."""
    who, opening = access.open_opening(request, pk)
    try:
        services.close(by=who, opening=opening)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Đã đóng. Bản niêm phong riêng đã xóa."))
    return redirect(opening)


@require_POST
@never_cache
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The identity itself, to its asker only; each time a line in the history."""
    who, opening = access.open_own_opening(request, pk)
    opened = session.opened(request)
    if opened is None:
        return to_open(request, opening.get_absolute_url())
    try:
        shown = services.show(by=who, opening=opening, opened=opened)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(opening)
    context = {
        "who": who,
        "opening": opening,
        "parts": [(rules.label_of(part), value) for part, value in shown.identity.items()],
        "files": list(enumerate(shown.files, start=1)),
        "now": clock.now(),
    }
    return render(request, "sealed/shown.html", context)


@require_POST
@never_cache
def show_file(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One file of the envelope as a download, to its asker only."""
    who, opening = access.open_own_opening(request, pk)
    opened = session.opened(request)
    if opened is None:
        return to_open(request, opening.get_absolute_url())
    try:
        name, content = services.show_file(by=who, opening=opening, opened=opened, number=number)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(opening)
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _page(request: HttpRequest, who: Acting, opening: Opening, form: RefuseForm) -> HttpResponse:
    keeps = selectors.keeps(who.user_id, opening.envelope.kept_by, clock.today())
    own = opening.asker_id == who.user_id
    running = opening.state in (Opening.State.ASKED, Opening.State.GRANTED)
    context = {
        "who": who,
        "opening": opening,
        "own": own,
        "decides": keeps and not own and opening.state == Opening.State.ASKED,
        "reads": own and opening.lasts(clock.now()) and access.may_ask(who, opening.envelope),
        "may_close": running and (own or opening.state == Opening.State.GRANTED),
        "opened": session.opened(request),
        "form": form,
        "here": reverse("sealed:opening", args=[opening.pk]),
    }
    return render(request, "sealed/opening.html", context)
